"""The whole matrix at once: every cell, every step, shared out to two processes."""

from __future__ import annotations

import multiprocessing
import os
from functools import partial

import django
from fault_lab import Laboratory
from fault_matrix import Cell, Result, cells, kill_at, lasting, steps_of

PROCESSES = 2
_labs: list[Laboratory] = []


def whole_matrix(*, naive: bool = False, idle: bool = False) -> list[Result]:
    """Run every cell once for each step that leaves something behind, and once without a kill.

    With `idle` also for those that do not: reads, and statements inside a transaction.
    """
    run = partial(_every_step, idle=idle)
    spawning = multiprocessing.get_context("spawn")
    with spawning.Pool(PROCESSES, _open) as pool:
        results = list(pool.imap_unordered(run, cells(naive=naive)))
        pool.close()
        pool.join()
    return results


def _open() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "orchestrator.settings"
    django.setup()
    _labs.append(Laboratory())
    multiprocessing.util.Finalize(None, _labs[0].close, exitpriority=1)


def _every_step(cell: Cell, *, idle: bool) -> Result:
    steps = steps_of(_labs[0], cell)
    numbers = range(1, len(steps) + 1) if idle else lasting(steps)
    return kill_at(_labs[0], cell, steps, [0, *numbers])
