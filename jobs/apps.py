"""Django's name for this package: it only brings commands."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The clock and its jobs."""

    name = "jobs"
