"""What assistance and joint projects say, in sentences."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import plain
from queries.cooperation import CORPS, CooperationBoard
from queries.formulas.cooperation_intensity import MINIMUM_PAIRS

Name = Callable[[str], str]
MOST_TOLD = 3


def assisted_place(row: pd.Series | dict, name: Name, texts: Texts) -> str:
    """The assisted place by its own name: the province, or what stands inside it."""
    if row["assisted_name"] == CORPS:
        return texts("cooperation.corps")
    written = str(row["assisted_name"])
    return name(row["assisted_code"]) if row["is_province"] else written


def pairs_finding(pairs: pd.DataFrame, name: Name, texts: Texts) -> str:
    """Who assists whom, all of them as far as a sentence holds them."""
    if pairs.empty:
        return texts("cooperation.no_pairs")
    told = [
        texts("cooperation.pair", helper=name(row["helper_code"]), assisted=assisted_place(row, name, texts))
        for row in pairs.head(2 * MOST_TOLD).to_dict("records")
    ]
    key = "cooperation.pairs_all" if len(told) == len(pairs) else "cooperation.pairs_some"
    return texts(key, count=plain(len(pairs), 0), names=texts.joined(told))


def index_finding(board: CooperationBoard, what: str, texts: Texts) -> str:
    """How close assisted pairs are against others; with few of them, that nothing can be concluded."""
    found = board.index
    if found.index.value is None:
        return texts(f"cooperation_absent.{found.index.reason}", what=what)
    said = texts("cooperation.index", what=what, count=found.n_assisted, index=plain(found.index.value, 2))
    if found.lo is None or found.hi is None:
        return said
    band = texts("cooperation.band", lo=plain(found.lo, 2), hi=plain(found.hi, 2))
    if found.n_assisted < MINIMUM_PAIRS:
        return texts("cooperation.few", said=said, band=band, count=found.n_assisted, least=MINIMUM_PAIRS)
    inside = found.lo <= found.index.value <= found.hi
    key = "inside" if inside else "above" if found.index.value > found.hi else "below"
    return texts(f"cooperation.{key}", said=said, band=band)


def intensity_finding(board: CooperationBoard, rows: pd.DataFrame, place: str | None, name: Name, texts: Texts) -> str:
    """The pairs that work together most closely, of a place or of all."""
    told = rows[rows["joint"] > 0].head(MOST_TOLD)
    if told.empty:
        return texts("cooperation.no_joint", place=place or "")
    names = texts.joined([
        texts("cooperation.both", first=name(row["first"]), second=name(row["second"]))
        for row in told.to_dict("records")
    ])
    if place:
        return texts("cooperation.closest_of", place=place, names=names)
    return texts("cooperation.closest", names=names, count=plain(float(board.pairs["joint"].sum()), 0))
