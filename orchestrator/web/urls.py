"""Which address leads to which page."""

from __future__ import annotations

from django.urls import path

from orchestrator.web import errors, feeds, health, office, public, sign_in

urlpatterns = [
    path("", public.home, name="home"),
    path("feeds/workshops.ics", feeds.workshops, name="public-feed"),
    path("login/", sign_in.explain, name="login"),
    path("login/<str:token>", sign_in.by_link, name="login-link"),
    path("logout/", sign_in.leave, name="logout"),
    path("office/", office.overview, name="office"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_fault
