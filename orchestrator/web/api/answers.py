"""What every subject of the API answers alike."""

from __future__ import annotations

from ninja import Schema


class Refusal(Schema):
    """Why not, in a stable code and a sentence, and what would be right."""

    code: str
    message: str
    allowed: str = ""
