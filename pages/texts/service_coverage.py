"""Sentences on the services that a region offers and lacks, from the rows that the figures draw."""

from __future__ import annotations

import math
from statistics import median

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain
from pages.texts.ranks import Name, leader_words, place_words
from queries.formulas.service_coverage import CellState, ClosingState
from queries.service_cells import ClosedCells, RegionCells

MOST_NAMED = 3


def share(value: float, texts: Texts) -> str:
    """A part of the whole as per cent, with two decimals where one would make it look like nothing."""
    if math.isnan(value):
        return texts("value.none")
    return percent(value, 2 if 0 < value < 0.01 else 1)


def service(form: str, ip_type: str, texts: Texts) -> str:
    """Name of a cell: 专利代理."""
    return texts("agencies.offer", ip_type=texts(f"ip_type.{ip_type}"), form=texts(f"service_form.{form}"))


def state_words(state: str, agencies: float, texts: Texts) -> str:
    """State of a cell; of one that the classification does not know, how many agencies report it all the same."""
    word = texts(f"service_state.{state}")
    if state != CellState.NOT_FEASIBLE.value or not agencies > 0:
        return word
    return texts("service_coverage.named", service=word,
                 state=texts("service_coverage.beyond_in_full", count=plain(agencies, 0)))


def beyond_remark(cells: pd.DataFrame, texts: Texts) -> tuple[str, ...]:
    """What agencies report although the classification does not know it; nothing where none does."""
    rows = cells[(cells["state"] == CellState.NOT_FEASIBLE.value) & (cells["agencies"] > 0)]
    named = [
        texts("service_coverage.beyond_named", service=service(row["form"], row["ip_type"], texts),
              count=plain(row["agencies"], 0))
        for row in rows.to_dict("records")
    ]
    return (texts("service_coverage.beyond_remark", services=texts.joined(named)),) if named else ()


def cells_finding(row: pd.Series, place: str, threshold: int, texts: Texts) -> str:
    """How many services a region offers, how many are thin and missing, and what they weigh."""
    if isinstance(row["reason"], str):
        return texts(f"service_coverage.untold.{row['reason']}", place=place, offered=int(row["offered"]),
                     threshold=threshold)
    counts = {"place": place, "known": int(row["known"]), "offered": int(row["offered"]), "thin": int(row["thin"]),
              "missing": int(row["missing"]), "threshold": threshold, "coverage": share(row["coverage"], texts),
              "gap": share(row["gap"], texts)}
    if row["coverage"] == 1:
        return texts("service_coverage.cells_complete", **counts)
    return texts("service_coverage.cells_one" if threshold == 1 else "service_coverage.cells_finding", **counts)


def below_finding(matrix: RegionCells, place: str, texts: Texts) -> str:
    """Which of the cells that are thin or missing matter most, and what they weigh together."""
    rows = matrix.below
    if rows.empty or rows["local_weight"].isna().all():
        return texts("service_coverage.nothing_below", place=place)
    named = [
        texts("service_coverage.named", service=service(row["form"], row["ip_type"], texts),
              state=texts(f"service_state.{row['state']}"))
        for row in rows.head(MOST_NAMED).to_dict("records")
    ]
    return texts("service_coverage.below_finding" if matrix.demand else "service_coverage.below_national", place=place,
                 services=texts.joined(named), count=len(rows), weight=share(float(rows["local_weight"].sum()), texts))


def ranking_finding(rows: pd.DataFrame, name: Name, level: str, texts: Texts) -> str:
    """Where the weighted gap is widest, and how many regions have none; `rows` are those of the level, widest first."""
    known = rows[rows["gap"].notna()]
    unit = texts(f"level.unit.{level}")
    if known.empty:
        return texts("service_coverage.none_known", unit=unit)
    complete = int((known["gap"] == 0).sum())
    if complete == len(known):
        return texts("service_coverage.all_complete", count=len(known), unit=unit)
    leading = [
        texts("service_coverage.ranked", place=name(code), gap=share(gap, texts))
        for code, gap in zip(known["region_code"].head(MOST_NAMED), known["gap"].head(MOST_NAMED), strict=True)
        if gap > 0
    ]
    finding = texts("service_coverage.ranking_finding", places=texts.joined(leading), count=len(known), unit=unit,
                    complete=complete, tied=leader_words(known.set_index("region_code"), name, texts))
    unknown = len(rows) - len(known)
    return finding + texts("service_coverage.ranking_unknown", count=unknown) if unknown else finding


def standing_finding(rows: pd.DataFrame, region: str, zone: str | None, name: Name, texts: Texts) -> str:
    """Where a region stands among those of its level: rank, and the medians of all, of its zone, of the east."""
    [own] = rows[rows["region_code"] == region].to_dict("records")
    if math.isnan(own["gap"]):
        return ""
    parts = [texts("service_coverage.median_all", gap=share(median(rows["gap"].dropna()), texts))]
    for code, words in dict.fromkeys([(zone, name(zone) if zone else ""), ("east", name("east"))]):
        values = rows.loc[(rows["zone"] == code) & (rows["region_code"] != code), "gap"].dropna()
        if code and len(values):
            parts.append(texts("service_coverage.median_zone", zone=words, gap=share(median(values), texts)))
    rank = place_words(rows.set_index("region_code"), region, name, texts)
    return texts("service_coverage.standing", place=name(region), gap=share(own["gap"], texts), rank=rank,
                 medians=texts.joined(parts))


def closed_finding(closed: ClosedCells, place: str, threshold: int, texts: Texts) -> str:
    """How many cells have reached the threshold, of how many the year is known, and what the last years added."""
    dated, latest, undated, opened = (
        closed.count(state) for state in (
            ClosingState.DATED, ClosingState.AT_THE_LATEST, ClosingState.UNDATED, ClosingState.OPEN,
        )
    )
    if not dated + latest:
        return texts("service_coverage.closed_undated", place=place, undated=undated, opened=opened)
    last = closed.years.iloc[-1]
    finding = texts(
        "service_coverage.closed_finding", place=place, closed=dated + latest, dated=dated, latest=latest,
        opened=opened, year=int(last["year"]), added=int(last["dated"] + last["at_the_latest"]), threshold=threshold,
    )
    return finding + texts("service_coverage.closed_more", count=undated) if undated else finding


def count_label(value: float, texts: Texts) -> str:
    """Agencies of a cell; a word where nothing tells."""
    return texts("value.none") if math.isnan(value) else plain(value, 0)
