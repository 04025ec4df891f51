"""Asking calendars elsewhere, several at once, for no longer than there is time.

The asking threads know no database; whoever asks records. A call that outlasts its time is left to
itself: a server that drips bytes outlasts every timeout of a socket.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from calendars.remote.port import RemoteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Found = TypeVar("Found")
TOO_SLOW = "The calendar did not answer in time."


@dataclass(frozen=True, slots=True)
class Answer(Generic[Found]):
    """What one call came to: what it found, or why it found nothing."""

    name: str
    found: Found | None
    error: RemoteError | None


def ask(calls: Mapping[str, Callable[[], Found]], seconds: float) -> Iterator[Answer[Found]]:
    """Yield the answer of each call as it comes; at the end of the time those that are missing."""
    deadline = time.monotonic() + seconds
    answers: queue.SimpleQueue[Answer[Found]] = queue.SimpleQueue()
    for name, call in calls.items():
        thread = threading.Thread(target=_run, args=(name, call, answers), daemon=True)
        thread.name = f"calendar-{name}"
        thread.start()
    missing = set(calls)
    while missing:
        try:
            answer = answers.get(timeout=max(deadline - time.monotonic(), 0))
        except queue.Empty:
            break
        missing.discard(answer.name)
        yield answer
    for name in sorted(missing):
        yield Answer(name, None, RemoteError(TOO_SLOW))


def asked(call: Callable[[], Found], seconds: float) -> Found:
    """Return what one call found within its time. Raises RemoteError."""
    (answer,) = ask({"one": call}, seconds)
    if answer.error is not None or answer.found is None:
        raise answer.error or RemoteError(TOO_SLOW)
    return answer.found


def _run(name: str, call: Callable[[], Found], answers: queue.SimpleQueue[Answer[Found]]) -> None:
    try:
        answers.put(Answer(name, call(), None))
    except RemoteError as error:
        answers.put(Answer(name, None, error))
    except BaseException as error:  # noqa: BLE001 -- told to the asker, not swallowed
        told = RemoteError(f"Reading the calendar broke ({type(error).__name__}).")
        answers.put(Answer(name, None, told))
