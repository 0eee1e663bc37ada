"""Which criteria a composite consists of: its definition, and what of it a layer knows at a level."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from data.metrics import Metric
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.entropy_topsis import BasePanel, freeze
from queries.formulas.random_draws import ErrorKind
from queries.formulas.reasons import Reason
from queries.regions import Regions
from queries.standing_figures import standing_values
from queries.values import indicator_values

DEFINITION_FILE = Path(__file__).with_name("composite.toml")


@dataclass(frozen=True)
class Settings:
    """The numbers of the definition file, as it explains them."""

    fewest_criteria: int
    least_known: float
    weight_draws: int
    seed: int
    money_error: float
    base_years: int


@dataclass(frozen=True)
class Criterion:
    """One criterion with the measure that serves. `polarity` is 1 where more is better, -1 where less is.

    `counted` is the numerator of the measure by itself, what is drawn as `error` says. `is_standing` marks what a
    register says as it stands (``standing_values``), which no metric holds.
    """

    id: str
    name_zh: str
    name_en: str
    error: ErrorKind
    polarity: int
    indicator: Indicator
    counted: Indicator
    is_standing: bool = False

    def name(self, language: str) -> str:
        """Short name in the language."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Definition:
    """One composite: its criteria by id, each with the measures that can serve, in order of preference.

    `scope` says what the composite is, where its name might be taken for something else.
    """

    id: str
    name_zh: str
    name_en: str
    scope_zh: str
    scope_en: str
    criteria: tuple[tuple[Criterion, ...], ...]

    def name(self, language: str) -> str:
        """Name in the language."""
        return self.name_zh if language == "zh" else self.name_en

    def scope(self, language: str) -> str:
        """What the composite is not; empty where the name says it all."""
        return self.scope_zh if language == "zh" else self.scope_en


@dataclass(frozen=True)
class Known:
    """What is known of one criterion: its best measure, and the number of regions with a value by year."""

    criterion: Criterion
    regions: Mapping[int, int]

    def years(self, enough: float) -> tuple[int, ...]:
        """Years in which at least so many regions have a value."""
        return tuple(sorted(year for year, count in self.regions.items() if count >= enough))


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The numbers of the definition file."""
    return Settings(**{name: value for name, value in _records().items() if not isinstance(value, dict)})


def definitions(catalogue: Mapping[str, Indicator]) -> tuple[Definition, ...]:
    """The composites in order of preference. Measures whose metrics the catalogue lacks are left out."""
    return definitions_of(_records(), catalogue)


def definitions_of(records: Mapping[str, Any], catalogue: Mapping[str, Indicator]) -> tuple[Definition, ...]:
    """The definitions that a file in the form of composite.toml holds, in its order."""
    return tuple(
        Definition(
            identifier, record["name_zh"], record["name_en"], record.get("scope_zh", ""), record.get("scope_en", ""),
            tuple(criterion_measures(criterion, catalogue) for criterion in record["criteria"]),
        )
        for identifier, record in records.items() if isinstance(record, dict)
    )


def base_level(level: str) -> str:
    """The level whose regions fix bounds and weights: cities for cities, provinces for everything above."""
    return "city" if level == "city" else "province"


def known_criteria(
    engine: Engine, regions: Regions, definition: Definition, level: str, layer: str, year: int | None
) -> tuple[Known, ...]:
    """What is known of every criterion, with the measure that serves in `year` (None: in whatever year).

    Of the measures known for enough regions in that year the one known in the most years serves, so that years can be
    compared; else the one known for the most regions.
    """
    enough = settings().least_known * regions.surveyed(base_level(level))
    result = []
    for measures in definition.criteria:
        found = [Known(measure, _regions_by_year(engine, regions, measure, level, layer)) for measure in measures]
        if found:
            result.append(max(found, key=lambda known: (
                (year in known.years(enough)) if year else bool(known.years(enough)),
                len(known.years(enough)), max(known.regions.values(), default=0),
            )))
    return tuple(result)


def _regions_by_year(
    engine: Engine, regions: Regions, criterion: Criterion, level: str, layer: str
) -> dict[int, int]:
    def make() -> pd.DataFrame:
        values = _values(engine, regions, criterion, base_level(level), layer)
        return values[values["value"].notna()].groupby("period").size().rename("regions").reset_index()

    counts = engine.recall(("composite_known", criterion.indicator, base_level(level), layer), make)
    return dict(zip(counts["period"].astype(int).tolist(), counts["regions"].astype(int).tolist(), strict=True))


def composite_years(
    engine: Engine, regions: Regions, definition: Definition, level: str, layer: str, fewest: int | None = None
) -> list[int]:
    """Years in which enough criteria (`fewest`, by default as set) are known for enough regions, oldest first."""
    enough = settings().least_known * regions.surveyed(base_level(level))
    counts = pd.Series(dtype=int)
    for measures in definition.criteria:
        years = {
            year for measure in measures
            for year in Known(measure, _regions_by_year(engine, regions, measure, level, layer)).years(enough)
        }
        counts = counts.add(pd.Series(1, index=sorted(years), dtype=int), fill_value=0)
    least = settings().fewest_criteria if fewest is None else fewest
    return sorted(int(year) for year in counts.index[counts >= least])


def criteria_of_year(
    engine: Engine, regions: Regions, definition: Definition, level: str, layer: str, year: int
) -> tuple[tuple[Criterion, ...], tuple[int, ...]]:
    """The criteria of a year, and all years in which they are known, oldest first."""
    enough = settings().least_known * regions.surveyed(base_level(level))
    known = known_criteria(engine, regions, definition, level, layer, year)
    chosen = [entry for entry in known if year in entry.years(enough)]
    years = set.intersection(*(set(entry.years(enough)) for entry in chosen))
    return tuple(entry.criterion for entry in chosen), tuple(sorted(years))


def base_figures(
    engine: Engine, regions: Regions, criteria: Sequence[Criterion], level: str, layer: str, years: Sequence[int]
) -> tuple[BasePanel, pd.DataFrame]:
    """Bounds and frozen weights of the pooled years, and the figures that they rest on."""
    panel = pd.concat([criteria_values(engine, regions, criteria, base_level(level), layer, past) for past in years])
    polarity = pd.Series({criterion.id: criterion.polarity for criterion in criteria})
    return freeze(panel, polarity), panel


def units_of(regions: Regions, level: str) -> list[str]:
    """The regions of a level that the national survey covers."""
    return [code for code in regions.levels[level] if regions[code].in_survey]


def criteria_values(
    engine: Engine, regions: Regions, criteria: Sequence[Criterion], level: str, layer: str, year: int
) -> pd.DataFrame:
    """Regions of the survey by criteria, in the unit of each; NaN = missing."""
    return _table(engine, regions, criteria, level, layer, year, "value").astype(float)


def criteria_reasons(
    engine: Engine, regions: Regions, criteria: Sequence[Criterion], level: str, layer: str, year: int
) -> pd.DataFrame:
    """The same table with the reason why a figure is missing; None where there is one."""
    reasons = _table(engine, regions, criteria, level, layer, year, "reason").astype(object)
    values = criteria_values(engine, regions, criteria, level, layer, year)
    return reasons.where(reasons.notna(), Reason.NOT_PUBLISHED.value).where(values.isna(), None)


def _table(
    engine: Engine, regions: Regions, criteria: Sequence[Criterion], level: str, layer: str, year: int, column: str
) -> pd.DataFrame:
    def make() -> pd.DataFrame:
        columns = {}
        for criterion in criteria:
            values = _values(engine, regions, criterion, level, layer)
            columns[criterion.id] = values[values["period"] == year].set_index("region_code")[column]
        return pd.DataFrame(columns).reindex(index=units_of(regions, level), columns=[c.id for c in criteria])

    key = ("composite_criteria", *criteria, level, layer, year, column)
    return engine.recall(key, make)


def _values(engine: Engine, regions: Regions, criterion: Criterion, level: str, layer: str) -> pd.DataFrame:
    """Columns region_code, period, value, reason of a criterion, for every year that anything is known of."""
    if criterion.is_standing:
        return standing_values(engine, regions, criterion.indicator.id, level, layer)
    return indicator_values(engine, criterion.indicator, level, layer)


def criterion_measures(record: dict[str, Any], catalogue: Mapping[str, Indicator]) -> tuple[Criterion, ...]:
    """The measures of a criterion: ratios of metrics, metrics as they are, figures of a register as it stands."""
    found = []
    for measure in record["measures"]:
        metrics = [measure[part] for part in ("numerator", "denominator", "metric") if part in measure]
        if not set(metrics) <= set(catalogue):
            continue
        is_standing = "standing" in measure
        if is_standing:
            indicator = _standing(record, measure)
        elif "metric" in measure:
            indicator = catalogue[measure["metric"]]
        else:
            indicator = _ratio(record, measure, catalogue)
        found.append(Criterion(
            record["id"], record["name_zh"], record["name_en"], record["error"], record["polarity"], indicator,
            indicator if is_standing else catalogue[metrics[0]], is_standing,
        ))
    return tuple(found)


def _standing(record: dict[str, Any], measure: dict[str, Any]) -> Indicator:
    """What a register says as it stands, in the form of an indicator; its metric is held nowhere."""
    metric = Metric(
        metric=measure["standing"], subject="environment", name_zh=measure["name_zh"], name_en=measure["name_en"],
        unit=measure["unit_zh"], decimals=measure["decimals"], additive=False, polarity=record["polarity"],
        definition_zh=measure["definition_zh"], definition_en=measure["definition_en"], caveat_zh="", caveat_en="",
    )
    return Indicator(
        id=metric.metric, kind="value", subject=metric.subject, name_zh=metric.name_zh, name_en=metric.name_en,
        unit_zh=measure["unit_zh"], unit_en=measure["unit_en"], decimals=metric.decimals, polarity=metric.polarity,
        caveat_zh="", caveat_en="", method="T11", clause=None, numerator=metric,
    )


def _ratio(record: dict[str, Any], measure: dict[str, Any], catalogue: Mapping[str, Indicator]) -> Indicator:
    upper, lower = catalogue[measure["numerator"]], catalogue[measure["denominator"]]
    return Indicator(
        id=f"{measure['numerator']}_per_{measure['denominator']}",
        kind="density",
        subject=upper.subject,
        name_zh=measure["name_zh"],
        name_en=measure["name_en"],
        unit_zh=measure["unit_zh"],
        unit_en=measure["unit_en"],
        decimals=measure["decimals"],
        polarity=record["polarity"],
        caveat_zh="",
        caveat_en="",
        method="D2",
        clause=upper.clause,
        numerator=upper.numerator,
        denominator=lower.numerator,
        denominator_year=measure.get("denominator_year"),
        scale=measure["scale"],
    )


@lru_cache(maxsize=1)
def _records() -> dict[str, Any]:
    with DEFINITION_FILE.open("rb") as file:
        return tomllib.load(file)
