"""`./run check`: every gate that is no test, each by its name; all are run before it fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
GATES: dict[str, list[str | Path]] = {
    "lint": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy"],
    "import contracts": [BIN / "lint-imports", "--no-logo"],
    "dependencies": [sys.executable, "tests/dependencies.py"],
    "migrations complete": [
        sys.executable, "-m", "orchestrator", "makemigrations", "--check", "--dry-run",
    ],
}  # fmt: skip


def main() -> int:
    """Return 0 when every gate is passed."""
    failed = []
    for name, command in GATES.items():
        sys.stdout.write(f"--- {name}\n")
        sys.stdout.flush()
        if subprocess.call(command, cwd=HOUSE):
            failed.append(name)
    sys.stdout.write(
        f"\nGates not passed: {', '.join(failed)}\n" if failed else "\nAll gates passed.\n"
    )
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
