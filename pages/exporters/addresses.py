"""Which addresses become links in a file that is handed over."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 2_000
"""Characters of a link that every office program follows."""


def is_address(address: str) -> bool:
    """Whether an address leads to a page of the web by a link: a host, no name of a user, nothing unprintable.

    What else a link could start, and what is no address at all, stays text.
    """
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
        return is_whole and (parts.port is None or parts.port > 0) and address.isprintable() and len(address) <= LONGEST
    except ValueError:
        return False
