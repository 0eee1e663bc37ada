"""One look at what readers are answered from: pointer, snapshot and boundaries."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from data.errors import DatabaseError
from data.snapshot import SCHEMA_VERSION, SnapshotError, snapshot_folder
from geo.boundaries import LAYERS, BoundaryError
from pages.shell.health import Health, Status, Wrong
from pages.shell.screen import boundaries_served
from pages.shell.version import program
from queries.engine import Engine, engine_room

_log = logging.getLogger(__name__)


def look() -> Health:
    """Look at pointer, snapshot and boundaries as a reader's visit would, and ask the snapshot a question anew.

    Takes as long as the disk does, so never call it on the event loop. Raises nothing that the data can cause.
    """
    wrong: list[Wrong] = []
    own = program()
    facts: dict[str, Any] = {
        "program_version": own.version, "program_commit": own.commit, "program_schema_version": SCHEMA_VERSION,
    }  # fmt: skip
    serves = True
    try:
        engine, fault = engine_room(snapshot_folder()).current()
        if fault is not None:
            _log.warning("%s", fault)
            wrong.append(_word_of(fault))
        found = _found(engine)
        serves = set(_faults_of(found, engine.snapshot_id)) <= {"built_in_future"}
        wrong += _faults_of(found, engine.snapshot_id)
        facts |= found
    except SnapshotError as fault:
        _log.warning("%s", fault)
        wrong.append(_word_of(fault))
        serves = False
    except Exception:
        # Whatever the database says of a file that was damaged under it; the reader of this address needs no trace.
        _log.exception("the snapshot does not answer")
        wrong.append("no_answer")
        serves = False
    try:
        boundaries = boundaries_served()
        for layer in LAYERS:
            boundaries.path(layer)
    except (BoundaryError, OSError) as fault:
        _log.warning("%s", fault)
        wrong.append("boundaries")
        serves = False
    status: Status = "not_ready" if not serves else "degraded" if wrong else "ready"
    return Health(status, tuple(dict.fromkeys(wrong)), facts)


def answers_remembered() -> tuple[int, int]:
    """How many answers are remembered of all open snapshots together, and their weight in bytes."""
    return engine_room(snapshot_folder()).remembered()


def _word_of(fault: SnapshotError) -> Wrong:
    """What is wrong with the snapshot, or with the database that should answer from it."""
    return fault.failure if isinstance(fault, DatabaseError) else fault.kind


def _found(engine: Engine) -> dict[str, Any]:
    """What the open snapshot says of itself now, read anew."""
    row = engine.query_once("quality/health").iloc[0]
    built_at = row["built_at"].to_pydatetime().replace(tzinfo=UTC)
    return {
        "snapshot_id": str(row["snapshot_id"]),
        "schema_version": int(row["schema_version"]),
        "built_at": built_at.isoformat().replace("+00:00", "Z"),
        "age_seconds": round((datetime.now(UTC) - built_at).total_seconds()),
        "latest_year": None if row.isna()["latest_year"] else int(row["latest_year"]),
        "figures": int(row["figures"]),
    }


def _faults_of(found: dict[str, Any], snapshot_id: str) -> list[Wrong]:
    faults: list[Wrong] = []
    if found["snapshot_id"] != snapshot_id:
        faults.append("other_snapshot")
    if found["schema_version"] != SCHEMA_VERSION:
        faults.append("other_schema")
    if found["figures"] == 0:
        faults.append("no_figures")
    if found["age_seconds"] < 0:
        faults.append("built_in_future")
    return faults
