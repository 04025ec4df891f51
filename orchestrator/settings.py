"""Django's own settings, derived from the company's (`configuration.py`) and nothing else."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from orchestrator.bundled_sqlite import use_bundled_sqlite
from orchestrator.configuration import configuration, secret
from orchestrator.gateways.sandbox_zoom.credentials import DEMO_CREDENTIALS
from orchestrator.sections import LOOPBACK

use_bundled_sqlite()
COMPANY = configuration()
VERSION = version("workshop-orchestrator")
HERE = Path(__file__).resolve().parent
STORAGE = COMPANY.storage.directory


def _secret_key() -> str:
    """Return the key that signs sessions: from the environment, else made once and kept."""
    given = secret("ORCHESTRATOR_SECRET_KEY")
    if given:
        return given
    path = STORAGE / "secret-key"
    if not path.exists():
        STORAGE.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=STORAGE)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process was first: its key counts
            os.link(written, path)
        Path(written).unlink()
    return path.read_text(encoding="ascii")


def _database(url: str) -> dict[str, Any]:
    """Return Django's description of the database: SQLite in the storage, or PostgreSQL."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": STORAGE / "orchestrator.sqlite3",
            "CONN_MAX_AGE": None,  # opening the file costs more than a feed or a page
            "OPTIONS": {
                "timeout": 10,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA busy_timeout=10000; PRAGMA foreign_keys=ON",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or secret("ORCHESTRATOR_DATABASE_PASSWORD"),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **dict(parse_qsl(parts.query))},
    }


ON_THIS_MACHINE_ONLY = urlsplit(COMPANY.company.public_url).hostname in LOOPBACK
SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = [*LOOPBACK, urlsplit(COMPANY.company.public_url).hostname or "localhost"]
ROOT_URLCONF = "orchestrator.web.urls"
WSGI_APPLICATION = "orchestrator.wsgi.application"
DATABASES = {"default": _database(COMPANY.storage.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "orchestrator.User"

INSTALLED_APPS = [
    "orchestrator",
    "jobs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.openid_connect"] if COMPANY.sign_in.oidc else []),
    "allauth.usersessions",
    "csp",
]
MIDDLEWARE = [
    "orchestrator.web.hardening.Headers",  # first: files and errors pass it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "orchestrator.web.weighing.Scales",  # before anything reads a body
    "orchestrator.web.feeds.FeedDoor",  # before sessions and forms: calendar apps have none
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "orchestrator.web.languages.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "orchestrator.web.doorkeeping.Door",  # last: it knows the address's name and who is signed in
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {
                "cells": "orchestrator.web.cells",
                "pictures": "orchestrator.web.picture_tags",
                "money": "orchestrator.web.money",
            },
            "builtins": ["django.templatetags.i18n", "orchestrator.web.spoken"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "orchestrator.web.page.company",
            ],
        },
    },
]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = COMPANY.company.language
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [HERE / "locale"]
FORMAT_MODULE_PATH = "orchestrator.locale"  # Spanish in the United States writes 1,250.50
LANGUAGE_COOKIE_SAMESITE = "Lax"

# An address of its own for each release, so that browsers may keep what they have.
STATIC_URL = f"/static/{VERSION}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/office/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("CommonPasswordValidator", {}),
    )
]
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "orchestrator.web.account.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account's first link proves its address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whoever guesses addresses learns nothing and mails nobody
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 -- a class
ACCOUNT_SESSION_REMEMBER = True
SOCIALACCOUNT_ADAPTER = "orchestrator.web.account.adapter.OutsideAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # an address that the company's login has proved
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": login.id,
                "name": login.name,
                "client_id": login.client,
                "secret": secret(login.variable),
                "settings": {"server_url": login.server, "fetch_userinfo": True},
            }
            for login in COMPANY.sign_in.oidc
        ],
    }
}
MFA_ADAPTER = "orchestrator.web.account.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ON_THIS_MACHINE_ONLY
USERSESSIONS_TRACK_ACTIVITY = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = COMPANY.sign_in.session_hours * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "orchestrator.web.errors.form_too_old"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if COMPANY.company.public_url.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Browsers take these names only from us, over https and for the whole host.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-form"
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],  # pico.css draws its chevrons as data: images
        "connect-src": [SELF],
        # A company's own login is reached by a form of ours; browsers follow it to the redirect.
        "form-action": [SELF, *(login.origin for login in COMPANY.sign_in.oidc)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
# The panel inside Zoom, and no other page, loads Zoom's script and may be framed by Zoom.
ZOOM_APP_POLICY = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": [SELF, "https://appssdk.zoom.us/sdk.min.js"],
    "frame-ancestors": ["https://zoom.us", "https://*.zoom.us"],
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# The sandbox's secret is public: it serves only where nobody else can reach us.
ZOOM_WEBHOOK_SECRET = secret("ZOOM_WEBHOOK_SECRET") or (
    DEMO_CREDENTIALS.webhook_secret if COMPANY.zoom.sandbox and ON_THIS_MACHINE_ONLY else ""
)
ZOOM_APP_CLIENT_ID = secret("ZOOM_APP_CLIENT_ID")
ZOOM_APP_CLIENT_SECRET = secret("ZOOM_APP_CLIENT_SECRET")

TICKETS_WEBHOOK_SECRET = secret("TICKETS_WEBHOOK_SECRET")

LOGGING_CONFIG = None  # orchestrator/logs.py arranges it
