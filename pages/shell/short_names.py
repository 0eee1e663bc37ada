"""Names that Streamlit gives by itself, of messages, elements and pages, are half as long on their way to a browser."""

from __future__ import annotations

from functools import partial
from hashlib import blake2b
from typing import Any

from streamlit import util
from streamlit.runtime import memory_media_file_storage
from streamlit.watcher import util as watching

LONG = util.create_fast_hasher
DIGEST = 8
"""Bytes; Streamlit takes sixteen. Of a million names in one process, two are the same once in thirty million times."""


def name_shortly() -> None:
    """Spare every message of a run half of the names it bears: they are a third of what travels if nothing changed.

    A run of a page sends with every message a name of its own, one of the page, and often one of its element. A file is
    found by its name alone, from outside as well, and keeps the long one. The keys of Streamlit's caches, which all
    readers share, get shorter too: none of ours may hold what a reader wrote, who might seek two of the same name.
    Settings are compared with what they were before this: a shorter name of them would be taken for a change.
    """
    short: Any = partial(blake2b, digest_size=DIGEST, usedforsecurity=False)
    try:
        short()
    except (TypeError, ValueError):
        # Some builds of Python for examined cryptography have this hash in one length alone.
        return
    memory_media_file_storage.create_fast_hasher = LONG
    watching.calc_hash = _calc_long_hash  # type: ignore[assignment]
    util.create_fast_hasher = short


def _calc_long_hash(content: bytes | str) -> str:
    hashed = LONG()
    hashed.update(content.encode() if isinstance(content, str) else content)
    return str(hashed.hexdigest())
