"""Logs: one line an event, readable on a terminal and JSON elsewhere; never anything personal.

The only importer of structlog. Django's, granian's and APScheduler's own records pass through the
same renderer.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any

from calendars import clock

_rich = sys.modules.get("rich")
try:
    # structlog would load rich, 5 MB in each process, to print errors in a way that we never use.
    sys.modules["rich"] = None  # type: ignore[assignment]  # Python's own sign for: not there
    import structlog
    from structlog.dev import plain_traceback
    from structlog.tracebacks import ExceptionDictTransformer
finally:
    del sys.modules["rich"]
    if _rich is not None:
        sys.modules["rich"] = _rich

if TYPE_CHECKING:
    from collections.abc import MutableMapping


# Frames are logged without their local values: those hold secrets, names and addresses.
_exceptions_without_values = structlog.processors.ExceptionRenderer(
    ExceptionDictTransformer(show_locals=False)
)
_OWN = "join|login|feeds|registrations|rosters|new-dates|consultations|quotes|invoices|certificates"
_TOKEN = re.compile(rf"(?<!office)(/(?:{_OWN})/)(?!embedded\b|hold\b|book\b|wish\b)[^\s\"'?]+")
_RESET = re.compile(r"(/password/reset/key/)[^\s\"'?]+")
_SECRET = re.compile(
    r"(?i)\b((?:authorization|cookie|x-signature|webhook-signature|password|passwd|secret|token|"
    r"api[_-]?key|client_secret|access_token|refresh_token|hold)[\"']?\s*[:=]\s*[\"']?)"
    r"((?:bearer|basic|v1[=,])\s*)?[^\s\"',;&}]+"
)
_KEY = re.compile(r"\bwhsec_[A-Za-z0-9+/=_-]+")
_EMAIL = re.compile(r"[^\s\"'<>:;,()=/]{1,64}@[^\s\"'<>:;,()/]+\.[A-Za-z]{2,}")
_HIDDEN_KEYS = re.compile(r"(?i)password|secret|token|authorization|cookie|email|recipient")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of one file; pass values as keywords, ids rather than names."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def configure(*, level: str = "INFO") -> None:
    """Send every record to standard error in one form; call once at the start of a process."""
    for_person = sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _stamp,
    ]
    renderer: list[structlog.typing.Processor] = (
        [_without_tokens, structlog.dev.ConsoleRenderer(exception_formatter=plain_traceback)]
        if for_person
        else [_exceptions_without_values, _without_tokens, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared[:2], _stamp, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    handler.addFilter(_is_named)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("apscheduler").setLevel("WARNING")
    logging.getLogger("_granian").setLevel("WARNING")


def _is_named(record: logging.LogRecord) -> bool:
    """Say whether a logger of a name speaks: caldav tells whole answers of servers to the root."""
    return record.name != "root"


def _without_tokens(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blot out tokens, secrets and addresses of people wherever they are logged, however deep."""
    for key, value in event.items():
        event[key] = _blotted(key, value)
    return event


def blotted(text: str) -> str:
    """Return a text without tokens of links, secrets, keys and e-mail addresses.

    >>> blotted("GET /join/abc?x=1 by ada@example.org, Authorization: Bearer xyz")
    'GET /join/…?x=1 by …, Authorization: …'
    """
    text = _RESET.sub(r"\1…", _TOKEN.sub(r"\1…", text))
    return _EMAIL.sub("…", _KEY.sub("…", _SECRET.sub(r"\1…", text)))


def _blotted(key: str, value: Any) -> Any:  # noqa: ANN401 -- whatever is logged
    if isinstance(value, str):
        return "…" if _HIDDEN_KEYS.search(key) else blotted(value)
    if isinstance(value, dict):
        return {name: _blotted(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_blotted(key, inner) for inner in value]
    return value


def _stamp(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    event["at"] = clock.now().isoformat(timespec="milliseconds")
    return event
