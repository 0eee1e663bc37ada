"""How the memory of the process is kept together, and given back, where the C library is that of GNU."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from time import sleep
from typing import Any

from pages.shell.garbage import spare_what_lives

M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
ARENAS = 2
LARGE = 128 * 1024
"""Bytes from which a piece of memory lies outside the arenas."""
ARROW_POOL = "ARROW_DEFAULT_MEMORY_POOL"
"""Read by Arrow when it is imported, and not again."""
GIVES_BACK = "gives memory back"
GIVEN_BACK_EVERY = 30.0
"""Seconds."""


def keep_memory_together() -> None:
    """Let all threads take their memory from two arenas.

    Every run of a page is a thread of its own. By default each takes memory from one of eight arenas to a core, and
    each arena keeps what its threads once needed: the fewer there are, the more of it serves the next run.
    A large piece lies outside and goes back as soon as it is free. By default the size from which it does grows with
    each such piece that is freed, up to 32 MB, and then the longest answers are cut out of the arenas, too.
    Arrow, which holds the texts of all frames, brings an allocator of its own that keeps a heap for each thread: what
    the thread of a run takes lies apart from what the next one takes, and none of it goes back. It shall use the two
    arenas, unless whoever runs the server chose otherwise; so this comes before anything imports Arrow.
    Nothing happens where the C library is another one.
    """
    mallopt = _of_library("mallopt")
    if mallopt is not None:
        os.environ.setdefault(ARROW_POOL, "system")
        mallopt(M_ARENA_MAX, ARENAS)
        mallopt(M_MMAP_THRESHOLD, LARGE)


def give_memory_back() -> None:
    """Give the system whole pages that lie free between others in use.

    By itself the C library gives back only what lies free at the end of an arena: the rest of what the widest page once
    needed stays with the process, though nothing is in it. Nothing happens where the C library is another one.
    """
    trim = _of_library("malloc_trim")
    if trim is not None:
        trim(ctypes.c_size_t(0))


def keep_giving_memory_back() -> None:
    """Collect garbage and do so every half a minute from now on, in the one thread of this process that does."""
    if not any(thread.name == GIVES_BACK for thread in threading.enumerate()):
        threading.Thread(target=_give_back_for_ever, name=GIVES_BACK, daemon=True).start()


def _give_back_for_ever() -> None:
    while True:
        sleep(GIVEN_BACK_EVERY)
        spare_what_lives()
        give_memory_back()


def _of_library(name: str) -> Any:
    """A function of the C library; None where there is none of that name."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
