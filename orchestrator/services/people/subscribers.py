"""The list of new dates: nobody is on it who did not say so twice, and leaving takes one click."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from calendars import clock
from orchestrator.models import Interest, Subscriber, Workshop
from orchestrator.rules.part_of_day import Part
from orchestrator.rules.refusal import RuleBroken
from orchestrator.rules.workshop import Audience, State
from orchestrator.services.access import audit
from orchestrator.services.access.tokens import derived, hashed
from orchestrator.services.language import spoken_now
from orchestrator.services.mail import mailings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from orchestrator.rules.email_address import EmailAddress


@transaction.atomic
def ask(email: EmailAddress, parts: Iterable[str], months: Iterable[int]) -> None:
    """Ask the owner of an address whether they want to hear of new dates.

    The answer comes by the link in that mail alone: whoever only knows the address changes
    nothing. At most one such mail an hour goes to an address.
    """
    now = clock.now()
    fresh = Subscriber(email=email.given, email_key=email.key, language=spoken_now())
    fresh.link_hash = hashed(link_token(fresh))
    Subscriber.objects.bulk_create([fresh], ignore_conflicts=True)  # two may ask at once
    subscriber = Subscriber.objects.select_for_update().get(email_key=email.key)
    if subscriber.confirmed_at is None:
        subscriber.parts, subscriber.asked_at = check_parts(parts), now
        subscriber.language = spoken_now()
        subscriber.save()
        _set_interests(subscriber, months)
    audit.record("page", "asked for new dates", subscriber)
    days = settings.COMPANY.retention.unconfirmed_days
    mailings.confirm_subscription(
        subscriber, f"{now:%Y%m%dT%H}", expires_at=now + timedelta(days=days)
    )


def by_link(token: str) -> Subscriber | None:
    """Return whose link it is, or None."""
    return Subscriber.objects.filter(link_hash=hashed(token)).first()


def link_token(subscriber: Subscriber) -> str:
    """Return the token of a subscriber's own page, the same for life."""
    return derived("subscriber", subscriber.public_id, 0)


@transaction.atomic
def confirm(asked: Subscriber, parts: Iterable[str], months: Iterable[int]) -> None:
    """Put the person on the list, or change what they want to hear of.

    Raises RuleBroken (`part_unknown`; `subscriber_unknown` when they left meanwhile).
    """
    subscriber = Subscriber.objects.select_for_update().filter(pk=asked.pk).first()
    if subscriber is None:
        raise RuleBroken(
            "subscriber_unknown", "You left the list meanwhile.", allowed="asking to join it again"
        )
    subscriber.parts = check_parts(parts)
    subscriber.confirmed_at = subscriber.confirmed_at or clock.now()
    subscriber.save(update_fields=["parts", "confirmed_at"])
    _set_interests(subscriber, months)
    audit.record(f"subscriber {subscriber.pk}", "subscribed", subscriber)


@transaction.atomic
def unsubscribe(token: str) -> bool:
    """Take the person off the list and forget them; return False when nobody had that link."""
    subscriber = by_link(token)
    if subscriber is None:
        return False
    audit.record(f"subscriber {subscriber.pk}", "unsubscribed", subscriber)
    subscriber.delete()
    return True


def months_to_decide() -> list[Workshop]:
    """Return the public months whose date is still to be decided, in order."""
    this_month = clock.month_of(clock.today(settings.COMPANY.company.timezone))
    rows = Workshop.objects.filter(state=State.TO_BE_DECIDED, audience=Audience.PUBLIC)
    return list(rows.filter(month__gte=this_month).order_by("month", "id"))


def interest_in(workshop: Workshop) -> dict[Part, int]:
    """Return how many confirmed subscribers would come in that month, by part of the day.

    Who has no preference counts for each part.
    """
    rows = Interest.objects.filter(workshop=workshop).exclude(subscriber__confirmed_at=None)
    counts: Counter[str] = Counter()
    for parts in rows.values_list("subscriber__parts", flat=True):
        counts.update(parts or list(Part))
    return {part: counts[part] for part in Part}


def first_unconfirmed() -> datetime | None:
    """Return when the first who never confirmed is forgotten (UTC), or None."""
    days = timedelta(days=settings.COMPANY.retention.unconfirmed_days)
    rows = Subscriber.objects.filter(confirmed_at=None)
    first: datetime | None = rows.aggregate(first=Min("asked_at"))["first"]
    return first and first + days


@transaction.atomic
def forget_unconfirmed() -> int:
    """Forget who asked and never confirmed; return how many."""
    days = timedelta(days=settings.COMPANY.retention.unconfirmed_days)
    rows = Subscriber.objects.filter(confirmed_at=None, asked_at__lt=clock.now() - days)
    count = rows.count()
    rows.delete()
    return count


def check_parts(parts: Iterable[str]) -> list[str]:
    """Return the chosen parts in their order. Raises RuleBroken (`part_unknown`)."""
    chosen = set(parts)
    if chosen - set(Part):
        raise RuleBroken(
            "part_unknown",
            "That is no part of the world we know.",
            allowed="{parts}",
            parts=", ".join(Part),
        )
    return [part.value for part in Part if part in chosen]


def _set_interests(subscriber: Subscriber, months: Iterable[int]) -> None:
    """Note the months that somebody would come in; what is no open month is left out."""
    open_months = {workshop.pk for workshop in months_to_decide()}
    wanted = set(months) & open_months
    Interest.objects.filter(subscriber=subscriber).exclude(workshop__in=wanted).delete()
    for pk in wanted:
        Interest.objects.get_or_create(subscriber=subscriber, workshop_id=pk)
