"""Lists of many workshops are as quick as short ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
import world
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from set_clock import SetClock

from orchestrator.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/api/v1/workshops", "/office/workshops/"])
def test_a_list_asks_the_database_no_more_for_many_workshops(
    client: Client, at: SetClock, path: str
) -> None:
    client.force_login(User.objects.create_owner("owner@example.org"))
    asked = []
    for first in (0, 2):
        for day in range(first, first + 2 + 10 * first):
            world.register(world.publish(start=world.START + timedelta(days=day)), "Ada")
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
