"""Text that is safe to open in a spreadsheet and to print in a terminal, whoever wrote it."""

from __future__ import annotations

import unicodedata

FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def harmless_text(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; leave other texts alone.

    Source: OWASP, CSV Injection: cells beginning with = + - @ tab or carriage return, also behind blanks or
    in their full-width forms, which some spreadsheets fold.
    """
    folded = unicodedata.normalize("NFKC", text)
    dangerous = text.startswith(FORMULA_START) or folded.lstrip(" \n").startswith(FORMULA_START)
    return f"'{text}" if dangerous else text


def printable(text: str) -> str:
    """Return the text on one line, with a blank for every sign that would steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
