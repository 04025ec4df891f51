"""The way to Google Calendar: credentials, one HTTP connection per use, and typed errors.

The only importer of Google's libraries; they are imported at the first use, because they cost
28 MB. One shared connection over threads loses answers and hangs, so each `calls` makes its own.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from calendars import clock
from calendars.remote.port import RemoteError, retry_after

if TYPE_CHECKING:
    from collections.abc import Iterator

REAL_ENDPOINT = "https://www.googleapis.com/calendar/v3/"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address
SCOPES = ["https://www.googleapis.com/auth/calendar"]
RATE_REASONS = {
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "quotaExceeded",
    "dailyLimitExceeded",
    "calendarUsageLimitsExceeded",
}
SHORT_WAIT = timedelta(minutes=1)
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, CONFLICT, GONE, CHANGED = 401, 403, 404, 409, 410, 412
TOO_MANY, SERVER_FAULT = 429, 500


@dataclass(frozen=True, slots=True)
class GoogleAccess:
    """Which calendar it is, and who we are for Google.

    `credentials` is the JSON of a service account's key, or of an authorized user (refresh token).
    `user`: whom a service account with domain-wide delegation acts for; empty for itself.
    """

    calendar_id: str
    credentials: str = field(repr=False)
    user: str = ""
    endpoint: str = REAL_ENDPOINT
    timeout_seconds: float = 10
    retries: int = 1


@dataclass(slots=True)
class GoogleRefusal(RemoteError):  # noqa: N818 -- says what happened
    """Google answered with an error: `status` is its HTTP status."""

    status: int = 0

    def __str__(self) -> str:
        return self.message


class GoogleApi:
    """One conversation with Google; `close` ends it. All failures are raised as RemoteError."""

    def __init__(self, access: GoogleAccess) -> None:
        import google_auth_httplib2  # noqa: PLC0415 -- only where it is used: see above
        import httplib2  # noqa: PLC0415 -- see above
        from googleapiclient import discovery  # noqa: PLC0415 -- see above

        self._access = access
        self._http = httplib2.Http(timeout=access.timeout_seconds)
        self.service = discovery.build(
            "calendar",
            "v3",
            http=google_auth_httplib2.AuthorizedHttp(_credentials(access), http=self._http),
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": access.endpoint},
        )

    def close(self) -> None:
        """End the conversation."""
        self._http.close()

    def run(self, request: Any) -> dict[str, Any]:  # noqa: ANN401 -- a type of Google's
        """Return the JSON object of the answer, {} for an empty one. Raises RemoteError."""
        with _translated():
            answer = request.execute(num_retries=self._access.retries)
            if answer == "":
                return {}
            if not isinstance(answer, dict):
                raise ValueError("no object")  # noqa: TRY004 -- an answer of another shape
            return answer


@contextmanager
def _translated() -> Iterator[None]:
    import httplib2  # noqa: PLC0415 -- see above
    from google.auth import exceptions  # noqa: PLC0415 -- see above
    from googleapiclient import errors  # noqa: PLC0415 -- see above

    try:
        yield
    except errors.HttpError as error:
        wait = error.resp.get("retry-after", "")
        raise _refusal(error.resp.status, error.content, wait) from error
    except exceptions.RefreshError as error:
        if error.retryable:
            raise RemoteError("Google cannot renew our permission just now.") from error
        raise RemoteError(
            "Google does not renew our permission; it must be given again.", permanent=True
        ) from error
    except (exceptions.GoogleAuthError, httplib2.HttpLib2Error, OSError, ValueError) as error:
        # ValueError: an answer that is no JSON, such as a page.
        raise RemoteError(f"Google gave no usable answer ({type(error).__name__}).") from error


def _credentials(access: GoogleAccess) -> Any:  # noqa: ANN401 -- one of two classes of Google's
    from google.oauth2 import credentials, service_account  # noqa: PLC0415 -- see above

    try:
        told = json.loads(access.credentials)
        if told.get("type") == "service_account":
            made = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
                told, scopes=SCOPES
            )
            return made.with_subject(access.user) if access.user else made
        # Not `from_authorized_user_info`: it overlooks the token_uri.
        return credentials.Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=told["refresh_token"],
            client_id=told["client_id"],
            client_secret=told["client_secret"],
            token_uri=told.get("token_uri", TOKEN_URI),
            scopes=SCOPES,
        )
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise RemoteError(
            "The credentials for Google are no key of a service account and no authorized user.",
            permanent=True,
        ) from error


def _refusal(status: int, content: bytes, wait: str) -> GoogleRefusal:
    limited = status == FORBIDDEN and bool(_reasons(content) & RATE_REASONS)
    if limited or status == TOO_MANY or status >= SERVER_FAULT:
        later = retry_after(wait) or clock.now() + SHORT_WAIT
        said = f"Google cannot answer just now (HTTP {status})."
        return GoogleRefusal(said, retry_at=later, status=status)
    words = {
        UNAUTHORIZED: "does not accept our permission",
        FORBIDDEN: "does not let us do this in the calendar",
        NOT_FOUND: "knows no such calendar, or it is not shared with us",
    }
    said = f"Google {words.get(status, 'refused what we asked')} (HTTP {status})."
    return GoogleRefusal(said, permanent=True, status=status)


def _reasons(content: bytes) -> set[str]:
    try:
        return {str(one.get("reason")) for one in json.loads(content)["error"]["errors"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()
