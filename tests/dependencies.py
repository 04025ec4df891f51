"""The dependency gate of `./run check`: the locks by themselves, and what an advisory service knows.

An answer that no service gave is no answer: where none can be reached this says so plainly and does
not fail; where one answers, every known vulnerability fails the gate.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")
SECONDS = 90
LICENCE_KEYS = ("License-Expression", "License", "License-File")
NOT_ASKED = "not asked: no advisory service answered"


def complaints_about(text: str, name: str) -> list[str]:
    """Return what is wrong with a lock by itself: what has no hash, and addresses in it."""
    found = [f"{name}: an address stands in it" for line in text.splitlines() if "://" in line]
    for block in re.split(r"\n(?=\S)", text):
        pin = PINNED.match(block)
        if pin and "--hash=sha256:" not in block:
            found.append(f"{name}: {pin[1]} has no hash")
        elif not pin and block.strip() and not block.startswith("#"):
            found.append(f"{name}: {block.split()[0]} is not pinned")
    return found


def packages_of(text: str) -> list[str]:
    """Return the names of the packages that a lock pins."""
    return [found[1] for line in text.splitlines() if (found := PINNED.match(line))]


def without_licence(names: list[str]) -> list[str]:
    """Return the installed packages that do not say under which licence they stand."""
    silent = []
    for name in names:
        try:
            said = metadata(name)
        except PackageNotFoundError:
            continue  # of another system
        told = [key for key in LICENCE_KEYS if said.get_all(key)]
        classifiers = [one for one in said.get_all("Classifier") or [] if one.startswith("License")]
        if not (told or classifiers):
            silent.append(name)
    return silent


def verdict(answer: str) -> tuple[int, str]:
    """Return (exit code, sentence) for what the audit printed; '' is no answer."""
    try:
        asked: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 0, NOT_ASKED
    known = [one for one in asked if "vulns" in one]
    if not known:
        return 0, NOT_ASKED
    bad = [f"{one['name']} {one['version']}: {', '.join(v['id'] for v in one['vulns'])}" for one in known if one["vulns"]]  # fmt: skip
    if bad:
        return 1, "known vulnerabilities:\n" + "\n".join(bad)
    skipped = len(asked) - len(known)
    return 0, f"{len(known)} packages asked about, none known to be vulnerable" + (
        f"; {skipped} not asked: the service does not know them" if skipped else ""
    )


def ask(lock: str) -> str:
    """Return what pip-audit prints of a lock, '' when it does not come to an end."""
    tool = Path(sys.executable).parent / "pip-audit"
    command = [
        str(tool),
        "-r",
        lock,
        "--require-hashes",
        "--no-deps",
        "--disable-pip",
        "-f",
        "json",
    ]
    options = ["--timeout", "5", "--progress-spinner", "off"]
    try:
        ran = subprocess.run(
            [*command, *options],
            cwd=HOUSE,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    printed: str = ran.stdout
    return printed


def main() -> int:
    """Return 0 unless a lock is wrong by itself, or something known stands in it."""
    failed = 0
    for name in LOCKS:
        text = (HOUSE / name).read_text()
        wrong = complaints_about(text, name)
        wrong += [f"{one}: no licence can be read" for one in without_licence(packages_of(text))]
        failed |= bool(wrong)
        sys.stdout.write("".join(f"{line}\n" for line in wrong))
    wanted = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]["requires-python"]
    if wanted != ">=3.11":
        sys.stdout.write(f"requires-python is {wanted}; the locks are made for >=3.11\n")
        failed = 1
    code, said = verdict(ask(LOCKS[0]))
    sys.stdout.write(f"{LOCKS[0]}: {said}\n")
    return failed | code


if __name__ == "__main__":
    sys.exit(main())
