"""A folder that only this process may use, and that is known to be left over once the process is gone."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path

from data.leftovers import locked_folder, remove_folder, remove_left_folders

PREFIX = "atlas-private-"


class PrivateFolder:
    """A new folder below the system's temporary one, locked as long as this process holds it.

    Raises OSError where the folder cannot be made.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.gettempdir()) / f"{PREFIX}{uuid.uuid4().hex}"
        self._lock = locked_folder(self.path)

    def remove(self) -> None:
        """Remove the folder with all that lies in it. Does nothing the second time."""
        remove_folder(self.path, self._lock)
        self._lock = None


def remove_leftovers() -> None:
    """Remove the folders of processes that were killed before they could clean up; none where none can be made."""
    try:
        temporary = Path(tempfile.gettempdir())
    except OSError:
        return
    remove_left_folders(temporary, f"{PREFIX}*")
