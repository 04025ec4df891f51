"""The whole matrix at once: every cell, literally every step, shared out to two processes."""

from __future__ import annotations

import multiprocessing
import os

import django
from fault_lab import Laboratory
from fault_matrix import Cell, Result, cells, kill_at, steps_of

PROCESSES = 2
_labs: list[Laboratory] = []


def whole_matrix(*, naive: bool = False) -> list[Result]:
    """Run every cell with a kill at every step, and once without any."""
    spawning = multiprocessing.get_context("spawn")
    with spawning.Pool(PROCESSES, _open) as pool:
        results = list(pool.imap_unordered(_every_step, cells(naive=naive)))
        pool.close()
        pool.join()
    return results


def _open() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "orchestrator.settings"
    django.setup()
    _labs.append(Laboratory())
    multiprocessing.util.Finalize(None, _labs[0].close, exitpriority=1)


def _every_step(cell: Cell) -> Result:
    steps = steps_of(_labs[0], cell)
    return kill_at(_labs[0], cell, steps, range(len(steps) + 1))
