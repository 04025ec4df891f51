"""A fault as a value: which kind of trouble, for which calls, how often, before or after commit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.exchange import Request

ANY = "*"
API_PATHS = "/v2/*"
CREATE_PATHS = "/v2/users/*/meetings"
OAUTH_PATH = "/oauth/token"


class When(StrEnum):
    """On which side of the commit a fault strikes."""

    BEFORE = "before"
    AFTER = "after"


class Kind(StrEnum):
    """The kinds of trouble the sandbox can make."""

    REFUSED = "refused"
    RESET = "reset"
    TRUNCATED = "truncated"
    HTML_502 = "html_502"
    HTML_503 = "html_503"
    ERROR_500 = "error_500"
    OK_WITH_ERROR = "ok_with_error"
    TOKEN_401 = "token_401"  # noqa: S105 -- the name of a fault
    SCOPES_4711 = "scopes_4711"
    OAUTH_INVALID_CLIENT = "oauth_invalid_client"
    OAUTH_500 = "oauth_500"
    LIMIT_SECONDS = "limit_seconds"
    LIMIT_DATE = "limit_date"
    LIMIT_DAILY = "limit_daily"
    LIMIT_DAILY_BARE = "limit_daily_bare"
    REDIRECT_302 = "redirect_302"
    REDIRECT_307 = "redirect_307"
    REDIRECT_302_OTHER_HOST = "redirect_302_other_host"
    REDIRECT_307_OTHER_HOST = "redirect_307_other_host"
    EXPIRED_PAGE_TOKEN = "expired_page_token"  # noqa: S105 -- the name of a fault
    STALL = "stall"
    OAUTH_STALL = "oauth_stall"
    LIST_LAG = "list_lag"
    DROPPED_SETTINGS = "dropped_settings"
    DUPLICATE = "duplicate"
    LANDS_LATE = "lands_late"


class Group(StrEnum):
    """What a fault touches; one call suffers at most one fault of each group.

    Faults of one group therefore strike one call after the other, in the order they were added,
    and faults of different groups strike together: a duplicate whose answer is reset.
    """

    ANSWER = "answer"
    STALL = "stall"
    COMMIT = "commit"


_GROUPS = {
    Kind.STALL: Group.STALL,
    Kind.OAUTH_STALL: Group.STALL,
    Kind.LIST_LAG: Group.COMMIT,
    Kind.DROPPED_SETTINGS: Group.COMMIT,
    Kind.DUPLICATE: Group.COMMIT,
    Kind.LANDS_LATE: Group.COMMIT,
}
_WRITING = ("POST", "PATCH", "PUT", "DELETE")
_OWN_METHODS = {
    Kind.LIST_LAG: ("POST",),
    Kind.DUPLICATE: ("POST",),
    Kind.DROPPED_SETTINGS: ("POST", "PATCH"),
    Kind.LANDS_LATE: _WRITING,
    Kind.EXPIRED_PAGE_TOKEN: ("GET",),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `left` None strikes for ever.

    `path` is a pattern such as `/v2/users/*/meetings`. `seconds` is the length of a stall (real
    time), of a lag or a late landing (set clock), or what Retry-After says; `lists` counts a lag
    in lists instead; `settings` names what is dropped; `code` is the code inside a 200.
    """

    number: int
    kind: Kind
    method: str
    path: str
    when: When
    left: int | None
    seconds: float = 1.0
    lists: int = 0
    settings: tuple[str, ...] = ("approval_type", "waiting_room")
    code: int = 500

    @property
    def group(self) -> Group:
        """Return what the fault touches."""
        return _GROUPS.get(self.kind, Group.ANSWER)

    def concerns(self, request: Request) -> bool:
        """Tell whether a request is one of those that the fault strikes."""
        if self.method not in (ANY, request.method) or not fnmatchcase(request.path, self.path):
            return False
        if self.kind is Kind.EXPIRED_PAGE_TOKEN and "next_page_token" not in request.query:
            return False
        if self.kind is Kind.DROPPED_SETTINGS and b'"settings"' not in request.body:
            return False
        return request.method in _OWN_METHODS.get(self.kind, (request.method,))


def usual_path(kind: Kind) -> str:
    """Return the calls that a kind strikes when no path is named."""
    if kind.startswith("oauth_"):
        return OAUTH_PATH
    return CREATE_PATHS if kind in (Kind.LIST_LAG, Kind.DUPLICATE) else API_PATHS
