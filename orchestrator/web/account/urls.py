"""The pages of django-allauth that we offer, each loaded when it is first asked for.

Nobody signs up here and nobody changes their own address: accounts are made by an owner. Loading
late keeps what passkeys need (some 12 MB) out of a service in which nobody signs in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    View = Callable[..., HttpResponseBase]


def late(load: Callable[[], Any], name: str) -> View:
    """Return the view of that name, whose module is loaded when it is first asked for."""

    def view(request: HttpRequest, **parts: str | int) -> HttpResponseBase:
        return getattr(load(), name)(request, **parts)  # type: ignore[no-any-return]

    return never_cache(view)


def _account() -> Any:  # noqa: ANN401 -- a module of allauth's
    from allauth.account import views  # noqa: PLC0415 -- late

    return views


def _second() -> Any:  # noqa: ANN401 -- a module of allauth's
    from allauth.mfa.base import views  # noqa: PLC0415 -- late

    return views


def _app() -> Any:  # noqa: ANN401 -- a module of allauth's
    from allauth.mfa.totp import views  # noqa: PLC0415 -- late

    return views


def _codes() -> Any:  # noqa: ANN401 -- a module of allauth's
    from allauth.mfa.recovery_codes import views  # noqa: PLC0415 -- late

    return views


def _passkey() -> Any:  # noqa: ANN401 -- a module of allauth's
    from allauth.mfa.webauthn import views  # noqa: PLC0415 -- late

    return views


def _sessions() -> Any:  # noqa: ANN401 -- a module of allauth's
    from allauth.usersessions import views  # noqa: PLC0415 -- late

    return views


def _outside() -> Any:  # noqa: ANN401 -- a module of allauth's
    from allauth.socialaccount import views  # noqa: PLC0415 -- late

    return views


def _oidc() -> Any:  # noqa: ANN401 -- a module of allauth's
    from allauth.socialaccount.providers.openid_connect import views  # noqa: PLC0415 -- late

    return views


def _with_oidc() -> list[URLPattern]:
    """Return the pages of a company's own login, where the settings name one."""
    if not settings.COMPANY.sign_in.oidc:
        return []
    return [
        path("outside/", late(_outside, "connections"), name="socialaccount_connections"),
        path("outside/error/", late(_outside, "login_error"), name="socialaccount_login_error"),
        path(
            "outside/cancelled/",
            late(_outside, "login_cancelled"),
            name="socialaccount_login_cancelled",
        ),
        path("outside/signup/", late(_outside, "signup"), name="socialaccount_signup"),
        path("oidc/<slug:provider_id>/login/", late(_oidc, "login"), name="openid_connect_login"),
        path(
            "oidc/<slug:provider_id>/login/callback/",
            late(_oidc, "callback"),
            name="openid_connect_callback",
        ),
    ]


RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$"

urlpatterns = [
    path("login/", late(_account, "login"), name="account_login"),
    path("logout/", late(_account, "logout"), name="account_logout"),
    path("inactive/", late(_account, "account_inactive"), name="account_inactive"),
    path("reauthenticate/", late(_account, "reauthenticate"), name="account_reauthenticate"),
    path("password/change/", late(_account, "password_change"), name="account_change_password"),
    path("password/set/", late(_account, "password_set"), name="account_set_password"),
    path("password/reset/", late(_account, "password_reset"), name="account_reset_password"),
    path(
        "password/reset/done/",
        late(_account, "password_reset_done"),
        name="account_reset_password_done",
    ),
    re_path(
        RESET_KEY,
        late(_account, "password_reset_from_key"),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        late(_account, "password_reset_from_key_done"),
        name="account_reset_password_from_key_done",
    ),
    path("second/", late(_second, "index"), name="mfa_index"),
    path("second/authenticate/", late(_second, "authenticate"), name="mfa_authenticate"),
    path("second/reauthenticate/", late(_second, "reauthenticate"), name="mfa_reauthenticate"),
    path("second/app/add/", late(_app, "activate_totp"), name="mfa_activate_totp"),
    path("second/app/remove/", late(_app, "deactivate_totp"), name="mfa_deactivate_totp"),
    path("second/codes/", late(_codes, "view_recovery_codes"), name="mfa_view_recovery_codes"),
    path(
        "second/codes/new/",
        late(_codes, "generate_recovery_codes"),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second/codes/file/",
        late(_codes, "download_recovery_codes"),
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", late(_passkey, "list_webauthn"), name="mfa_list_webauthn"),
    path("passkeys/add/", late(_passkey, "add_webauthn"), name="mfa_add_webauthn"),
    path("passkeys/login/", late(_passkey, "login_webauthn"), name="mfa_login_webauthn"),
    path(
        "passkeys/reauthenticate/",
        late(_passkey, "reauthenticate_webauthn"),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/", late(_passkey, "remove_webauthn"), name="mfa_remove_webauthn"
    ),
    path("passkeys/<int:pk>/edit/", late(_passkey, "edit_webauthn"), name="mfa_edit_webauthn"),
    path("sessions/", late(_sessions, "list_usersessions"), name="usersessions_list"),
    *_with_oidc(),
]
