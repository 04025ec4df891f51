"""A list of the office: its columns, how it is searched, and its rows as a page or as a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q

from calendars import clock
from orchestrator.rules.csv_file import safe_cell
from orchestrator.rules.money import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from orchestrator.models import User

PAGE_SIZE = 50
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Cents:
    """An amount of dollars in a cell."""

    cents: int


Cell = str | int | date | datetime | Cents | None
Target = tuple[str, tuple[Any, ...]] | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: `columns` are their headings, `cells` gives a row's in that order.

    `rows` are what an account may see; `fields` the texts that are searched; `page` leads to where
    a row is looked after, an address name and its arguments.
    """

    name: str
    title: _StrPromise
    columns: tuple[_StrPromise, ...]
    rows: Callable[[User], QuerySet[Any]]
    cells: Callable[[Any], tuple[Cell, ...]]
    fields: tuple[str, ...]
    page: Callable[[Any], Target]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is shown: its cells, and where it leads."""

    cells: tuple[Cell, ...]
    page: Target


def found(listing: Listing, user: User, words: str) -> QuerySet[Any]:
    """Return the rows in which every one of the words stands in some searched text."""
    rows = listing.rows(user)
    for word in words[:LONGEST_SEARCH].replace("\0", "").split():
        some = Q()
        for field in listing.fields:
            some |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(some)
    return rows


def page_of(listing: Listing, user: User, words: str, number: str | None) -> Page[Any]:
    """Return one page of rows; a number that is none or beyond the end gives the nearest."""
    return Paginator(found(listing, user, words), PAGE_SIZE).get_page(number)


def shown(listing: Listing, rows: Any) -> list[Row]:  # noqa: ANN401 -- any sequence of its model
    """Return the rows as they are shown."""
    return [Row(listing.cells(row), listing.page(row)) for row in rows]


def as_csv(listing: Listing, user: User, words: str) -> Iterator[str]:
    """Yield the list as comma-separated text, line by line; no cell is taken for a formula."""
    yield _line(str(heading) for heading in listing.columns)
    for row in found(listing, user, words).iterator(chunk_size=500):
        yield _line(_plain(cell) for cell in listing.cells(row))


def _plain(cell: Cell) -> str:
    """Return a cell for spreadsheets: moments in the company's zone, with their offset."""
    if isinstance(cell, Cents):
        return plain(cell.cents)
    if isinstance(cell, datetime):
        local = cell.astimezone(clock.zone(settings.COMPANY.company.timezone))
        return local.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _line(cells: Iterator[str] | Any) -> str:  # noqa: ANN401 -- any cells
    line = StringIO()
    csv.writer(line).writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()
