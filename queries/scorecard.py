"""The policy scorecard: every sentence of clause (五) with level, change, standing and light of what it is read by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.outcome import Outcome, number
from queries.formulas.reasons import Reason
from queries.formulas.scorecard_light import (
    Light,
    change_over,
    indicator_light,
    level_percentile,
    path_to_reference,
    row_light,
)
from queries.formulas.steps import Steps
from queries.formulas.target_path import Target, TargetStatus, target_path
from queries.regions import NATION, Regions
from queries.scorecard_branches import (
    acceptance_panel,
    centre_distance_panel,
    down_gradient_panel,
    east_to_inland_panel,
    survival_panel,
    transfer_out_panel,
)
from queries.scorecard_clusters import (
    cluster_places,
    cluster_ratio_panel,
    cluster_total_panel,
    growth_premium_panel,
)
from queries.scorecard_cooperation import affinity_panel, joint_project_panel
from queries.scorecard_order import order_panel, type_match_panel
from queries.scorecard_panels import Basis, Panel, inland_share_panel, ratio_panel, share_panel, theil_panel
from queries.scorecard_record import ABSENT, Measure, Sentence, measures, sentences
from queries.scorecard_services import service_coverage_panel, underserved_panel

SPAN = 3
LEAST_EVENTS = 20
"""Cases below which a level is told with its exact interval, and is not judged (METHODS E7)."""
HORIZON = 2030
"""Year by which the policy wants its layout reached; references are held against the same year."""

PANELS: dict[str, Callable[[Basis, Measure], Panel]] = {
    "ratio": ratio_panel,
    "share": share_panel,
    "inland_share": inland_share_panel,
    "theil": theil_panel,
    "transfer_out": transfer_out_panel,
    "east_to_inland": east_to_inland_panel,
    "acceptance": acceptance_panel,
    "survival": survival_panel,
    "down_gradient": down_gradient_panel,
    "centre_distance": centre_distance_panel,
    "affinity": affinity_panel,
    "joint_projects": joint_project_panel,
    "order": order_panel,
    "type_match": type_match_panel,
    "cluster_total": cluster_total_panel,
    "cluster_ratio": cluster_ratio_panel,
    "growth_premium": growth_premium_panel,
    "service_coverage": service_coverage_panel,
    "underserved": underserved_panel,
}
COLUMNS = [
    "sentence", "measure", "unit", "is_group", "year", "value", "reason", "base_year", "base", "change",
    "change_reason", "against", "target_year", "status", "percentile", "n", "shortfall", "events", "lo", "hi", "is_few",
    "proxy", "light",
]


@dataclass(frozen=True)
class Scorecard:
    """The scorecard of a layer.

    Attributes
    ----------
    rows : one row per sentence, measure and unit: is_group (the row of the sentence itself, not of a place that it
        opens to), year, value, reason, base_year and base (three years before), change and change_reason, against (the
        reference or target), target_year (missing where there is no target), status (of ``target_path``, missing
        where there is neither target nor reference), percentile among the n units with a level, shortfall (in units
        of the supply, missing where none can be told), events (cases that the level rests on, missing where they are
        many by nature), lo and hi (its exact interval, missing without events), is_few (fewer than `LEAST_EVENTS`:
        neither percentile nor light), proxy, light
    series : one row per measure, unit and year with a value
    lights : light of every sentence, in the order of the policy
    """

    rows: pd.DataFrame
    series: pd.DataFrame
    lights: Mapping[str, Light]


def scorecard(engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator], layer: str) -> Scorecard:
    """Return the scorecard of a layer. Demand bases that the layer lacks are those published."""
    basis = Basis(engine, regions, catalogue, layer)
    panels: dict[str, Panel | None] = {}

    def panel(identifier: str) -> Panel | None:
        if identifier not in panels:
            panels[identifier] = _panel(basis, measures()[identifier])
        return panels[identifier]

    def rows() -> pd.DataFrame:
        found = [
            row
            for sentence in sentences()
            for identifier in sentence.measures
            for row in _rows(basis, sentence, measures()[identifier], panel(identifier))
        ]
        return pd.DataFrame(found, columns=COLUMNS)

    def series() -> pd.DataFrame:
        return _series({name: panel(name) for name in measures()})

    table = engine.recall(("scorecard", layer), rows)
    history = engine.recall(("scorecard_series", layer), series)
    groups = table[table["is_group"]]
    lights = {
        sentence.id: row_light(Light(light) for light in groups.loc[groups["sentence"] == sentence.id, "light"])
        for sentence in sentences()
    }
    return Scorecard(table, history, lights)


def _panel(basis: Basis, measure: Measure) -> Panel | None:
    """The figures of a measure; None where the snapshot cannot hold what it needs or the layer has none of it."""
    if measure.kind == ABSENT or not set(measure.metrics) <= set(basis.catalogue):
        return None
    panel = PANELS[measure.kind](basis, measure)
    return panel if panel.values.notna().any(axis=None) else None


def _rows(basis: Basis, sentence: Sentence, measure: Measure, panel: Panel | None) -> list[dict[str, object]]:
    """A row for each group of the sentence, then one for each place that it opens to."""
    units = [] if sentence.units == "major" else _units(basis, sentence)
    codes = [*sentence.groups, *(code for code in units if code not in sentence.groups)]
    if panel is None:
        return [_absent_row(sentence, measure, code) for code in sentence.groups]
    year = _latest(panel, sentence.groups, 1.0) or _latest(panel, tuple(units), 0.5)
    if year is None:
        return [_absent_row(sentence, measure, code) for code in sentence.groups]
    levels = _column(panel.values, year).reindex(units or list(sentence.groups))
    levels = levels.where(np.array([not _is_few(panel, code, year) for code in levels.index], dtype=bool))
    percentiles = level_percentile(levels, measure.direction)["value"]
    known = int(levels.notna().sum())
    is_told = [code for code in codes if code in sentence.groups or code in panel.values.index]
    return [
        {
            **_judged(measure, panel, code, year),
            "sentence": sentence.id,
            "is_group": code in sentence.groups,
            "percentile": percentiles.get(code, np.nan),
            "n": known,
        }
        for code in is_told
    ]


def _units(basis: Basis, sentence: Sentence) -> list[str]:
    """Places that a sentence addresses, by which a percentile is taken."""
    if sentence.units == "cluster":
        return sorted(cluster_places(basis))
    zones = basis.regions.zone_of_province
    return [code for code, zone in zones.items() if zone in sentence.groups or NATION in sentence.groups]


def _latest(panel: Panel, codes: tuple[str, ...], part: float) -> int | None:
    """Last year in which some units have a level: a part of as many as ever have one, 1 for all, 0.5 for half."""
    values = panel.values.reindex(codes)
    counts = values.notna().sum()
    enough = counts[counts > 0]
    if enough.empty:
        return None
    return int(enough[enough >= part * enough.max()].index.max())


def _judged(measure: Measure, panel: Panel, code: str, year: int) -> dict[str, object]:
    """Level, change, standing and light of one unit."""
    base_year = year - SPAN
    value, base = _cell(panel.values, code, year), _cell(panel.values, code, base_year)
    level = Outcome.of(value, 1) if value is not None else Outcome.absent(_reason(panel, code, year))
    change = change_over(base, value)
    against, target_year, status = _standing(measure, panel, code, year)
    is_few = _is_few(panel, code, year)
    if change.value is not None and (is_few or _is_few(panel, code, base_year)):
        change, status = Outcome.absent(Reason.TOO_FEW_POINTS, change.n), None
    return {
        "measure": measure.id,
        "unit": code,
        "year": year,
        "value": level.value,
        "reason": level.reason.value if level.reason else None,
        "base_year": base_year,
        "base": base,
        "change": change.value,
        "change_reason": change.reason.value if change.reason else None,
        "against": against,
        "target_year": target_year,
        "status": status.value if status else None,
        "shortfall": _shortfall(measure, panel, code, year),
        "events": None if panel.events is None else _cell(panel.events, code, year),
        "lo": None if panel.lo is None else _cell(panel.lo, code, year),
        "hi": None if panel.hi is None else _cell(panel.hi, code, year),
        "is_few": is_few,
        "proxy": int(code in panel.proxies),
        "light": indicator_light(level, change, status, measure.direction, measure.best).value,
    }


def _is_few(panel: Panel, code: str, year: int) -> bool:
    """Whether a level rests on so few cases that it must not be judged."""
    events = None if panel.events is None else _cell(panel.events, code, year)
    return events is not None and events < LEAST_EVENTS


def _reason(panel: Panel, code: str, year: int) -> Reason:
    """Why a unit has no level."""
    given = panel.reasons.at[code, year] if code in panel.reasons.index else None
    return Reason(str(given)) if isinstance(given, str) else Reason.NOT_PUBLISHED


def _standing(
    measure: Measure, panel: Panel, code: str, year: int
) -> tuple[float | None, int | None, TargetStatus | None]:
    """What a level is held against, by when if that is a target, and how it stands; nothing where there is neither."""
    value, base = _cell(panel.values, code, year), _cell(panel.values, code, year - SPAN)
    if measure.target == "requirement":
        target = Target(measure.threshold, HORIZON, measure.direction)
        path = target_path(target, year=year, current=value, base_year=year - SPAN, base=base, steps=Steps.LINEAR)
        return measure.threshold, None, path.status
    if measure.target == "plan":
        if code not in panel.plans:
            return None, None, None
        planned_year, planned = panel.plans[code]
        target = Target(planned, planned_year, measure.direction)
        path = target_path(target, year=year, current=value, base_year=year - SPAN, base=base, steps=measure.steps)
        return planned, planned_year, path.status
    if panel.references is None:
        return None, None, None
    reference = _cell(panel.references, code, year)
    path = path_to_reference(
        year=year, level=value, reference=reference, base_year=year - SPAN, base_level=base,
        base_reference=_cell(panel.references, code, year - SPAN), target_year=HORIZON, direction=measure.direction,
        steps=measure.steps,
    )
    return reference, None, path.status


def _shortfall(measure: Measure, panel: Panel, code: str, year: int) -> float | None:
    """Units of supply that a place lacks to the reference ratio, max(0, r* − r)·D (METHODS G1)."""
    if panel.supply is None or panel.base is None or panel.references is None or not measure.counted_zh:
        return None
    value, reference = _cell(panel.values, code, year), _cell(panel.references, code, year)
    base = _cell(panel.base, code, year)
    if value is None or reference is None or base is None:
        return None
    return max(0.0, reference - value) * base / measure.scale


def _absent_row(sentence: Sentence, measure: Measure, code: str) -> dict[str, object]:
    return {
        "sentence": sentence.id, "measure": measure.id, "unit": code, "is_group": True,
        "reason": Reason.NOT_PUBLISHED.value, "change_reason": Reason.NOT_PUBLISHED.value, "n": 0, "is_few": False,
        "proxy": 0, "light": Light.GREY.value,
    }


def _series(panels: Mapping[str, Panel | None]) -> pd.DataFrame:
    parts = [
        panel.values.rename_axis(index="unit").reset_index().melt("unit", var_name="year", value_name="value")
        .assign(measure=name)
        for name, panel in panels.items()
        if panel is not None
    ]
    columns = ["measure", "unit", "year", "value"]
    if not parts:
        return pd.DataFrame(columns=columns)
    rows = pd.concat(parts).dropna(subset=["value"])
    return rows.sort_values(["measure", "unit", "year"], ignore_index=True)[columns]


def _column(table: pd.DataFrame, year: int) -> pd.Series:
    return table[year] if year in table.columns else pd.Series(np.nan, index=table.index)


def _cell(table: pd.DataFrame, code: str, year: int) -> float | None:
    if code not in table.index or year not in table.columns:
        return None
    return number(cast(float | None, table.at[code, year]))
