"""One HTTP exchange as values: the request as it came, the answer as it goes, Zoom's errors."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
NO_SUCH_ROUTE = 2300
INVALID_FIELD = 300


class Delivery(StrEnum):
    """How an answer goes over the wire: whole, or broken in one of the ways networks break."""

    WHOLE = "whole"
    CLOSED = "closed"
    RESET = "reset"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Request:
    """A request: path without query, header names in lower case, `client` the caller's address."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    client: str = "127.0.0.1"

    def fields(self) -> Json:
        """Return the JSON object of the body; an empty body is an empty object.

        Raises ZoomError (400, code 300) for anything else.
        """
        if not self.body.strip():
            return {}
        try:
            value = json.loads(self.body)
            json.dumps(value, ensure_ascii=False).encode()  # lone surrogates cannot be stored
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise ZoomError(400, INVALID_FIELD, "Request Body should be a valid JSON object.")
        return value


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: what is said, and how it is delivered."""

    status: int
    body: bytes = b""
    content_type: str = "application/json;charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    delivery: Delivery = Delivery.WHOLE


class ZoomError(Exception):
    """Zoom says no: HTTP status, Zoom's code and message, and the fields it complains about."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        errors: list[tuple[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__("; ".join([message, *(f"{name}: {text}" for name, text in errors or [])]))
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors or []
        self.headers = headers or {}

    def answer(self) -> Answer:
        """Return the error as Zoom words it."""
        body: Json = {"code": self.code, "message": self.message}
        if self.errors:
            body["errors"] = [{"field": name, "message": text} for name, text in self.errors]
        return json_answer(self.status, body, self.headers)


def json_answer(status: int, body: object, headers: dict[str, str] | None = None) -> Answer:
    """Return a JSON answer."""
    return Answer(status, json.dumps(body).encode(), headers=headers or {})


def invalid(*errors: tuple[str, str]) -> ZoomError:
    """Return Zoom's validation error for (field, message) pairs."""
    return ZoomError(400, INVALID_FIELD, "Validation Failed.", errors=list(errors))
