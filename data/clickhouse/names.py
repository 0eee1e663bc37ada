"""What the databases of the atlas are called in ClickHouse."""

from __future__ import annotations

import re

PREFIX = "atlas_"
LOADING = "loading_"
SHARDS = "shards_"
_DATABASE = re.compile(r"atlas_[0-9a-f]{12}(?:_[0-9]+)?")


def database_of(snapshot_id: str) -> str:
    """Return the database that holds a snapshot: `atlas_<id>`, a hyphen of the id as an underscore."""
    return PREFIX + snapshot_id.replace("-", "_")


def snapshot_of(database: str) -> str | None:
    """Return the snapshot that a database holds, None where its name is not one of a finished load."""
    return database.removeprefix(PREFIX).replace("_", "-") if _DATABASE.fullmatch(database) else None
