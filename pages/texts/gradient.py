"""The gradient in sentences, from the same record as the figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain
from pages.texts.ranks import leader_words, place_words
from queries.formulas.rank_uncertainty import ranks_with_draws

EVEN = 0.005
"""Logarithm of a ratio below which two heights are told as alike: half a per cent."""
Place = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """What a sentence says of: the measure in words, the year, the unit of the level, and the parts by name."""

    name: str
    year: int
    unit: str
    parts: Mapping[str, str]


def height_word(height: float) -> str:
    """A height in digits, with as many decimals as keep a small one from reading as none."""
    decimals = 2 if height == 0 or height >= 0.095 else 1 - math.floor(math.log10(height))
    return plain(height, min(decimals, 6))


def ladder_finding(
    known: pd.DataFrame, units: int, selected: str | None, told: Told, place: Place, t: Texts, within: str = "",
    ranks: pd.DataFrame | None = None,
) -> str:
    """How many regions stand above 1, the highest and the lowest; of a selected one its rank and its parts.

    `within` says of which larger place the regions are; `ranks` (rank, lo, hi) what the ranks are worth, by default
    nothing but the order of the heights.
    """
    if ranks is None:
        ranks = ranks_with_draws(known["height"], None)
    if selected in known.index:
        return _of_selected(known, str(selected), told, place, t, ranks)
    opening = {"year": told.year, "units": units, "known": len(known), "unit": told.unit, "name": told.name,
               "within": within}
    top, bottom = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        value = height_word(float(top["height"]))
        return t("gradient.only_one", **opening, place=place(str(known.index[0])), value=value)
    words = {
        "highest": place(str(known.index[0])), "most": height_word(float(top["height"])),
        "lowest": place(str(known.index[-1])), "least": height_word(float(bottom["height"])),
        "above": int((known["height"] > 1).sum()),
    }
    key = "gradient.ladder_finding" if len(known) == units else "gradient.ladder_finding_partly"
    stop = t("gradient.full_stop")
    return t(key, **opening, **words).removesuffix(stop) + leader_words(ranks.loc[known.index], place, t) + stop


def pair_finding(first: Mapping[Any, Any], second: Mapping[Any, Any], names: tuple[str, str], told: Told,
                 differences: pd.Series, t: Texts) -> str:
    """How many times as high the first of two places stands, and which part the difference comes from.

    `differences` are the logarithms of the ratios of the parts; none of a measure without parts.
    """
    whole = math.log(float(first["height"])) - math.log(float(second["height"]))
    words = {
        "year": told.year, "name": told.name, "first": names[0], "second": names[1],
        "value": height_word(float(first["height"])), "other": height_word(float(second["height"])),
        "times": plain(math.exp(whole), 1 if whole > math.log(10) else 2), "part": percent(math.exp(whole), 0),
    }
    if abs(whole) < EVEN:
        return t("gradient.pair_even", **words)
    opening = t("gradient.pair_above" if whole > 0 else "gradient.pair_below", **words)
    return opening + (_source(differences, whole, told, t) if len(differences) else t("gradient.full_stop"))


def _source(differences: pd.Series, whole: float, told: Told, t: Texts) -> str:
    """Which part the difference comes from, and which ones work against it."""
    direction = 1.0 if whole > 0 else -1.0
    along = (differences * direction).sort_values(ascending=False)
    against = [told.parts[str(part)] for part in along[along < -EVEN].index]
    leading = told.parts[str(along.index[0])]
    if against:
        return t("gradient.source_against", part=leading, others=t.joined(against))
    return t("gradient.source", part=leading, share=percent(float(along.iloc[0]) / abs(whole), 0))


def _of_selected(
    known: pd.DataFrame, code: str, told: Told, place: Place, t: Texts, ranks: pd.DataFrame
) -> str:
    row = known.loc[[code]].iloc[0]
    rank = place_words(ranks, code, place, t)
    words = {"year": told.year, "place": place(code), "name": told.name, "value": height_word(float(row["height"])),
             "rank": rank, "known": len(known), "unit": told.unit}
    opening = t("gradient.selected", **words)
    if not told.parts or not float(row["height"]) > 0:
        return opening + t("gradient.full_stop")
    listed = t.joined([
        t("gradient.part_value", name=name, value=plain(float(row[part]), 2)) for part, name in told.parts.items()
    ])
    return t("gradient.selected_parts", opening=opening, parts=listed)
