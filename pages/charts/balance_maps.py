"""The maps of balance: supply crossed with demand, and where shortage lies beside shortage."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.classes import class_breaks, class_of
from geo.legend_grid import GridCell, LegendGrid
from geo.map_spec import Fill, MapLevel, MapSpec, Outline
from pages.charts.atlas_map import absence_fills, approval_number, map_note, shortest
from pages.charts.style import DIVERGING
from pages.shell.screen import Screen
from pages.texts.numbers import plain, significant
from queries.balance import Intensity
from queries.formulas.spatial_autocorrelation import PATTERNS, Pattern
from queries.shortage_clusters import ShortageClusters

STEPS = 3
WORDS = ("low", "middle", "high")
# Supply upward in blue, demand across in orange; both together darken. Blue and orange differ for every eye.
CROSSED = (
    ("#f6ecd9", "#f0bd7c", "#d8782a"),
    ("#a9cbe0", "#a39d93", "#8a5640"),
    ("#559acd", "#46688c", "#2a2f4a"),
)
DARK = frozenset({"#8a5640", "#46688c", "#2a2f4a"})
PATTERN_COLOURS: dict[Pattern, str] = {
    "low_low": DIVERGING[0], "low_high": DIVERGING[1], "high_high": DIVERGING[4], "high_low": DIVERGING[3],
    "not_significant": "#fbf8f1", "no_neighbour": "#8f8f97",
}


@dataclass(frozen=True)
class Crossed:
    """Supply crossed with demand.

    Attributes
    ----------
    rows : indexed by region_code: supply, demand, supply_class and demand_class (0 low, 1 middle, 2 high); the regions
        that have both
    supply_breaks, demand_breaks : inner class breaks, at most two each
    """

    rows: pd.DataFrame
    supply_breaks: tuple[float, ...]
    demand_breaks: tuple[float, ...]

    def codes(self, supply: int, demand: int) -> tuple[str, ...]:
        """Regions of one colour."""
        found = self.rows[(self.rows["supply_class"] == supply) & (self.rows["demand_class"] == demand)]
        return tuple(found.index)


def crossed(intensity: Intensity) -> Crossed:
    """Cut both measures into thirds of equal count."""
    rows = intensity.rows[intensity.rows["reason"].isna()].copy()
    breaks = {name: class_breaks(rows[name].tolist(), "quantile", STEPS) for name in ("supply", "demand")}
    for name, cut in breaks.items():
        rows[f"{name}_class"] = class_of(rows[name].tolist(), cut)
    return Crossed(rows, breaks["supply"], breaks["demand"])


def breaks_in_words(breaks: tuple[float, ...]) -> tuple[str, ...]:
    """Class breaks in as few digits as they have."""
    return tuple(shortest(significant(value), 2) for value in breaks)


def crossed_spec(
    screen: Screen, level: MapLevel, found: Crossed, intensity: Intensity, names: tuple[str, str],
    outlines: tuple[Outline, ...],
) -> MapSpec:
    """The map of supply (upward) crossed with demand (across); `names` are the two measures with their ground."""
    t = screen.texts
    pairs = [(row, column) for row in reversed(range(STEPS)) for column in range(STEPS)]
    fills = [
        Fill("class", t("map.class", count=len(codes), label=t(
            "balance.crossed", supply=t(f"balance.third.{WORDS[row]}"), demand=t(f"balance.third.{WORDS[column]}")
        )), CROSSED[row][column], codes)
        for row, column in pairs if (codes := found.codes(row, column))
    ]
    cells = tuple(
        GridCell(column, row, CROSSED[row][column], str(len(found.codes(row, column)) or ""),
                 CROSSED[row][column] in DARK)
        for row, column in pairs
    )
    supply_breaks, demand_breaks = breaks_in_words(found.supply_breaks), breaks_in_words(found.demand_breaks)
    grid = LegendGrid(cells, t("balance.across"), t("balance.upward"), demand_breaks, supply_breaks)
    hover = {
        code: t("balance.crossed_hover", place=screen.place(code), supply_name=names[0], demand_name=names[1],
                supply=plain(row["supply"], 2), demand=plain(row["demand"], 2))
        for code, row in zip(found.rows.index, found.rows.to_dict("records"), strict=True)
    }
    title = t("balance.crossed_legend", supply_breaks=" / ".join(supply_breaks) or "—",
              demand_breaks=" / ".join(demand_breaks) or "—")
    return _spec(screen, level, tuple(fills), intensity.rows, hover, title, t("balance.crossed_alternative"), outlines,
                 grid)


def pattern_spec(
    screen: Screen, level: MapLevel, clusters: ShortageClusters, rows: pd.DataFrame, name: str,
    outlines: tuple[Outline, ...],
) -> MapSpec:
    """The map of LISA: what each region is beside its neighbours; `rows` hold all regions with their reason."""
    t = screen.texts
    units = clusters.units
    fills = []
    for pattern in PATTERNS:
        codes = tuple(units.index[units["pattern"] == pattern])
        label = t("map.class", label=t(f"balance.pattern.{pattern}"), count=len(codes))
        if codes:
            fills.append(Fill("class", label, PATTERN_COLOURS[pattern], codes))
    hover = {
        code: t("balance.pattern_hover", place=screen.place(code), name=name,
                pattern=t(f"balance.pattern.{row['pattern']}"), z=plain(row["z"], 2), lag=plain(row["lag"], 2),
                p=p_in_words(row["p"], screen))
        for code, row in zip(units.index, units.to_dict("records"), strict=True)
    }
    states = rows.set_index("region_code")[["reason"]]
    return _spec(screen, level, tuple(fills), states, hover, t("balance.pattern_legend"),
                 t("balance.pattern_alternative", level=t(f"level.{level}")), outlines, None)


def p_in_words(p: float, screen: Screen) -> str:
    """A p-value with four digits at most, as the permutations allow; the word for none where there is none."""
    if pd.isna(p):
        return screen.texts("value.none")
    return "<0.001" if p < 0.001 else plain(p, 3)


def _spec(
    screen: Screen, level: MapLevel, fills: tuple[Fill, ...], states: pd.DataFrame, hover: dict[str, str], title: str,
    alternative: str, outlines: tuple[Outline, ...], grid: LegendGrid | None,
) -> MapSpec:
    """`states` is indexed by region_code; regions with a reason get the fill of their state."""
    painted = {code for fill in fills for code in fill.codes}
    absent = states[~states.index.isin(painted)].rename_axis("region_code").reset_index()
    absent = absent[["region_code", "reason"]].assign(value=None, lo=None, hi=None)
    absent["reason"] = absent["reason"].fillna("not_published")
    return MapSpec(
        level=level,
        fills=(*fills, *absence_fills(screen, absent, level)),
        hover={**{code: screen.place(code) for code in absent["region_code"]}, **hover},
        note=map_note(screen),
        inset_title=screen.texts("map.inset"),
        legend_title=title,
        alternative_text=alternative,
        outlines=outlines,
        ground_label=screen.texts("map.outside_majors") if level == "major" else "",
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
        legend_grid=grid,
    )
