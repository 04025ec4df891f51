"""What a ticket shop sends, checked at the border: the same body at the API and the webhook."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from calendars import clock
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.registration import Person, read_person
from orchestrator.services.seats.tickets import Happening, News

EARLIEST_YEAR = 2000
CLOCKS_DIFFER = timedelta(minutes=5)
Text = Annotated[str, Field(max_length=200)]


class Attendee(BaseModel):
    """Whose ticket it is."""

    model_config = ConfigDict(extra="forbid")

    name: Text
    email: Text
    pronouns: Annotated[str, Field(max_length=40)] = ""
    language: Annotated[str, Field(max_length=8, description="such as es")] = ""

    def as_person(self) -> Person:
        """Return the person. Raises RuleBroken."""
        person = read_person(self.name, self.email, self.pronouns)
        return replace(person, language=self.language)


class TicketNews(BaseModel):
    """One piece of news about one ticket; `occurred_at` decides what is older."""

    model_config = ConfigDict(extra="forbid")

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", examples=["ticket-shop"])]
    external_id: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
    happening: Happening = Happening.REGISTERED
    occurred_at: AwareDatetime | None = None
    workshop: Annotated[str, Field(max_length=64, pattern=r"^[!-~]*$", description="its uid")] = ""
    attendee: Attendee | None = None
    organization: Text = ""

    def as_news(self, sent_at: datetime | None = None) -> News:
        """Return the news as the house speaks of them. Raises RuleBroken.

        `sent_at` is the moment that the shop signed, for news that do not say when it happened.
        """
        who = self.attendee
        return News(
            source=self.source,
            external_id=self.external_id,
            happening=self.happening,
            told_at=_instant(self.occurred_at or sent_at),
            dated=bool(self.occurred_at or sent_at),
            workshop_uid=self.workshop,
            person=who.as_person() if who else None,
            organization=self.organization,
        )


def read_news(body: bytes, sent_at: datetime) -> News:
    """Return the news in a body of JSON that was signed at `sent_at`.

    Raises RuleBroken (`not_understood` names the field).
    """
    try:
        found = TicketNews.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise RuleBroken(
            "not_understood", "{where}: {problem}", where=where, problem=first["msg"]
        ) from error
    return found.as_news(sent_at)


def check_source(news: News, holder: str) -> None:
    """Raise RuleBroken (`source_not_yours`) unless the key's holder is the source of the news."""
    if news.source != holder:
        raise RuleBroken(
            "source_not_yours",
            "This key tells of the tickets of its own shop only.",
            allowed="source {holder}",
            holder=repr(holder),
        )


def _instant(moment: datetime | None) -> datetime:
    """Return when it happened, now when the shop does not say.

    Raises RuleBroken (`occurred_at`): an instant in the future would drown all later news.
    """
    now = clock.now()
    if moment is None:
        return now
    if moment.year < EARLIEST_YEAR or moment - now > CLOCKS_DIFFER:
        raise RuleBroken(
            "occurred_at",
            "That is no time at which a ticket can have changed.",
            allowed="a time from the year {year} on and not in the future",
            year=EARLIEST_YEAR,
        )
    return moment
