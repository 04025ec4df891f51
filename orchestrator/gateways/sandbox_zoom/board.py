"""The page at `/`: meetings, calls, faults and webhooks at a glance, with plain forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import forms, markup
from orchestrator.gateways.sandbox_zoom.doors import when

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.gateways.sandbox_zoom.attendance import Attendance
    from orchestrator.gateways.sandbox_zoom.call_log import LoggedCall
    from orchestrator.gateways.sandbox_zoom.exchange import Answer
    from orchestrator.gateways.sandbox_zoom.fault import Fault
    from orchestrator.gateways.sandbox_zoom.faults import FaultBoard
    from orchestrator.gateways.sandbox_zoom.meetings_table import Meeting
    from orchestrator.gateways.sandbox_zoom.store import Store
    from orchestrator.gateways.sandbox_zoom.webhooks import Delivery, Webhooks

_CALLS_SHOWN = 30
_DELIVERIES_SHOWN = 20
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Board:
    """Draws the page."""

    store: Store
    attendance: Attendance
    faults: FaultBoard
    webhooks: Webhooks

    def answer(self) -> Answer:
        """Return the page as it is now."""
        sections = [self._meetings(), self._calls(), self._faults(), self._webhooks()]
        return markup.page("Sandbox Zoom", "".join(sections))

    def _meetings(self) -> str:
        hosts = {user.id: user.email for user in self.store.users()}
        meetings = sorted(self.store.meetings(), key=_order)
        alive = sum(one.deleted_at is None for one in meetings)
        rows = [_meeting_row(one, hosts[one.host_id]) for one in meetings]
        table = markup.table(
            ["Topic", "When (UTC)", "Host", "State", "Tag"],
            rows,
            [self._meeting_forms(one) for one in meetings],
        )
        return markup.section(f"Meetings ({alive})", table)

    def _meeting_forms(self, meeting: Meeting) -> str:
        if meeting.deleted_at is not None:
            return ""
        people = self.attendance.present(meeting.id) if meeting.status == "started" else []
        return forms.for_meeting(meeting, people)

    def _calls(self) -> str:
        rows = [_call_row(call) for call in reversed(self.store.calls(_CALLS_SHOWN))]
        columns = ["At (UTC)", "Call", "Status", "Remark"]
        return markup.section("Last calls", markup.table(columns, rows))

    def _faults(self) -> str:
        rows = [_fault_row(fault) for fault in self.faults.listed()]
        columns = ["Kind", "Calls", "When", "Left", "Take off"]
        return markup.section("Faults", markup.table(columns, rows) + forms.new_fault())

    def _webhooks(self) -> str:
        newest = self.webhooks.deliveries[-_DELIVERIES_SHOWN:]
        rows = [_delivery_row(one) for one in reversed(newest)]
        columns = ["Number", "Event", "Answers", "Send again"]
        body = forms.webhooks(self.webhooks) + markup.table(columns, rows)
        return markup.section("Webhooks", body)


def _order(meeting: Meeting) -> tuple[bool, datetime]:
    return meeting.deleted_at is not None, meeting.start_time or meeting.created_at


def _meeting_row(meeting: Meeting, host: str) -> list[str]:
    state = "deleted" if meeting.deleted_at else meeting.status
    return [
        f"{markup.text(meeting.topic)}<br><code class=soft>{meeting.id}</code>",
        when(meeting),
        markup.text(host),
        f'<span class="state {state}">{state}</span>',
        f"<code>{markup.text(meeting.tag)}</code>",
    ]


def _call_row(call: LoggedCall) -> list[str]:
    mood = "ok" if 0 < call.status < _FIRST_ERROR else "failed"
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f"<code>{markup.text(call.method)} {markup.text(call.path)}</code>",
        f'<span class="state {mood}">{call.status or "no answer"}</span>',
        markup.text(call.remark),
    ]


def _fault_row(fault: Fault) -> list[str]:
    return [
        fault.kind,
        f"<code>{markup.text(fault.method)} {markup.text(fault.path)}</code>",
        f"{fault.when} commit",
        "for ever" if fault.left is None else str(fault.left),
        forms.button(f"faults/{fault.number}/remove", "Take off"),
    ]


def _delivery_row(delivery: Delivery) -> list[str]:
    answers = ", ".join(str(one or "none") for one in delivery.statuses)
    hidden = f'<input type="hidden" name="numbers" value="{delivery.number}">'
    return [
        str(delivery.number),
        f"<code>{markup.text(delivery.event)}</code>",
        answers or "not sent",
        forms.button("webhooks/send", "Send again", hidden),
    ]
