"""Wishes of those whom no time suits, and the week inside another site's frame."""

from __future__ import annotations

import pages
import pytest
import talks
from django.test import Client
from pytest_django import Settings
from set_clock import SetClock

from orchestrator.models import (
    ConsultationWish,
)

pytestmark = pytest.mark.django_db
WEEK, WISH = "/consultations/", "/consultations/wish"
ADA = {"name": "Ada Brandt", "email": "ada@example.org", "organization": "", "needs": ""}


def test_a_wish_is_kept_and_an_empty_one_is_asked_for(client: Client, at: SetClock) -> None:
    assert client.post(WISH, ADA).status_code == 422
    answer = client.post(WISH, ADA | {"needs": "Evenings", "timezone": "Asia/Tokyo"})
    assert "Thank you" in pages.text_of(answer)
    wish = ConsultationWish.objects.get()
    assert (wish.wish, wish.timezone) == ("Evenings", "Asia/Tokyo")
    for number in range(2):
        client.post(WISH, ADA | {"needs": f"Evenings {number}"})
    assert "We have your earlier wishes" in pages.told_on(client.post(WISH, ADA | {"needs": "x"}))


def test_only_the_named_sites_may_frame_the_week_and_no_other_page(
    client: Client, at: SetClock, settings: Settings
) -> None:
    policy = client.get("/consultations/embedded")["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    talks.said(settings, embed_origins=("https://www.example.org",))
    framed = client.get("/consultations/embedded")
    assert "frame-ancestors https://www.example.org" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert 'target="_top"' in framed.content.decode()
    assert "csrfmiddlewaretoken" not in framed.content.decode()
    assert client.get(WEEK)["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in client.get(WEEK)["Content-Security-Policy"]
