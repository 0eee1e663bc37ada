"""The indicator catalogue: one record per indicator, from which every label, sentence and footnote comes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from data.metrics import Metric, load_metrics
from queries.engine import Engine

CATALOGUE_FILE = Path(__file__).with_name("indicators.toml")

Kind = Literal["value", "density", "location_quotient", "share", "growth"]
Language = Literal["zh", "en"]

FAMILY_SUFFIX = {"share": "share", "growth": "annual_growth"}
RATIOS: tuple[Kind, ...] = ("density", "location_quotient")
FAMILIES: tuple[Kind, ...] = ("share", "growth")
FORMULAS: dict[Kind, str] = {
    "value": "S_i",
    "density": r"\rho_i = c\,\frac{\sum S}{\sum D}",
    "location_quotient": r"LQ_i = \frac{S_i/\sum S}{D_i/\sum D}",
    "share": r"s_i = \frac{S_i}{\sum_{31} S}",
    "growth": r"g_i = \left(\frac{S_i(t)}{S_i(t-m)}\right)^{1/m} - 1",
}


@dataclass(frozen=True)
class Indicator:
    """One indicator. `scale` is c of METHODS D2; `polarity` is 1 where more is better, -1 where less is.

    `clause` is the number of the policy clause that names what is measured; None for bases of comparison.
    """

    id: str
    kind: Kind
    subject: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    decimals: int
    polarity: int
    caveat_zh: str
    caveat_en: str
    method: str
    clause: str | None
    numerator: Metric
    denominator: Metric | None = None
    denominator_year: int | None = None
    scale: float = 1.0

    def name(self, language: Language) -> str:
        """Official name in the language."""
        return self.name_zh if language == "zh" else self.name_en

    def unit(self, language: Language) -> str:
        """Unit as the reader writes it."""
        return self.unit_zh if language == "zh" else self.unit_en

    def caveat(self, language: Language) -> str:
        """What a reader must know before quoting the figure."""
        own = self.caveat_zh if language == "zh" else self.caveat_en
        if self.kind == "value":
            return own
        metrics = [self.numerator, *([self.denominator] if self.denominator else [])]
        inherited = [metric.caveat(language) for metric in metrics]
        return " ".join(dict.fromkeys(text for text in (own, *inherited) if text))

    def definition(self, language: Language) -> str:
        """What is counted, from the definitions of the metrics that enter."""
        parts = [self.numerator.definition(language)]
        if self.denominator is not None:
            parts.append(self.denominator.definition(language))
        return " ".join(parts)

    @property
    def formula(self) -> str:
        """Formula in LaTeX, symbols of METHODS section 0.1."""
        return FORMULAS[self.kind]

    @property
    def is_count(self) -> bool:
        """Whether the figure is a total, which a map may show only by symbols, never by a choropleth."""
        return self.kind == "value" and self.numerator.additive

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics whose facts enter."""
        return (self.numerator.metric, *((self.denominator.metric,) if self.denominator else ()))


def build_catalogue(metrics: Mapping[str, Metric]) -> dict[str, Indicator]:
    """Return every indicator by id: each metric as published, then the derived ones in the order of the file.

    Derived indicators whose metrics are not among `metrics`, as in an older snapshot, are left out.

    Raises
    ------
    ValueError
        if two records bear the same id.
    """
    with CATALOGUE_FILE.open("rb") as file:
        records = tomllib.load(file)
    indicators = [_published(metric, records) for metric in metrics.values()]
    for ratio in RATIOS:
        indicators += [
            _ratio(identifier, ratio, record, metrics, records)
            for identifier, record in records[ratio].items()
            if {record["numerator"], record["denominator"]} <= set(metrics)
        ]
    for family in FAMILIES:
        indicators += [
            _of_family(family, records[family], metrics[name], records)
            for name in records[family]["metrics"]
            if name in metrics
        ]
    catalogue = {indicator.id: indicator for indicator in indicators}
    if len(catalogue) < len(indicators):
        raise ValueError("two indicators bear the same id; rename one in indicators.toml")
    return catalogue


@lru_cache(maxsize=1)
def load_catalogue() -> dict[str, Indicator]:
    """Return the catalogue of the metrics that this version of the product knows."""
    return build_catalogue(load_metrics())


def catalogue_of(engine: Engine) -> dict[str, Indicator]:
    """Return the catalogue of a snapshot: names, units and definitions as they were when it was built."""
    rows = engine.query("quality/metrics").to_dict("records")
    return build_catalogue({str(row["metric"]): Metric(**{str(k): v for k, v in row.items()}) for row in rows})


def _published(metric: Metric, records: dict[str, Any]) -> Indicator:
    return Indicator(
        id=metric.metric,
        kind="value",
        subject=metric.subject,
        name_zh=metric.name_zh,
        name_en=metric.name_en,
        unit_zh=metric.unit,
        unit_en=metric.unit,
        decimals=metric.decimals,
        polarity=metric.polarity,
        caveat_zh=metric.caveat_zh,
        caveat_en=metric.caveat_en,
        method=records["methods"]["value"],
        clause=_clause(metric, records),
        numerator=metric,
    )


def _clause(metric: Metric, records: dict[str, Any]) -> str | None:
    """The clause of the policy that names what is measured: of the targets their own, else that of the subject."""
    if metric.metric in records["clauses"]["targets"]["metrics"]:
        return str(records["clauses"]["targets"]["clause"])
    clause = records["clauses"]["subjects"].get(metric.subject)
    return str(clause) if clause else None


def _ratio(
    identifier: str, kind: Kind, record: dict[str, Any], metrics: Mapping[str, Metric], records: dict[str, Any]
) -> Indicator:
    return Indicator(
        id=identifier,
        kind=kind,
        subject=record["subject"],
        name_zh=record["name_zh"],
        name_en=record["name_en"],
        unit_zh=record.get("unit_zh", ""),
        unit_en=record.get("unit_en", ""),
        decimals=record["decimals"],
        polarity=record["polarity"],
        caveat_zh=record["caveat_zh"],
        caveat_en=record["caveat_en"],
        method=records["methods"][kind],
        clause=_clause(metrics[record["numerator"]], records),
        numerator=metrics[record["numerator"]],
        denominator=metrics[record["denominator"]],
        denominator_year=record.get("denominator_year"),
        scale=record.get("scale", 1.0),
    )


def _of_family(kind: Kind, family: dict[str, Any], metric: Metric, records: dict[str, Any]) -> Indicator:
    return Indicator(
        id=f"{metric.metric}_{FAMILY_SUFFIX[kind]}",
        kind=kind,
        subject=metric.subject,
        name_zh=family["name_zh"].format(name=metric.name_zh),
        name_en=family["name_en"].format(name=metric.name_en),
        unit_zh=family["unit_zh"],
        unit_en=family["unit_en"],
        decimals=family["decimals"],
        polarity=metric.polarity,
        caveat_zh=family["caveat_zh"],
        caveat_en=family["caveat_en"],
        method=records["methods"][kind],
        clause=_clause(metric, records),
        numerator=metric,
    )
