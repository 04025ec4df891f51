"""The workshop floor: Django's admin over every row there is, for an owner who wants to look.

It shows and changes nothing: what people do goes through services, which keep the promises. Hashes,
passwords and secrets are not shown at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.admin import AdminSite, ModelAdmin
from django.db import models
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from orchestrator.rules.role import Role
from orchestrator.web import urls
from orchestrator.web.access import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SECRET = ("hash", "password", "secret", "token", "key")  # how such a column's name ends
MOST_COLUMNS = 7
SHOWN = (models.CharField, models.IntegerField, models.BooleanField, models.DateField)


class Floor(AdminSite):
    """Django's admin, for owners alone, behind our own door."""

    site_header = site_title = _("Workshop floor")
    index_title = _("Every row there is, to look at")
    site_url = "/office/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether an owner is signed in."""
        user = request.user
        return user.is_authenticated and user.is_active and signed_in(request).role == Role.OWNER

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ANN401, ARG002 -- Django's call
        """Lead to the one door there is."""
        return redirect("account_login")


class Row(ModelAdmin):  # type: ignore[type-arg]  # not so while running
    """One kind of row: looked at, searched, never changed here."""

    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's call
        """Say no."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002 -- the same
        """Say no."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401, ARG002 -- the same
        """Say no."""
        return False


def _row_of(model: type[models.Model]) -> type[Row]:
    """Return how a model's rows are shown: its plain columns first, its secrets never."""
    fields = [one for one in model._meta.fields if not one.name.endswith(SECRET)]  # noqa: SLF001 -- Django's published way
    hidden = [one.name for one in model._meta.fields if one.name.endswith(SECRET)]  # noqa: SLF001 -- the same
    plain = [one.name for one in fields if isinstance(one, SHOWN)]
    texts = [one.name for one in fields if isinstance(one, models.CharField)]
    sides = {
        "list_display": ("pk", *plain[:MOST_COLUMNS]),
        "search_fields": tuple(texts),
        "exclude": tuple(hidden),
    }
    return type(f"{model.__name__}Row", (Row,), sides)


def _open_floor() -> Floor:
    site = Floor(name="floor")
    for model in apps.get_app_config("orchestrator").get_models():
        site.register(model, _row_of(model))
    return site


floor = _open_floor()
urlpatterns = [path("office/floor/", floor.urls), *urls.urlpatterns]
