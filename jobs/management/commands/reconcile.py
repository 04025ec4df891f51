"""`orchestrator reconcile [--dry-run]`: what Zoom needs, and do it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from calendars import clock
from jobs import meetings as meeting_jobs
from jobs import registrants
from jobs.storage_lock import StorageBusy, storage_locked
from jobs.tools import configured_tools
from orchestrator import logs, terminal
from orchestrator.configuration import SettingsError
from orchestrator.gateways.zoom.errors import ZoomError
from orchestrator.rules.meeting import Action, Step
from orchestrator.services.zoom import meetings

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from jobs.tools import Tools


class Command(BaseCommand):
    help = "Bring Zoom's meetings to what the workshops need; --dry-run only prints the plan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print the plan, change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        logs.configure(level="WARNING")
        try:
            tools = configured_tools(settings.COMPANY)
            if not options["dry_run"]:
                with storage_locked(settings.COMPANY.storage.directory):
                    _do(tools)
            _print_plan(tools)
        except StorageBusy as error:
            raise CommandError(
                f"{error} While it runs it reconciles by itself; --dry-run works beside it."
            ) from error
        except (ZoomError, SettingsError) as error:
            raise CommandError(f"Zoom cannot be read: {error}") from error


def _do(tools: Tools) -> None:
    meeting_jobs.sweep(tools)
    meeting_jobs.reconcile_due(tools)
    registrants.reconcile_due(tools)


def _print_plan(tools: Tools) -> None:
    zone = clock.zone(settings.COMPANY.company.timezone)
    rows = [
        (
            f"{occasion.span[0].astimezone(zone):%a %-d %b %Y %H:%M %Z}",
            occasion.title,
            _in_words(action),
        )
        for occasion, action in meetings.plan(tools.zoom)
    ]
    if rows:
        terminal.print_table("Next step in Zoom", ("occasion", "title", "step"), rows)
    else:
        terminal.print_table("Next step in Zoom", ("nothing to do",), [])


def _in_words(action: Action) -> str:
    meeting = f" meeting {action.meeting.zoom_id}" if action.meeting else ""
    changed = f": {', '.join(action.changed)}" if action.changed else ""
    words = "nothing" if action.step in (Step.REST, Step.FORGET) else str(action.step)
    return f"{words}{meeting if words != 'nothing' else ''}{changed}"
