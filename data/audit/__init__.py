"""The audit file: who published, restored and exported what.

One line of JSON for each event, only ever added, beside the snapshots. Every line carries the hash of the line before
it, so that a line changed, added or taken out later shows. Lines cut off at the end do not.
An entry is on the disk before the deed; each publication names the snapshot that was current until then, so that one
which was announced and never came about shows too.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

AUDIT_FILE = "audit.jsonl"
NOTHING_BEFORE = "0" * 64
RIGHTS = 0o640
MOVES_THE_POINTER = ("publish", "restore")
BLOCK = 65_536
Action = Literal["publish", "restore", "export"]
Fault = Literal["unreadable", "broken_chain"]
FIELDS = {"at", "who", "account", "action", "what", "details", "previous"}


class AuditError(OSError):
    """An event cannot be recorded, so it must not happen. The messages are for readers, `detail` is for the log."""

    message_zh = "无法写入审计文件，操作未执行"
    message_en = "The audit file cannot be written; nothing was done"

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)

    def message(self, language: Literal["zh", "en"]) -> str:
        """Return what happened, in one language and without any path."""
        return self.message_zh if language == "zh" else self.message_en

    def __str__(self) -> str:
        return f"{self.message_zh} / {self.message_en} [{self.detail}]"


@dataclass(frozen=True)
class AuditEntry:
    """One line of the file, from 1, with its hash.

    `fault` says what is wrong with it, if anything. `pointer_moved` is what this entry found current although the
    publication or restoration before it announced another snapshot: that one never came about, or the pointer was
    moved by hand.
    """

    line: int
    record: dict[str, Any]
    sha256: str
    fault: Fault | None
    pointer_moved: str | None


def record(folder: Path, who: str, action: Action, what: str, details: Mapping[str, object] | None = None) -> None:
    """Add one event and return once it is on the disk. Safe from any number of processes and threads.

    `who` is the reader's or author's name, `what` a snapshot or a file; the account that the process runs under is
    added. Raises AuditError where the file cannot be written; then the deed must not be done.
    """
    if action not in get_args(Action):
        raise ValueError(action)
    event = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "who": who,
        "account": account(),
        "action": action,
        "what": what,
        "details": dict(details or {}),
    }
    path = folder / AUDIT_FILE
    try:
        is_new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, RIGHTS)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _append(descriptor, event)
        finally:
            os.close(descriptor)
        if is_new:
            _synchronise(folder)
    except OSError as error:
        raise AuditError(f"{path}: {error}") from error


def _append(descriptor: int, event: dict[str, Any]) -> None:
    last, is_whole = _last_line(descriptor)
    event["previous"] = hashlib.sha256(last).hexdigest() if last is not None else NOTHING_BEFORE
    line = json.dumps(event, ensure_ascii=False).encode("utf-8") + b"\n"
    # A process that died, or a disk that was full, can leave half a line; it stays as it is and shows as unreadable.
    content = line if is_whole else b"\n" + line
    if os.write(descriptor, content) != len(content):
        raise OSError("disk full")
    os.fsync(descriptor)


def _last_line(descriptor: int) -> tuple[bytes | None, bool]:
    """The last line without its end, None in an empty file, and whether it has an end."""
    end = os.lseek(descriptor, 0, os.SEEK_END)
    tail = b""
    start = end
    while start > 0 and b"\n" not in tail[:-1]:
        size = min(BLOCK, start)
        start -= size
        tail = os.pread(descriptor, size, start) + tail
    if not tail:
        return None, True
    is_whole = tail.endswith(b"\n")
    return tail.removesuffix(b"\n").rpartition(b"\n")[2], is_whole


def _synchronise(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def account() -> str:
    """Return the account of the operating system that this process runs under, its number where that has no name.

    The environment says a name too, as whoever starts the process wants it.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def can_record(folder: Path) -> bool:
    """Return whether an event could be recorded as things stand."""
    path = folder / AUDIT_FILE
    if not path.exists():
        return os.access(folder, os.W_OK | os.X_OK)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_APPEND))
    except OSError:
        return False
    return True


def read_audit(folder: Path) -> list[AuditEntry]:
    """Return every line of the file with its fault, if any; nothing where no event was recorded. Raises OSError."""
    try:
        content = (folder / AUDIT_FILE).read_bytes()
    except FileNotFoundError:
        return []
    entries: list[AuditEntry] = []
    previous, announced = NOTHING_BEFORE, None
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n"), start=1):
        event = _parsed(line)
        fault: Fault | None = None
        if set(event) != FIELDS:
            fault = "unreadable"
        elif event["previous"] != previous:
            fault = "broken_chain"
        moved = None
        if fault != "unreadable" and event["action"] in MOVES_THE_POINTER:
            found = str(event["details"].get("before", ""))
            moved = found if announced not in (None, found) else None
            announced = event["what"]
        previous = hashlib.sha256(line).hexdigest()
        entries.append(AuditEntry(number, event, previous, fault, moved))
    return entries


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}
