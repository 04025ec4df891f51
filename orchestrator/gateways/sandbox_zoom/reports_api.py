"""The API's reports over a stretch of days: per user, per account, per day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom import attendance_table, paging, past_api, users_table
from orchestrator.gateways.sandbox_zoom.exchange import Answer, Json, invalid, json_answer

if TYPE_CHECKING:
    from orchestrator.gateways.sandbox_zoom.call import Call

_LONGEST = timedelta(days=31)


def user_report(call: Call, name: str) -> Answer:
    """Answer `GET /report/users/{user}/meetings?from=&to=`: the runs of one host."""
    user = call.user(name)
    first, last = _days(call)
    runs = [run for run in _runs(call, first, last) if run["host_id"] == user.id]
    envelope = paging.page(call, "meetings", runs, dict)
    return json_answer(200, {"from": f"{first}", "to": f"{last}"} | envelope)


def account_report(call: Call) -> Answer:
    """Answer `GET /report/users?from=&to=`: one line per host who held a meeting."""
    first, last = _days(call)
    by_host: dict[str, list[Json]] = defaultdict(list)
    for run in _runs(call, first, last):
        by_host[run["host_id"]].append(run)
    lines = [
        {"id": user.id, "email": user.email, "type": 2 if user.licensed else 1}
        | _totals(by_host[user.id])
        for user in users_table.every(call.db)
        if user.id in by_host
    ]
    envelope = paging.page(call, "users", lines, dict)
    return json_answer(200, {"from": f"{first}", "to": f"{last}"} | envelope)


def daily_report(call: Call) -> Answer:
    """Answer `GET /report/daily?year=&month=`: one line per day of the month."""
    try:
        year, month = (int(call.request.query.get(name, "")) for name in ("year", "month"))
        day = date(year, month, 1)
    except ValueError:
        raise invalid(("month", "Invalid field.")) from None
    dates = []
    while day.month == month:
        dates.append({"date": f"{day}", "new_users": 0} | _totals(_runs(call, day, day)))
        day += timedelta(days=1)
    return json_answer(200, {"year": year, "month": month, "dates": dates})


def _days(call: Call) -> tuple[date, date]:
    """Return the asked days; raises ZoomError unless both are plain dates, a month at most."""
    found = []
    for name in ("from", "to"):
        try:
            text = call.request.query.get(name, "")
            found.append(date.fromisoformat(text))
        except ValueError:
            raise invalid((name, "The date must be yyyy-mm-dd.")) from None
    first, last = found
    if not first <= last <= first + _LONGEST:
        raise invalid(("to", "The range must be a month at most."))
    return first, last


def _runs(call: Call, first: date, last: date) -> list[Json]:
    return [
        past_api.summary(call, session)
        for session in attendance_table.sessions(call.db)
        if first <= session.started_at.date() <= last
    ]


def _totals(runs: list[Json]) -> Json:
    return {
        "meetings": len(runs),
        "participants": sum(run["participants_count"] for run in runs),
        "meeting_minutes": sum(run["total_minutes"] for run in runs),
    }
