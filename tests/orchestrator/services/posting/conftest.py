from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from letters_to_try import plain, written_by
from set_clock import SetClock
from smtp_catcher import Catcher

from jobs.tools import Tools
from orchestrator.gateways.mail.smtp import SmtpAccess, SmtpMailer
from orchestrator.rules.address import parse_address


@pytest.fixture(autouse=True)
def standing_clock(at: SetClock) -> Iterator[SetClock]:
    with written_by(plain):
        yield at


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    with Catcher() as running:
        yield running


@pytest.fixture
def mail(tools: Tools, catcher: Catcher) -> Tools:
    """Return the tools, with the catcher as our mail server."""
    sender = parse_address(settings.COMPANY.company.sender)
    access = SmtpAccess("127.0.0.1", catcher.port, "none", 5.0, sender)
    return replace(tools, mail=SmtpMailer(access))
