"""The pages of django-allauth that we offer, each loaded when it is first asked for.

Nobody signs up here and nobody changes their own address: accounts are made by an owner. Loading
late keeps what passkeys need (some 12 MB) out of a service in which nobody signs in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import URLPattern, path, re_path
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    View = Callable[..., HttpResponseBase]


def _account(name: str) -> View:
    def view(request: HttpRequest, **parts: str) -> HttpResponseBase:
        from allauth.account import views  # noqa: PLC0415 -- late, see above

        return getattr(views, name)(request, **parts)  # type: ignore[no-any-return]

    return never_cache(view)


def _second(name: str) -> View:
    def view(request: HttpRequest) -> HttpResponseBase:
        from allauth.mfa.base import views  # noqa: PLC0415 -- late, see above

        return getattr(views, name)(request)  # type: ignore[no-any-return]

    return never_cache(view)


def _app(name: str) -> View:
    def view(request: HttpRequest) -> HttpResponseBase:
        from allauth.mfa.totp import views  # noqa: PLC0415 -- late, see above

        return getattr(views, name)(request)  # type: ignore[no-any-return]

    return never_cache(view)


def _codes(name: str) -> View:
    def view(request: HttpRequest) -> HttpResponseBase:
        from allauth.mfa.recovery_codes import views  # noqa: PLC0415 -- late, see above

        return getattr(views, name)(request)  # type: ignore[no-any-return]

    return never_cache(view)


def _passkey(name: str) -> View:
    def view(request: HttpRequest, **parts: int) -> HttpResponseBase:
        from allauth.mfa.webauthn import views  # noqa: PLC0415 -- late, see above

        return getattr(views, name)(request, **parts)  # type: ignore[no-any-return]

    return never_cache(view)


def _sessions(request: HttpRequest) -> HttpResponseBase:
    from allauth.usersessions import views  # noqa: PLC0415 -- late, see above

    return views.list_usersessions(request)  # type: ignore[no-any-return]


def _outside(name: str) -> View:
    def view(request: HttpRequest) -> HttpResponseBase:
        from allauth.socialaccount import views  # noqa: PLC0415 -- late, see above

        return getattr(views, name)(request)  # type: ignore[no-any-return]

    return never_cache(view)


def _oidc(name: str) -> View:
    def view(request: HttpRequest, provider_id: str) -> HttpResponseBase:
        from allauth.socialaccount.providers.openid_connect import views  # noqa: PLC0415 -- late

        return getattr(views, name)(request, provider_id)  # type: ignore[no-any-return]

    return never_cache(view)


def _with_oidc() -> list[URLPattern]:
    """Return the pages of a company's own login, where the settings name one."""
    if not settings.COMPANY.sign_in.oidc:
        return []
    return [
        path("outside/", _outside("connections"), name="socialaccount_connections"),
        path("outside/error/", _outside("login_error"), name="socialaccount_login_error"),
        path(
            "outside/cancelled/", _outside("login_cancelled"), name="socialaccount_login_cancelled"
        ),
        path("outside/signup/", _outside("signup"), name="socialaccount_signup"),
        path("oidc/<slug:provider_id>/login/", _oidc("login"), name="openid_connect_login"),
        path(
            "oidc/<slug:provider_id>/login/callback/",
            _oidc("callback"),
            name="openid_connect_callback",
        ),
    ]


RESET_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$"

urlpatterns = [
    path("login/", _account("login"), name="account_login"),
    path("logout/", _account("logout"), name="account_logout"),
    path("inactive/", _account("account_inactive"), name="account_inactive"),
    path("reauthenticate/", _account("reauthenticate"), name="account_reauthenticate"),
    path("password/change/", _account("password_change"), name="account_change_password"),
    path("password/set/", _account("password_set"), name="account_set_password"),
    path("password/reset/", _account("password_reset"), name="account_reset_password"),
    path(
        "password/reset/done/", _account("password_reset_done"), name="account_reset_password_done"
    ),
    re_path(RESET_KEY, _account("password_reset_from_key"), name="account_reset_password_from_key"),
    path(
        "password/reset/key/done/",
        _account("password_reset_from_key_done"),
        name="account_reset_password_from_key_done",
    ),
    path("second/", _second("index"), name="mfa_index"),
    path("second/authenticate/", _second("authenticate"), name="mfa_authenticate"),
    path("second/reauthenticate/", _second("reauthenticate"), name="mfa_reauthenticate"),
    path("second/app/add/", _app("activate_totp"), name="mfa_activate_totp"),
    path("second/app/remove/", _app("deactivate_totp"), name="mfa_deactivate_totp"),
    path("second/codes/", _codes("view_recovery_codes"), name="mfa_view_recovery_codes"),
    path(
        "second/codes/new/", _codes("generate_recovery_codes"), name="mfa_generate_recovery_codes"
    ),
    path(
        "second/codes/file/", _codes("download_recovery_codes"), name="mfa_download_recovery_codes"
    ),
    path("passkeys/", _passkey("list_webauthn"), name="mfa_list_webauthn"),
    path("passkeys/add/", _passkey("add_webauthn"), name="mfa_add_webauthn"),
    path("passkeys/login/", _passkey("login_webauthn"), name="mfa_login_webauthn"),
    path(
        "passkeys/reauthenticate/",
        _passkey("reauthenticate_webauthn"),
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/<int:pk>/remove/", _passkey("remove_webauthn"), name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", _passkey("edit_webauthn"), name="mfa_edit_webauthn"),
    path("sessions/", never_cache(_sessions), name="usersessions_list"),
    *_with_oidc(),
]
