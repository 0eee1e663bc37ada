"""How the memory of the process is kept together where the C library is that of GNU."""

from __future__ import annotations

import ctypes
import sys

M_ARENA_MAX = -8
ARENAS = 2


def keep_memory_together() -> None:
    """Let all threads take their memory from two arenas.

    Every run of a page is a thread of its own. By default each takes memory from one of eight arenas to a core, and
    each arena keeps what its threads once needed: the fewer there are, the more of it serves the next run.
    Nothing happens where the C library is another one.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)
