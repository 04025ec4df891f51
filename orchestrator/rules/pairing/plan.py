"""What the pairing engine answers: rooms, turns, proofs or conflicts, and pairing-plan/1."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestrator.rules.pairing.instance import Tier

FORMAT = "pairing-plan/1"


class Status(StrEnum):
    """Whether a plan exists."""

    OK = "ok"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Turn:
    """One report and its follow-up; the facilitator plays a side that nobody is named for.

    The reporter also plays the reported person in the follow-up.
    """

    responder: tuple[str, ...]
    reporter: tuple[str, ...]
    observer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """People who meet in a round. One person alone is always with the facilitator."""

    name: str
    people: tuple[str, ...]
    facilitator: bool = False
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """The rooms of round `number`, counted from 1."""

    number: int
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class TierResult:
    """What a tier costs, a bound no plan can beat, and the argument that proves the bound.

    The bound holds for every plan that is as good in all tiers before this one.
    """

    tier: Tier | str
    value: int
    bound: int
    method: str

    @property
    def proven(self) -> bool:
        """Say whether no plan can do better in this tier without doing worse in an earlier one."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a round cannot be paired: without the hubs each odd group can only mix within itself."""

    round: int
    hubs: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer to an instance: all its rounds, or the conflicts that make them impossible.

    `lacking` names people in rounds to come who will miss a role: (id, "responder" | "reporter").
    """

    instance: str
    status: Status
    rounds: tuple[Round, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    tiers: tuple[TierResult, ...] = ()
    lacking: tuple[tuple[str, str], ...] = ()

    @property
    def proven(self) -> bool:
        """Say whether every tier is proven optimal."""
        return self.status is Status.OK and all(tier.proven for tier in self.tiers)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as pairing-plan/1, with `tiers` and `lacking` beside the format's keys.

    >>> plan_to_json(Plan("demo", Status.OK))["status"]
    'ok'
    """
    return {
        "format": FORMAT,
        "instance": plan.instance,
        "status": plan.status.value,
        "rounds": [
            {"round": each.number, "rooms": [_room_to_json(room) for room in each.rooms]}
            for each in plan.rounds
        ],
        "conflicts": [
            {
                "round": each.round,
                "hubs": list(each.hubs),
                "groups": [list(group) for group in each.groups],
                "text": each.text,
            }
            for each in plan.conflicts
        ],
        "tiers": [
            {
                "tier": str(each.tier),
                "value": each.value,
                "bound": each.bound,
                "proven": each.proven,
                "method": each.method,
            }
            for each in plan.tiers
        ],
        "lacking": [{"person": person, "role": role} for person, role in plan.lacking],
    }


def _room_to_json(room: Room) -> dict[str, Any]:
    return {
        "name": room.name,
        "people": list(room.people),
        "facilitator": room.facilitator,
        "turns": [
            {
                "responder": list(turn.responder),
                "reporter": list(turn.reporter),
                "observer": list(turn.observer),
            }
            for turn in room.turns
        ],
    }
