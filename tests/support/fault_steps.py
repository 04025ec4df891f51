"""Counts every step of a process by name, and kills or stops it at a given one.

A step lies after every SQL statement, after every commit, before and after every HTTP call, after
whatever is said to a mail server and after each of its answers.
"""

from __future__ import annotations

import os
import re
import signal
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from django.db import connections

TABLE = re.compile(r"""(?:FROM|INTO|UPDATE)\s+"(\w+)" """.strip())
NUMBER = re.compile(r"\d{6,}")


@dataclass(slots=True)
class Steps:
    """The steps so far; at the `kill_at`-th the process dies, at the first `stop_at` it stops."""

    kill_at: int = 0
    stop_at: str = ""
    names: list[str] = field(default_factory=list)

    def passed(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if name == self.stop_at:
            self.stop_at = ""
            # To this thread: one sent to the process is taken by another, and this one runs on.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


@contextmanager
def watched(steps: Steps) -> Iterator[None]:
    """Count the steps inside the block."""
    connection = connections["default"]
    commit, send = connection.commit, requests.Session.send

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = run(sql, *rest)
        steps.passed(_statement(sql))
        return result

    def committing() -> None:
        commit()
        steps.passed("commit")

    def sending(
        session: requests.Session, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        call = f"{request.method} {NUMBER.sub('N', request.path_url.split('?')[0])}"
        steps.passed(f"before {call}")
        try:
            return send(session, request, **options)
        finally:
            steps.passed(f"after {call}")

    say, hear = smtplib.SMTP.send, smtplib.SMTP.getreply

    def saying(client: smtplib.SMTP, words: Any) -> None:
        say(client, words)
        steps.passed("after smtp said")

    def hearing(client: smtplib.SMTP) -> tuple[int, bytes]:
        heard = hear(client)
        steps.passed(f"after smtp {heard[0]}")
        return heard

    smtplib.SMTP.send = saying  # type: ignore[method-assign, assignment]
    smtplib.SMTP.getreply = hearing  # type: ignore[method-assign, assignment]
    connection.commit = committing  # type: ignore[method-assign]  # the one place all commits pass
    requests.Session.send = sending  # type: ignore[method-assign, assignment]  # and all calls
    try:
        with connection.execute_wrapper(execute):
            yield
    finally:
        connection.commit = commit  # type: ignore[method-assign]
        requests.Session.send = send  # type: ignore[method-assign]
        smtplib.SMTP.send, smtplib.SMTP.getreply = say, hear  # type: ignore[method-assign]


def _statement(sql: str) -> str:
    table = TABLE.search(sql)
    return " ".join([sql.split(maxsplit=1)[0], *(table.groups() if table else ())])
