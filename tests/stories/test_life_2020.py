"""A workshop's whole life on the company's real dates of 2020, by the real timetable.

Published, bought, waitlisted, moved, cancelled, attended, certified, forgotten: with the real mail
protocol, our own Zoom over HTTP, its webhooks through the real door, and a clock that jumps.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.apps import apps
from django.conf import settings
from icalendar import Calendar
from pages import text_of
from set_clock import SetClock
from smtp_catcher import Catcher

from jobs.simulation import SimulatedClock, play
from jobs.timetable import timetable
from jobs.tools import Tools
from orchestrator.gateways.mail.smtp import SmtpAccess, SmtpMailer
from orchestrator.gateways.sandbox_zoom.server import SandboxZoom
from orchestrator.models import Certificate, User, Workshop, ZoomEvent
from orchestrator.rules.address import parse_address
from orchestrator.rules.schedule import read_schedule
from orchestrator.services.access import api_tokens
from orchestrator.services.demo import SCHEDULE_2020
from orchestrator.services.workshops.schedule import import_schedule

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
NEW_YEAR = datetime(2020, 1, 1, 8, tzinfo=UTC)
JANUARY = datetime(2020, 1, 28, 17, tzinfo=UTC)
MAY = datetime(2020, 5, 7, 16, tzinfo=UTC)
NAMES = [f"Person {letter}" for letter in "ABCDEFGHIJKLMNOP"]  # sixteen for fourteen seats


@dataclass(slots=True)
class Year:
    """The company in that year: its clock, its tools, its site and its mail."""

    at: SetClock
    tools: Tools
    sandbox: SandboxZoom
    mail: Catcher
    url: str
    file: Path

    def until(self, moment: datetime) -> None:
        """Let the whole timetable run up to that moment."""
        simulated = SimulatedClock(self.file, self.at.at, moment)
        jobs = timetable(self.tools, tick=timedelta(seconds=30))
        self.at.follow(simulated.now)
        counts = play(jobs, simulated, lambda _: None)
        self.at.stand(moment)
        self.file.unlink()
        assert counts["failed"] == 0

    def asleep_until(self, moment: datetime) -> None:
        """Let the service stand still up to that moment, and then catch up."""
        self.at.at = moment
        self.until(moment + timedelta(hours=1))

    def tell_shop(self, key: str, workshop: Workshop, name: str, happening: str) -> str:
        """Let the ticket shop tell about one ticket; return how it stands."""
        body = {
            "source": "shop",
            "external_id": f"{workshop.pk}-{name[-1]}",
            "happening": happening,
            "workshop": workshop.uid,
            "attendee": {"name": name, "email": f"{name[-1]}@example.org"},
        }
        self.at.at += timedelta(seconds=1)
        answer = requests.post(
            f"{self.url}/api/v1/registrations", json=body,
            headers={"Authorization": f"Bearer {key}"}, timeout=10,
        )  # fmt: skip
        assert answer.status_code == 201, answer.text
        return str(answer.json()["state"])

    def mails(self, who: str = "", about: str = "") -> list[Any]:
        """Return the mails that were caught, of one person or about one subject."""
        found = [
            caught.message
            for caught in self.mail.caught
            if caught.recipient.lower().startswith(who)
        ]
        return [message for message in found if about in str(message["Subject"])]

    def heard(self, about: str) -> list[str]:
        """Return who was written to about that, by the first part of their address."""
        return [message["To"].addresses[0].username.lower() for message in self.mails("", about)]

    def link_in(self, message: Any, kind: str) -> str:
        """Return the link of that kind in a mail."""
        text = message.get_body(("plain",)).get_content()
        found = re.search(rf"https?://\S+/{kind}/\S+", text)
        assert found, text
        return self.url + re.sub(r"^https?://[^/]+", "", found.group())

    def press(self, page: str, ending: str) -> str:
        """Open a page as a stranger with a link, press its button, and return what it says."""
        with requests.Session() as visitor:
            shown = visitor.get(page, timeout=10).text
            (action,) = re.findall(rf'action="([^"]+{ending})"', shown)
            (token,) = set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', shown))
            done = visitor.post(
                self.url + action, {"csrfmiddlewaretoken": token},
                headers={"Referer": page}, timeout=10,
            )  # fmt: skip
        return done.text


@pytest.fixture
def year(
    at: SetClock, tools: Tools, sandbox: SandboxZoom, live_server: Any, tmp_path: Path
) -> Iterator[Year]:
    at.at = NEW_YEAR
    with Catcher() as mail:
        sender = parse_address(settings.COMPANY.company.sender)
        smtp = SmtpMailer(SmtpAccess("127.0.0.1", mail.port, "none", 5.0, sender))
        sandbox.webhooks.target = f"{live_server.url}/webhooks/zoom"
        yield Year(
            at, replace(tools, mail=smtp), sandbox, mail, live_server.url, tmp_path / "clock.json"
        )


def workshop_of(start: datetime) -> Workshop:
    return Workshop.objects.get(start=start)


def entry_of(year: Year, workshop: Workshop) -> Any:
    """Return the workshop's entry in the public feed."""
    body = requests.get(f"{year.url}/feeds/workshops.ics", timeout=10).content
    (entry,) = [e for e in Calendar.from_ical(body).walk("VEVENT") if e["UID"] == workshop.uid]
    return entry


def publish_change(client: Any, workshop: Workshop, **form: str) -> str:
    """Change a workshop in the office, publish it, and return what the preview said."""
    base = f"/office/workshops/{workshop.pk}"
    if form:
        shown = client.get(f"{base}/change").content.decode()
        plain = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', shown))
        chosen = {"audience": "public", "venue": "online", "timezone": workshop.timezone}
        client.post(f"{base}/change", plain | chosen | form)
    else:
        client.post(f"{base}/call-off")
    page = client.get(f"{base}/preview")
    (fingerprint,) = re.findall(r'name="fingerprint" value="(\w+)"', page.content.decode())
    assert client.post(f"{base}/publish", {"fingerprint": fingerprint}).status_code == 302
    return text_of(page)


def meeting_number(workshop: Workshop) -> int:
    number = workshop.meeting.zoom_id
    assert number is not None
    return number


def attend(year: Year, workshop: Workshop) -> None:
    """Hold the meeting: two people with their own links, one by telephone, one not at all."""
    zoom_id = meeting_number(workshop)
    links = {link.name: link for link in workshop.join_links.filter(revoked_at=None)}
    stage = year.sandbox.attendance
    stage.start_meeting(zoom_id)
    here = [
        stage.join(zoom_id, "B.", registrant_id=links["Person B"].registrant_id),
        stage.join(zoom_id, "Person C", email="c@example.org"),
        stage.join(zoom_id, "+1 503 555 0100"),
    ]
    year.until(workshop.span[0] + timedelta(hours=3, minutes=30))
    for visit in here:
        stage.leave(visit.uuid)
    stage.end_meeting(zoom_id)
    deadline = time.monotonic() + 20
    while ZoomEvent.objects.filter(name__contains="participant_left").count() < len(here):
        assert time.monotonic() < deadline, "the webhooks did not arrive"
        time.sleep(0.05)


def bought_and_waitlisted(year: Year, key: str, workshop: Workshop) -> None:
    states = [year.tell_shop(key, workshop, name, "registered") for name in NAMES]
    assert states == ["confirmed"] * 14 + ["waitlisted"] * 2
    year.until(NEW_YEAR + timedelta(days=1))
    assert len(year.mails(about="Your seat")) == 14
    assert year.heard(about="waitlist") == ["o", "p"]


def refunded_and_taken_over(year: Year, key: str, workshop: Workshop) -> None:
    """Let one be refunded; the next is asked, and accepts by the mail's link."""
    assert year.tell_shop(key, workshop, "Person A", "refunded") == "cancelled"
    year.until(year.at.at + timedelta(minutes=5))
    (offer,) = year.mails("o", "A seat is free")
    page = year.link_in(offer, "registrations")
    assert "You have a seat" in year.press(page, "/accept")


def moved(year: Year, client: Any, workshop: Workshop) -> None:
    """Move it: the entry keeps its uid, and everybody gets the update of their own entry."""
    before = entry_of(year, workshop)
    told = publish_change(client, workshop, date="2020-01-30")
    assert "15 mails: 15 × workshop moved" in told
    year.until(year.at.at + timedelta(minutes=5))
    workshop.refresh_from_db()
    assert workshop.start == JANUARY + timedelta(days=2)
    after = entry_of(year, workshop)
    assert (after["SEQUENCE"], after["UID"]) == (before["SEQUENCE"] + 1, before["UID"])
    (letter,) = year.mails("b", "New time")
    (part,) = [p for p in letter.walk() if p.get_content_type() == "text/calendar"]
    (mine,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert (mine["UID"], mine["SEQUENCE"]) == (after["UID"], after["SEQUENCE"])
    assert year.sandbox.store.meeting(meeting_number(workshop)).start_time == workshop.start


def attended_and_certified(year: Year, client: Any, workshop: Workshop) -> str:
    """Hold it; the telephone is for the owner to tell. Return a certificate's address."""
    attend(year, workshop)
    year.until(workshop.span[1] + timedelta(hours=4))
    assert sorted(year.heard(about="Thank you")) == ["b", "c"]
    assert "+1 503 555 0100" in text_of(client.get(f"/office/workshops/{workshop.pk}/people/"))
    (thanks,) = year.mails("b", "Thank you")
    address = year.link_in(thanks, "certificates")
    assert "Person B" in requests.get(address, timeout=10).text
    assert {certificate.minutes for certificate in Certificate.objects.all()} == {210}
    return address


def cancelled(year: Year, client: Any, key: str, workshop: Workshop) -> None:
    """Call it off: the entry stays as cancelled, the meeting goes, nobody is reminded."""
    year.tell_shop(key, workshop, "Person Q", "registered")
    year.until(year.at.at + timedelta(hours=1))
    number = meeting_number(workshop)
    assert not year.sandbox.store.meeting(number).deleted_at
    publish_change(client, workshop)
    year.asleep_until(MAY - timedelta(days=1))
    year.until(MAY)
    assert entry_of(year, workshop)["STATUS"] == "CANCELLED"
    assert [str(m["Subject"]).split(":")[0].strip() for m in year.mails("q")] == [
        "Your seat",
        "Cancelled",
    ]
    assert year.sandbox.store.meeting(number).deleted_at


def forgotten(year: Year, certificate: str, workshop: Workshop) -> None:
    """Wait ninety days: nothing says who was there, and the certificate is still true."""
    year.asleep_until(workshop.span[1] + timedelta(days=90, hours=7))
    models = apps.get_app_config("orchestrator").get_models()
    left = json.dumps([list(m._default_manager.values()) for m in models], default=str).lower()
    assert not [name for name in NAMES if name.lower() in left]
    assert '"b@example.org' not in left
    assert "This certificate is true" in requests.get(certificate, timeout=10).text


def test_a_workshop_lives_from_its_schedule_to_oblivion(year: Year, client: Any) -> None:
    import_schedule(read_schedule(SCHEDULE_2020.read_bytes(), hours=4))
    client.force_login(User.objects.create_owner("owner@example.org"))
    key = api_tokens.issue("shop", "user 1")
    january, may = workshop_of(JANUARY), workshop_of(MAY)
    bought_and_waitlisted(year, key, january)
    refunded_and_taken_over(year, key, january)
    moved(year, client, january)
    year.asleep_until(january.span[0] - timedelta(days=7, hours=1))
    year.until(january.span[0] - timedelta(days=6, hours=23))
    year.asleep_until(january.span[0] - timedelta(days=1, hours=1))
    year.until(january.span[0])
    subjects = [str(message["Subject"]).split(":")[0].strip() for message in year.mails("b")]
    assert subjects == ["Your seat", "New time", "In a week", "Tomorrow", "In an hour"]
    certificate = attended_and_certified(year, client, january)
    forgotten(year, certificate, january)
    cancelled(year, client, key, may)
    assert max(year.mail.counted().values()) == 1
