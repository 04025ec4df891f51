"""Which kind of message is written by which letter-writer: a new letter gets its line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.services.letters import trial

if TYPE_CHECKING:
    from orchestrator.services.letters.letter import Writer

WRITERS: dict[str, Writer] = {
    trial.KIND: trial.write,
}
