"""Memory, threads and processor time of a process of this machine, as Linux counts them."""

from __future__ import annotations

import os
from pathlib import Path


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
