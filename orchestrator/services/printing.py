"""Documents as PDF, by typst (its only importer); without it pages print all the same.

A template is typst text in `templates/pdf/`; its data comes in as JSON, so that nothing in it is
ever read as markup.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent / "templates" / "pdf"


def can_print() -> bool:
    """Say whether typst is installed (the extra `pdf`)."""
    return _typst() is not None


def pdf(template: str, data: dict[str, Any]) -> bytes | None:
    """Return the document as PDF; None where typst is not installed."""
    typst = _typst()
    if typst is None:
        return None
    made: bytes = typst.compile(
        str(HERE / template), root=str(HERE), sys_inputs={"data": json.dumps(data)}
    )
    return made


def _typst() -> Any:  # noqa: ANN401 -- a module, or None
    try:
        import typst  # noqa: PLC0415 -- forty megabytes, when first asked for
    except ImportError:
        return None
    return typst
