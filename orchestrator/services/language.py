"""Which language somebody reads, and what the rules said, told in it: the one place for both.

A request has its reader's language, by Django's LocaleMiddleware; a letter its recipient's, which
is remembered on the row that knows them; everything else the company's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from orchestrator.rules.sentence import Spoken

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class _Teller:
    """Tells in the language that is spoken now, by the catalogues in `locale/`."""

    @property
    def language(self) -> str:
        return spoken_now()

    def translated(self, text: str) -> str:
        return translation.gettext(text) if text else ""  # an empty one would be the header

    def counted(self, one: str, many: str, count: int) -> str:
        return translation.ngettext(one, many, count)


_TELLER = _Teller()


def spoken_now() -> str:
    """Return the code of the language that is spoken now, such as `es`."""
    return known(translation.get_language() or "")


def known(code: str) -> str:
    """Return the code if it is one of our languages (`es-MX` is `es`), else the company's."""
    plain = code.partition("-")[0].lower()
    return plain if plain in dict(settings.LANGUAGES) else settings.COMPANY.company.language


def said(text: str) -> str:
    """Return what the rules said in the language that is spoken now."""
    return text.told(_TELLER) if isinstance(text, Spoken) else text


def speaking(code: str = "") -> AbstractContextManager[None]:
    """Speak another language for a while; without a code, the company's."""
    return translation.override(known(code))
