"""A workshop that was never published: nobody learns of it, whatever becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import world
from set_clock import SetClock

from orchestrator.models import JoinLink, Workshop
from orchestrator.rules.workshop import State, Venue
from orchestrator.services.feeds import rendering
from orchestrator.services.feeds.feed_entries import (
    facilitator_entries,
    person_entries,
    public_entries,
)
from orchestrator.services.workshops import publication
from orchestrator.services.zoom import join_links

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(at: SetClock) -> Workshop:
    return publication.create(world.offer(title="Secret plan"), "user 1")


def bring_to(workshop: Workshop, target: State, **changes: Any) -> None:
    offer = replace(publication.offer_of(Workshop.objects.get(pk=workshop.pk)), **changes)
    publication.save_draft(workshop.pk, target, offer, "user 1")
    publication.publish(workshop.pk, publication.preview(workshop.pk).fingerprint, "user 1")


def test_a_draft_that_is_called_off_is_seen_nowhere(draft: Workshop) -> None:
    ada = world.register(draft, "Ada")
    bring_to(draft, State.CANCELLED)
    assert public_entries() == person_entries(ada.email_key) == facilitator_entries() == ()
    assert rendering.file_of(draft.uid) is None
    assert world.owed() == []


def test_one_that_was_called_off_unseen_is_new_when_it_comes_back(draft: Workshop) -> None:
    world.register(draft, "Ada")
    bring_to(draft, State.CANCELLED)
    bring_to(draft, State.PUBLISHED)
    assert world.owed() == ["registration-confirmed ada@example.org"]


def test_one_that_was_known_stays_as_cancelled(draft: Workshop) -> None:
    bring_to(draft, State.PUBLISHED)
    bring_to(draft, State.CANCELLED)
    assert [entry.status for entry in public_entries()] == ["CANCELLED"]
    assert rendering.file_of(draft.uid)


def test_a_draft_that_becomes_online_has_its_doors_when_it_is_published(draft: Workshop) -> None:
    offer = publication.offer_of(draft)
    on_site = replace(offer, venue=Venue.ON_SITE, place="1 Main St")
    publication.save_draft(draft.pk, State.PUBLISHED, on_site, "user 1")
    ada = world.register(draft, "Ada")
    assert not JoinLink.objects.exists()
    bring_to(draft, State.PUBLISHED, venue=Venue.ONLINE, place="")
    assert join_links.behind(join_links.door_token(ada))


def test_a_draft_that_becomes_on_site_has_no_doors_when_it_is_published(draft: Workshop) -> None:
    ada = world.register(draft, "Ada")
    bring_to(draft, State.PUBLISHED, venue=Venue.ON_SITE, place="1 Main St")
    assert join_links.behind(join_links.door_token(ada)) is None
