"""The code that reopens a view: a square to photograph, or a few letters where the atlas has no address."""

from __future__ import annotations

import io
from hashlib import sha256

from pages.exporters.handout import HandoutStep

SHORT = 8
MOST_FOR_MEDIUM = 250
"""Characters of an address beyond which the squares would get too small for the stronger correction."""


def short_code(step: HandoutStep) -> str:
    """Eight letters and digits that stand for page and query: whoever has the atlas finds the view by them."""
    return sha256(f"{step.exhibit.page}?{step.exhibit.query}".encode()).hexdigest()[:SHORT]


def code_picture(address: str) -> bytes:
    """A QR code as PNG, black on white with its quiet zone."""
    import segno

    code = segno.make(address, error="m" if len(address) <= MOST_FOR_MEDIUM else "l", micro=False, boost_error=False)
    stream = io.BytesIO()
    code.save(stream, kind="png", scale=4, border=3)
    return stream.getvalue()
