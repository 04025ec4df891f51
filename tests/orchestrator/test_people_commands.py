"""The commands about people: a list comes in, one person is shown, one is forgotten."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import processes
import pytest
import world
from django.core.management import CommandError, call_command
from set_clock import SetClock

from orchestrator.models import ApiToken, Registration
from orchestrator.services.access import api_tokens

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options: Any) -> str:
    printed = StringIO()
    call_command(*arguments, stdout=printed, **options)
    return printed.getvalue()


def test_a_list_is_tried_first_and_then_registered(at: SetClock, tmp_path: Path) -> None:
    workshop = world.publish(capacity=1)
    file = tmp_path / "people.csv"
    file.write_text("name,email\nAda,ada@example.org\nBo,bo@example.org\n")
    tried = run("import_registrations", str(file), workshop=workshop.uid, dry_run=True)
    assert tried.splitlines() == [
        "Seats: 1", "Waitlist: 1", "This was a dry run: nobody was registered.",
    ]  # fmt: skip
    assert not Registration.objects.exists()
    run("import_registrations", str(file), workshop="2026-12-09")
    assert Registration.objects.count() == 2


def test_a_bad_or_a_missing_list_says_what_is_wrong(at: SetClock, tmp_path: Path) -> None:
    workshop = world.publish()
    file = tmp_path / "people.csv"
    file.write_text("name,email\nAda,nowhere\n")
    with pytest.raises(CommandError, match=r"Nobody was registered\.\n.*line 2: That is not"):
        run("import_registrations", str(file), workshop=workshop.uid)
    with pytest.raises(CommandError, match="No such file"):
        run("import_registrations", str(tmp_path / "none.csv"))


def test_a_key_is_printed_once_and_can_be_revoked(at: SetClock) -> None:
    token = run("api_token", "ticket-shop").strip()
    assert api_tokens.whose(token) == ApiToken.objects.get()
    assert "is dead" in run("api_token", "ticket-shop", revoke=True)
    assert api_tokens.whose(token) is None
    with pytest.raises(CommandError, match="There is no key 'ticket-shop'"):
        run("api_token", "ticket-shop", revoke=True)


def test_a_person_is_shown_and_forgotten(at: SetClock) -> None:
    world.register(world.publish(), "Ada")
    shown = json.loads(run("export_person", "Ada@Example.org"))
    assert [row["name"] for row in shown["registrations"]] == ["Ada"]
    with pytest.raises(CommandError, match="cannot be undone"):
        run("erase_person", "ada@example.org")
    assert "Forgotten in" in run("erase_person", "ada@example.org", yes=True)
    assert "Nothing was known" in run("erase_person", "ada@example.org", yes=True)
    for command in ("export_person", "erase_person"):
        with pytest.raises(CommandError, match="not an e-mail address"):
            run(command, "nowhere", **({"yes": True} if command == "erase_person" else {}))


def test_a_database_that_is_not_set_up_says_what_to_do(tmp_path: Path) -> None:
    found = processes.orchestrator(tmp_path, "export-person", "ada@example.org", check=False)
    assert found.returncode == 3
    assert "`./run migrate` sets it up" in found.stderr
    assert "Traceback" not in found.stderr
    nowhere = {"ORCHESTRATOR_STORAGE__DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    found = processes.orchestrator(
        tmp_path, "export-person", "ada@example.org", more=nowhere, check=False
    )
    assert (found.returncode, found.stderr.startswith("The database cannot be used")) == (3, True)
