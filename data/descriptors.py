"""Whether the process may open a file still: DuckDB 2.0 ends the whole process where it opens its own without."""

from __future__ import annotations

import os

NEEDED = 4
"""What opening a database takes: the file, its log, and what another thread takes meanwhile."""


def require_descriptors() -> None:
    """Raise OSError (EMFILE, ENFILE) where fewer than `NEEDED` descriptors are free."""
    held: list[int] = []
    try:
        for _ in range(NEEDED):
            held.append(os.open(os.devnull, os.O_RDONLY))
    finally:
        for descriptor in held:
            os.close(descriptor)
