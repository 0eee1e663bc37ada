"""Which services the regions of a layer's register offer, which they lack, and how much that weighs (METHODS G6)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from queries.agencies import IP_TYPES, SERVICE_FORMS
from queries.engine import Engine
from queries.formulas import service_coverage as formula
from queries.formulas.rank_uncertainty import draws_for, ranks_with_draws
from queries.formulas.reasons import Reason
from queries.formulas.units import MINIMUM_COVERAGE
from queries.regions import NATION, ZONES, Regions

TYPES_FILE = Path(__file__).with_name("service_coverage.toml")
THRESHOLDS = tuple(range(1, 11))
Weighting = Literal["equal", "offers"]
WEIGHTINGS: tuple[Weighting, ...] = ("equal", "offers")
"""Every service counts the same, or by its share of the offers on record: what nobody offers then weighs nothing."""
BELOW = (formula.CellState.THIN.value, formula.CellState.MISSING.value)
REFERENCES = (NATION, *ZONES)
RANKED = ("rank", "lo", "hi", "ties")
SEED = 47
"""Of the draws that the ranks of gaps rest on."""


@dataclass(frozen=True)
class ServiceTypes:
    """The cells that count, and what says how much demand for a type of IP arises in a place.

    `cells` are pairs of form and type of IP in the words of addresses, forms in the order of the grid; `why_not` says
    in each language why a cell can exist nowhere; `demand` lists metrics by type of IP, and under `any` for the others.
    """

    cells: pd.MultiIndex
    why_not: Mapping[tuple[str, str], Mapping[str, str]]
    demand: Mapping[str, tuple[str, ...]]

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that count."""
        return tuple(dict.fromkeys(self.cells.get_level_values("form")))

    @property
    def feasible(self) -> pd.Series:
        """The mask a_kf, 1 or 0 by cell."""
        return pd.Series([0 if cell in self.why_not else 1 for cell in self.cells], index=self.cells)


@lru_cache(maxsize=1)
def service_types() -> ServiceTypes:
    """Return the cells of service_coverage.toml."""
    with TYPES_FILE.open("rb") as file:
        record = tomllib.load(file)
    cells = pd.MultiIndex.from_product([record["forms"], list(IP_TYPES)], names=["form", "ip_type"])
    why_not = {
        (entry["form"], entry["ip_type"]): {"zh": entry["why_zh"], "en": entry["why_en"]}
        for entry in record["not_feasible"]
    }
    if not set(why_not) <= set(cells):
        raise ValueError(f"{TYPES_FILE.name}: cells that do not exist: {sorted(set(why_not) - set(cells))}")
    return ServiceTypes(cells, why_not, {name: tuple(metrics) for name, metrics in record["demand"].items()})


@dataclass(frozen=True)
class Services:
    """What the register of a layer says of some places.

    Attributes
    ----------
    providers : shape (places, cells), agencies that are not closed; NaN where no agency of the register offers the
        type or the form, so that nothing tells of the cell
    answers : by place agencies, offering (those with an offer on record), told (1 where a cell without agencies is
        missing, not unknown), reason (why it is not; else missing)
    offers : agencies that offer each cell, over the whole register
    """

    providers: pd.DataFrame
    answers: pd.DataFrame
    offers: pd.Series

    def known(self) -> pd.DataFrame:
        """Providers of the places of which the register tells; all NaN elsewhere: what coverage rests on."""
        return self.providers.where(self.answers["told"].astype(bool), np.nan)

    def weights(self, weighting: Weighting) -> pd.Series:
        """National weight ω of each cell, in any unit: it counts in proportion to the others."""
        return self.offers if weighting == "offers" else pd.Series(1.0, index=self.offers.index)

    def states(self, threshold: int) -> pd.DataFrame:
        """State of every cell. Where the register does not tell enough, a cell below the threshold is unknown."""
        told = self.answers["told"].to_numpy(dtype=bool)[:, None]
        counts = self.providers.where(told | (self.providers >= threshold), np.nan)
        return formula.cell_states(counts, service_types().feasible, threshold)


def services(engine: Engine, regions: Regions, layer: str, codes: Sequence[str]) -> Services:
    """Return what the register of a layer says of the places `codes`, of any level, inside the survey."""
    cells = service_types().cells
    counts = _counts(engine, layer)
    answers = _answers(engine, layer)
    reported = counts.sum(axis=0)
    forms = reported.groupby("form").transform("sum") > 0
    types = reported.groupby("ip_type").transform("sum") > 0
    numbers = counts.to_numpy(dtype=float)
    provinces = _provinces(regions, answers)
    rows, said = [], []
    for code in codes:
        places = _places(regions, code)
        rows.append(numbers[counts.index.isin(places)].sum(axis=0))
        said.append(_said(regions, answers, provinces, places))
    index = pd.Index(list(codes), name="region_code")
    providers = pd.DataFrame(np.array(rows).reshape(len(index), len(cells)), index=index, columns=cells)
    providers = providers.where(np.tile(forms & types, (len(index), 1)), np.nan)
    told = pd.DataFrame(said, columns=["agencies", "offering", "told", "reason"]).set_axis(index, axis=0)
    told["reason"] = told["reason"].astype(object)
    return Services(providers, told, reported)


def level_coverage(
    engine: Engine, regions: Regions, layer: str, level: str, threshold: int, weighting: Weighting = "equal"
) -> pd.DataFrame:
    """Coverage and weighted gap of every region of a level, the widest gap first, then of nation and zones.

    Returns
    -------
    Columns region_code, is_reference (the nation, and the zones unless they are the level), zone, agencies, offering,
    feasible, known, offered, thin, missing, coverage, gap (0..1; NaN where reason says why), reason, rank (1 the
    widest gap; ties share a rank; missing without a gap and for references), lo, hi, ties (of the rank, the agencies
    of every cell drawn).
    """
    key = ("service_coverage", layer, level, threshold, weighting)
    return engine.recall(key, lambda: _level_coverage(engine, regions, layer, level, threshold, weighting))


def _level_coverage(
    engine: Engine, regions: Regions, layer: str, level: str, threshold: int, weighting: Weighting
) -> pd.DataFrame:
    references = [code for code in REFERENCES if code in regions]
    codes = [code for code in regions.levels[level] if regions[code].in_survey and code not in references]
    found = services(engine, regions, layer, [*codes, *references])
    types = service_types()
    rows = formula.service_coverage(found.known(), types.feasible, found.weights(weighting), threshold)
    states = found.states(threshold)
    for state in formula.CellState:
        rows[state.value] = (states == state.value).sum(axis=1)
    rows["reason"] = found.answers["reason"].where(found.answers["reason"].notna(), rows["gap_reason"])
    rows[["agencies", "offering"]] = found.answers[["agencies", "offering"]]
    rows = rows.reset_index()
    rows["is_reference"] = [
        code == NATION or (code in ZONES and level != "zone") for code in rows["region_code"]
    ]
    rows["zone"] = [code if code in ZONES else regions.zone_of(code) for code in rows["region_code"]]
    own = ~rows["is_reference"]
    rows = rows.join(_gap_ranks(rows.loc[own, ["region_code", "gap"]], found, threshold, weighting))
    rows = rows.sort_values(["is_reference", "gap", "region_code"], ascending=[True, False, True], kind="stable")
    columns = ["region_code", "is_reference", "zone", "agencies", "offering", "feasible", "known", "offered", "thin",
               "missing", "coverage", "gap", "reason", *RANKED]
    return rows[columns].reset_index(drop=True)


def _gap_ranks(rows: pd.DataFrame, found: Services, threshold: int, weighting: Weighting) -> pd.DataFrame:
    """The ranks of some regions by gap with what they are worth: the agencies of every cell drawn; index as `rows`."""
    drawn = formula.gap_draws(
        found.known().loc[rows["region_code"]], service_types().feasible, found.weights(weighting), threshold,
        draws_for(len(rows)), SEED,
    )
    return ranks_with_draws(rows["gap"].astype(float), drawn)[list(RANKED)]


def _counts(engine: Engine, layer: str) -> pd.DataFrame:
    """Agencies by place and cell, 0 where none is found."""
    cells = service_types().cells
    words = {form: word for word, form in SERVICE_FORMS.items()}, {ip_type: word for word, ip_type in IP_TYPES.items()}
    rows = engine.query("gap/service_cells", layer=layer)
    rows["form"], rows["ip_type"] = rows["service_form"].map(words[0]), rows["ip_type"].map(words[1])
    wide = rows.pivot_table(index="region_code", columns=["form", "ip_type"], values="agencies", aggfunc="sum")
    return wide.reindex(columns=cells).fillna(0.0)


def _answers(engine: Engine, layer: str) -> pd.DataFrame:
    return engine.query("gap/service_answers", layer=layer).set_index("region_code")[["agencies", "offering"]]


def _places(regions: Regions, code: str) -> list[str]:
    """Places at which the agencies of a region stand: its cities, and its provinces for those of no known city."""
    if code in regions.levels["city"]:
        return [code]
    return [place for place in regions.inside(code) if regions[place].in_survey]


def _provinces(regions: Regions, answers: pd.DataFrame) -> dict[str, tuple[Reason | None, Reason | None]]:
    """What keeps a province from telling of what it lacks: as a whole, and city by city."""
    found = {}
    cities = set(regions.levels["city"])
    for province in regions.levels["province"]:
        inside = answers.loc[answers.index.intersection(list(regions.inside(province)))]
        agencies, offering = inside.sum()
        whole = _objection(agencies, offering)
        lost = answers["agencies"].get(province, 0) if province not in cities else 0
        is_scattered = lost > (1 - MINIMUM_COVERAGE) * agencies
        found[province] = (whole, whole or (Reason.COVERAGE if is_scattered else None))
    return found


def _said(
    regions: Regions, answers: pd.DataFrame, provinces: Mapping[str, tuple[Reason | None, Reason | None]],
    places: Sequence[str],
) -> tuple[int, int, bool, str | None]:
    """Agencies of a region, those that tell what they offer, and whether their silence on a cell means anything."""
    agencies, offering = answers.loc[answers.index.intersection(list(places))].sum()
    objections = [_objection(agencies, offering)] if agencies else []
    whole = [place for place in places if place in provinces]
    parts = {regions[place].parent_code or "" for place in places if place not in provinces} - {*whole}
    objections += [provinces[place][0] for place in whole]
    objections += [provinces[place][1] for place in parts if place in provinces]
    if all(objection is Reason.NOT_PUBLISHED for objection in objections):
        return int(agencies), int(offering), False, Reason.NOT_PUBLISHED.value
    if any(objections):
        return int(agencies), int(offering), False, Reason.COVERAGE.value
    return int(agencies), int(offering), True, None


def _objection(agencies: float, offering: float) -> Reason | None:
    if not offering:
        return Reason.NOT_PUBLISHED
    return Reason.COVERAGE if offering < MINIMUM_COVERAGE * agencies else None
