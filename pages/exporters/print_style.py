"""The style of the pages that are printed, apart from what draws them: the server tells browsers its hash at once."""

from __future__ import annotations

from pathlib import Path

STYLE_FILE = Path(__file__).with_name("print_page.css")


def page_style() -> str:
    """The style of every page, whatever it tells."""
    return STYLE_FILE.read_text(encoding="utf-8")
