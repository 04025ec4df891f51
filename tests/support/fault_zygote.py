"""A warm process that forks a child for each order: loading Django costs seconds, a fork none.

Orders come as lines of JSON on standard input. Two lines go back for each: the child's process id,
and how it ended. One thread only, so that forking is safe. What is ordered `inside` this process
does in person: it is quicker, and what it has loaded every later child inherits.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connections
from fault_clock import SharedClock
from fault_steps import Steps, watched

from calendars import clock
from jobs.tools import Tools, configured_tools
from orchestrator import logs


def main() -> None:
    """Take orders until the input ends."""
    django.setup()
    from fault_deeds import Workplace  # noqa: PLC0415 -- models load after the set-up

    logs.configure(level="CRITICAL")  # thousands of kills are no news, and stdout is for answers
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("inside"):
            _tell({"pid": os.getpid()})
            _tell(_attempted(order, Workplace))
            gc.freeze() if not gc.get_freeze_count() else None  # what is loaded and cached by now, every later child inherits
            continue
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _live(order, writing, Workplace)
        os.close(writing)
        _tell({"pid": child})
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        _tell(json.loads(told) if told else {"signal": os.WTERMSIG(status)})


def _live(order: dict[str, Any], writing: int, workplace: Any) -> None:
    """Do what is ordered and never return."""
    try:
        gc.disable()  # it lives for milliseconds
        told = _attempted(order, workplace)
        with os.fdopen(writing, "w") as pipe:
            json.dump(told, pipe)
    finally:
        os._exit(0)


def _attempted(order: dict[str, Any], workplace: Any) -> dict[str, Any]:
    try:
        return {"signal": 0, **_obey(order, workplace)}
    except BaseException:  # noqa: BLE001 -- told to the test, which raises it
        return {"signal": 0, "error": traceback.format_exc()}


def _obey(order: dict[str, Any], workplace: Any) -> dict[str, Any]:
    shared = SharedClock(Path(order["clock"]))
    clock.set_clock(shared)
    connections["default"].settings_dict["NAME"] = order["database"]
    steps = Steps(order.get("kill_at", 0), order.get("stop_at", ""))
    place = workplace(shared, _tools(order), order.get("naive", False), [], [])
    try:
        with watched(steps):
            for deed in order["deeds"]:
                place.do(deed)
    finally:
        connections.close_all()
    return {"steps": steps.names, "reports": place.reports, "failures": place.failures}


def _tools(order: dict[str, Any]) -> Tools:
    company = settings.COMPANY
    address = {
        "base_url": f"{order['zoom']}/v2",
        "oauth_url": f"{order['zoom']}/oauth/token",
        "read_timeout_seconds": order.get("read_timeout", company.zoom.read_timeout_seconds),
    }
    zoom = company.zoom.model_copy(update=address)
    post = {"host": "127.0.0.1", "port": order["smtp"], "tls": "none"} if "smtp" in order else {}
    mail = company.mail.model_copy(update=post)
    return configured_tools(company.model_copy(update={"zoom": zoom, "mail": mail}))


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
