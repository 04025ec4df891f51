from __future__ import annotations

import socket
import time
from pathlib import Path

import processes
import pytest
import requests

pytestmark = pytest.mark.timeout(180)


def test_the_demo_serves_its_pages_keeps_its_data_and_stops_in_time(tmp_path: Path) -> None:
    with processes.served(tmp_path) as house:
        house.wait_until_ready()
        page = requests.get(house.url, timeout=5)
        assert "Wednesday" in page.text or "Tuesday" in page.text
        feed = requests.get(f"{house.url}/feeds/workshops.ics", timeout=5)
        assert feed.text.count("BEGIN:VEVENT") == 11
        assert "Zoom" in requests.get(house.zoom_url, timeout=5).text
        session = requests.Session()
        link = house.login_link()
        form = session.get(link, timeout=5).text
        token = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        office = session.post(link, data={"csrfmiddlewaretoken": token}, timeout=5)
        assert "Coming workshops" in office.text
        assert house.stop() < 5
        assert house.process.returncode == 0
    with processes.served(tmp_path) as again:
        later = requests.get(f"{again.url}/feeds/workshops.ics", timeout=5)
        assert later.text.replace(again.url, house.url) == feed.text


def test_a_killed_service_starts_again_and_a_second_one_is_refused(tmp_path: Path) -> None:
    house = processes.Served(tmp_path)
    second = processes.orchestrator(tmp_path, "serve", check=False)
    assert second.returncode == 1
    assert "is in use by another orchestrator" in second.stderr
    assert "Traceback" not in second.stderr
    house.kill()
    with processes.served(tmp_path) as again:
        again.wait_until_ready()


def test_a_worker_whose_parent_was_killed_leaves_too(tmp_path: Path) -> None:
    house = processes.Served(tmp_path)
    house.process.kill()
    deadline = time.monotonic() + 10
    while house.answers() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not house.answers()
    house.process.communicate()


def test_a_zoom_that_never_answers_does_not_hold_the_service_when_it_should_stop(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        more = {
            "ORCHESTRATOR_ZOOM__SANDBOX": "false",
            "ORCHESTRATOR_ZOOM__BASE_URL": f"{address}/v2",
            "ORCHESTRATOR_ZOOM__OAUTH_URL": f"{address}/oauth/token",
            **dict.fromkeys(("ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET"), "s3cret"),
        }
        house = processes.Served(tmp_path, **more)
        assert "Coming workshops" in requests.get(house.url, timeout=5).text
        assert house.stop() < 5
        assert house.process.returncode == 0


def test_settings_that_cannot_be_used_stop_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        (processes.HOUSE / "settings.toml").read_text().replace("capacity = 14", "capacty = 14")
    )
    for named in ("--settings", "--settings="):
        file = str(tmp_path / "settings.toml")
        arguments = (named, file) if named == "--settings" else (named + file,)
        refused = processes.orchestrator(tmp_path, "serve", *arguments, check=False)
        assert refused.returncode == 2
        assert "[workshops] capacty is not a setting" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_the_commands_of_the_owner_work_and_explain_themselves(tmp_path: Path) -> None:
    assert processes.orchestrator(tmp_path, "migrate").returncode == 0
    schedule = processes.HOUSE / "orchestrator" / "data" / "schedule-2020.csv"
    dry = processes.orchestrator(tmp_path, "import-schedule", str(schedule), "--dry-run")
    assert "This was a dry run: nothing was imported." in dry.stdout
    first = processes.orchestrator(tmp_path, "import-schedule", str(schedule))
    assert first.stdout.count("New: ") == 13
    again = processes.orchestrator(tmp_path, "import-schedule", str(schedule))
    assert again.stdout.count("As before: ") == 13
    (tmp_path / "bad.csv").write_text(schedule.read_text().replace("2020-05-07", "2020-05-77"))
    refused = processes.orchestrator(
        tmp_path, "import-schedule", str(tmp_path / "bad.csv"), check=False
    )
    assert refused.returncode == 1
    assert "Nothing was imported." in refused.stderr
    assert "bad.csv: line 7: '2020-05-77' is not on the calendar" in refused.stderr
    missing = processes.orchestrator(tmp_path, "import-schedule", "nothing.csv", check=False)
    assert "nothing.csv: No such file" in missing.stderr
    assert "/login/" in processes.orchestrator(tmp_path, "login-link").stdout
    wrong = processes.orchestrator(tmp_path, "login-link", "nobody", check=False)
    assert "'nobody' is not an e-mail address" in wrong.stderr
    year = processes.orchestrator(tmp_path, "simulate", "2021", check=False)
    assert year.returncode != 0
    assert "Traceback" not in refused.stderr + missing.stderr + wrong.stderr + year.stderr
