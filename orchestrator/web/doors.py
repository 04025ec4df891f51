"""Which limit of the settings holds at which door: the names of addresses, and who is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

WRITES = {
    "consultation-hold": "holds",
    "consultation-form": "bookings",
    "api:consultations": "bookings",
    "consultation-wish": "wishes",
    "api:requests": "requests",
    "api:requests-check": "checks",
    "waitlist": "waitlist",
    "new-dates": "new_dates",
    "login": "sign_ins",
    "login-link": "sign_ins",
    "office-start": "starts",
    "office-consultation-start": "starts",
    "api:registrations": "api_keys",
    "google-calendar-webhook": "webhooks",
    "tickets-webhook": "webhooks",
    "zoom-webhook": "webhooks",
}
SIGN_IN_PREFIXES = ("account_", "mfa_", "socialaccount_", "usersessions_")
OWN = "token"  # an address with this part is somebody's own link
UNGUESSABLE = {OWN, "number"}  # and these are known only to whom they were given
READS_STRIDE = 10


def limit_of(request: HttpRequest, name: str, parts: dict[str, object]) -> str:
    """Return the limit at a door for this request, '' where none holds.

    `name` is the address's name in `urls.py`, `parts` what stands in the address.
    """
    if request.method in ("GET", "HEAD"):
        return "api_reads" if name.startswith("api:") else ""
    if name == "private":
        return "requests" if request.POST.get("do") == "ask" else "checks"
    if name in WRITES:
        return WRITES[name]
    if name.startswith(SIGN_IN_PREFIXES):
        return "sign_ins"
    return "own_links" if OWN in parts else "clicks"
