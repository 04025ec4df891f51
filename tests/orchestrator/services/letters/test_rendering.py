from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import unquote
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters_to_try import FULL as LETTER
from set_clock import SetClock

from orchestrator.gateways.mail.files import FileMailer
from orchestrator.gateways.mail.wire import to_bytes
from orchestrator.models import OutboxMessage
from orchestrator.services.letters.letter import Invitation, Letter, Method
from orchestrator.services.letters.rendering import envelope, one_line

ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:w1\r\n"
    "SUMMARY:Übung\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()
INVITING = Letter("Invitation", "Hello,", ("come",), invitation=Invitation(ICS))


def message(to: str = "zoe@example.org") -> OutboxMessage:
    return OutboxMessage(recipient=to, message_id="<" + "a" * 100 + "@example.org>")


def sent(letter: Letter, to: str = "zoe@example.org", *, utf8: bool = False) -> EmailMessage:
    """Return the e-mail as somebody's program reads it from the wire."""
    raw = to_bytes(envelope(letter, message(to)), utf8=utf8)
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert utf8 or raw.isascii()
    return email.message_from_bytes(raw, policy=email.policy.default)


def body(letter: Letter, kind: str) -> str:
    part = sent(letter).get_body((kind,))
    assert part
    return str(part.get_content())


def test_a_letter_is_text_and_html_with_the_headers_of_an_automatic_mail(at: SetClock) -> None:
    found = sent(LETTER)
    assert found.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    assert found["Subject"] == LETTER.subject
    assert found["From"] == "Incident Response Workshops <workshops@example.org>"
    assert found["To"] == "Zoë O’Hara <zoe@example.org>"
    assert found["Date"].datetime == at.at
    assert found["Message-ID"] == message().message_id
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["List-Unsubscribe"] == f"<{LETTER.unsubscribe_url}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_letter_that_cannot_be_unsubscribed_does_not_say_it_can() -> None:
    assert sent(INVITING)["List-Unsubscribe"] is None
    assert "no more such mail" not in body(INVITING, "plain") + body(INVITING, "html")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_everything_a_letter_says_stands_in_both_its_forms(kind: str) -> None:
    text = " ".join(body(LETTER, kind).split())
    for words in (
        LETTER.greeting, *LETTER.paragraphs, *(value for pair in LETTER.facts for value in pair),
        LETTER.action.url if LETTER.action else "", *LETTER.closing, *LETTER.footnotes,
        str(LETTER.unsubscribe_url), "Incident Response Workshops", "workshops@example.org",
    ):  # fmt: skip
        assert words in text


def test_an_invitation_is_a_part_that_calendars_act_on_and_a_file_to_open() -> None:
    found = sent(INVITING)
    assert found.get_content_type() == "multipart/mixed"
    alternative, file = found.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    calendar = list(alternative.iter_parts())[-1]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert calendar.get_content_disposition() is None
    assert calendar.get_payload(decode=True) == ICS
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invitation.ics")
    assert file.get_payload(decode=True) == ICS


def test_a_cancellation_says_so_in_its_method() -> None:
    found = sent(Letter("Off", "Hello,", invitation=Invitation(ICS, Method.CANCEL)))
    alternative, file = found.iter_parts()
    assert list(alternative.iter_parts())[-1].get_param("method") == "CANCEL"
    assert file.get_filename() == "cancelled.ics"


HOSTILE = "Ada\r\nBcc: eve@evil.example\u2028X: y\x00 <b>&amp;"


def test_no_name_or_subject_can_add_a_header_or_markup() -> None:
    found = sent(Letter(HOSTILE, HOSTILE, (HOSTILE,), ((HOSTILE, HOSTILE),), addressee=HOSTILE))
    assert found["Bcc"] is None
    assert found["X"] is None
    assert found["Subject"] == "Ada Bcc: eve@evil.example X: y <b>&amp;"
    assert found["To"].addresses[0].addr_spec == "zoe@example.org"
    assert len(found["To"].addresses) == 1
    html = found.get_body(("html",))
    assert html
    assert "<b>" not in html.get_content()


def shown_name(letter: Letter) -> str:
    """Return the name in the To line; Python's new parser adds blanks between encoded words."""
    raw = to_bytes(envelope(letter, message()), utf8=False)
    words, _, _ = str(email.message_from_bytes(raw)["To"]).rpartition("<")
    if "=?" in words:
        return str(make_header(decode_header(words.strip())))
    return unquote(words.strip())


@given(st.text(max_size=300), st.text(max_size=120))
def test_whatever_a_subject_or_a_name_holds_the_mail_stays_whole(subject: str, name: str) -> None:
    letter = Letter(subject, "Hello,", addressee=name)
    found = sent(letter)
    assert len(found["To"].addresses) == 1
    assert found["To"].addresses[0].addr_spec == "zoe@example.org"
    if "=?" not in subject:  # which is how an encoded word begins
        assert str(found["Subject"]) == one_line(subject, 200)
    if "=?" not in name:
        assert shown_name(letter) == one_line(name, 100)
    assert set(found.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
        "Content-Type",
    }  # fmt: skip


def test_a_long_subject_in_any_script_arrives_whole_or_cut_with_a_mark() -> None:
    short, long = "設定 " * 40, "ö" * 500
    assert sent(Letter(short, "x"))["Subject"] == short.strip()
    assert sent(Letter(long, "x"))["Subject"] == "ö" * 199 + "…"


def test_an_address_beyond_ascii_stands_in_the_header_as_the_server_takes_it() -> None:
    assert sent(LETTER, "anna@bücher.example")["To"].addresses[0].domain == "xn--bcher-kva.example"
    raw = to_bytes(envelope(LETTER, message("jörg@example.org")), utf8=True)
    assert "To: Zoë O’Hara <jörg@example.org>".encode() in raw


def test_without_a_server_a_message_is_one_file_however_often_it_is_sent(
    tmp_path: Path, at: SetClock
) -> None:
    mailer, written = FileMailer(tmp_path / "mail"), envelope(LETTER, message())
    first = mailer.send(written, to="zoe@example.org")
    at.at = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=1)
    assert mailer.send(written, to="zoe@example.org") == first
    (file,) = (tmp_path / "mail").iterdir()
    assert first == f"kept as {file.name}"
    assert file.name.startswith("20261122T170000Z-")
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
