"""Random requests to every address: known and strange parts, known and strange fields, seeded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.test import Client
from full_house import Address, House, addresses

JUNK = (
    "", "0", "-1", "1", "2", "99999999999999999999", "9" * 5000, "1e400", "NaN", "\x00", "a\x00b", "😀" * 200, "\u202eevil",
    "x" * 20_000, "İ" * 60, "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7*7 }}", "%(x)s", "../../etc/passwd", "a\r\nX: y",
    "2026-11-23", "2026-11-23T09:00", "2026-11-23T17:00:00+00:00", "0001-01-01", "9999-12-31T23:59", "0001-01-01T00:00:00Z", "24:61",
    "Europe/Berlin", "Mars/Base", "ada@example.org", "a@xn--.com", "on", "yes", "invoice.issued", "public", "online", "published",
    "null", "[]", "{}", "true", "\ud800", "1,2", "١٢", "٣", "-0", "1.005", "https://example.org/", "javascript:alert(1)",
)  # fmt: skip
ODD_PARTS = (
    "0",
    "999999",
    "9" * 30,
    "%00",
    "%2e%2e",
    "x" * 5000,
    "%ED%A0%80",
    "%F0%9F%92%A9",
    "a%0d%0ab",
    "off",
    "rotate",
)
METHODS = ("GET",) * 5 + ("POST",) * 12 + ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH")
MAY_SAY_503 = {
    "office-start",
    "office-consultation-start",
    "readyz",
}  # Zoom, or the clock, is silent
NEVER = {"logout", "account_logout"}  # they would end the walk
FIELD = re.compile(r"""<(?:input|select|textarea|button)[^>]*\bname=["']?([\w\[\]-]+)""")
MORE_FIELDS = (
    "start", "hold", "timezone", "week", "month", "page", "show", "do", "website", "deed", "next", "email", "name", "list", "keep",
    "fingerprint", "target", "version", "registration", "present", "cents", "reason", "amount", "date",
)  # fmt: skip


class Fuzzer:
    """Sends random requests, and remembers what should never be answered."""

    def __init__(self, seed: int, house: House, clients: Callable[[], list[Client]]) -> None:
        self.random, self.house, self.new_clients = Random(seed), house, clients  # noqa: S311 -- a seed to repeat
        self.clients = clients()
        self.addresses = [one for one in addresses() if one.name not in NEVER]
        self.fields: dict[str, list[str]] = {}
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []

    def run(self, requests: int) -> None:
        """Send so many requests."""
        for number in range(requests):
            if number % 300 == 299:  # somebody may have signed out, or an account was closed
                self.clients = self.new_clients()
            self.send_one()

    def send_one(self) -> None:
        """Send one request and judge its answer."""
        random = self.random
        address, client = random.choice(self.addresses), random.choice(self.clients)
        method, path = random.choice(METHODS), self._path(address)
        form = self._form(client, address, path) if method != "GET" or random.random() < 0.3 else {}
        said: list[str] = []
        with _watched(said):
            answer = self._send(client, method, path, form)
        if answer is None:
            return
        self.statuses[answer.status_code] += 1
        allowed = answer.status_code == 503 and address.name in MAY_SAY_503
        if (answer.status_code >= 500 or said) and not allowed:
            self.faults.append(
                f"{answer.status_code} {method} {path[:200]} {str(form)[:300]} {said}"
            )

    def _send(self, client: Client, method: str, path: str, form: dict[str, Any]) -> Any:
        headers = {"HX-Request": "true"} if self.random.random() < 0.1 else {}
        if method in ("GET", "HEAD"):
            try:
                return client.generic(method, path, QUERY_STRING=_query(form), headers=headers)
            except UnicodeError:
                return None  # no client could send that
        if self.random.random() < 0.3:
            kind = self.random.choice(["application/json", "text/plain", "multipart/form-data; boundary=x"])  # fmt: skip
            return client.generic(method, path, self._body(form), kind, headers=headers)
        try:
            return client.post(path, form, headers=headers) if method == "POST" else client.generic(method, path, headers=headers)  # fmt: skip
        except UnicodeError:
            return None

    def _body(self, form: dict[str, Any]) -> bytes:
        plain = {k: v for k, v in form.items() if isinstance(v, str)}
        text = str(plain).replace("'", '"')
        return self.random.choice(
            [text.encode("utf-8", "ignore"), b"\xff", b"{", b"[" * 5000, b"", b"--x\r\n"]
        )

    def _path(self, address: Address) -> str:
        values = self.house.values_for(address.name)
        for part in address.parts:
            if self.random.random() < 0.15:
                values[part] = self.random.choice(ODD_PARTS)
        return address.filled(values)

    def _form(self, client: Client, address: Address, path: str) -> dict[str, Any]:
        names = self._known_fields(client, address, path) + list(MORE_FIELDS)
        chosen = self.random.sample(names, min(len(names), self.random.randint(0, 12)))
        form: dict[str, Any] = {name: self._value() for name in chosen}
        if self.random.random() < 0.05:
            content = self.random.choice([b"name,email\nAda,ada@example.org\n", b"\xff\xfe", b"PK\x03\x04" + b"\0" * 99, b"a,\0\n"])  # fmt: skip
            form["list"] = SimpleUploadedFile("x.csv", content)
        return form

    def _value(self) -> str | list[str]:
        if self.random.random() < 0.1:
            return [self.random.choice(JUNK) for _ in range(self.random.randint(0, 30))]
        return self.random.choice(JUNK)

    def _known_fields(self, client: Client, address: Address, path: str) -> list[str]:
        if address.name not in self.fields:
            page = client.get(path)
            body = page.content.decode("utf-8", "replace") if hasattr(page, "content") else ""
            self.fields[address.name] = sorted(set(FIELD.findall(body)))
        return self.fields[address.name]


def _query(form: dict[str, Any]) -> str:
    from urllib.parse import urlencode  # noqa: PLC0415 -- used here only

    return urlencode({k: v for k, v in form.items() if isinstance(v, str)}, errors="surrogatepass")


@contextmanager
def _watched(said: list[str]) -> Iterator[None]:
    """Write down which exception a request raised, with where it was raised."""
    import traceback  # noqa: PLC0415 -- used here only

    def hear(**_: Any) -> None:
        said.append("".join(traceback.format_exc().strip().splitlines(keepends=True)[-7:]))

    got_request_exception.connect(hear)
    try:
        yield
    finally:
        got_request_exception.disconnect(hear)
