from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.configuration import (
    Configuration,
    SettingsError,
    configuration,
    secret,
    settings_file,
)

HOUSE = Path(__file__).resolve().parents[2]
REAL = (HOUSE / "settings.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("ORCHESTRATOR_STORAGE__DIRECTORY", raising=False)
    monkeypatch.delenv("ORCHESTRATOR_STORAGE__DATABASE_URL", raising=False)
    configuration.cache_clear()
    yield
    configuration.cache_clear()


def read(monkeypatch: pytest.MonkeyPatch, path: Path, text: str) -> Configuration:
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("ORCHESTRATOR_SETTINGS", str(path))
    configuration.cache_clear()
    return configuration()


def test_the_file_that_comes_with_the_code_is_valid_and_explains_every_key() -> None:
    found = configuration()
    assert found.workshops.capacity == 14
    assert found.storage.directory == HOUSE / "var"
    for line in REAL.splitlines():
        if "=" in line and not line.startswith("#"):
            assert "  # " in line, f"no comment: {line}"


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("capacity = 14", "capacty = 14", "[workshops] capacty is not a setting. The keys of [workshops] are: title, hours, lead_time_months, capacity, meeting_horizon_days, reminder_hours, certificate_minutes, thank_you_hours."),
        ("capacity = 14", "capacty = 14", "[workshops] capacity is missing."),
        ("capacity = 14", "capacity = 1", "[workshops] capacity = 1 is not possible: input should be greater than or equal to 2."),
        ("capacity = 14", 'capacity = "many"', "[workshops] capacity = 'many' is not possible"),
        ('kind = "embedded"', 'kind = "cron"', "[engine] kind = 'cron' is not possible: input should be 'embedded'."),
        ("[engine]", "[motor]", "[motor] is not a setting. The sections are: company, storage, engine, zoom, mail, workshops, registrations, consultations, invoices, requests, travel, session, sign_in, retention, limits, proxies, webhooks, calendars."),
        ('timezone = "America/Los_Angeles"', 'timezone = "Portland"', "[company] timezone = 'Portland' is not possible: 'Portland' is not a time zone"),
        ('public_url = "http://127.0.0.1:8000"', 'public_url = "example.org"', "must be an address like https://example.org"),
        ('database_url = ""', 'database_url = "mysql://x"', "must be empty (SQLite) or start with postgresql://"),
        ('base_url = "http://127.0.0.1:8001/v2"', 'base_url = "https://api.zoom.us/v2"', "sandbox = true needs a base_url on this machine"),
        ("drive_miles = 250", "drive_miles = 25", "drive_miles must not be smaller than local_miles"),
        ("[25, 45, 80]", "[25, 45, 40]", "[travel] ground_day_dollars = [25, 45, 40] is not possible: must be three numbers that grow: low, likely, high."),
        ('fri = ["09:00-12:00"]', 'fri = ["9-12"]', "[consultations] weekly.fri = ['9-12'] is not possible: '9-12' must be hours like 09:00-17:00, the first before the second."),
        ('fri = ["09:00-12:00"]', 'fri = ["09:00-12:00", "11:00-13:00"]', "these hours overlap one another"),
        ("fri = [", "fry = [", "[consultations] weekly.fry"),
        ("dated = {}", "dated = { 2026-13-01 = [] }", "[consultations] dated.2026-13-01"),
        ('holidays = "US"', 'holidays = "Oregon"', "[consultations] holidays = 'Oregon' is not possible"),
        ("embed_origins = []", 'embed_origins = ["https://example.org/book"]', "must be an origin like https://www.example.org, without a path"),
        ('prefix = "{year}-"', 'prefix = "{month}-"', "[invoices] prefix = '{month}-' is not possible: may hold {year}, and no other braces."),
        ('credit_prefix = "C{year}-"', 'credit_prefix = "{year}-"', "credit_prefix must differ from prefix"),
        ('holds = "30 per hour"', 'holds = "30 per week"', "[limits] holds = '30 per week' is not possible"),
        ("trusted = []", 'trusted = ["proxy"]', "[proxies] trusted.0 = 'proxy' is not possible: must be an address or a network like \"10.0.0.0/8\"."),
        ('kind = "break"', 'kind = "lunch"', "[session] segments.4.kind = 'lunch' is not possible: input should be 'talk', 'practice', 'questions' or 'break'."),
        ("minutes = 15", "minutes = 25", "[session] segments last 250 minutes together; [workshops] hours = 4 are 240."),
        ('name = "Incident', 'name = "\\nIncident', "[company] name"),
    ],
)  # fmt: skip
def test_a_misspelt_or_impossible_value_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str, after: str, complaint: str
) -> None:
    assert before in REAL
    with pytest.raises(SettingsError) as refused:
        read(monkeypatch, tmp_path / "settings.toml", REAL.replace(before, after))
    assert complaint in str(refused.value)
    assert str(tmp_path) in str(refused.value)


def test_a_database_password_is_never_echoed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = REAL.replace('database_url = ""', 'database_url = "mysql://u:PASSW0RD@h/db"')
    with pytest.raises(SettingsError) as refused:
        read(monkeypatch, tmp_path / "s.toml", text)
    assert "PASSW0RD" not in str(refused.value)
    assert "[storage] database_url is not possible" in str(refused.value)


def test_every_wrong_key_is_named_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = REAL.replace("hours = 4", "hours = 99").replace("capacity = 14", "capacity = 0")
    with pytest.raises(SettingsError) as refused:
        read(monkeypatch, tmp_path / "s.toml", text)
    assert len(str(refused.value).splitlines()) == 2


def test_a_file_that_is_missing_or_no_toml_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_SETTINGS", str(tmp_path / "nothing.toml"))
    with pytest.raises(SettingsError, match="there is no settings file here"):
        configuration()
    with pytest.raises(SettingsError, match="not valid TOML"):
        read(monkeypatch, tmp_path / "bad.toml", "[company\n")


def test_the_environment_is_laid_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_WORKSHOPS__CAPACITY", "10")
    found = read(monkeypatch, tmp_path / "settings.toml", REAL)
    assert found.workshops.capacity == 10
    assert found.workshops.hours == 4


def test_a_relative_directory_stands_beside_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = read(monkeypatch, tmp_path / "settings.toml", REAL)
    assert found.storage.directory == tmp_path / "var"
    assert settings_file() == tmp_path / "settings.toml"


def test_a_secret_comes_from_the_environment_or_from_the_file_it_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ZOOM_CLIENT_SECRET", raising=False)
    assert secret("ZOOM_CLIENT_SECRET") == ""
    monkeypatch.setenv("ZOOM_CLIENT_SECRET", "given")
    assert secret("ZOOM_CLIENT_SECRET") == "given"
    (tmp_path / "kept").write_text("from a file\n")
    monkeypatch.setenv("ZOOM_CLIENT_SECRET_FILE", str(tmp_path / "kept"))
    assert secret("ZOOM_CLIENT_SECRET") == "from a file"
    monkeypatch.setenv("ZOOM_CLIENT_SECRET_FILE", str(tmp_path / "nothing"))
    with pytest.raises(SettingsError, match="ZOOM_CLIENT_SECRET_FILE"):
        secret("ZOOM_CLIENT_SECRET")
