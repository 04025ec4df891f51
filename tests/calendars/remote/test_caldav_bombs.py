"""What a hostile server sends becomes the calendar's trouble, in little memory."""

from __future__ import annotations

import tracemalloc
import zlib
from pathlib import Path

import pytest
from http_stand_in import Reply, served
from ics_made import HOST, WINDOW

from calendars.remote.caldav import CalDavCalendar
from calendars.remote.caldav_server import LARGEST_BYTES, CalDavAccess
from calendars.remote.port import RemoteError

XML = {"Content-Type": "application/xml"}
HEAD, TAIL = b'<multistatus xmlns="DAV:">', b"</multistatus>"
MEGABYTE = 1_000_000
MOST_MEMORY = 6 * LARGEST_BYTES


def packed(megabytes: int) -> bytes:
    """Return a list of nothing but spaces, packed to a thousandth."""
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(HEAD)] + [packer.compress(b" " * MEGABYTE) for _ in range(megabytes)]
    return b"".join((*parts, packer.compress(TAIL), packer.flush()))


def laughs(levels: int) -> bytes:
    """Return a short text whose entities stand for ten times more at each level."""
    entities = b'<!ENTITY e0 "' + b"ha" * 100 + b'">'
    for level in range(1, levels):
        entities += b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10)
    href = b"<response><href>&e%d;</href></response>" % (levels - 1)
    return b"<!DOCTYPE m [" + entities + b"]>" + HEAD + href + TAIL


def trouble(reply: Reply) -> tuple[str, int]:
    """Return what is said of a server that answers so, and how much memory its reading took."""
    with served(lambda _: reply) as found:
        there = CalDavCalendar(CalDavAccess(f"{found.url}/c", "host", "x"), HOST)
        tracemalloc.start()
        try:
            with pytest.raises(RemoteError) as refused:
                there.read(WINDOW, {})
            return str(refused.value), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize(
    "challenge", ["", 'Digest realm="r", nonce="n", qop="auth"', 'Basic realm="r"']
)
def test_a_small_packed_answer_that_becomes_huge_is_cut_off(challenge: str) -> None:
    headers = {**XML, "Content-Encoding": "gzip"}
    if challenge:
        headers["WWW-Authenticate"] = challenge
    bomb = Reply(401 if challenge else 207, packed(100), headers)
    assert len(bomb.body) < MEGABYTE
    said, memory = trouble(bomb)
    assert "sent far too much" in said
    assert memory < MOST_MEMORY


def test_a_huge_answer_is_cut_off() -> None:
    said, memory = trouble(Reply(207, HEAD + b" " * (2 * LARGEST_BYTES) + TAIL, XML))
    assert "sent far too much" in said
    assert memory < MOST_MEMORY


def test_an_answer_of_nothing_but_tags_is_cut_off_before_it_becomes_a_tree() -> None:
    said, _ = trouble(Reply(207, HEAD + b"<a/>" * MEGABYTE + TAIL, XML))
    assert "sent far too much" in said


def test_entities_that_stand_for_ever_more_are_not_written_out() -> None:
    said, memory = trouble(Reply(207, laughs(10), XML))
    assert "no whole answer" in said
    assert memory < MEGABYTE * 20


def test_entities_cannot_name_files_of_this_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("quiet-word")
    body = b'<!DOCTYPE m [<!ENTITY f SYSTEM "%s">]>' % secret.as_uri().encode() + HEAD
    body += b"<response><href>/c/</href></response><sync-token>t-&f;</sync-token>" + TAIL
    with served(lambda _: Reply(207, body, XML)) as found:
        there = CalDavCalendar(CalDavAccess(f"{found.url}/c", "host", "x"), HOST)
        assert "quiet-word" not in str(there.read(WINDOW, {}))
        assert b"quiet-word" not in b"".join(asked.body for asked in found.asked)


def test_an_answer_just_within_the_bounds_is_read() -> None:
    body = HEAD + b"<sync-token>t1</sync-token>" + b" " * (LARGEST_BYTES - 1000) + TAIL
    with served(lambda _: Reply(207, body, XML)) as found:
        there = CalDavCalendar(CalDavAccess(f"{found.url}/c", "host", "x"), HOST)
        assert there.read(WINDOW, {}).memory["token"] == "t1"
