"""HTML out of values: every text escaped, one frame for every page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from orchestrator.gateways.sandbox_zoom.exchange import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def text(value: object) -> str:
    """Return a value as text that is safe inside HTML and attributes."""
    return escape(str(value))


def page(title: str, body: str, status: int = 200) -> Answer:
    """Return a whole page around HTML."""
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{text(title)}</title><link rel="stylesheet" href="/style.css"></head><body>'
        f"<header><h1>{text(title)}</h1></header><main>{body}</main>"
        "<footer><p class=soft>This is a stand-in that runs on this machine. It is not Zoom and "
        "talks to nobody.</p></footer></body></html>"
    )
    return Answer(status, html.encode(), "text/html; charset=utf-8", _HEADERS)


def section(title: str, body: str) -> str:
    """Return a titled block of HTML."""
    return f"<section><h2>{text(title)}</h2>{body}</section>"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], more: Sequence[str] = ()) -> str:
    """Return a table of HTML cells; on a narrow screen each row becomes a small card.

    `more` holds what stands below each row over the whole width; empty for nothing.
    """
    if not rows:
        return "<p class=soft>Nothing yet.</p>"
    below = more or [""] * len(rows)
    lines = [_row(columns, row, wide) for row, wide in zip(rows, below, strict=True)]
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in columns)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _row(columns: Sequence[str], row: Sequence[str], more: str) -> str:
    cells = "".join(
        f'<td data-label="{text(name)}"><span>{cell}</span></td>'
        for name, cell in zip(columns, row, strict=True)
    )
    if not more:
        return f"<tr>{cells}</tr>"
    wide = f'<tr class="more"><td colspan="{len(columns)}">{more}</td></tr>'
    return f'<tr class="opens">{cells}</tr>{wide}'
