"""QR codes: an address that a phone reads off the screen; the only importer of segno."""

from __future__ import annotations


def as_image(address: str) -> str:
    """Return the address as a picture for `src`: dark on white with its quiet border, any theme."""
    import segno  # noqa: PLC0415 -- when a page first shows one

    code = segno.make_qr(address, error="m")
    return code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
