"""Backups: `python -m data.backup FILE` keeps snapshots, pointer and audit file; `--check` and `--restore` read them.

A damaged backup restores nothing, and one that could not be written whole leaves nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import sys
import tarfile
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from data.audit import AUDIT_FILE, RIGHTS, account
from data.backup_archive import (
    MANIFEST,
    SNAPSHOT_FILE,
    BackupError,
    Manifest,
    Member,
    add,
    check_backup,
    contents,
    copy,
    manifest_text,
    opened,
)
from data.errors import SnapshotError, in_words
from data.leftovers import locked_file, taken
from data.snapshot import (
    SCHEMA_VERSION,
    SnapshotReference,
    current_snapshot,
    is_valid,
    keep,
    make_current,
    only_writer,
    remove_abandoned,
    snapshot_path,
    synchronise,
    temporary_path,
    validate,
)
from data.snapshot import snapshot_folder as default_folder

DRAFT = ".backup.tmp"


def back_up(folder: Path, file: Path, every: bool = False) -> Manifest:
    """Write the current snapshot, or `every` one that is valid, with pointer and audit file; all or nothing.

    A snapshot never changes, so the atlas may serve and publish meanwhile.

    Raises
    ------
    SnapshotError
        where no current snapshot can be read, or it is damaged.
    OSError
        where the archive cannot be written; nothing is left of it then.
    """
    current = current_snapshot(folder)
    validate(current.path, current.snapshot_id)
    paths = {current.snapshot_id: current.path}
    for path in sorted(folder.glob("atlas-*.duckdb")) if every else ():
        identifier = SNAPSHOT_FILE.fullmatch(path.name)
        if identifier and is_valid(folder, identifier[1]):
            paths[identifier[1]] = path
    audit = _whole_lines(folder / AUDIT_FILE)
    members = [Member(path.name, path.stat().st_size, _hash_of(path)) for path in paths.values()]
    members += [Member(AUDIT_FILE, len(audit), hashlib.sha256(audit).hexdigest())] if audit else []
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    manifest = Manifest(now, current.snapshot_id, SCHEMA_VERSION, tuple(members))
    _remove_drafts_of_the_dead(file.parent)
    draft = file.with_name(f"{file.name}.{uuid.uuid4().hex[:8]}{DRAFT}")
    # The audit file names people: nobody else may read it, not even while it is written.
    held = locked_file(draft, RIGHTS)
    try:
        with (
            os.fdopen(os.dup(held), "wb") as stream,
            tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1, dereference=True) as archive,
        ):
            add(archive, MANIFEST, manifest_text(manifest))
            for path in paths.values():
                archive.add(path, arcname=path.name, recursive=False)
            if audit:
                add(archive, AUDIT_FILE, audit)
        synchronise(draft)
        os.replace(draft, file)
        synchronise(file.parent)
    finally:
        draft.unlink(missing_ok=True)
        os.close(held)
    return manifest


def left_out(folder: Path, manifest: Manifest) -> list[str]:
    """Return the snapshots of a folder that a backup of every one does not hold: damaged, or of another version."""
    held = {member.name for member in manifest.members}
    return sorted(path.name for path in folder.glob("atlas-*.duckdb") if path.name not in held)


def restore_backup(file: Path, folder: Path, who: str) -> tuple[SnapshotReference, list[str]]:
    """Bring the snapshots of an archive into a folder and make its current one current, once everything is checked.

    Snapshots that are there stay; a damaged file of the same name is set aside. The audit file is brought only where
    the folder has none: a running record is never replaced.

    Returns
    -------
    the current snapshot, and the names of the files that were set aside: an app that had them open must be restarted

    Raises
    ------
    BackupError
        for an archive that is damaged or of another version.
    SnapshotError
        for a snapshot within it that fails validation.
    OSError
        where the folder cannot be written. In each case the current snapshot stays.
    """
    manifest = check_backup(file)
    if manifest.schema_version != SCHEMA_VERSION:
        raise BackupError("other_version", f"schema_version {manifest.schema_version}, {SCHEMA_VERSION}")
    folder.mkdir(parents=True, exist_ok=True)
    with only_writer(folder):
        remove_abandoned(folder)
        drafts: dict[str, Path] = {}
        try:
            audit = _unpack(file, manifest, folder, drafts)
            for identifier, draft in drafts.items():
                validate(draft, identifier)
            aside = [name for identifier in drafts if (name := _set_aside(folder, identifier))]
            for identifier, draft in drafts.items():
                keep(folder, draft, identifier)
        finally:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)
        if audit is not None and not (folder / AUDIT_FILE).exists():
            _write_audit(folder, audit)
        return make_current(folder, manifest.current, who), aside


def _unpack(file: Path, manifest: Manifest, folder: Path, drafts: dict[str, Path]) -> bytes | None:
    """Write the snapshots that the folder lacks beside it, under names of their own; return the audit file."""
    wanted = {member.name: member for member in manifest.members}
    audit = None
    with opened(file) as (archive, _):
        for name, stream in contents(archive):
            snapshot = SNAPSHOT_FILE.fullmatch(name)
            if snapshot is None:
                kept = io.BytesIO()
                copy(stream, wanted[name], kept)
                audit = kept.getvalue()
            elif not is_valid(folder, snapshot[1]):
                draft = drafts[snapshot[1]] = temporary_path(folder, snapshot[1])
                with draft.open("wb") as target:
                    copy(stream, wanted[name], target)
                synchronise(draft)
    return audit


def _remove_drafts_of_the_dead(folder: Path) -> None:
    """Delete what backups into this folder, whatever their name, left behind when they were killed."""
    for draft in folder.glob(f"*{DRAFT}"):
        descriptor = taken(draft)
        if descriptor is not None:
            draft.unlink(missing_ok=True)
            os.close(descriptor)


def _set_aside(folder: Path, identifier: str) -> str | None:
    """Move a damaged snapshot out of the way: its name would be taken. A process that has it open keeps its file."""
    path = snapshot_path(folder, identifier)
    if not path.exists():
        return None
    path.rename(path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.damaged"))
    return path.name


def _write_audit(folder: Path, content: bytes) -> None:
    draft = folder / f"{AUDIT_FILE}.{os.getpid()}-{uuid.uuid4().hex[:8]}.tmp"
    try:
        draft.write_bytes(content)
        draft.chmod(RIGHTS)
        synchronise(draft)
        draft.rename(folder / AUDIT_FILE)
    finally:
        draft.unlink(missing_ok=True)


def _whole_lines(path: Path) -> bytes:
    """The lines of a file that are complete at this moment; empty where there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return b""
    return content[: content.rfind(b"\n") + 1]


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, check or restore a backup; 0 on success, 1 with the reason."""
    parser = argparse.ArgumentParser(prog="python -m data.backup", description="快照备份与恢复 / backup and restore")
    parser.add_argument("file", type=Path, help="备份文件 / the backup, such as atlas.tar.gz")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="快照目录 / folder of the snapshots")
    parser.add_argument("--all", action="store_true", help="备份全部快照 / back up every snapshot that is kept")
    parser.add_argument("--check", action="store_true", help="只核对 / only check the backup")
    parser.add_argument("--restore", action="store_true", help="恢复到快照目录 / restore it into the folder")
    parser.add_argument("--author", default=account(), help="何人恢复 / who restores it")
    options = parser.parse_args(arguments)
    try:
        if options.restore:
            reference, aside = restore_backup(options.file, options.folder, options.author)
            print(f"当前快照 current snapshot {reference.snapshot_id}\n{reference.path}")
            for name in aside:
                print(f"已移开损坏的文件，请重启服务 a damaged file was set aside, restart the app: {name}")
            return 0
        manifest = check_backup(options.file) if options.check else back_up(
            options.folder, options.file, options.all
        )
    except (BackupError, SnapshotError, OSError) as error:
        print(in_words(error), file=sys.stderr)
        return 1
    print(f"生成时间 made (UTC) {manifest.made_at}  当前快照 current snapshot {manifest.current}")
    for member in manifest.members:
        print(f"{member.sha256}  {member.bytes:>13,}  {member.name}")
    if options.all and not options.check:
        for name in left_out(options.folder, manifest):
            print(f"未备份：已损坏或由另一版本生成 not kept, damaged or of another version: {name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
