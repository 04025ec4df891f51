"""Random requests at every address: whatever comes, no fault of ours (the long run: `bench fuzz`)."""

from __future__ import annotations

import logging
import os

import full_house
import pytest
import wide_doors
from django.test import Client
from fuzzer import Fuzzer
from pytest_django import Settings
from set_clock import SetClock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]
REQUESTS, SEED = int(os.environ.get("FUZZ_REQUESTS", "1200")), int(os.environ.get("FUZZ_SEED", "1"))


@pytest.mark.filterwarnings("default")  # hostile input may make libraries warn; only faults count
def test_no_request_at_any_address_is_a_fault_of_ours(at: SetClock, settings: Settings) -> None:
    wide_doors.open_wide(settings)
    logging.disable(logging.CRITICAL)
    house = full_house.build()

    def clients() -> list[Client]:
        owner = full_house.owner(raise_request_exception=False)
        return [Client(raise_request_exception=False), owner, owner]

    walk = Fuzzer(SEED, house, clients)
    try:
        walk.run(REQUESTS)
    finally:
        logging.disable(logging.NOTSET)
    print(dict(walk.statuses))  # noqa: T201 -- the figure, shown with -s
    print("\n".join(walk.faults))  # noqa: T201 -- all of them, shown when it fails
    assert walk.faults == []
    assert len({one.name for one in walk.addresses}) > 100
