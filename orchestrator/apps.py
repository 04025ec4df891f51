"""Django's name for this package."""

from __future__ import annotations

from django.apps import AppConfig


class OrchestratorConfig(AppConfig):
    """The core: models, commands, templates and pages."""

    name = "orchestrator"
    default_auto_field = "django.db.models.BigAutoField"
