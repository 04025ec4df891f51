"""States and territories by their postal letters or names, and who decides about a place there."""

from __future__ import annotations

from enum import StrEnum

from orchestrator.rules.place.gazetteer import city_key


class Scope(StrEnum):
    """Who decides about a workshop on site there."""

    AUTOMATIC = "automatic"  # the contiguous states and the District: priced by the tables
    BY_HAND = "by_hand"  # Alaska and Hawaii: accepted, priced by a person
    TERRITORY = "territory"  # the facilitator decides, never a machine
    MILITARY = "military"  # an address of mail, not of a place: we ask where it is
    ASSOCIATED = "associated"  # freely associated states: online is offered
    ABROAD = "abroad"  # the same


NAMES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "PR": "Puerto Rico",
    "GU": "Guam",
    "VI": "Virgin Islands",
    "AS": "American Samoa",
    "MP": "Northern Mariana Islands",
    "UM": "Minor Outlying Islands",
    "FM": "Micronesia",
    "MH": "Marshall Islands",
    "PW": "Palau",
    "AA": "Armed Forces Americas",
    "AE": "Armed Forces Europe",
    "AP": "Armed Forces Pacific",
}
_OTHER_NAMES = {
    "us virgin islands": "VI",
    "united states virgin islands": "VI",
    "federated states of micronesia": "FM",
    "republic of the marshall islands": "MH",
    "republic of palau": "PW",
    "washington dc": "DC",
    "commonwealth of the northern mariana islands": "MP",
}
_BY_NAME = {city_key(name): letters for letters, name in NAMES.items()} | _OTHER_NAMES
_SCOPES = {
    **dict.fromkeys(("AK", "HI"), Scope.BY_HAND),
    **dict.fromkeys(("PR", "GU", "VI", "AS", "MP", "UM"), Scope.TERRITORY),
    **dict.fromkeys(("AA", "AE", "AP"), Scope.MILITARY),
    **dict.fromkeys(("FM", "MH", "PW"), Scope.ASSOCIATED),
}
MILITARY_CITIES = ("apo", "fpo", "dpo")


def state_letters(text: str) -> str | None:
    """Return the postal letters of a state or territory as somebody writes it, else None.

    >>> [state_letters(text) for text in ("mn", "Puerto Rico", "D.C.", "ON")]
    ['MN', 'PR', 'DC', None]
    """
    letters = text.replace(".", "").strip().upper()
    return letters if letters in NAMES else _BY_NAME.get(city_key(text))


def scope_of(letters: str) -> Scope:
    """Return who decides about a place in that state.

    >>> scope_of("MN").value, scope_of("GU").value
    ('automatic', 'territory')
    """
    return _SCOPES.get(letters, Scope.AUTOMATIC)
