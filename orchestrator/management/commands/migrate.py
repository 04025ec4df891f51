"""`orchestrator migrate`: Django's own, all or nothing on SQLite, so that a kill leaves no half.

Django notes some migrations as done after their tables stand; killed in between, the next start
would make those tables again and fail. In one transaction neither is there without the other.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.management.commands import migrate
from django.db import connections, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        alias: str = options["database"]
        if connections[alias].vendor != "sqlite" or connections[alias].in_atomic_block:
            super().handle(*args, **options)
            return
        with _one_transaction(alias):
            super().handle(*args, **options)


@contextmanager
def _one_transaction(alias: str) -> Iterator[None]:
    """Do everything at once; references are checked by each migration, as Django does."""
    connections[alias].disable_constraint_checking()
    try:
        with transaction.atomic(using=alias):
            yield
    finally:
        connections[alias].enable_constraint_checking()
