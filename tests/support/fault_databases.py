"""Databases by the hundred for the fault laboratory: copied files, or PostgreSQL templates."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

import psycopg
from django.conf import settings


class Databases(Protocol):
    """Makes, copies and drops databases; a name is what Django's NAME takes."""

    def create(self, name: str) -> str: ...
    def copy(self, source: str, name: str) -> str: ...
    def drop(self, database: str) -> None: ...
    def close(self) -> None: ...


class Files:
    """SQLite files in one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def create(self, name: str) -> str:
        return str(self._directory / f"{name}.sqlite3")

    def copy(self, source: str, name: str) -> str:
        assert not Path(f"{source}-wal").exists(), "the last process left its database open"
        target = self.create(name)
        shutil.copy(source, target)
        return target

    def drop(self, database: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)

    def close(self) -> None:
        """Leave the files to whoever made the directory."""


class Templates:
    """Databases of one PostgreSQL cluster."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._made: set[str] = set()

    def create(self, name: str) -> str:
        return self._create(name, "template1")

    def copy(self, source: str, name: str) -> str:
        return self._create(f"faults_{name}", source)

    def drop(self, database: str) -> None:
        self._made.discard(database)
        self._connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def close(self) -> None:
        for database in sorted(self._made):
            self.drop(database)
        self._connection.close()

    def _create(self, name: str, template: str) -> str:
        self._connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.add(name)
        return name


def databases(directory: Path) -> Databases:
    """Return databases of the kind that the settings name."""
    url = settings.COMPANY.storage.database_url
    return Templates(url) if url else Files(directory)
