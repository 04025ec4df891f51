from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from orchestrator import calendar_settings
from orchestrator.calendar_settings import CalendarSettings
from orchestrator.configuration import SettingsError, configuration

HOUSE = Path(__file__).resolve().parents[2]
REAL = (HOUSE / "settings.toml").read_text(encoding="utf-8").partition("[[calendars]]")[0]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_SETTINGS", str(tmp_path / "settings.toml"))
    configuration.cache_clear()
    return tmp_path


def read(directory: Path, *blocks: str) -> tuple[CalendarSettings, ...]:
    text = "".join(f"[[calendars]]\n{block}\n" for block in blocks)
    (directory / "settings.toml").write_text(REAL + text, encoding="utf-8")
    configuration.cache_clear()
    return configuration().calendars


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(calendar_settings).failed == 0


def test_no_calendar_at_all_is_fine_and_the_default_needs_no_account(fresh: Path) -> None:
    assert read(fresh) == ()
    configuration.cache_clear()
    (fresh / "settings.toml").write_text(
        (HOUSE / "settings.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    assert [one.kind for one in configuration().calendars] == ["local"]


@pytest.mark.parametrize(
    "block",
    [
        'name = "a"\nkind = "google"\nid = "host@example.org"\nwrite = true\nuser = "host@example.org"',
        'name = "a"\nkind = "google"\nid = "host@example.org"\nurl = "http://127.0.0.1:9"\nfree_busy_only = true',
        'name = "a"\nkind = "caldav"\nurl = "https://dav.example.org/c/"\nuser = "host"\nwrite = true',
        'name = "a"\nkind = "ics_url"\nurl = "https://example.org/x.ics"\nallow_private_addresses = true',
        'name = "a"\nkind = "ics_url"',
        'name = "a"\nkind = "local"\nstale_after_minutes = 5',
    ],
)
def test_each_kind_has_its_keys(fresh: Path, block: str) -> None:
    assert len(read(fresh, block)) == 1


def test_a_path_is_read_from_beside_the_settings(fresh: Path) -> None:
    (found,) = read(fresh, 'name = "a"\nkind = "ics_file"\npath = "mine.ics"')
    assert found.path == fresh / "mine.ics"


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        (['name = "a"\nkind = "outlook"'], "[calendars] 0.kind is not possible"),
        (['name = "A b"\nkind = "local"'], "[calendars] 0.name is not possible"),
        (['name = "a"\nkind = "google"'], "a calendar of kind 'google' needs id"),
        (['name = "a"\nkind = "caldav"\nurl = "https://x.example/c"'], "a calendar of kind 'caldav' needs user"),
        (['name = "a"\nkind = "ics_file"'], "needs path"),
        (['name = "a"\nkind = "ics_url"\nurl = "https://x.example/SECRET"\nwrite = true'], "a calendar of kind 'ics_url' has no write"),
        (['name = "a"\nkind = "ics_url"\nurl = "SECRET"'], "must be an address like"),
        (['name = "a"\nkind = "local"\nallow_private_addresses = true'], "has no allow_private_addresses"),
        (['name = "a"\nkind = "local"\ncolor = "red"'], "color is not a setting"),
        (['name = "a"\nkind = "google"\nid = "x"\nfree_busy_only = true\nwrite = true'], "cannot go together with write"),
        (['name = "a"\nkind = "local"', 'name = "a"\nkind = "local"'], "two calendars have the same name"),
        (['name = "a"\nkind = "local"\nwrite = true', 'name = "b"\nkind = "local"\nwrite = true'], "write = true stands at more than one"),
        (['name = "a"\nkind = "local"\nstale_after_minutes = 1'], "stale_after_minutes is not possible"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_no_secret_is_echoed(
    fresh: Path, blocks: list[str], complaint: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(fresh, *blocks)
    assert complaint in str(refused.value)
    assert "SECRET" not in str(refused.value)


def test_an_address_is_not_shown_with_its_settings(fresh: Path) -> None:
    (found,) = read(fresh, 'name = "a"\nkind = "ics_url"\nurl = "https://x.example/SECRET"')
    assert "SECRET" not in repr(found)
