"""Whether anybody is still at work on a file or folder: told by its lock, which the system releases with the process.

The number of a process would not do: in a container it is mostly 1, and the next one has it again.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def taken(path: Path) -> int | None:
    """The open file or folder if nobody held its lock, else None. Who closes it gives the lock back."""
    try:
        # What others lay into a folder of everybody, a link or a pipe, leads nowhere and keeps nobody waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if not lock(descriptor):
        os.close(descriptor)
        return None
    return descriptor


def lock(descriptor: int) -> bool:
    """Take the lock of an open file or folder without waiting, and tell whether it could be had."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
