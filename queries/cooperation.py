"""Who assists whom, how many projects provinces have together, and whether assisted pairs are closer than others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries.engine import Engine
from queries.formulas.cooperation_intensity import AssistedAffinity, assisted_affinity, cooperation_intensity
from queries.formulas.outcome import Outcome
from queries.formulas.reasons import Reason
from queries.regions import Regions

EAST = "east"
CORPS = "新疆生产建设兵团"
"""No province, and assisted in its own name."""

SEED, DRAWS = 20260, 4999
"""Of the band of chance (METHODS E10)."""


@dataclass(frozen=True)
class JointProjects:
    """The projects of a layer in which only the 31 provinces take part.

    Attributes
    ----------
    rows : region_code, partner_code (the same: a province alone), year, kind, projects
    provinces : codes of the 31, in the order of every table
    outside : projects left out, as one of the two is outside the survey
    """

    rows: pd.DataFrame
    provinces: tuple[str, ...]
    outside: int

    @property
    def years(self) -> list[int]:
        """Years with any project on record, ascending."""
        return sorted(int(year) for year in self.rows["year"].unique())

    @property
    def kinds(self) -> list[str]:
        """Kinds in the words of the sources, the most frequent first."""
        return list(self.rows.groupby("kind")["projects"].sum().sort_values(ascending=False, kind="stable").index)

    def table(self, first: int, last: int, kind: str | None = None) -> tuple[pd.DataFrame, pd.Series]:
        """Joint projects c_ij of the years, symmetric with an empty diagonal, and all projects c_i of each province."""
        rows = self.rows[self.rows["year"].between(first, last)]
        rows = rows if kind is None else rows[rows["kind"] == kind]
        counts = rows.groupby(["region_code", "partner_code"])["projects"].sum()
        units = list(self.provinces)
        half = counts.unstack(fill_value=0).reindex(index=units, columns=units, fill_value=0).astype(float)
        alone = pd.Series(np.diag(half), index=units)
        joint = half + half.T
        joint = joint.where(~np.eye(len(units), dtype=bool), 0.0)
        return joint, joint.sum(axis=1) + alone


@dataclass(frozen=True)
class CooperationBoard:
    """Intensities of the years chosen.

    Attributes
    ----------
    pairs : one row per unordered pair of provinces: first, second, joint, salton, salton_reason, affinity,
        affinity_reason, is_assisted, is_comparable (one could help, the other be helped: East and not itself assisted,
        and any other)
    provinces : index = codes; joint (projects with others), total (all projects), partners (with whom any)
    index : assisted pairs against the other comparable ones
    per_pair : joint projects per assisted pair of provinces
    named_later : years after the last of the board in which pairs were named, see ``named_later``
    """

    pairs: pd.DataFrame
    provinces: pd.DataFrame
    index: AssistedAffinity
    per_pair: Outcome
    named_later: tuple[int, ...]


def assistance_pairs(engine: Engine, layer: str) -> pd.DataFrame:
    """Return the pairs published and those of a layer, in the columns of joint_project/pairs.

    Of a pair on record several times the earliest year stands, published before others.
    """
    rows = engine.query("joint_project/pairs", layer=layer)
    order = rows.assign(own=rows["layer"] != "published").sort_values(["year", "own"], kind="stable")
    return order.drop_duplicates(["helper_code", "assisted_name"]).drop(columns="own").reset_index(drop=True)


def named_later(pairs: pd.DataFrame, last: int) -> tuple[int, ...]:
    """The years after `last` in which pairs were named, ascending.

    A source names a pair in a year, it does not say since when the two assist each other. So such a pair stays one,
    but what is counted up to `last` was there before the naming and is no effect of it: whoever shows it says so.
    """
    return tuple(sorted({int(year) for year in pairs["year"] if year > last}))


def joint_projects(engine: Engine, regions: Regions, layer: str) -> JointProjects | None:
    """Return the projects of a layer; None where it has none of the 31 provinces."""
    rows = engine.query("joint_project/projects", layer=layer)
    provinces = tuple(regions.zone_of_province)
    inside = rows["region_code"].isin(provinces) & rows["partner_code"].isin(provinces)
    if not inside.any():
        return None
    outside = int(rows.loc[~inside, "projects"].sum())
    return JointProjects(rows[inside].reset_index(drop=True), provinces, outside)


def joint_sources(engine: Engine, layer: str, years: list[int]) -> pd.DataFrame:
    """Return the sources of the joint projects of some years."""
    return engine.query("joint_project/sources", layer=layer, years=years)


def cooperation_board(
    engine: Engine, regions: Regions, layer: str, first: int, last: int, kind: str | None = None, draws: int = DRAWS
) -> CooperationBoard | None:
    """Return intensities and the official-pair index of the years from `first` to `last`; None without projects.

    Without `draws` the index has no band of chance.
    """
    return engine.recall(
        ("cooperation", layer, first, last, kind, draws),
        lambda: _board(engine, regions, layer, first, last, kind, draws),
    )


def _board(
    engine: Engine, regions: Regions, layer: str, first: int, last: int, kind: str | None, draws: int
) -> CooperationBoard | None:
    projects = joint_projects(engine, regions, layer)
    if projects is None:
        return None
    joint, totals = projects.table(first, last, kind)
    helped = assistance_pairs(engine, layer)
    named = {frozenset(pair) for pair in zip(helped["helper_code"], helped["assisted_code"], strict=True)}
    helpers, receivers = _sides(regions, helped)
    pairs = cooperation_intensity(joint, totals).reset_index()
    ends = [frozenset(pair) for pair in zip(pairs["first"], pairs["second"], strict=True)]
    pairs["is_assisted"] = [pair in named for pair in ends]
    pairs["is_comparable"] = [len(pair & set(helpers)) == 1 for pair in ends]
    index = _index(pairs, helpers, receivers, named, draws)
    provinces = pd.DataFrame({"joint": joint.sum(axis=1), "total": totals, "partners": (joint > 0).sum(axis=1)})
    official = pairs[pairs["is_assisted"]]
    per_pair = (
        Outcome.of(float(official["joint"].mean()), len(official)) if len(official)
        else Outcome.absent(Reason.NOT_PUBLISHED)
    )
    return CooperationBoard(pairs, provinces, index, per_pair, named_later(helped, last))


def _sides(regions: Regions, helped: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Who could help, the East as far as it is not itself assisted, and who could be helped, all others."""
    zones = regions.zone_of_province
    assisted = set(helped["assisted_code"])
    could_help = {code for code in zones if zones[code] == EAST and code not in assisted} | set(helped["helper_code"])
    helpers = [code for code in zones if code in could_help]
    return helpers, [code for code in zones if code not in could_help]


def _index(
    pairs: pd.DataFrame, helpers: list[str], receivers: list[str], named: set[frozenset[str]], draws: int
) -> AssistedAffinity:
    both = pd.concat([pairs, pairs.rename(columns={"first": "second", "second": "first"})])
    affinity = both.pivot(index="first", columns="second", values="affinity")
    affinity = affinity.reindex(index=helpers, columns=receivers).astype(float)
    assisted = pd.DataFrame(
        [[frozenset((helper, receiver)) in named for receiver in receivers] for helper in helpers],
        index=affinity.index, columns=affinity.columns,
    )  # fmt: skip
    return assisted_affinity(affinity, assisted, seed=SEED, draws=draws)
