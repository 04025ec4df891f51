"""A stand-in for Google Calendar v3 over real HTTP: the subset used, with its odd behaviour.

Sync tokens that expire (410), `syncToken` with `timeMin` (400), deletions as `status=cancelled`,
ids that stay taken (409), `If-Match` (412), free/busy answers of 200 with `errors`, paging, channels.
As described in Google's reference; not compared with the real one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from http_stand_in import Asked, Reply, served

JSON = {"Content-Type": "application/json; charset=UTF-8"}
CALENDAR = "host@example.org"
Event = dict[str, Any]


def problem(status: int, reason: str) -> Reply:
    body = {"error": {"code": status, "message": reason, "errors": [{"reason": reason}]}}
    return Reply(status, json.dumps(body).encode(), JSON)


@dataclass
class GoogleStandIn:
    """The state of one Google: events with the change number of their last change."""

    events: dict[str, Event] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    changes: int = 0
    oldest_token: int = 0
    page: int = 2500
    zone: str = "America/Los_Angeles"
    faults: list[Reply] = field(default_factory=list)
    busy: dict[str, Any] = field(default_factory=dict)
    channels: dict[str, Event] = field(default_factory=dict)
    after: Callable[[Asked], Reply | None] | None = None
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        return f"{self.url}/calendar/v3/"

    def credentials(self) -> str:
        """Return those of an authorized user, as JSON."""
        told = {
            "type": "authorized_user", "client_id": "c", "client_secret": "s",
            "refresh_token": "r", "token_uri": f"{self.url}/token",
        }  # fmt: skip
        return json.dumps(told)

    def put(self, event_id: str, **fields: Any) -> Event:
        """Have an event there, as its owner would."""
        self.changes += 1
        etag = f'"{self.changes}"'
        event = {"id": event_id, "status": "confirmed", **fields, "etag": etag}
        self.events[event_id], self.changed[event_id] = event, self.changes
        return event

    def delete(self, event_id: str) -> None:
        self._update(event_id, {**self.events[event_id], "status": "cancelled"})

    def answer(self, asked: Asked) -> Reply:
        """Return what Google would: a fault first, if one was arranged."""
        if asked.path == "/token":
            return self._token(asked)
        if self.faults:
            return self.faults.pop(0)
        if asked.headers.get("authorization") != "Bearer good":
            return problem(401, "authError")
        reply = self._route(asked)
        changed = self.after(asked) if self.after else None
        return changed or reply

    def _token(self, asked: Asked) -> Reply:
        sent = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if sent.get("refresh_token", "r") == "r":
            return ok({"access_token": "good", "expires_in": 3600, "token_type": "Bearer"})
        if sent["refresh_token"] == "busy":
            return Reply(503, b'{"error": "internal_failure"}', JSON)
        return Reply(400, b'{"error": "invalid_grant", "error_description": "revoked"}', JSON)

    def _route(self, asked: Asked) -> Reply:
        parts = [unquote(part) for part in asked.path.removeprefix("/calendar/v3/").split("/")]
        body = json.loads(asked.body) if asked.body else {}
        if parts == ["freeBusy"]:
            return ok(
                {"calendars": {one["id"]: self._busy(one["id"], body) for one in body["items"]}}
            )
        if parts == ["channels", "stop"]:
            known = self.channels.pop(body["id"], None)
            return Reply(204) if known else problem(404, "channelNotFound")
        if parts[:2] != ["calendars", CALENDAR]:
            return problem(404, "notFound")
        return self._events(asked, parts[3:], body)

    def _events(self, asked: Asked, rest: list[str], body: Event) -> Reply:
        if rest == ["watch"]:
            self.channels[body["id"]] = body
            return ok({"id": body["id"], "resourceId": "res-1", "expiration": "1800000000000"})
        if not rest:
            return self._insert(body) if asked.method == "POST" else self._list(asked.query)
        there = self.events.get(rest[0])
        return self._one(asked, there, body) if there else problem(404, "notFound")

    def _one(self, asked: Asked, there: Event, body: Event) -> Reply:
        name = there["id"]
        if asked.method == "DELETE":
            if there["status"] == "cancelled":
                return problem(410, "deleted")
            self.delete(name)
            return Reply(204)
        if asked.method == "PUT":
            if asked.headers.get("if-match") not in (None, there["etag"]):
                return problem(412, "conditionNotMet")
            return ok(self._update(name, body))
        return ok(there)

    def _update(self, event_id: str, body: Event) -> Event:
        fields = {name: value for name, value in body.items() if name not in ("id", "etag")}
        return self.put(event_id, **fields)

    def _insert(self, body: Event) -> Reply:
        if body["id"] in self.events:
            return problem(409, "duplicate")
        return ok(self._update(body.pop("id"), body))

    def _list(self, query: dict[str, str]) -> Reply:
        token = query.get("syncToken")
        if token and "timeMin" in query:
            return problem(400, "badRequest")
        if token and int(token) < self.oldest_token:
            return problem(410, "fullSyncRequired")
        since = int(token or -1)
        found = [
            event for name, event in self.events.items()
            if self.changed[name] > since and (token or event["status"] != "cancelled" or "recurringEventId" in event)
        ]  # fmt: skip
        begin = int(query.get("pageToken", "0"))
        answer = {"items": found[begin : begin + self.page], "timeZone": self.zone}
        if begin + self.page < len(found):
            return ok({**answer, "nextPageToken": str(begin + self.page)})
        return ok({**answer, "nextSyncToken": str(self.changes)})

    def _busy(self, calendar_id: str, body: Event) -> Event:
        if calendar_id not in self.busy:
            return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        spans = self.busy[calendar_id]
        if not isinstance(spans, list):
            return dict(spans)
        return {
            "busy": [
                one
                for one in spans
                if one["start"] < body["timeMax"] and one["end"] > body["timeMin"]
            ]
        }


def ok(body: Event) -> Reply:
    return Reply(200, json.dumps(body).encode(), JSON)


@contextmanager
def google() -> Iterator[GoogleStandIn]:
    """Run a Google on loopback while the block runs."""
    found = GoogleStandIn()
    with served(found.answer) as web:
        found.url, found.asked = web.url, web.asked
        yield found
