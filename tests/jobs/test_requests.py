from __future__ import annotations

import pytest
import request_world as requests
from set_clock import SetClock

from jobs import requests as job


@pytest.mark.django_db
def test_the_clock_ends_a_quote_that_nobody_accepted(at: SetClock) -> None:
    row = requests.ask()
    job.end_what_is_over()
    assert requests.fresh(row).state == "quoted"
    at.forward(days=10)
    job.end_what_is_over()
    assert requests.fresh(row).state == "expired"
