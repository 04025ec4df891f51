"""What a request looks like: to one of its organizations, and to the owner. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from calendars import clock
from calendars.words import Form, day_text, local_times
from orchestrator.models import WorkshopRequest
from orchestrator.rules.money import dollars
from orchestrator.rules.quote import line_from_json
from orchestrator.rules.request_state import OPEN_STATES, RequestState
from orchestrator.services import printing
from orchestrator.services.language import said, spoken_now
from orchestrator.services.requests import quoting

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.models import QuoteVersion, RequestOrganization
    from orchestrator.rules.quote import QuoteLine


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as one organization sees it: its own share, and of the others the names only."""

    organization: RequestOrganization
    request: WorkshopRequest
    quote: QuoteVersion | None
    lines: tuple[QuoteLine, ...]
    share_cents: int
    accepted: bool
    others: tuple[tuple[str, bool], ...]

    @property
    def can_accept(self) -> bool:
        """Say whether a yes would count now."""
        row = self.request
        waits = row.state == RequestState.QUOTED and not self.accepted
        return bool(waits and not self.is_out and row.expires_at and row.expires_at > clock.now())

    @property
    def is_out(self) -> bool:
        """Say whether the organization has withdrawn."""
        return self.organization.left_at is not None

    @property
    def can_leave(self) -> bool:
        """Say whether it can still withdraw."""
        kept = self.request.state in (*OPEN_STATES, RequestState.SCHEDULED)
        return kept and not self.is_out and self.request.start > clock.now()


@dataclass(frozen=True, slots=True)
class Line:
    """One request as the owner sees it: what happens next (in words), and when (UTC)."""

    request: WorkshopRequest
    organizations: tuple[str, ...]
    quote: QuoteVersion | None
    accepted: int
    next_words: str
    next_at: datetime | None


def shown(organization: RequestOrganization) -> Shown:
    """Return what the organization's own page shows."""
    row = organization.request
    quote = quoting.latest(row)
    yes = quoting.accepted_by(quote) if quote else set()
    others = [one for one in quoting.present(row) if one.pk != organization.pk]
    return Shown(
        organization=organization,
        request=row,
        quote=quote,
        lines=tuple(line_from_json(line) for line in quote.lines) if quote else (),
        share_cents=quote.cents_of(organization) if quote else 0,
        accepted=organization.pk in yes,
        others=tuple((one.name, one.pk in yes) for one in others),
    )


def by_state() -> list[tuple[RequestState, list[Line]]]:
    """Return every request whose workshop is not over, by state; no state is empty."""
    rows = WorkshopRequest.objects.filter(end__gt=clock.now()).select_related("workshop")
    lines = [_line(row) for row in rows]
    grouped = {
        state: [one for one in lines if one.request.state == state] for state in RequestState
    }
    return [(state, some) for state, some in grouped.items() if some]


def as_pdf(found: Shown) -> bytes | None:
    """Return the quote as PDF; None without a quote, or where nothing can print."""
    quote, row = found.quote, found.request
    if quote is None:
        return None
    when = local_times(row.span, row.timezone, spoken_now())
    facts = [
        (_("For"), found.organization.name),
        (_("Workshop"), settings.COMPANY.workshops.title),
        (_("When"), f"{when.day}, {when.hours} ({when.zone})"),
        (_("Where"), row.place or _("Online, on Zoom")),
        (_("Your number"), found.organization.purchase_order),
        (_("Billed to"), found.organization.billing_address),
    ]
    company = settings.COMPANY.company
    made = day_text(quote.created_at.date(), Form.LONG, spoken_now())
    share = said(dollars(found.share_cents))
    data: dict[str, Any] = {
        "title": _("Quote {number}").format(number=f"{row.pk}-{quote.number}"),
        "version": _("Version {number}, {day}").format(number=quote.number, day=made),
        "labels": _labels(),
        "facts": [fact for fact in facts if fact[1]],
        "lines": [_printed(line) for line in found.lines],
        **_sums(quote),
        "share": _("Your share is {share} at the most.").format(share=share),
        "terms": _("You pay what it really costs, and never more than your share of the high sum."),
        "footer": f"{company.name}, {company.home}, {company.sender}",
    }
    return printing.pdf("quote.typ", data)


def _labels() -> dict[str, str]:
    return {
        "for": _("For"),
        "low": _("Low"),
        "likely": _("Likely"),
        "high": _("High"),
        "together": _("Together"),
        "provisional": _("provisional"),
    }


def _printed(line: QuoteLine) -> dict[str, Any]:
    return {
        "words": said(line.words),
        "source": f"{said(line.source)}, {said(line.vintage)}",
        "provisional": line.provisional,
        **_sums(line),
    }


def _sums(of: QuoteLine | QuoteVersion) -> dict[str, str]:
    return {name: said(dollars(getattr(of, f"{name}_cents"))) for name in ("low", "likely", "high")}


def _line(row: WorkshopRequest) -> Line:
    quote = quoting.latest(row)
    names = tuple(one.name for one in quoting.present(row))
    yes = len(quoting.accepted_by(quote)) if quote else 0
    missing = len(names) - yes
    words, at = {
        RequestState.REVIEW: (_("You give a price, or say no, by"), row.expires_at),
        RequestState.QUOTED: (
            _("{missing} of {all} still to accept by").format(missing=missing, all=len(names)),
            row.expires_at,
        ),
        RequestState.SCHEDULED: (_("The workshop begins"), row.start),
    }.get(RequestState(row.state), _over(row))
    return Line(row, names, quote, yes, words, at)


def _over(row: WorkshopRequest) -> tuple[str, datetime | None]:
    if row.workshop is not None:
        return _("Its workshop still stands: keep it, or call it off, before"), row.start
    return _("Nothing more happens"), None
