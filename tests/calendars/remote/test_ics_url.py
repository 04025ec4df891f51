from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from pathlib import Path

import pytest
from http_stand_in import Asked, Reply, served
from ics_made import HOST, WINDOW, calendar, local

from calendars import clock
from calendars.remote.fetching import Fetching
from calendars.remote.ics_url import IcsAddress
from calendars.remote.port import RemoteError, WrittenEntry, retry_after

CALL = calendar("UID:a\nSUMMARY:Call\nDTSTART:20261201T170000Z\nDURATION:PT1H")
NINE = ["2026-12-01 09:00 > 12-01 10:00"]
ENTRY = WrittenEntry("a", "a", WINDOW[0], WINDOW[1], "x")
HERE = Fetching(seconds=5, allow_private=True)
PEM = Path(__file__).parents[2] / "orchestrator/gateways/mail/localhost.pem"


def address(url: str, how: Fetching = HERE) -> IcsAddress:
    return IcsAddress(url, HOST, how)


def test_a_published_calendar_is_read() -> None:
    with served(lambda _: Reply(200, CALL)) as found:
        reading = address(f"{found.url}/private-token/basic.ics?x=1").read(WINDOW, {})
    assert [local(span) for span in reading.busy] == NINE
    assert found.asked[0].path == "/private-token/basic.ics"
    assert found.asked[0].headers["host"] == found.url.removeprefix("http://")


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_what_did_not_change_is_not_sent_again(header: str) -> None:
    condition = {"ETag": "if-none-match", "Last-Modified": "if-modified-since"}[header]

    def answer(asked: Asked) -> Reply:
        return (
            Reply(304) if asked.headers.get(condition) == "v1" else Reply(200, CALL, {header: "v1"})
        )

    with served(answer) as found:
        first = address(found.url).read(WINDOW, {})
        second = address(found.url).read(WINDOW, first.memory)
        assert (second.unchanged, second.memory) == (True, first.memory)
        beyond = (WINDOW[0], clock.parse_instant("2028-01-01T00:00Z"))
        assert len(address(found.url).read(beyond, first.memory).busy) == 1


def test_the_same_bytes_are_not_read_twice_even_without_versions() -> None:
    with served(lambda _: Reply(200, CALL)) as found:
        first = address(found.url).read(WINDOW, {})
        assert address(found.url).read(WINDOW, first.memory).unchanged


def test_a_not_modified_that_nobody_asked_for_is_no_answer() -> None:
    with served(lambda _: Reply(304)) as found, pytest.raises(RemoteError, match="makes no sense"):
        address(found.url).read(WINDOW, {})


@pytest.mark.parametrize(
    ("reply", "reason", "permanent"),
    [
        (Reply(200, b"<html>sign in</html>", {"Content-Type": "text/html"}), "not a calendar", False),
        (Reply(200, b""), "not a calendar", False),
        (Reply(200, CALL[:-9]), "cut off", False),
        (Reply(200, CALL[:-9], length=len(CALL)), "broke off|cut off", False),
        (Reply(200, calendar("UID:a\nSUMMARY:Odd\nDTSTART:x")), "'Odd' cannot be read", False),
        (Reply(401, b""), "name or the password", True),
        (Reply(403, b""), "does not let us in", True),
        (Reply(404, b"<html>"), "knows no calendar", True),
        (Reply(410, b""), "gone", True),
        (Reply(418, b""), "makes no sense", False),
        (Reply(500, b""), "just now", False),
        (Reply(200, CALL, {"Content-Encoding": "br"}), "in a way that we do not know", False),
        (Reply(200, b"no gzip", {"Content-Encoding": "gzip"}), "packed, and broken", False),
        (Reply(200, gzip.compress(CALL)[:-9], {"Content-Encoding": "gzip"}), "packed, and broken", False),
        (Reply(302, b"", {"Location": "ftp://example.org/x"}), "not one of the web", True),
        (Reply(302, b"", {"Location": "http://[::1"}), "cannot be read", True),
        (Reply(302, b"", {"Location": "/again"}), "on and on", False),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_calendar_is_never_taken_for_a_free_one(
    reply: Reply, reason: str, *, permanent: bool
) -> None:
    with served(lambda _: reply) as found, pytest.raises(RemoteError, match=reason) as refused:
        address(f"{found.url}/secret-token").read(WINDOW, {})
    assert refused.value.permanent is permanent
    assert "secret-token" not in str(refused.value)
    assert len(found.asked) <= 4


def test_a_server_that_is_overrun_says_when_to_come_again() -> None:
    before = clock.now()
    answer = Reply(429, b"", {"Retry-After": "90"})
    with served(lambda _: answer) as found, pytest.raises(RemoteError) as refused:
        address(found.url).read(WINDOW, {})
    assert refused.value.retry_at is not None
    assert 80 < (refused.value.retry_at - before).total_seconds() < 100
    assert retry_after("Fri, 31 Dec 9999 23:59:59 GMT") < clock.parse_instant("2100-01-01T00:00Z")  # type: ignore[operator]
    assert retry_after("99999999") is None
    assert retry_after("") is None


def test_a_packed_calendar_is_unpacked() -> None:
    with served(lambda _: Reply(200, gzip.compress(CALL), {"Content-Encoding": "gzip"})) as found:
        assert len(address(found.url).read(WINDOW, {}).busy) == 1


def test_a_redirect_is_followed() -> None:
    def answer(asked: Asked) -> Reply:
        return (
            Reply(200, CALL)
            if asked.path == "/c/there.ics"
            else Reply(301, b"", {"Location": "there.ics"})
        )

    with served(answer) as found:
        assert len(address(f"{found.url}/c/here.ics").read(WINDOW, {}).busy) == 1


def test_a_password_is_told_to_the_first_server_only() -> None:
    how = Fetching(seconds=5, allow_private=True, user="host", password="secret")
    with served(lambda _: Reply(200, CALL)) as other:
        redirect = Reply(302, b"", {"Location": other.url})
        with served(lambda _: redirect) as found:
            assert len(address(found.url, how).read(WINDOW, {}).busy) == 1
    assert found.asked[0].headers["authorization"] == "Basic aG9zdDpzZWNyZXQ="
    assert "authorization" not in other.asked[0].headers
    assert "secret" not in repr(how)


def test_a_server_that_stalls_or_drips_is_left_at_the_deadline() -> None:
    how = Fetching(seconds=0.4, allow_private=True)
    drip = Reply(200, CALL, drip=0.05)
    for reply in (
        Reply(200, CALL, stall=9),
        drip,
        Reply(302, b"", {"Location": "/again"}, stall=0.15),
    ):
        with served(lambda _, reply=reply: reply) as found:  # type: ignore[misc]
            begun = time.monotonic()
            with pytest.raises(RemoteError, match=r"too slowly|takes no connection"):
                address(found.url, how).read(WINDOW, {})
            assert time.monotonic() - begun < 2


def test_headers_that_drip_are_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def drip() -> None:
            taken, _ = server.accept()
            with taken:
                while not done.wait(0.05):
                    try:
                        taken.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            with pytest.raises(RemoteError, match="too slowly"):
                address(f"http://127.0.0.1:{server.getsockname()[1]}", Fetching(0.4, allow_private=True)).read(WINDOW, {})  # fmt: skip
        finally:
            done.set()
            thread.join()


def test_a_calendar_that_is_too_large_is_refused_while_it_comes() -> None:
    padding = b"X-PAD:" + b"x" * 70 + b"\r\n"
    large = CALL.replace(b"END:VCALENDAR", padding * 140_000 + b"END:VCALENDAR")
    for reply in (Reply(200, large), Reply(200, bomb(), {"Content-Encoding": "gzip"})):
        too_large = pytest.raises(RemoteError, match="larger than 10 MB")
        with served(lambda _, reply=reply: reply) as found, too_large:  # type: ignore[misc]
            address(found.url).read(WINDOW, {})


def bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(60)) + packer.flush()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "http://", "http://example.org:99999/"])  # fmt: skip
def test_only_the_web_is_fetched_from(url: str) -> None:
    with pytest.raises(RemoteError, match=r"not one of the web|cannot be read"):
        address(url).read(WINDOW, {})


def test_a_name_that_is_not_found_may_be_found_later() -> None:
    for host in ("nowhere.invalid", "x" * 70 + ".example"):
        with pytest.raises(RemoteError, match="not found by its name"):
            address(f"http://{host}/x").read(WINDOW, {})
    with pytest.raises(RemoteError, match="takes no connection"):
        address("http://127.0.0.1:9009/x").read(WINDOW, {})


def test_a_safe_address_is_read_and_one_that_proves_nothing_is_not() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    answers = [Reply(200, CALL), Reply(302, b"", {"Location": "http://localhost:9009/x"})]
    with served(lambda _: answers.pop(0), context) as found:
        url = f"{found.url.replace('127.0.0.1', 'localhost')}/x"
        with pytest.raises(RemoteError, match="cannot prove who it is"):
            address(url).read(WINDOW, {})
        trusted = ssl.create_default_context(cafile=str(PEM))
        how = Fetching(seconds=5, allow_private=True, ssl_context=trusted)
        assert len(address(url, how).read(WINDOW, {}).busy) == 1
        with pytest.raises(RemoteError, match="from a safe one to an open one"):
            address(url, how).read(WINDOW, {})


def test_an_end_that_comes_at_the_deadline_is_no_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            taken, _ = server.accept()
            with taken:
                taken.recv(65_536)
                taken.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + CALL)
                taken.recv(65_536)  # until the other side leaves

        thread = threading.Thread(target=answer)
        thread.start()
        url, how = f"http://127.0.0.1:{server.getsockname()[1]}", Fetching(0.3, allow_private=True)
        with pytest.raises(RemoteError, match="too slowly"):
            address(url, how).read(WINDOW, {})
        thread.join()
