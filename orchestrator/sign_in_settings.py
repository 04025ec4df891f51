"""The [sign_in] of settings.toml: how long a session lives, and whose own login lets people in."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from orchestrator.sections import LOOPBACK, Line, Section, WebAddress


def _private(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError("must begin with https://")
    return value


class OidcLogin(Section):
    """A company's own login (OpenID Connect); who is let in is still for an owner to say."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    name: Line
    server: Annotated[WebAddress, AfterValidator(_private)]
    client: Line

    @property
    def origin(self) -> str:
        """Return scheme and host of its server, as browsers compare them."""
        parts = urlsplit(self.server)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def variable(self) -> str:
        """Return the name of the environment variable that holds its secret."""
        return f"OIDC_{self.id.upper().replace('-', '_')}_SECRET"


def _apart(logins: tuple[OidcLogin, ...]) -> tuple[OidcLogin, ...]:
    names = [login.id for login in logins]
    if len(set(names)) < len(names):
        raise ValueError("two of them have the same id")
    return logins


class SignIn(Section):
    """How the people of the office sign in."""

    session_hours: int = Field(ge=1, le=720)
    oidc: Annotated[tuple[OidcLogin, ...], AfterValidator(_apart)] = ()
