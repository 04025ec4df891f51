"""Clerks that are killed while they issue invoices leave no gap and no number twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import processes
import pytest

pytestmark = [pytest.mark.kills, pytest.mark.timeout(180)]
CLERKS, ROUNDS = 5, 10  # fifty clerks in all
CLERK = """
import django, sys, uuid; django.setup()
from orchestrator.rules.invoice import InvoiceLine, LineKind, read_payer
from orchestrator.services.money.invoicing import Bill, issue
payer = read_payer("Acme", "pay@acme.example")
print("ready", flush=True)
while True:
    issue(Bill(uuid.uuid4().hex, payer, (InvoiceLine(LineKind.OTHER, "It", 100),)), "clerk")
"""
NUMBERS = """
import django; django.setup()
from orchestrator.models import Invoice, InvoiceSeries
print(InvoiceSeries.objects.get().last, *Invoice.objects.order_by("sequence").values_list("sequence", flat=True))
"""


def clerk(directory: Path) -> subprocess.Popen[str]:
    settings = {"DJANGO_SETTINGS_MODULE": "orchestrator.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", CLERK],
        cwd=processes.HOUSE,
        env=processes.environment(directory, **settings),
        stdout=subprocess.PIPE,
        text=True,
    )


def test_fifty_clerks_are_killed_and_the_numbers_have_no_gap(tmp_path: Path) -> None:
    processes.orchestrator(tmp_path, "migrate")
    chance = random.Random(9)  # noqa: S311 -- the same kills at every run
    for _ in range(ROUNDS):
        clerks = [clerk(tmp_path) for _ in range(CLERKS)]
        for one in clerks:
            assert one.stdout
            assert one.stdout.readline() == "ready\n"
        for one in clerks:
            time.sleep(chance.uniform(0.0, 0.08))
            one.send_signal(signal.SIGKILL)
            one.communicate()
    last, *numbers = map(int, processes.python(tmp_path, NUMBERS).stdout.split())
    assert numbers == list(range(1, last + 1))
    assert last > CLERKS * ROUNDS
