"""Whether anybody is still at work on a file or folder: told by its lock, which the system releases with the process.

The number of a process would not do: in a container it is mostly 1, and the next one has it again.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def locked_folder(path: Path) -> int | None:
    """Make a folder that only this account may enter, and return its lock; None where the disk knows no locks.

    It is locked before it bears its name: under that, whoever cleans up would take it for one that was left.
    Raises OSError where it cannot be made.
    """
    unnamed = _unnamed(path)
    unnamed.mkdir(mode=0o700)
    descriptor = taken(unnamed)
    unnamed.rename(path)
    return descriptor


def locked_file(path: Path, rights: int) -> int:
    """Make an empty file, locked before it bears its name, and return it open to write, and by that its lock.

    Where the disk knows no locks it has none, and nobody can take it for an abandoned one either.
    Raises OSError where it cannot be made.
    """
    unnamed = _unnamed(path)
    descriptor = os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, rights)
    _lock(descriptor)
    unnamed.rename(path)
    return descriptor


def taken(path: Path) -> int | None:
    """The open file or folder if nobody held its lock, else None. Who closes it gives the lock back."""
    try:
        # What others lay into a folder of everybody, a link or a pipe, leads nowhere and keeps nobody waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if not _lock(descriptor):
        os.close(descriptor)
        return None
    return descriptor


def _lock(descriptor: int) -> bool:
    """Take the lock without waiting, and tell whether it could be had."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _unnamed(path: Path) -> Path:
    """A name that no search for what was left finds, by its beginning or by its end."""
    return path.with_name(f"new.{path.name}.new")
