"""Names of the places of the register, for files that are made without a snapshot."""

from __future__ import annotations

from functools import lru_cache

from geo.membership import REGISTER, read_rows


@lru_cache(maxsize=2)
def place_names(language: str) -> dict[str, str]:
    """Names by region code in Chinese (zh) or English (en)."""
    return {row["region_code"]: row[f"name_{language}"] for row in read_rows(REGISTER / "region.csv")}
