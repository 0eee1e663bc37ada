"""The archive of a backup: a manifest with size and SHA-256 of every file, then the files; checked as it is read."""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from data.audit import AUDIT_FILE, RIGHTS

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 2**20
BLOCK = 2**20
SNAPSHOT_FILE = re.compile(r"atlas-([0-9a-f]{12}(?:-[0-9]+)?)\.duckdb")

BackupFault = Literal["unreadable", "other_format", "other_version", "damaged", "incomplete"]
_TEXTS: dict[BackupFault, tuple[str, str]] = {
    "unreadable": (
        "不是本系统的备份文件或文件残缺，请换一份备份",
        "this is no backup of the atlas, or only a part of one; take another",
    ),
    "other_format": (
        "备份由更新版本的程序生成，请用该版本恢复",
        "the backup was made by a newer version of the program; restore it with that version",
    ),
    "other_version": (
        "备份中的快照由另一版本的程序生成，请用该版本恢复后重新生成快照",
        "its snapshots are of another version of the program; restore them with that version and build anew",
    ),
    "damaged": ("备份已损坏，散列不符，请换一份备份", "the backup is damaged, a hash differs; take another one"),
    "incomplete": ("备份不完整，缺少所列文件，请换一份备份", "the backup lacks a file that it lists; take another one"),
}


class BackupError(Exception):
    """An archive cannot be used; nothing was restored. `kind` says why, `detail` where."""

    def __init__(self, kind: BackupFault, detail: str) -> None:
        self.kind: BackupFault = kind
        self.detail = detail
        super().__init__(kind, detail)

    def __str__(self) -> str:
        chinese, english = _TEXTS[self.kind]
        return f"{chinese} / {english} [{self.detail}]"


@dataclass(frozen=True)
class Member:
    """One file of a backup: its name, its size in bytes and its hash."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made (UTC), which snapshot was current, the version of the schema, its files."""

    made_at: str
    current: str
    schema_version: int
    members: tuple[Member, ...]

    def snapshots(self) -> list[str]:
        """Identifiers of the snapshots, the current one last."""
        found = [match[1] for member in self.members if (match := SNAPSHOT_FILE.fullmatch(member.name))]
        return sorted(found, key=lambda identifier: (identifier == self.current, identifier))


def check_backup(file: Path) -> Manifest:
    """Read a whole archive and compare every size and hash; return what it holds.

    Raises BackupError, or OSError where the file cannot be read.
    """
    with opened(file) as (archive, manifest):
        wanted = {member.name: member for member in manifest.members}
        for name, stream in contents(archive):
            member = wanted.pop(name, None)
            if member is None:
                raise BackupError("unreadable", name[:60])
            copy(stream, member, None)
        if wanted:
            raise BackupError("incomplete", ", ".join(sorted(wanted)))
    return manifest


@contextmanager
def opened(file: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """An archive with its manifest read. Raises BackupError for what is none, or ends too early while it is read."""
    try:
        with tarfile.open(file, "r|gz") as archive:
            yield archive, _read_manifest(archive)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError("unreadable", f"{file}: {error}") from error
    except OSError as error:
        if error.errno is not None:
            raise
        # A stream that is no gzip, or whose own sum differs, is an OSError without a number.
        raise BackupError("unreadable", f"{file}: {error}") from error


def _read_manifest(archive: tarfile.TarFile) -> Manifest:
    first = archive.next()
    stream = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
    if first is None or stream is None or first.size > LARGEST_MANIFEST:
        raise BackupError("unreadable", MANIFEST)
    try:
        told = json.loads(stream.read())
        if int(told["format"]) > FORMAT:
            raise BackupError("other_format", f"format {told['format']}")
        members = tuple(Member(str(m["name"]), int(m["bytes"]), str(m["sha256"])) for m in told["members"])
        manifest = Manifest(str(told["made_at"]), str(told["current"]), int(told["schema_version"]), members)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError("unreadable", f"{MANIFEST}: {error}") from error
    names = [member.name for member in members]
    is_ours = all(name == AUDIT_FILE or SNAPSHOT_FILE.fullmatch(name) for name in names)
    if not is_ours or len(set(names)) != len(names) or manifest.current not in manifest.snapshots():
        raise BackupError("unreadable", MANIFEST)
    return manifest


def manifest_text(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive."""
    told = {
        "format": FORMAT, "made_at": manifest.made_at, "current": manifest.current,
        "schema_version": manifest.schema_version,
        "members": [{"name": m.name, "bytes": m.bytes, "sha256": m.sha256} for m in manifest.members],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")


def contents(archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Every further member. A name with folders, a link or a device is none of ours, whatever the manifest says."""
    for entry in archive:
        stream = archive.extractfile(entry) if entry.isreg() else None
        if stream is None or PurePosixPath(entry.name).name != entry.name:
            raise BackupError("unreadable", entry.name[:60])
        if entry.name != MANIFEST:
            yield entry.name, stream


def copy(stream: IO[bytes], member: Member, target: IO[bytes] | None) -> None:
    """Read a member to its end, into `target` if there is one, never more than it should be. Raises BackupError."""
    digest, read = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        read += len(block)
        if read > member.bytes:
            raise BackupError("damaged", member.name)
        digest.update(block)
        if target is not None:
            target.write(block)
    if read != member.bytes or digest.hexdigest() != member.sha256:
        raise BackupError("damaged", member.name)


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    """Add a file that is held in memory."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = len(content), int(datetime.now(UTC).timestamp()), RIGHTS
    archive.addfile(entry, io.BytesIO(content))
