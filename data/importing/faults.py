"""Why an errand came to nothing, in the words that readers are told it by."""

from __future__ import annotations

import errno

import duckdb

from data.audit import AuditError
from data.importing.errand import Fault


def fault_of(error: BaseException) -> Fault:
    """Return why nothing was built or published."""
    text = str(error).lower()
    if isinstance(error, AuditError):
        return "not_recorded"
    is_full = any(words in text for words in ("cannot allocate memory", "bad allocation", "bad_alloc"))
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException) or is_full:
        return "memory"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "full_disk"
    if "no space left" in text or "disk quota" in text:
        return "full_disk"
    refusals = ("permission denied", "read-only file system", "no usable temporary directory")
    if isinstance(error, PermissionError) or any(words in text for words in refusals):
        return "not_permitted"
    return "invalid"
