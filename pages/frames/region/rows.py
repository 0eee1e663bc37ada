"""Every figure of a profile as rows of one table: for the twin, the file, and whoever checks a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pages.frames.region.region_view import RegionView
from pages.texts.figures import unit_of
from pages.texts.numbers import plain, unit_label
from queries.region_flows import BranchFlows
from queries.region_gaps import AGAINST, RegionGap
from queries.region_profile import REVENUE

RANKS = (("rank", "rank"), ("rank_lo", "lo"), ("rank_hi", "hi"))
Row = tuple[str, str, str, int | None, float | None, str, str]
INSTITUTIONS = "家"
COLUMNS = ("block", "item", "detail", "year", "number", "unit", "reason")


def profile_rows(view: RegionView, in_words: bool = False) -> pd.DataFrame:
    """One row per figure: part of the page, item, of what or whom, year, value, unit, and why there is none.

    `in_words` writes the values as the screen does, with separators and the word for no data.
    """
    t = view.screen.texts
    rows = pd.DataFrame(list(_rows(view)), columns=[t(f"region_column.{name}") for name in COLUMNS])
    if in_words:
        year, number = t("region_column.year"), t("region_column.number")
        rows[year] = ["" if pd.isna(cell) else str(int(cell)) for cell in rows[year]]
        rows[number] = [
            t("value.none") if pd.isna(cell) else plain(float(cell), 0 if float(cell).is_integer() else 3)
            for cell in rows[number]
        ]
    return rows


def rows_dictionary(view: RegionView) -> pd.DataFrame:
    """What each column of the file means."""
    t = view.screen.texts
    return pd.DataFrame(
        [(t(f"region_column.{name}"), t(f"region_meaning.{name}")) for name in COLUMNS],
        columns=[t("column.name"), t("column.definition")],
    )


def _rows(view: RegionView) -> Iterator[Row]:
    profile = view.profile
    yield from _figure_rows(view)
    yield from _part_rows(view)
    for gap in profile.gaps.gaps if profile.gaps else ():
        yield from _gap_rows(view, gap)
    if profile.branches is not None:
        yield from _branch_rows(view, profile.branches)
    if profile.contracts is not None:
        found = profile.contracts
        for item, value in (("sold", found.sold), ("bought", found.bought)):
            yield _row(view, "flows", item, "", found.year, value, unit_of(found.sold_by, view.screen.texts))
    for cluster in profile.clusters.to_dict("records"):
        year = None if pd.isna(cluster["year"]) else int(cluster["year"])
        name = str(cluster[f"name_{view.screen.language}"])
        unit = unit_of(view.screen.catalogue[REVENUE], view.screen.texts)
        yield _row(view, "clusters", "cluster", name, year, cluster["revenue"], unit, "not_published")
    peers = profile.gaps.peers if profile.gaps else None
    for place, code in enumerate(peers.places if peers else (), start=1):
        yield _row(view, "peers", "peer", view.screen.place(code), None, float(place), "")


def _row(
    view: RegionView, block: str, item: str, detail: str, year: int | None, value: Any, unit: str, reason: str = ""
) -> Row:
    t = view.screen.texts
    known = None if value is None or pd.isna(value) else float(value)
    why = t(f"reason.{reason}") if known is None and reason else ""
    heading = t("region_item.figure") if block == "figures" else t(f"region_block.{block}")
    return heading, t(f"region_item.{item}"), detail, year, known, unit, why


def _figure_rows(view: RegionView) -> Iterator[Row]:
    t = view.screen.texts
    for figure in view.profile.figures:
        name = figure.indicator.name(view.screen.language)
        unit = unit_of(figure.indicator, t)
        yield _row(view, "figures", "figure", name, figure.year, figure.value, unit, str(figure.row["reason"] or ""))
        if figure.rank is not None:
            for item, column in RANKS:
                yield _row(view, "figures", item, name, figure.year, figure.rank[column], "")
        growth = None if figure.growth.value is None else 100 * figure.growth.value
        yield _row(view, "figures", "growth", name, figure.year, growth, "%", str(figure.growth.reason or ""))


def _part_rows(view: RegionView) -> Iterator[Row]:
    parts = view.profile.parts
    if parts is None:
        return
    unit = unit_of(parts.indicator, view.screen.texts)
    for code, row in parts.rows.iterrows():
        yield _row(view, "parts", "part", view.screen.place(str(code)), parts.year, row["value"], unit)
    if parts.whole != view.region and view.region in parts.rows.index:
        for item, column in RANKS:
            yield _row(view, "parts", item, view.place, parts.year, parts.rows[column][view.region], "")
    if parts.rest > 0:
        yield _row(view, "parts", "rest", "", parts.year, parts.rest, unit)


def _gap_rows(view: RegionView, gap: RegionGap) -> Iterator[Row]:
    t = view.screen.texts
    supply = view.screen.catalogue[gap.basis.supply.metric]
    name, unit, year = supply.name(view.screen.language), unit_of(supply, t), gap.basis.year
    for benchmark in AGAINST:
        detail, more = f"{name} · {t(f'ledger.aim.{benchmark}')}", -gap.difference(benchmark)
        yield _row(view, "gaps", "difference", detail, year, more, unit, gap.reason(benchmark) or "")
    yield _row(view, "gaps", "relative", name, year, gap.relative, "", gap.reason("nation") or "")


def _branch_rows(view: RegionView, flows: BranchFlows) -> Iterator[Row]:
    unit = unit_label(INSTITUTIONS, view.screen.texts)
    for item, count in (("received", flows.received), ("sent", flows.sent), ("kept", flows.kept)):
        yield _row(view, "flows", item, "", flows.year, count, unit)
    for item, partners in (("origin", flows.origins), ("destination", flows.destinations)):
        for code, count in partners.items():
            yield _row(view, "flows", item, view.screen.place(str(code)), flows.year, count, unit)
