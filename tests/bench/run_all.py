"""`./run bench`: every figure the README names, measured on this machine; ratios where they exist.

Arguments choose benches by name: `./run bench startup`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run the benches that were named, or all; return 0 when each of them ended well."""
    files = sorted(HERE.glob("bench_*.py"))
    chosen = [file for file in files if not names or file.stem.removeprefix("bench_") in names]
    if not chosen:
        known = ", ".join(file.stem.removeprefix("bench_") for file in files)
        sys.stderr.write(f"There is no such bench. The benches are: {known}\n")
        return 2
    failed = 0
    for file in chosen:
        sys.stdout.write(f"\n=== {file.stem.removeprefix('bench_')}\n")
        sys.stdout.flush()
        failed |= bool(subprocess.call([sys.executable, file], cwd=HERE.parent.parent))
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
