from __future__ import annotations

import pytest

from orchestrator.rules.pairing.instance import Instance, OddMode, Person, RoleFormat
from orchestrator.rules.pairing.plan import plan_to_json
from orchestrator.rules.pairing.render import as_page, as_table, as_zoom_csv
from orchestrator.rules.pairing.solve import solve
from orchestrator.rules.refusal import RuleBroken


def three(odd_mode: OddMode = OddMode.TRIO, **rules: object) -> Instance:
    people = (Person("ana"), Person("bo"), Person("<cy>"))
    return Instance("demo", people, 1, odd_mode=odd_mode, **rules)  # type: ignore[arg-type]


def test_the_table_shows_every_turn_and_what_is_proven() -> None:
    instance = Instance("demo", (Person("ana"), Person("bo")), 1, role_format=RoleFormat.SWAP)

    lines = as_table(solve(instance), "Demo").splitlines()

    assert lines[:3] == ["Demo", "", "Round  Room    People      Turns"]
    assert lines[3] in {
        "1      Pair 1  ana and bo  ana responds to bo; bo responds to ana",
        "1      Pair 1  bo and ana  bo responds to ana; ana responds to bo",
        "1      Pair 1  ana and bo  bo responds to ana; ana responds to bo",
        "1      Pair 1  bo and ana  ana responds to bo; bo responds to ana",
    }
    assert lines[5] == "repeat: 0, proven optimal (costs nothing)"


def test_an_observer_and_the_facilitator_are_named() -> None:
    trio = as_table(solve(three()))
    helped = as_table(solve(three(OddMode.FACILITATOR)))

    assert "observing)" in trio
    assert "the facilitator" in helped


def test_an_impossible_plan_prints_its_conflicts() -> None:
    table = as_table(solve(three(never=(("ana", "bo"),))), "Demo")

    assert table.startswith("No plan is possible for Demo.\n- Round 1 has an odd number")


def test_zooms_csv_has_one_line_per_person() -> None:
    plan = solve(three(OddMode.FACILITATOR))
    emails = {"ana": "ana@x.org", "bo": "bo@x.org", "<cy>": "cy@x.org"}

    lines = as_zoom_csv(plan, emails).split("\r\n")

    assert lines[0] == "Pre-assign Room Name,Email Address"
    assert sorted(line.split(",")[1] for line in lines[1:-1]) == sorted(emails.values())
    assert {line.split(",")[0] for line in lines[1:-1]} == {"Pair 1", "Pair 2"}


def test_zooms_csv_needs_a_round_and_addresses() -> None:
    plan = solve(three())

    with pytest.raises(RuleBroken, match="no rooms for round 2"):
        as_zoom_csv(plan, {}, 2)
    with pytest.raises(RuleBroken, match="needs an e-mail address"):
        as_zoom_csv(plan, {})


def test_the_page_escapes_names_and_has_headings() -> None:
    page = as_page(solve(three()), "Demo & more")

    assert "<cy>" not in page
    assert "&lt;cy&gt;" in page
    assert "<h1>Demo &amp; more</h1>" in page
    assert page.count('scope="col"') == 3


def test_the_page_and_the_rooms_never_say_who_must_not_meet() -> None:
    instance = Instance(
        "demo",
        tuple(Person(name) for name in ("ana", "bo", "cy", "dee")),
        1,
        never=(("ana", "bo"),),
    )
    apart = solve(instance)
    impossible = as_page(solve(three(never=(("ana", "bo"),))))

    assert "There is no plan yet." in impossible
    assert "ana" not in impossible
    for text in (as_page(apart), str(plan_to_json(apart)["rounds"])):
        assert "never" not in text
        assert "not meet" not in text
    assert all(room.name.startswith("Pair ") for each in apart.rounds for room in each.rooms)


def test_an_unproven_tier_says_so() -> None:
    people = tuple(
        Person(f"p{i}", org=f"o{i % 3}", experience=0, from_round=1 + i % 2) for i in range(21)
    )

    table = as_table(solve(Instance("mid", people, 8)))

    assert "best found (no plan gets below" in table or "proven optimal" in table


def test_conflicts_stand_in_the_json() -> None:
    document = plan_to_json(solve(three(never=(("ana", "bo"),))))

    assert document["status"] == "infeasible"
    assert document["conflicts"][0]["round"] == 1
    assert document["rounds"] == []


def test_the_json_has_the_formats_fields() -> None:
    document = plan_to_json(solve(three()))

    assert list(document)[:5] == ["format", "instance", "status", "rounds", "conflicts"]
    room = document["rounds"][0]["rooms"][0]
    assert list(room) == ["name", "people", "facilitator", "turns"]
    assert set(room["turns"][0]) == {"responder", "reporter", "observer"}
    assert document["tiers"][0] == {
        "tier": "repeat",
        "value": 0,
        "bound": 0,
        "proven": True,
        "method": "costs nothing",
    }
