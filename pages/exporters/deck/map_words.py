"""What stands beside the pointer on the screen, as words for a shape."""

from __future__ import annotations

import html
import re


def plain_words(hover: str) -> str:
    """A hover text without its markup, one line for each of its own."""
    return html.unescape(re.sub(r"<[^<>]*>", "", re.sub(r"<br\s*/?>", "\n", hover))).strip()
