"""Mail without a server: each message becomes a file that a person can open."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from calendars import clock
from orchestrator.gateways.mail.errors import Blame, MailError
from orchestrator.gateways.mail.wire import recipient, to_bytes

if TYPE_CHECKING:
    from email.message import EmailMessage


class FileMailer:
    """Keeps messages in one directory, for our eyes only; the same Message-ID is the same file."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def send(self, message: EmailMessage, *, to: str) -> str:
        """Keep the message. Raises MailError."""
        raw = to_bytes(message, utf8=recipient(to).needs_utf8)
        try:
            return f"kept as {self._keep(str(message['Message-ID']), raw)}"
        except OSError as error:
            reason = f"The message could not be kept on the disk: {error.strerror}"
            raise MailError(reason, Blame.SERVER) from error

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def _keep(self, message_id: str, raw: bytes) -> str:
        """Write the message whole or not at all, and return the name of its file."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self._file_of(message_id)
        handle, written = tempfile.mkstemp(prefix=".", dir=self._directory)  # mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(target)
        return target.name

    def _file_of(self, message_id: str) -> Path:
        """Return the message's file: that of an earlier attempt, else a new one."""
        digest = hashlib.sha256(message_id.encode()).hexdigest()[:16]
        earlier = sorted(self._directory.glob(f"*-{digest}.eml"))
        new = self._directory / f"{clock.now():%Y%m%dT%H%M%SZ}-{digest}.eml"
        return earlier[0] if earlier else new
