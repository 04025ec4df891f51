"""The names of states and kinds as people read them, each once, so that it is translated."""

from __future__ import annotations

from orchestrator.rules.sentence import Sentence

NAMES = (
    Sentence("absent"),
    Sentence("accountant"),
    Sentence("booked"),
    Sentence("cancelled"),
    Sentence("confirmed"),
    Sentence("credit note"),
    Sentence("credited"),
    Sentence("declined"),
    Sentence("doubtful"),
    Sentence("draft"),
    Sentence("drifted"),
    Sentence("expected"),
    Sentence("expired"),
    Sentence("facilitator"),
    Sentence("finished"),
    Sentence("gone"),
    Sentence("here"),
    Sentence("idea"),
    Sentence("invoice"),
    Sentence("lapsed"),
    Sentence("left"),
    Sentence("live"),
    Sentence("not coming"),
    Sentence("not here yet"),
    Sentence("offered"),
    Sentence("on site"),
    Sentence("online"),
    Sentence("open"),
    Sentence("other"),
    Sentence("overdue"),
    Sentence("owed"),
    Sentence("owner"),
    Sentence("paid"),
    Sentence("partly paid"),
    Sentence("private"),
    Sentence("public"),
    Sentence("published"),
    Sentence("quoted"),
    Sentence("refused"),
    Sentence("reporter"),
    Sentence("requested"),
    Sentence("responder"),
    Sentence("review"),
    Sentence("running"),
    Sentence("scheduled"),
    Sentence("seat"),
    Sentence("sent"),
    Sentence("skipped"),
    Sentence("stuck"),
    Sentence("to be decided"),
    Sentence("travel"),
    Sentence("waitlisted"),
    Sentence("withdrawn"),
    Sentence("workshop"),
)


def named(value: str) -> Sentence:
    """Return the name of a state or a kind, as people read it.

    >>> named("to_be_decided")
    'to be decided'
    """
    return Sentence(str(value).replace("_", " "))
