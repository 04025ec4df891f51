"""A newer SQLite than the system's: put in place before Django opens a database.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL file when two connections write and checkpoint at once
(fixed in 3.51.3); Debian 12 ships 3.40.1. The package pysqlite3 carries a mended one.
"""

from __future__ import annotations

import sqlite3
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def use_bundled_sqlite() -> str:
    """Let every later `import sqlite3` find the bundled library; return the version in force."""
    module: ModuleType = sqlite3
    try:
        import pysqlite3  # noqa: PLC0415 -- absent where no wheel exists

        module = pysqlite3
    except ImportError:  # pragma: no cover -- then the system's SQLite serves
        pass
    sys.modules["sqlite3"] = module
    return str(module.sqlite_version)
