"""Service coverage in rows: for reading beside the figures, and unrounded for download."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from pages.charts.service_coverage import STATE_SYMBOLS
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from pages.texts.ranks import band
from pages.texts.service_coverage import count_label, service, share, state_words
from queries.agencies import IP_TYPES
from queries.formulas.service_coverage import CellState
from queries.service_cells import ClosedCells, DemandShare, RegionCells
from queries.service_coverage import service_types

# The columns of each frame's download.
DOWNLOADED = {
    "service-cells": (
        "region_code", "region", "form", "ip_type", "threshold", "agencies", "state", "weight", "demand_share",
        "demand_metric", "demand_year", "local_weight", "layer",
    ),
    "service-ranking": (
        "region_code", "region", "rank", "rank_lo", "rank_hi", "rank_ties", "threshold", "agencies_all", "offering",
        "feasible", "known", "offered", "thin", "missing", "coverage", "gap", "reason", "layer",
    ),
    "service-years": ("region_code", "region", "form", "ip_type", "threshold", "closed_year", "closing", "layer"),
}


def cell_table(screen: Screen, matrix: RegionCells) -> pd.DataFrame:
    """One row per form, one column per type of IP: state and agencies."""
    t = screen.texts
    words = {
        (row["form"], row["ip_type"]): _cell(screen, row["state"], row["agencies"])
        for row in matrix.cells.to_dict("records")
    }
    return pd.DataFrame(
        [
            [t(f"service_form.{form}"), *(words[form, ip_type] for ip_type in IP_TYPES)]
            for form in service_types().forms
        ],
        columns=[t("structure.form"), *(t(f"ip_type.{ip_type}") for ip_type in IP_TYPES)],
    )


def _cell(screen: Screen, state: str, agencies: float) -> str:
    t = screen.texts
    words = f"{STATE_SYMBOLS[state]} {state_words(state, agencies, t)}"
    if math.isnan(agencies) or state == CellState.NOT_FEASIBLE.value:
        return words
    return f"{words} {t('service_coverage.agencies', count=plain(agencies, 0))}"


def below_table(screen: Screen, matrix: RegionCells) -> pd.DataFrame:
    """One row per cell below the threshold, those first that matter most to the region."""
    t = screen.texts
    rows = matrix.below
    columns: dict[str, list[str]] = {
        t("service_column.service"): [
            service(form, ip_type, t) for form, ip_type in zip(rows["form"], rows["ip_type"], strict=True)
        ],
        t("service_column.state"): [
            f"{STATE_SYMBOLS[state]}\u00a0{t(f'service_state.{state}')}" for state in rows["state"]
        ],
        t("service_column.agencies"): [count_label(count, t) for count in rows["agencies"]],
        t("service_column.weight"): [share(weight, t) for weight in rows["weight"]],
    }
    if matrix.demand:
        columns[t("service_column.demand_share")] = [
            _demand_words(screen, matrix.demand[ip_type]) for ip_type in rows["ip_type"]
        ]
        columns[t("service_column.local_weight")] = [share(weight, t) for weight in rows["local_weight"]]
    return pd.DataFrame(columns)


def _demand_words(screen: Screen, demand: DemandShare) -> str:
    return screen.texts("service_coverage.demand", share=share(demand.share, screen.texts),
                        metric=screen.catalogue[demand.metric].name(screen.language), year=demand.year)


def cell_rows(screen: Screen, matrix: RegionCells, region: str, threshold: int) -> pd.DataFrame:
    """Every cell of the region, unrounded."""
    t = screen.texts
    rows = []
    for row in matrix.cells.to_dict("records"):
        demand = matrix.demand.get(row["ip_type"])
        rows.append((
            region, screen.place(region), t(f"service_form.{row['form']}"), t(f"ip_type.{row['ip_type']}"), threshold,
            _none(row["agencies"]), state_words(row["state"], row["agencies"], t), _none(row["weight"]),
            demand.share if demand else None,
            screen.catalogue[demand.metric].name(screen.language) if demand else None,
            demand.year if demand else None, _none(row["local_weight"]), t(f"layer.{screen.layer}"),
        ))
    return _downloaded(screen, rows, "service-cells")


def ranking_table(screen: Screen, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per region, the widest gap first, then the nation and the zones as wholes."""
    t = screen.texts
    return pd.DataFrame({
        t("service_column.rank"): ["" if pd.isna(rank) else str(int(rank)) for rank in rows["rank"]],
        t("ranks_column.band"): ["" if pd.isna(row["rank"]) else band(row["lo"], row["hi"], t)
                                 for row in rows.to_dict("records")],
        t("service_column.region"): [
            t("service_coverage.whole", place=screen.place(code)) if is_whole else screen.place(code)
            for code, is_whole in zip(rows["region_code"], rows["is_reference"], strict=True)
        ],
        t("service_column.gap"): [_share_or_reason(screen, row, "gap") for row in rows.to_dict("records")],
        t("service_column.coverage"): [_share_or_reason(screen, row, "coverage") for row in rows.to_dict("records")],
        **{t(f"service_column.{name}"): [plain(count, 0) for count in rows[name]]
           for name in ("missing", "thin", "offered", "known")},
        t("service_column.agencies_all"): [plain(count, 0) for count in rows["agencies"]],
    })


def _share_or_reason(screen: Screen, row: dict[Any, Any], name: str) -> str:
    t = screen.texts
    return t(f"service_coverage.why.{row['reason']}") if pd.isna(row[name]) else share(row[name], t)


def ranking_rows(screen: Screen, rows: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """The same unrounded."""
    t = screen.texts
    found = [
        (
            row["region_code"], screen.place(row["region_code"]),
            *(_none(row[name]) for name in ("rank", "lo", "hi", "ties")), threshold, row["agencies"],
            row["offering"], row["feasible"], row["known"], row["offered"], row["thin"], row["missing"],
            _none(row["coverage"]), _none(row["gap"]),
            t(f"service_coverage.why.{row['reason']}") if isinstance(row["reason"], str) else None,
            t(f"layer.{screen.layer}"),
        )
        for row in rows.to_dict("records")
    ]
    return _downloaded(screen, found, "service-ranking")


def closed_table(screen: Screen, closed: ClosedCells) -> pd.DataFrame:
    """One row per year: cells closed for certain in it, in it at the latest, and all up to it."""
    t = screen.texts
    years = closed.years
    return pd.DataFrame({
        t("service_column.year"): years["year"].astype(str),
        t("service_closing.dated"): [plain(count, 0) for count in years["dated"]],
        t("service_closing.at_the_latest"): [plain(count, 0) for count in years["at_the_latest"]],
        t("service_column.closed"): [plain(count, 0) for count in years["closed"]],
    })


def closed_rows(screen: Screen, closed: ClosedCells, region: str, threshold: int) -> pd.DataFrame:
    """Every feasible cell with the year in which it reached the threshold, as far as that is known."""
    t = screen.texts
    rows = [
        (
            region, screen.place(region), t(f"service_form.{row['form']}"), t(f"ip_type.{row['ip_type']}"), threshold,
            None if pd.isna(row["year"]) else int(row["year"]), t(f"service_closing.{row['state']}"),
            t(f"layer.{screen.layer}"),
        )
        for row in closed.cells.to_dict("records")
    ]
    return _downloaded(screen, rows, "service-years")


def dictionary(screen: Screen, frame: str) -> pd.DataFrame:
    """What each column of a download means."""
    t = screen.texts
    return pd.DataFrame({
        t("column.name"): [t(f"service_column.{name}") for name in DOWNLOADED[frame]],
        t("column.definition"): [t(f"service_definition.{name}") for name in DOWNLOADED[frame]],
    })


def _downloaded(screen: Screen, rows: list[tuple[Any, ...]], frame: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[screen.texts(f"service_column.{name}") for name in DOWNLOADED[frame]])


def _none(value: float) -> float | None:
    return None if pd.isna(value) else value
