"""Which feeds are to be rendered anew: call `mark_workshop` in the transaction of every change.

This file knows no entry and no bytes, so that every service may mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from calendars import clock
from orchestrator.models import FeedLink, Registration, SeatBlock, Work
from orchestrator.models.published_feed import PUBLIC_KEY
from orchestrator.rules.feed import FeedKind
from orchestrator.services import work

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

KIND = "feed"


def mark_workshop(workshop_id: int) -> None:
    """Have every feed rendered anew in which the workshop stands, or stood, or will stand.

    Right for any change of the workshop, its registrations, its seats and its join links.
    """
    here = Registration.objects.filter(workshop=workshop_id)
    people = here.exclude(email_key="").values("email_key")
    blocks = SeatBlock.objects.filter(workshop=workshop_id).values("organization")
    concerned = (
        Q(kind=FeedKind.FACILITATOR)
        | Q(registration__workshop=workshop_id)
        | Q(registration__email_key__in=people)
        | Q(organization__in=blocks)
        | Q(organization__in=here.exclude(organization=None).values("organization"))
    )
    work.touch(KIND, PUBLIC_KEY)
    _mark(FeedLink.objects.filter(concerned))


def mark_person(email_key: str) -> None:
    """Have one person's feeds rendered anew."""
    _mark(FeedLink.objects.filter(registration__email_key=email_key))


def mark_organization(organization_id: int) -> None:
    """Have one organization's feeds rendered anew."""
    _mark(FeedLink.objects.filter(organization=organization_id))


def mark_facilitator() -> None:
    """Have the facilitator's feeds rendered anew: a claim on their time changed."""
    _mark(FeedLink.objects.filter(kind=FeedKind.FACILITATOR))


def mark_link(link: FeedLink) -> None:
    """Have the feed at one address rendered anew."""
    _in_turn()
    work.touch(KIND, str(link.pk))


def mark_end(link: FeedLink, gone_at: datetime) -> None:
    """Have an address that ends looked at when it is to be gone."""
    _in_turn()
    work.touch(KIND, str(link.pk), due=gone_at)


def unmarked_since() -> datetime | None:
    """Return now when some feed would never be looked at, else None."""
    return clock.now() if _unmarked() else None


def mark_unmarked() -> int:
    """Have every feed looked at whose work row is missing; return how many: the sweep."""
    found = _unmarked()
    for key in found:
        work.touch(KIND, key)
    return len(found)


def _in_turn() -> None:
    """Wait for whoever marks feeds just now: the public feed's row comes before all others.

    Two that mark the same addresses in another order would end as a deadlock.
    """
    Work.objects.select_for_update().filter(kind=KIND, key=PUBLIC_KEY).first()


def _mark(links: QuerySet[FeedLink]) -> None:
    _in_turn()
    for pk in links.filter(ended_at=None).values_list("pk", flat=True).distinct():
        work.touch(KIND, str(pk))


def _unmarked() -> list[str]:
    marked = Work.objects.filter(kind=KIND, due__isnull=False).values("key")
    links = FeedLink.objects.annotate(key=Cast("pk", CharField())).filter(ended_at=None)
    missing = list(links.exclude(key__in=marked).values_list("key", flat=True))
    return missing if marked.filter(key=PUBLIC_KEY).exists() else [PUBLIC_KEY, *missing]
