"""Whether anybody is still at work on a file or folder: told by its lock, which the system releases with the process.

The number of a process would not do: in a container it is mostly 1, and the next one has it again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from pathlib import Path


def locked_folder(path: Path) -> int | None:
    """Make a folder that only this account may enter, and return its lock; None where the disk knows no locks.

    Who cleans up in the moment before it is locked takes it for one that was left: then it is made again.
    Raises OSError where it cannot be made.
    """
    while True:
        path.mkdir(mode=0o700)
        descriptor = _open(path)
        if descriptor is not None:
            _lock(descriptor, waits=True)
        if path.exists():
            return descriptor
        _close(descriptor)


def locked_file(path: Path, rights: int) -> int:
    """Make an empty file, locked like a folder, and return it open to write, and by that its lock.

    Where the disk knows no locks it has none, and nobody can take it for an abandoned one either.
    Raises OSError where it cannot be made.
    """
    while True:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, rights)
        _lock(descriptor, waits=True)
        if path.exists():
            return descriptor
        _close(descriptor)


def taken(path: Path) -> int | None:
    """The open file or folder if nobody held its lock, else None. Who closes it gives the lock back."""
    descriptor = _open(path)
    if descriptor is None or _lock(descriptor):
        return descriptor
    _close(descriptor)
    return None


def remove_folder(path: Path, lock: int | None) -> None:
    """Remove a folder with all that lies in it, and only then give its lock back."""
    shutil.rmtree(path, ignore_errors=True)
    _close(lock)


def remove_left_folders(parent: Path, pattern: str) -> None:
    """Remove the folders of this account, by a pattern of their names, that programs left which were killed."""
    for path in parent.glob(pattern):
        lock = taken(path) if _is_ours(path) else None
        if lock is not None:
            remove_folder(path, lock)


def _is_ours(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        # Another program cleans up at the same moment and was before us.
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _open(path: Path) -> int | None:
    try:
        # What others lay into a folder of everybody, a link or a pipe, leads nowhere and keeps nobody waiting.
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None


def _lock(descriptor: int, waits: bool = False) -> bool:
    """Take the lock, and tell whether it could be had."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _close(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)
