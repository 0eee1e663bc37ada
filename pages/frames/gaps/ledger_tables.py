"""Tables of the gap ledger: as the reader reads it, as a file holds it, and of one region."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.frames.gaps.ledger_view import LedgerView
from pages.texts.figures import unit_of
from pages.texts.ledger import cell, range_words, rate_digits, three_digits
from pages.texts.numbers import YUAN, plain, unit_label, with_unit
from queries.catalogue import Indicator
from queries.gap_ledger import BENCHMARKS
from queries.peer_drivers import Driver

PEOPLE = {"人": 1.0, "万人": 1e4}
EXPLAINED = (
    "supply", "supply_lo", "supply_hi", "demand", "ratio", "reference", "relative", "gap", "surplus", "surplus_lo",
    "surplus_hi",
)


def ledger_table(view: LedgerView) -> pd.DataFrame:
    """One row per region shown: supply, ratio, and the gap to every benchmark in the form chosen."""
    t, basis = view.screen.texts, view.basis
    codes = list(view.shown.index)
    table = {
        t("column.region"): [view.name(code) for code in codes],
        _supply_heading(view): [_supply(view, row) for row in view.shown.to_dict("records")],
        t("ledger.rate", unit=unit_of(basis.indicator, t)): [
            rate_digits(ratio, basis) if pd.notna(ratio) else t("value.none") for ratio in view.shown["ratio"]
        ],
    }
    for benchmark in BENCHMARKS:
        rows = view.ledger.of_benchmark(benchmark).loc[codes].to_dict("records")
        is_chosen = benchmark == view.choice.benchmark
        table[t(f"ledger.benchmark.{benchmark}")] = [
            cell(row, view.choice.measured, basis, t, with_range=is_chosen) for row in rows
        ]
    return pd.DataFrame(table)


def ledger_rows(view: LedgerView) -> pd.DataFrame:
    """The regions shown with every benchmark in all three forms, unrounded, for download."""
    t, basis = view.screen.texts, view.basis
    shown = view.shown
    scale = basis.indicator.scale
    rows: dict[str, Any] = {
        t("column.code"): list(shown.index),
        t("column.region"): [view.name(code) for code in shown.index],
        t("ledger.column.zone"): [_zone(view, code) for code in shown.index],
        t("column.year"): basis.year,
        t("ledger.column.supply"): shown["supply"],
        t("ledger.column.supply_lo"): shown["supply_lo"],
        t("ledger.column.supply_hi"): shown["supply_hi"],
        t("ledger.column.demand_year"): basis.demand_year,
        t("ledger.column.demand"): shown["demand"],
        t("ledger.column.ratio"): shown["ratio"] * scale,
    }
    for benchmark in BENCHMARKS:
        found = view.ledger.of_benchmark(benchmark).loc[shown.index]
        name = t(f"ledger.benchmark.{benchmark}")
        columns = {
            "reference": found["reference"] * scale, "relative": found["relative"], "gap": 100 * found["gap"],
            "surplus": -found["difference"], "surplus_lo": -found["difference_hi"],
            "surplus_hi": -found["difference_lo"], "remark": [_reason(view, reason) for reason in found["reason"]],
        }
        rows |= {f"{name} · {t(f'ledger.column.{column}')}": values for column, values in columns.items()}
    return pd.DataFrame(rows).reset_index(drop=True)


def ledger_dictionary(view: LedgerView) -> pd.DataFrame:
    """What the columns of the download mean."""
    t, basis = view.screen.texts, view.basis
    language = view.screen.language
    own = {
        "supply": basis.supply.name_zh if language == "zh" else basis.supply.name_en,
        "demand": basis.demand.name_zh if language == "zh" else basis.demand.name_en,
    }
    units = {
        "ratio": unit_of(basis.indicator, t), "reference": unit_of(basis.indicator, t), "gap": "%",
        "demand": unit_label(basis.demand.unit, t), "relative": "",
    }
    lines = [
        (t(f"ledger.column.{name}"), units.get(name, unit_label(basis.supply.unit, t)),
         own[name] if name in own else t(f"ledger.definition.{name}"))
        for name in EXPLAINED
    ]
    lines += [(t(f"ledger.benchmark.{name}"), "", t(f"ledger.meaning.{name}")) for name in BENCHMARKS]
    return pd.DataFrame(lines, columns=[t("column.name"), t("column.unit"), t("column.definition")])


def profile_table(view: LedgerView, code: str) -> pd.DataFrame:
    """One region against every benchmark, in all three forms."""
    t, basis = view.screen.texts, view.basis
    found = view.ledger.of_region(code)
    lines = []
    for benchmark in BENCHMARKS:
        row = found.loc[benchmark].to_dict()
        reference = rate_digits(row["reference"], basis) if pd.notna(row["reference"]) else t("value.none")
        cells = [cell(row, measured, basis, t) for measured in ("absolute", "percent", "ratio")]
        aim, remark = view.aim(benchmark, code).name, _reason(view, row["reason"])
        lines.append([aim, reference, *cells, _range(view, row), remark])
    headings = [
        t("ledger.column.benchmark"), t("ledger.rate", unit=unit_of(basis.indicator, t)),
        *(t(f"ledger.measured.{measured}") for measured in ("absolute", "percent", "ratio")),
        t("ledger.column.range"), t("ledger.column.remark"),
    ]
    table = pd.DataFrame(lines, columns=headings)
    return table.loc[:, [heading for heading in headings if table[heading].ne("").any()]]


def peer_table(view: LedgerView, code: str) -> pd.DataFrame:
    """The region and its peers: how near they are, what they are alike in, and their ratios."""
    t = view.screen.texts
    peers = view.ledger.peers[view.ledger.peers["unit"] == code]
    codes = [code, *peers["peer"]]
    ratios = view.basis.units["ratio"]
    table = {
        t("ledger.column.peer"): [view.screen.place(one) for one in codes],
        t("ledger.column.distance"): ["", *(plain(distance, 2) for distance in peers["distance"])],
        t("ledger.rate", unit=unit_of(view.basis.indicator, t)): [
            rate_digits(ratios[one], view.basis) if pd.notna(ratios.get(one)) else t("value.none") for one in codes
        ],
    }
    for driver, values in view.ledger.drivers.items():
        table[view.driver(driver)] = [_of_driver(view, driver, values[one]) for one in codes]
    return pd.DataFrame(table)


def _of_driver(view: LedgerView, driver: Driver, value: float) -> str:
    """A value of a driver with its unit; money per person in yuan."""
    t, catalogue = view.screen.texts, view.screen.catalogue
    unit = _unit(view, catalogue[driver.metric])
    if driver.per is None:
        return with_unit(three_digits(value), unit, t)
    people = PEOPLE.get(catalogue[driver.per].numerator.unit, 1.0)
    return with_unit(plain(value * YUAN.get(unit, 1.0) / people, 0), t("ledger.yuan_per_person"), t)


def _unit(view: LedgerView, indicator: Indicator) -> str:
    return indicator.unit(view.screen.language)


def _supply_heading(view: LedgerView) -> str:
    t = view.screen.texts
    unit = unit_label(view.basis.supply.unit, t)
    name = t("ledger.column.supply")
    return t("column.with_unit", name=name, unit=unit) if unit else name


def _supply(view: LedgerView, row: dict[Any, Any]) -> str:
    if pd.notna(row["supply"]):
        return plain(row["supply"], view.basis.supply.decimals)
    return view.screen.texts("value.none")


def _zone(view: LedgerView, code: str) -> str:
    zone = view.zone_of(code)
    return view.screen.place(zone) if zone else ""


def _reason(view: LedgerView, reason: str | None) -> str:
    return view.screen.texts(f"reason.{reason}") if reason else ""


def _range(view: LedgerView, row: dict[Any, Any]) -> str:
    return range_words(row, view.basis, view.screen.texts).strip(" （）()")
