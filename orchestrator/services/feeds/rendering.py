"""Feeds: rendered when the data changes, and served as the bytes that were rendered.

One row per address holds the bytes; a due work row says that they may be old. Each is rendered
anew once a day too, because time alone changes a feed: months pass, tombstones fall out.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from calendars import clock
from calendars.feed import Color, Entry, EntryStatus, Feed, FeedError, render
from calendars.invitation import download
from orchestrator.models import FeedLink, PublishedFeed, Workshop
from orchestrator.models.published_feed import PUBLIC_KEY
from orchestrator.rules.feed import REPLACED_SHOWN, FeedKind
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.workshop import Audience, State
from orchestrator.services import work
from orchestrator.services.feeds import feed_entries, feed_stamps
from orchestrator.services.feeds.feed_words import in_ours, public_page

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.models import Registration

PUBLIC_PATH = "/feeds/workshops.ics"
BODIES_IN_MEMORY = 256
_LOOK = "SELECT etag FROM orchestrator_publishedfeed WHERE key ="
DAILY_AT = time(4, 5)  # local: no zone of ours changes its clocks then
COLORS = {
    FeedKind.PUBLIC: Color.TEAL,
    FeedKind.ATTENDEE: Color.SLATE_BLUE,
    FeedKind.ORGANIZATION: Color.SEA_GREEN,
    FeedKind.FACILITATOR: Color.CHOCOLATE,
}


@dataclass(frozen=True, slots=True)
class Published:
    """What is at an address; the fields are those of PublishedFeed."""

    key: str
    etag: str
    changed_at: datetime
    gone_at: datetime | None
    body: bytes


def published(key: str) -> Published | None:
    """Return what is at an address by its token's hash; None when there is no such address.

    The public feed is rendered here in the moment before it ever was, and never again.
    """
    while etag := _etag(key):
        with suppress(PublishedFeed.DoesNotExist):  # the bytes changed meanwhile: look again
            return _read(key, etag)
    if key != PUBLIC_KEY:
        return None
    return _as_published(render_public())


def _etag(key: str) -> str:
    """Return the hash of the bytes that are at an address now, or ''.

    The one look that every request takes. The ORM would cost ten times as much, and on SQLite even
    Django's cursor four times; on PostgreSQL it sees to connections that died.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        row = connection.connection.execute(f"{_LOOK} ?", [key]).fetchone()
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"{_LOOK} %s", [key])
            row = cursor.fetchone()
    return row[0] if row else ""


@lru_cache(maxsize=BODIES_IN_MEMORY)
def _read(key: str, etag: str) -> Published:
    """Return the row of that hash: what is in memory is never old. Raises DoesNotExist."""
    return _as_published(PublishedFeed.objects.get(key=key, etag=etag))


def _as_published(row: PublishedFeed) -> Published:
    return Published(row.key, row.etag, row.changed_at, row.gone_at, bytes(row.body))


def public_feed() -> bytes:
    """Return the feed of all public workshops as it is published."""
    found = published(PUBLIC_KEY)
    assert found  # noqa: S101 -- it is rendered when it is not there
    return found.body


def entry_of(registration: Registration) -> Entry:
    """Return the entry that a person's own feed shows of a registration: what letters carry."""
    scope = feed_stamps.person_scope(registration.email_key)
    return feed_stamps.show(scope, feed_entries.person_entry(registration))


def file_of(uid: str) -> bytes | None:
    """Return one public workshop as a file; None when nobody may see it, or never could."""
    public = Workshop.objects.filter(uid=uid, audience=Audience.PUBLIC)
    workshop = public.filter(state__in=(State.PUBLISHED, State.CANCELLED)).first()
    if workshop is None or not workshop.was_known:
        return None
    return download(feed_stamps.show(feed_stamps.PUBLIC, feed_entries.public_entry(workshop)))


@transaction.atomic
def render_public() -> PublishedFeed:
    """Render and publish the feed of all public workshops."""
    name = settings.COMPANY.company.name
    entries = feed_stamps.show_all(feed_stamps.PUBLIC, feed_entries.public_entries())
    feed = Feed(
        name=in_ours(Sentence("{company}: workshops", company=name)),
        description=in_ours(Sentence("Coming workshops of {company}", company=name)),
        source=f"{settings.COMPANY.company.public_url}{PUBLIC_PATH}",
        entries=entries or (_nothing_yet(),),
        color=COLORS[FeedKind.PUBLIC],
    )
    return _publish(PUBLIC_KEY, render(feed))


@transaction.atomic
def render_link(link: FeedLink) -> PublishedFeed:
    """Render and publish the feed at one private address.

    Its own address does not stand in it: only the holder has that, and may pass the file on.
    """
    gone_at = link.ended_at + REPLACED_SHOWN if link.ended_at else None
    if gone_at and gone_at <= clock.now():
        return _publish(link.token_hash, b"", gone_at=gone_at)
    name = settings.COMPANY.company.name
    feed = Feed(
        name=f"{name}: {_whose(link)}",
        description=in_ours(Sentence("Workshops of {company}", company=name)),
        source="",
        entries=(_replaced(link),) if link.ended_at else _entries(link) or (_nothing_yet(),),
        color=COLORS[FeedKind(link.kind)],
    )
    return _publish(link.token_hash, render(feed), gone_at=gone_at)


def render_due(held: work.Claim) -> str:
    """Render what a due work row names, and say when to look again. Raises ClaimLost.

    What cannot be rendered stays as it was published last, and is tried again later.
    """
    try:
        return _render_held(held)
    except (FeedError, clock.TimeError) as error:
        with transaction.atomic():
            work.put_off(held, str(error))
        return f"put off: {error}"


def _render_held(held: work.Claim) -> str:
    with transaction.atomic():
        work.lock(held)
        again: datetime | None = tomorrow()
        if held.key == PUBLIC_KEY:
            render_public()
        else:
            links = FeedLink.objects.select_related("registration", "organization")
            link = links.filter(pk=held.key).first()
            published = render_link(link) if link else None
            if published is None or published.gone_at:
                gone_at = published.gone_at if published else None
                again = gone_at if gone_at and gone_at > clock.now() else None
        work.finish(held, again=again)
    return "rendered"


def _entries(link: FeedLink) -> tuple[Entry, ...]:
    """Return what the holder of an address sees; an alarm rings only where they asked for it."""
    if link.kind == FeedKind.FACILITATOR:
        shown = feed_stamps.show_all(feed_stamps.FACILITATOR, feed_entries.facilitator_entries())
    elif link.organization_id is not None:
        scope = feed_stamps.organization_scope(link.organization_id)
        shown = feed_stamps.show_all(scope, feed_entries.organization_entries(link.organization_id))
    elif link.registration and link.registration.email_key:
        person = link.registration.email_key
        scope = feed_stamps.person_scope(person)
        shown = feed_stamps.show_all(scope, feed_entries.person_entries(person))
    else:
        return ()
    return tuple(replace(entry, alarm_minutes=link.alarm_minutes) for entry in shown)


def _whose(link: FeedLink) -> str:
    if link.organization is not None:
        return link.organization.name
    facilitator = link.kind == FeedKind.FACILITATOR
    return in_ours(Sentence("all dates") if facilitator else Sentence("my workshops"))


def _publish(key: str, body: bytes, *, gone_at: datetime | None = None) -> PublishedFeed:
    """Keep the bytes; the time of change moves only when they are others, and by a second."""
    etag = hashlib.sha256(body).hexdigest()[:32]
    now = clock.now().replace(microsecond=0)
    row = PublishedFeed.objects.select_for_update().filter(key=key).first()
    if row is None:
        fresh = {"body": body, "etag": etag, "changed_at": now, "gone_at": gone_at}
        row, made = PublishedFeed.objects.get_or_create(key=key, defaults=fresh)
        if made:
            return row
    if row.etag != etag:
        row.changed_at = max(now, row.changed_at + timedelta(seconds=1))
    row.body, row.etag, row.gone_at = body, etag, gone_at
    row.save()
    return row


def tomorrow() -> datetime:
    """Return when a feed is rendered anew though nothing was changed (UTC)."""
    zone = settings.COMPANY.company.timezone
    return clock.instant(clock.today(zone) + timedelta(days=1), DAILY_AT, zone)


def _replaced(link: FeedLink) -> Entry:
    """Return the one entry of an address that is not good any more: free, today, and plain."""
    ended: datetime = link.ended_at or clock.now()
    return Entry(
        uid=f"replaced-{link.token_hash[:32]}",
        sequence=0,
        changed_at=ended,
        summary=in_ours(Sentence("This calendar address was replaced")),
        status=EntryStatus.CONFIRMED,
        day=ended.astimezone(clock.zone(settings.COMPANY.company.timezone)).date(),
        description=in_ours(
            Sentence(
                "It shows no workshops any more. Please remove this calendar, and subscribe to "
                "your new address if you have one. Questions: {sender}",
                sender=settings.COMPANY.company.sender,
            )
        ),
        url=public_page(),
        blocks=False,
    )


def _nothing_yet() -> Entry:
    """Return the entry of a feed without workshops: the same all month."""
    zone = settings.COMPANY.company.timezone
    first = clock.month_of(clock.today(zone))
    return Entry(
        uid="no-workshop-announced-yet",
        sequence=first.year * 12 + first.month,
        changed_at=clock.instant(first, time(12), zone),
        summary=in_ours(Sentence("No workshop is announced yet")),
        status=EntryStatus.TENTATIVE,
        day=first,
        description=in_ours(Sentence("New dates appear here: {address}", address=public_page())),
    )
