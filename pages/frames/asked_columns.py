"""Which columns of a figure's file the questions are answered from, where the file itself has units and figures.

The file, the table twin and the answers then hold the same numbers by being the same columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from pages.shell.screen import Screen
from pages.texts import Texts
from pages.texts.asked import AskedOf, Measure
from pages.texts.figures import period_words
from queries.formulas.reasons import Reason
from queries.regions import LEVELS, NATION

if TYPE_CHECKING:
    from pages.frames.figure_frame import FrameContent

FIRST_NUMBER = ""
PAIR = 2
SIGNS = "○●▲■✘◆ "
YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Columns:
    """Columns of a file by the key of their heading; a heading of a file that bears no words of a text by itself.

    Attributes
    ----------
    unit : heading of the unit's name, or of both ends of a pair, or of what a unit is put together from
    value : heading of the figure; empty for the first column of numbers, whose heading names the indicator
    factor : what the figure is multiplied by: 100 where a ratio is read in per cent
    code : heading of the region's code; of pairs it follows the heading of each end
    before, before_year : heading of the earlier figure, and of its year; without that, the first year of the span
    reason : heading of why a figure is absent
    verdict : heading of what a change of rank is worth
    name : what the figure is, where its heading does not say it in words
    level : the one level whose units count where the file holds several
    measured_in : unit of the figure, where its heading does not bear it
    is_score : whether the figure is a score, of which no logarithm is taken
    is_of_span : whether the figure is of all years that the provenance names, not of one of them
    joint : what stands between the names of a unit
    """

    unit: tuple[str, ...]
    value: str
    decimals: int
    factor: float = 1.0
    code: str = ""
    before: str = ""
    before_year: str = ""
    reason: str = ""
    verdict: str = ""
    kind: str = "region"
    name: str = ""
    level: str = ""
    measured_in: str = ""
    is_score: bool = False
    is_of_span: bool = False
    adds_up: bool = False
    joint: str = " → "


def _shares(value: str) -> Columns:
    return Columns(("share_column.region",), value, 1, code="share_column.region_code", before="share_column.before",
                   name="questions.amount", is_of_span=True, adds_up=True)


_CAPACITY = Columns(("capacity_column.region",), "capacity_column.value", 2, code="capacity_column.region_code",
                    reason="capacity_column.reason", is_score=True)
_MATCH = replace(_CAPACITY, reason="")
_GRADIENT = Columns(("gradient_column.place",), FIRST_NUMBER, 2, code="column.code",
                    reason="gradient_column.reason_name")
_EXPECTED = Columns(("region",), "relative_gap", 0, factor=100.0, code="region_code", reason="reason",
                    name="expected_column.relative_gap")
_GRAVITY = Columns(("gravity_column.origin", "gravity_column.destination"), "gravity_column.flow", 0,
                   code="gravity_column.code", kind="pair", is_of_span=True, adds_up=True)

COLUMNS: dict[str, Columns] = {
    "targets": Columns(("column.target",), "column.required", 1, factor=100.0, reason="column.status", kind="measure"),
    "years": Columns(("years.column.region",), "years.column.years", 1, code="years.column.code",
                     reason="years.column.standing"),
    "balance-ratio": Columns(("column.region",), "balance.column.ratio", 2, code="column.code", reason="column.remark"),
    "coupling": Columns(("column.region",), "balance.column.coordination", 2, code="column.code",
                        reason="column.remark", is_score=True),
    "balance-map": Columns(("column.region",), FIRST_NUMBER, 2, code="column.code", reason="column.remark"),
    "clusters-map": Columns(("column.region",), FIRST_NUMBER, 2, code="column.code"),
    "underserved": Columns(("column.region",), "balance.column.beyond_share", 0, factor=100.0, code="column.code",
                           reason="column.remark", level="province"),
    "expected": _EXPECTED,
    "expected-map": _EXPECTED,
    "service-cells": Columns(("service_column.ip_type", "service_column.form"), "service_column.agencies", 0,
                             kind="service", measured_in="家", joint="·"),
    "service-ranking": Columns(("service_column.region",), "service_column.gap", 1, factor=100.0,
                               code="service_column.region_code", reason="service_column.reason"),
    "composite": Columns(("column.region",), "composite_column.score", 2, code="composite_column.region_code",
                         before="composite_column.score_before", before_year="composite_column.against",
                         reason="composite_column.reason", verdict="composite_column.rank_verdict", is_score=True),
    "structure": Columns(("structure_column.ip_type", "structure_column.form"), "structure_column.agencies", 0,
                         kind="service", joint="·"),
    "sizes": Columns(("structure_column.size",), "structure_column.of_size", 0, kind="class", adds_up=True),
    "gradient-ladder": _GRADIENT,
    "gradient-map": _GRADIENT,
    "share-types": _shares("share_column.after"),
    "share-quadrants": _shares("share_column.after"),
    "flow-map": Columns(("flow_column.origin", "flow_column.destination"), "flow_column.count", 0,
                        code="flow_column.code", kind="pair", measured_in="家", is_of_span=True, adds_up=True),
    "flow-balance": Columns(("flow_column.place",), "flow_column.net", 0, code="flow_column.code",
                            measured_in="家", is_of_span=True),
    "flow-matrix": Columns(("flow_column.origin",), "flow_column.sent", 0, measured_in="家", is_of_span=True,
                           adds_up=True),
    "flow-zones": Columns(("flow_column.origin",), "flow_column.sent", 0, measured_in="家", is_of_span=True,
                           adds_up=True),
    "order-acceptance": Columns(("column.region",), "transfer_order.column.index", 2, code="column.code",
                                reason="column.remark"),
    "order-pairs": Columns(("transfer_order.column.from_place", "transfer_order.column.to_place"),
                           "transfer_order.column.opened", 0, kind="pair", is_of_span=True, adds_up=True),
    "capacity": _CAPACITY,
    "match-matrix": _MATCH,
    "match-map": _MATCH,
    "match-senders": Columns(("capacity_column.sender",), "partner_column.movable", 0,
                             code="capacity_column.region_code"),
    "match-receivers": Columns(("capacity_column.receiver",), "partner_column.movable", 0,
                               code="capacity_column.region_code"),
    "gravity": _GRAVITY,
    "gravity-pairs": _GRAVITY,
    "transfer-pairs": Columns(("transfer_test.column.source", "transfer_test.column.target"),
                              "transfer_test.column.branches", 0, kind="pair", is_of_span=True, adds_up=True),
    "joint-pairs": Columns(("cooperation_column.first", "cooperation_column.second"), "cooperation_column.joint", 0,
                           kind="pair", is_of_span=True, adds_up=True, joint="—"),
    "assistance-affinity": Columns(("cooperation_column.first", "cooperation_column.second"),
                                   "cooperation_column.affinity", 2, kind="pair", is_of_span=True, joint="—"),
    "portfolio-chart": Columns(("column.cluster",), "portfolio.column.size", 2, kind="cluster",
                               adds_up=True),
    "standing-blocks": Columns(("cluster_standing_column.block",), "cluster_standing_column.score", 1, kind="measure",
                               is_score=True),
    "standing-measures": Columns(("cluster_standing_column.measure",), "cluster_standing_column.score", 1,
                                 kind="measure", is_score=True),
    "growth-system": Columns(("growth_column.cluster",), "growth_column.after", 2, name="portfolio.column.size",
                             kind="cluster", adds_up=True),
    "life-quadrant": Columns(("cluster_life_column.cluster",), FIRST_NUMBER, 1, kind="cluster",
                             reason="cluster_life_column.reason"),
}


def asked_of_columns(screen: Screen, content: FrameContent) -> AskedOf | None:
    """What the file of a figure tells of its units; None of figures whose file has none, or no figure at all.

    Raises
    ------
    KeyError
        if the file lacks a column that `COLUMNS` names.
    """
    chosen = COLUMNS.get(content.key)
    if chosen is None:
        return None
    table = content.rows()
    if table.empty:
        return None
    t = screen.texts
    codes = _codes(table, chosen, t)
    if chosen.level:
        table = table[codes[0].isin(screen.regions.levels[chosen.level])]
    names = table[[heading_of(table, key, t) for key in chosen.unit]].astype(str).agg(chosen.joint.join, axis=1)
    units = names if not codes else pd.concat(codes, axis=1).loc[table.index].astype(str).agg("+".join, axis=1)
    heading = _heading_of_value(table, chosen, t)
    years = _years(table, chosen, content, t)
    last = years[-1] if years else None
    rows = pd.DataFrame({
        "unit": units, "period": last or 0, "value": chosen.factor * table[heading].astype(float),
        "reason": _reasons(table, chosen, t),
    })
    before = _year_before(table, chosen, years, t) if chosen.before else None
    if before is not None and last is not None:
        past = chosen.factor * table[heading_of(table, chosen.before, t)].astype(float)
        rows = pd.concat([rows.assign(period=before, value=past), rows], ignore_index=True)
    by_unit = dict(zip(units, names, strict=True))
    return AskedOf(
        rows=rows,
        measure=_measure(screen, heading, chosen),
        period=last,
        span="" if before is not None or len(set(years)) < PAIR else period_words(min(years), max(years), t),
        is_score=chosen.is_score,
        name=by_unit.__getitem__,
        kind=chosen.kind,
        regions=_places(screen, chosen, content, bool(codes), by_unit),
        before=before,
        adds_up=chosen.adds_up,
        verdicts=_verdicts(table, chosen, units, t),
    )


def heading_of(table: pd.DataFrame, key: str, texts: Texts) -> str:
    """The heading in a file that the text of a key makes, with or without a unit in brackets behind it.

    Raises
    ------
    KeyError
        if there is none.
    """
    return _found(table, texts(key) if key in texts else key, key, texts)


def _found(table: pd.DataFrame, text: str, key: str, texts: Texts) -> str:
    wanted = re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))
    behind = re.sub(r"\\\{\w+\\\}", ".*", re.escape(texts("column.with_unit", name="", unit="{unit}")))
    for heading in table.columns:
        if re.fullmatch(f"{wanted}({behind})?", str(heading)):
            return str(heading)
    raise KeyError(f"no column {key!r} among {list(table.columns)}")


def _heading_of_value(table: pd.DataFrame, chosen: Columns, texts: Texts) -> str:
    if chosen.value != FIRST_NUMBER:
        return heading_of(table, chosen.value, texts)
    return next(str(heading) for heading in table.columns if pd.api.types.is_float_dtype(table[heading]))


def _years(table: pd.DataFrame, chosen: Columns, content: FrameContent, texts: Texts) -> list[int]:
    """The year that all rows are of, else the one that the provenance names, or all where the figure is of all."""
    heading = texts("column.year")
    if heading in table and pd.api.types.is_numeric_dtype(table[heading]) and table[heading].nunique() == 1:
        return [int(table[heading].dropna().iloc[0])]
    named = [int(year) for year in YEAR.findall(content.provenance.period)]
    return named if chosen.is_of_span or len(named) == 1 else []


def _measure(screen: Screen, heading: str, chosen: Columns) -> Measure:
    """What a heading says: a name, and in brackets behind it a unit if it is one that figures are measured in."""
    t = screen.texts
    units = {indicator.unit(t.language) for indicator in screen.catalogue.values()}
    units |= {t(key) for key in t.keys if key.startswith("unit.")} | {"%"}
    opening, _, closing = t("column.with_unit", name="", unit="|").partition("|")
    name, _, unit = heading.removesuffix(closing).rpartition(opening) if heading.endswith(closing) else ("", "", "")
    if not name or (unit not in units and "/" not in unit):
        name, unit = heading, chosen.measured_in
    return Measure(t(chosen.name) if chosen.name else name, "%" if chosen.factor != 1.0 else unit, chosen.decimals)


def _codes(table: pd.DataFrame, chosen: Columns, texts: Texts) -> list[pd.Series]:
    if not chosen.code:
        return []
    if len(chosen.unit) < PAIR:
        return [table[heading_of(table, chosen.code, texts)]]
    return [table[f"{heading_of(table, key, texts)} {texts(chosen.code)}"] for key in chosen.unit]


def _reasons(table: pd.DataFrame, chosen: Columns, texts: Texts) -> pd.Series:
    """Why figures are absent: as a word of ``Reason`` where the file says one, else in the words of the file."""
    none = texts("value.none")
    if not chosen.reason:
        return pd.Series(none, index=table.index)
    known = {texts(f"reason.{reason.value}"): reason.value for reason in Reason}
    written = table[heading_of(table, chosen.reason, texts)]
    return written.map(lambda words: known.get(words, words.strip(SIGNS)) if isinstance(words, str) and words else none)


def _verdicts(table: pd.DataFrame, chosen: Columns, units: pd.Series, texts: Texts) -> dict[str, object]:
    if not chosen.verdict:
        return {}
    known = {texts(f"ranks_verdict.{verdict}"): verdict for verdict in ("rise", "fall", "noise")}
    written = table[heading_of(table, chosen.verdict, texts)]
    return {unit: known[words] for unit, words in zip(units, written, strict=True) if words in known}


def _year_before(table: pd.DataFrame, chosen: Columns, years: list[int], texts: Texts) -> int | None:
    if chosen.before_year:
        known = table[heading_of(table, chosen.before_year, texts)].dropna()
        return int(known.iloc[0]) if len(known) else None
    return years[0] if len(years) > 1 and years[0] < years[-1] else None


def _places(
    screen: Screen, chosen: Columns, content: FrameContent, has_codes: bool, names: dict[str, str]
) -> Callable[[str], tuple[str, ...]]:
    """Which places a unit names: its codes; without codes those of its names, at the level of the view first."""
    if has_codes:
        return lambda unit: tuple(code for code in unit.split("+") if code in screen.regions)
    if chosen.kind not in ("region", "pair"):
        return lambda unit: ()
    own = str(content.state.get("level", "province"))
    by_name: dict[str, str] = {}
    for level in (own, "province", *LEVELS, "nation"):
        for code in screen.regions.levels.get(level, ()):
            by_name.setdefault(NATION if code == NATION else screen.place(code), code)
    return lambda unit: tuple(by_name[name] for name in names[unit].split(chosen.joint) if name in by_name)
