"""The command line: `orchestrator COMMAND`, with clear words when the settings are wrong."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from orchestrator.configuration import FILE_VARIABLE, SettingsError, configuration

if TYPE_CHECKING:
    from pathlib import Path

SIMULATIONS = "ORCHESTRATOR_STORAGE__DIRECTORY"


def main() -> None:
    """Run one command; exit code 2 when the settings cannot be used, 3 when the database cannot."""
    arguments = _take_settings_file(sys.argv)
    try:
        if arguments[1:2] == ["simulate"]:
            _give_simulation_its_own_storage()
        configuration()
        os.environ["DJANGO_SETTINGS_MODULE"] = "orchestrator.settings"
        # Imported late: Django reads the settings named above.
        from django.core.management import execute_from_command_line  # noqa: PLC0415
        from django.db import OperationalError, ProgrammingError  # noqa: PLC0415

        try:
            execute_from_command_line(arguments)
        except (OperationalError, ProgrammingError) as error:
            sys.stderr.write(_about_the_database(str(error)))
            sys.exit(3)
    except SettingsError as error:
        sys.stderr.write(f"The settings cannot be used.\n{error}\n")
        sys.exit(2)


def _about_the_database(error: str) -> str:
    """Return what to do about an error of the database, in words."""
    reason = error.strip().partition("\n")[0]
    if "no such" in reason or "does not exist" in reason:
        return (
            f"The database is not set up for this version ({reason}).\n"
            "`./run migrate` sets it up; so does `./run serve` at its start.\n"
        )
    return f"The database cannot be used: {reason}\n"


def _take_settings_file(argv: list[str]) -> list[str]:
    """Return the arguments without `--settings FILE`, which is ours and not Django's."""
    kept: list[str] = []
    rest = iter(argv)
    for argument in rest:
        if argument == "--settings":
            os.environ[FILE_VARIABLE] = next(rest, "")
        elif argument.startswith("--settings="):
            os.environ[FILE_VARIABLE] = argument.removeprefix("--settings=")
        else:
            kept.append(argument)
    # Commands are named with a hyphen; Django names them after their file.
    return [*kept[:1], *(word.replace("-", "_") for word in kept[1:2]), *kept[2:]]


def _give_simulation_its_own_storage() -> None:
    """Point the storage at a place of its own, so that a simulation never meets real data."""
    directory: Path = configuration().storage.directory / "simulation"
    os.environ[SIMULATIONS] = str(directory)
    os.environ["ORCHESTRATOR_STORAGE__DATABASE_URL"] = ""
    configuration.cache_clear()


if __name__ == "__main__":
    main()
