"""Signing in as people do: a passkey in a real Chromium, and a company's own login."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import http_stand_in
import jwt
import processes
import pytest
from http_stand_in import Asked, Reply
from looks import assert_fits_and_is_accessible
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
OWNER = "owner@example.org"


def with_passkeys(page: Page) -> None:
    """Give the browser a fingerprint reader that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_owner_adds_a_passkey_and_comes_back_with_it_alone(
    browser: Browser, tmp_path: Path
) -> None:
    with processes.served(tmp_path) as house:
        profile = browser.new_context(viewport={"width": 390, "height": 844})
        page = profile.new_page()
        with_passkeys(page)
        here = house.url.replace("127.0.0.1", "localhost")  # a passkey wants a name, no number
        page.goto(house.login_link().replace(house.url, here))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Account", exact=True).click()
        assert_fits_and_is_accessible(page)
        page.get_by_role("link", name="Passkeys").click()
        page.get_by_role("button", name="Add").click()
        page.get_by_label("Name").fill("Telephone")
        page.get_by_label("Passwordless").check()
        page.get_by_role("button", name="Add").click()
        expect(page.get_by_label("Unused codes")).to_be_visible()
        page.goto(f"{here}/account/passkeys/")
        expect(page.get_by_text("Telephone")).to_be_visible()
        assert_fits_and_is_accessible(page)
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{here}/")
        page.goto(f"{here}/office/")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert_fits_and_is_accessible(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("heading", name="Today, and the next 14 days")).to_be_visible()
        profile.close()


class Login:
    """A company's own login: it says that whoever comes is `email`, and whether that is proved."""

    def __init__(self, email: str, *, proved: bool = True) -> None:
        self.email, self.proved, self.url = email, proved, ""
        self.nonce = ""

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/.well-known/openid-configuration":
            return self._json({
                "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token", "userinfo_endpoint": f"{self.url}/me",
                "jwks_uri": f"{self.url}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            })  # fmt: skip
        if asked.path == "/authorize":
            assert asked.query["code_challenge_method"] == "S256"
            back = urlencode({"code": "once", "state": asked.query["state"]})
            return Reply(302, headers={"Location": f"{asked.query['redirect_uri']}?{back}"})
        if asked.path == "/token":
            form = parse_qs(asked.body.decode())
            assert form["client_secret"] == ["between us"]
            claims = {"iss": self.url, "aud": "house", "sub": "7", "iat": 1, "exp": 9999999999}
            token = jwt.encode(claims, "a key of thirty-two letters, or more", algorithm="HS256")
            return self._json({"access_token": "a", "token_type": "Bearer", "id_token": token})
        assert asked.path == "/me"
        return self._json({"sub": "7", "email": self.email, "email_verified": self.proved})

    def _json(self, value: object) -> Reply:
        return Reply(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("email", "proved", "lets_in"),
    [(OWNER, True, True), ("stranger@example.org", True, False), (OWNER, False, False)],
)
def test_a_companys_own_login_lets_in_whom_an_owner_has_invited_and_nobody_else(
    browser: Browser, tmp_path: Path, *, email: str, proved: bool, lets_in: bool
) -> None:
    login = Login(email, proved=proved)
    with http_stand_in.served(login.answer) as outside:
        login.url = outside.url
        named = [{"id": "work", "name": "Harbor login", "server": outside.url, "client": "house"}]
        variables = {
            "ORCHESTRATOR_SIGN_IN__OIDC": json.dumps(named),
            "OIDC_WORK_SECRET": "between us",
        }
        with processes.served(tmp_path, **variables) as house:
            page = browser.new_page()
            page.goto(f"{house.url}/account/login/")
            page.get_by_role("link", name="Harbor login").click()
            page.get_by_role("button", name=re.compile("Continue|Sign in")).click()
            page.wait_for_load_state()
            page.goto(f"{house.url}/office/")
            heading = "Today, and the next 14 days" if lets_in else "Sign in"
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
            page.close()
