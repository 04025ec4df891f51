from __future__ import annotations

from collections.abc import Iterator

import pytest
from fault_lab import Laboratory


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `pytest tests/faults` run for longer than the suite has time for."""
    parser.addoption("--every-step", action="store_true", help="kill at every step of every cell")
    parser.addoption(
        "--idle-steps",
        action="store_true",
        help="with --every-step: at those too that change nothing",
    )
    parser.addoption("--seeds", type=int, default=0, help="play so many random sequences more")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long run unless it was asked for: deselected, for it is not skipped work."""
    if config.getoption("--every-step", default=False):
        return
    long = [item for item in items if item.get_closest_marker("every_step")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def lab() -> Iterator[Laboratory]:
    """Return the laboratory, warmed up; its worlds are thrown away one by one."""
    with Laboratory() as running:
        yield running
