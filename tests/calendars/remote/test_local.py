from __future__ import annotations

from pathlib import Path

import pytest
from ics_made import HOST, WINDOW, calendar, local

from calendars.remote import fetching
from calendars.remote.fetching import Fetching
from calendars.remote.ics_url import IcsAddress
from calendars.remote.local import IcsFile, NoCalendar
from calendars.remote.port import RemoteError, WrittenEntry

CALL = calendar("UID:a\nSUMMARY:Call\nDTSTART:20261201T170000Z\nDURATION:PT1H")
NINE = ["2026-12-01 09:00 > 12-01 10:00"]
ENTRY = WrittenEntry("a", "a", WINDOW[0], WINDOW[1], "x")
HERE = Fetching(seconds=5, allow_private=True)
PEM = Path(__file__).parents[2] / "orchestrator/gateways/mail/localhost.pem"


def address(url: str, how: Fetching = HERE) -> IcsAddress:
    return IcsAddress(url, HOST, how)


def test_a_local_file_is_read_when_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "mine.ics"
    path.write_bytes(CALL)
    first = IcsFile(path, HOST).read(WINDOW, {})
    assert [local(span) for span in first.busy] == NINE
    assert IcsFile(path, HOST).read(WINDOW, first.memory).unchanged
    path.write_bytes(CALL.replace(b"PT1H", b"PT2H"))
    assert [local(span) for span in IcsFile(path, HOST).read(WINDOW, first.memory).busy] == ["2026-12-01 09:00 > 12-01 11:00"]  # fmt: skip


def test_a_local_file_that_is_missing_or_too_large_frees_nothing(tmp_path: Path) -> None:
    with pytest.raises(RemoteError, match="No such file"):
        IcsFile(tmp_path / "none.ics", HOST).read(WINDOW, {})
    large = tmp_path / "large.ics"
    large.write_bytes(CALL + b" " * 10_000_000)
    with pytest.raises(RemoteError, match="larger than 10 MB"):
        IcsFile(large, HOST).read(WINDOW, {})


def test_what_is_only_read_is_never_written(tmp_path: Path) -> None:
    for found in (IcsFile(tmp_path / "x.ics", HOST), address("http://example.org/x")):
        with pytest.raises(RemoteError, match="only read") as refused:
            found.write(ENTRY, {})
        assert refused.value.permanent
        with pytest.raises(RemoteError, match="only read"):
            found.remove("a")


def test_the_default_calendar_is_never_busy_and_takes_every_entry() -> None:
    found = NoCalendar()
    assert found.read(WINDOW, {}).busy == ()
    assert found.write(ENTRY, {}) == {}
    found.remove("a")


def test_the_limits_are_those_that_the_documentation_names() -> None:
    assert (fetching.LARGEST_BYTES, fetching.MOST_REDIRECTS, fetching.Fetching().seconds) == (
        10_000_000,
        3,
        20,
    )
