"""Reading a place: ZIP, or city and state; what it is, its zone, and what has to be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.rules.place.gazetteer import city_key
from orchestrator.rules.place.geography import miles_between
from orchestrator.rules.place.states import (
    MILITARY_CITIES,
    NAMES,
    Scope,
    scope_of,
    state_letters,
)
from orchestrator.rules.sentence import Sentence
from orchestrator.rules.verdict import Hint, Reason, asked, for_review, refused

if TYPE_CHECKING:
    from orchestrator.rules.place.gazetteer import Gazetteer, Settlement

LONGEST = 120
_ZIP = re.compile(r"(\d{5})(?:-?\d{4})?", re.ASCII)
_HOME = ("", "us", "usa", "united states", "united states of america")


@dataclass(frozen=True, slots=True)
class GivenPlace:
    """A place as somebody wrote it; `timezone` answers our question which zone it keeps."""

    zip_code: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """What a written place turned out to be, as far as it could be told."""

    settlement: Settlement | None = None
    scope: Scope | None = None
    zone: str = ""
    reasons: tuple[Reason, ...] = ()
    hints: tuple[Hint, ...] = ()

    @property
    def state(self) -> str:
        """Return the state's letters, or nothing."""
        return self.settlement.state if self.settlement else ""


class _Stop(Exception):  # noqa: N818 -- no error: the reading ends here, with its answer
    """The place cannot be told; why, and its scope if that much is known."""

    def __init__(self, reason: Reason, scope: Scope | None = None) -> None:
        super().__init__(reason.code)
        self.located = Located(scope=scope, reasons=(reason,))


def read_place(given: GivenPlace, gazetteer: Gazetteer) -> Located:
    """Return what the place is; never raises.

    Codes that ask: `place_missing`, `zip_not_digits`, `zip_unknown`, `state_missing`,
    `state_unknown`, `city_unknown`, `zip_state_disagree`, `military_mail`, `timezone_disagrees`,
    `place_too_long`. For the facilitator: `priced_by_hand`, `territory`. Refused on site:
    `freely_associated_state`, `outside_united_states`.
    """
    try:
        return _described(given, _found(given, gazetteer), gazetteer)
    except _Stop as stop:
        return stop.located


def _found(given: GivenPlace, gazetteer: Gazetteer) -> Settlement:
    _check_writing(given)
    state = _state(given)
    found = _by_zip(given, gazetteer) or _by_city(given, state, gazetteer)
    if state and found.state != state:
        raise _Stop(_disagree(found, state))
    return found


def _check_writing(given: GivenPlace) -> None:
    if max(map(len, (given.zip_code, given.city, given.state, given.country))) > LONGEST:
        raise _Stop(asked("place_too_long", "That place is too long.", "a ZIP, or city and state"))
    if city_key(given.country) not in _HOME:
        letters = state_letters(given.country)
        raise _Stop(*_scoped(scope_of(letters) if letters else Scope.ABROAD))
    if not any(part.strip() for part in (given.zip_code, given.city, given.state)):
        raise _Stop(
            asked(
                "place_missing",
                "Please say where the workshop is to be.",
                "a ZIP, or city and state",
            )
        )


def _state(given: GivenPlace) -> str:
    """Return the letters of the state that was written, '' when none was."""
    written = given.state.strip()
    if not written:
        return ""
    letters = state_letters(written)
    if letters is None:
        if city_key(written) in _PROVINCES:
            raise _Stop(*_scoped(Scope.ABROAD))
        raise _Stop(
            asked(
                "state_unknown",
                "We do not know that state. Outside the United States our workshops are online.",
                "a state like MN or Minnesota, or an online workshop",
            )
        )
    return letters


def _by_zip(given: GivenPlace, gazetteer: Gazetteer) -> Settlement | None:
    written = given.zip_code.strip()
    if not written:
        return None
    digits = _ZIP.fullmatch(written)
    if digits is None:
        if _FOREIGN.fullmatch(written):
            raise _Stop(*_scoped(Scope.ABROAD))
        raise _Stop(
            asked(
                "zip_not_digits",
                "A ZIP has five digits, typed with the keys 0 to 9.",
                "a ZIP like 55802 or 55802-1234",
            )
        )
    found = gazetteer.settlement(digits[1])
    if found is None:
        raise _Stop(
            asked(
                "zip_unknown",
                "There is no ZIP {zip_code} in use.",
                "the ZIP of the venue, or its city and state",
                zip_code=digits[1],
            )
        )
    return found


def _by_city(given: GivenPlace, state: str, gazetteer: Gazetteer) -> Settlement:
    city = given.city.strip()
    if city_key(city) in MILITARY_CITIES:
        raise _Stop(*_scoped(Scope.MILITARY))
    if not state:
        states = gazetteer.states_of(city)
        if len(states) != 1:
            some = ", ".join(NAMES[one] for one in states[:5])
            raise _Stop(
                asked(
                    "state_missing",
                    "In which state is that?",
                    Sentence("{states}", states=some) if some else Sentence("a state like MN"),
                )
            )
        (state,) = states
    found = gazetteer.settlements(city, state) if city else []
    if not found:
        scope = scope_of(state)
        if scope is not Scope.AUTOMATIC:
            raise _Stop(*_scoped(scope))
        raise _Stop(
            asked(
                "city_unknown",
                "We find no such city in {state}.",
                "the ZIP of the venue, or the name of the city next to it",
                state=NAMES[state],
            )
        )
    return _most_central(found)


def _most_central(found: list[Settlement]) -> Settlement:
    """Return the ZIP of a city that lies nearest to the middle of them all."""
    middle = (
        sum(one.latitude for one in found) / len(found),
        sum(one.longitude for one in found) / len(found),
    )
    return min(found, key=lambda one: (miles_between(one.point, middle), one.zip_code))


def _described(given: GivenPlace, found: Settlement, gazetteer: Gazetteer) -> Located:
    scope = scope_of(found.state)
    reasons = [] if scope is Scope.AUTOMATIC else [_scoped(scope)[0]]
    zone = found.zone
    if found.other_zone and given.timezone in (found.zone, found.other_zone):
        zone = given.timezone
    elif found.other_zone:
        reasons.append(
            asked(
                "timezone_disagrees",
                "Our two sources do not agree whether {city} keeps {zone} or {other_zone}.",
                "the time zone of the venue: {zone} or {other_zone}",
                city=found.city,
                zone=found.zone,
                other_zone=found.other_zone,
            )
        )
    return Located(found, scope, zone, tuple(reasons), _city_hint(given, found, gazetteer))


def _city_hint(given: GivenPlace, found: Settlement, gazetteer: Gazetteer) -> tuple[Hint, ...]:
    written = given.city.strip()
    if not written or not given.zip_code.strip() or found.zone == "":
        return ()
    known = gazetteer.settlements(written, found.state)
    if any(one.zip_code == found.zip_code for one in known):
        return ()
    message = Sentence(
        "The ZIP {zip_code} is {city}, {state}; we count from there.",
        zip_code=found.zip_code,
        city=found.city,
        state=found.state,
    )
    return (Hint("zip_of_another_city", message),)


def _disagree(found: Settlement, state: str) -> Reason:
    return asked(
        "zip_state_disagree",
        "The ZIP {zip_code} is in {found}, not in {state}.",
        "a ZIP in {state}, or {found} as the state",
        zip_code=found.zip_code,
        found=NAMES[found.state],
        state=NAMES[state],
    )


def _scoped(scope: Scope) -> tuple[Reason, Scope]:
    """Return what is said of a place of that scope, and the scope."""
    return _SCOPED[scope], scope


_SCOPED = {
    Scope.BY_HAND: for_review(
        "priced_by_hand",
        "We come to Alaska and Hawaii; the travel is priced by hand, so the quote comes by mail.",
        "waiting for our quote, or an online workshop",
    ),
    Scope.TERRITORY: for_review(
        "territory",
        "Whether we can come to that territory is for our facilitator to say, who answers by mail.",
        "waiting for our answer, or an online workshop",
    ),
    Scope.MILITARY: asked(
        "military_mail",
        "That is an address for mail. Where is the venue itself?",
        "the ZIP, or the city and state, of the venue; outside the states an online workshop",
    ),
    Scope.ASSOCIATED: refused(
        "freely_associated_state",
        "On site we work within the United States. Online we would like to.",
        "an online workshop",
    ),
    Scope.ABROAD: refused(
        "outside_united_states",
        "On site we work within the United States. Online we would like to, wherever you are.",
        "an online workshop",
    ),
}
# Postal codes of Canada, Britain and the Netherlands, which people type into the field for a ZIP.
_FOREIGN = re.compile(
    r"[A-Z]\d[A-Z][ -]?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4} ?[A-Z]{2}",
    re.ASCII | re.IGNORECASE,
)
_PROVINCES = frozenset(
    {
        *("ab", "bc", "mb", "nb", "nl", "ns", "nt", "nu"),
        *("on", "qc", "sk", "yt"),
        *("alberta", "british columbia", "manitoba", "new brunswick"),
        *("newfoundland and labrador", "northwest territories", "nova scotia", "nunavut"),
        *("ontario", "quebec", "saskatchewan", "yukon"),
        *("england", "scotland", "wales"),
    }
)
