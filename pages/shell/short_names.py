"""Names that Streamlit gives by itself, of messages, elements and pages, are half as long on their way to a browser."""

from __future__ import annotations

from functools import partial
from hashlib import blake2b
from typing import Any

from streamlit import util
from streamlit.runtime import memory_media_file_storage

DIGEST = 8
"""Bytes; Streamlit takes sixteen. Of a million names in one process, two are the same once in thirty million times."""


def name_shortly() -> None:
    """Spare every message of a run half of the names it bears: they are a third of what travels if nothing changed.

    A run of a page sends with every message a name of its own, one of the page, and often one of its element. A file is
    found by its name alone, from outside as well, and keeps the long one.
    """
    short: Any = partial(blake2b, digest_size=DIGEST, usedforsecurity=False)
    try:
        short()
    except (TypeError, ValueError):
        # Some builds of Python for examined cryptography have this hash in one length alone.
        return
    memory_media_file_storage.create_fast_hasher = util.create_fast_hasher
    util.create_fast_hasher = short
