"""Memory, threads and processor time of a process, as Linux counts them, and what the server itself counts."""

from __future__ import annotations

import math
import os
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

PATIENCE = 30.0
"""Seconds."""


def resident_bytes(process_id: int) -> int:
    """Memory that a process holds, in bytes. Raises OSError where there is no such process."""
    pages = int(Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def processor_seconds(process_id: int) -> float:
    """Processor time that a process has used, in seconds. Raises OSError where there is no such process."""
    # The second field is a name in brackets, which may hold blanks.
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def threads(process_id: int) -> int:
    """Number of threads of a process. Raises OSError where there is no such process."""
    return len(os.listdir(f"/proc/{process_id}/task"))


def figure_told(address: str, name: str) -> float:
    """A figure without labels of those that a server tells whoever watches it; not a number where it does not answer.

    Raises LookupError where it tells none of that name.
    """
    try:
        with urlopen(f"{address}/metrics", timeout=PATIENCE) as answer:
            lines = answer.read().decode().splitlines()
    except (URLError, TimeoutError):
        return math.nan
    told = next((line for line in lines if line.startswith(f"{name} ")), None)
    if told is None:
        raise LookupError(f"{address} tells no {name}")
    return float(told.split()[1])
