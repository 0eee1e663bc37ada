"""What the section gradient shows: coefficient, its improved form or a location quotient, of which form and year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from geo.map_spec import MapLevel
from pages.frames.provenance import Provenance, of_indicators
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from pages.texts.ranks import rank_remarks
from queries.catalogue import Indicator
from queries.composite_criteria import settings
from queries.derived_ranks import height_ranks, quotient_ranks
from queries.formulas.gradient_coefficient import PARTS
from queries.gap_measures import supply_per_demand
from queries.gradient import FEW, METRICS, Gradient, gradient, nation_row
from queries.rank_credibility import error_kind
from queries.regions import NATION
from queries.service_quotients import ServiceQuotients, service_quotients

COEFFICIENT, IMPROVED = "coefficient", "improved"


@dataclass(frozen=True)
class GradientView:
    """Heights of the regions of a level.

    Attributes
    ----------
    measure : COEFFICIENT, IMPROVED or the identifier of a location quotient
    form : key of SERVICE_FORMS; None for all services
    rows : index = codes of the level; height (≥ 0, 1 = the whole), why (text where there is none), zone, and the
        columns of what was found
    parts : columns of `rows` whose product is the height; none of a location quotient
    """

    level: MapLevel
    region: str | None
    measure: str
    form: str | None
    year: int
    rows: pd.DataFrame
    parts: tuple[str, ...]
    gradient: Gradient | None
    quotients: ServiceQuotients | None

    @property
    def known(self) -> pd.DataFrame:
        """The rows with a height, the highest first."""
        rows = self.rows[self.rows["height"].notna()]
        return rows.sort_values("height", ascending=False, kind="stable")

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """The ranks of the heights with what they are worth, by code."""
        if self.quotients is not None:
            return quotient_ranks(self.rows, error_kind(self.quotients.indicator.numerator))
        return height_ranks(self.rows, self.measure)


def coefficient_view(
    screen: Screen, level: MapLevel, region: str | None, measure: str, form: str | None, year: int
) -> GradientView | None:
    """The coefficient or its improved form; None where no gross product is known."""
    found = gradient(screen.engine, screen.regions, screen.catalogue, level, year, screen.layer, form)
    if found is None:
        return None
    return GradientView(
        level, region, measure, form, year, _with_height(found.rows, measure), parts_of(measure), found, None
    )


def quotient_view(screen: Screen, level: MapLevel, region: str | None, measure: str, year: int) -> GradientView:
    """A location quotient alone."""
    found = service_quotients(
        screen.engine, screen.regions, screen.catalogue[measure], level, year, screen.layer
    )
    rows = found.rows.assign(height=found.rows["value"], why=found.rows["reason"])
    return GradientView(level, region, measure, None, year, rows, (), None, found)


def parts_of(measure: str) -> tuple[str, ...]:
    """The parts that are multiplied."""
    return (*PARTS, "capital_productivity") if measure == IMPROVED else PARTS


def compared_rows(screen: Screen, view: GradientView) -> pd.DataFrame:
    """What can be set against each other: the regions of the level, the zones and the whole, by code.

    Zones are measured by their totals. Columns height, why and those of `parts`.
    """
    columns = ["height", "why", *view.parts]
    parts = [view.rows[columns]]
    if view.level != "zone":
        parts.append(_zones(screen, view)[columns])
    whole = pd.DataFrame([dict.fromkeys(["height", *view.parts], 1.0)], index=[NATION])
    if view.gradient is not None:
        row = nation_row(view.gradient)
        whole = pd.DataFrame([row])
        whole = _with_height(whole, view.measure)
    rows = pd.concat([*parts, whole.reindex(columns=columns)])
    return rows[~rows.index.duplicated()]


def of_what(screen: Screen, view: GradientView) -> str:
    """What is measured in words: 信息服务梯度系数."""
    t = screen.texts
    if view.quotients is not None:
        name = view.quotients.indicator.name(screen.language)
        return name[0].lower() + name[1:]
    name = t(f"gradient_measure.{view.measure}")
    return t("gradient.of_form", form=t(f"service_form.{view.form}"), name=name) if view.form else name


def scope_words(screen: Screen, view: GradientView) -> str:
    """What the whole stands for where it is not all provinces; empty where it is."""
    t = screen.texts
    if view.gradient is not None:
        count, units = view.gradient.units
        if view.gradient.is_listed and count < units:
            return t("gradient.of_listed", count=count, units=units)
        return "" if count == units else t("gradient.of_provinces", count=count, units=units)
    assert view.quotients is not None
    count, units = view.quotients.units
    return t("gradient.of_listed", count=count, units=units) if view.quotients.whole == "listed" else ""


def whole_word(screen: Screen, view: GradientView) -> str:
    """What is 1: the nation, or the cities listed."""
    t = screen.texts
    if view.gradient is not None:
        is_part = view.gradient.is_listed and view.gradient.units[0] < view.gradient.units[1]
    else:
        is_part = view.quotients is not None and view.quotients.whole == "listed"
    return t("gradient.cities_listed") if is_part else screen.place(NATION)


def heights_provenance(screen: Screen, view: GradientView, map_note: str | None = None) -> Provenance:
    """Where the heights come from."""
    t = screen.texts
    remarks = [scope_words(screen, view)]
    if view.quotients is not None:
        remarks.append(t("gradient.quotient_alone"))
        indicators: list[Indicator] = [view.quotients.indicator]
        formula = t("formula.location_quotient")
    else:
        assert view.gradient is not None
        remarks += [t("gradient.squared"), *_remarks_of_form(screen, view)]
        if view.gradient.product_year != view.year:
            remarks.append(t("gradient.product_year", year=view.year, product_year=view.gradient.product_year))
        indicators = [
            supply_per_demand(screen.catalogue, METRICS["output"], METRICS["product"], view.gradient.product_year),
            screen.catalogue[METRICS["staff"]],
        ]
        if view.measure == IMPROVED:
            indicators.append(screen.catalogue[METRICS["capital"]])
        formula = t(f"gradient_formula.{view.measure}")
    kind = "money" if view.quotients is None else error_kind(view.quotients.indicator.numerator)
    remarks += rank_remarks(kind, settings().money_error, t, of_ratios=True)
    if view.level == "major":
        remarks += [t("remark.whole_provinces"), t("remark.overlap")]
    return of_indicators(
        screen, indicators, [view.year], [view.level], [remark for remark in remarks if remark], map_note,
        formula=formula,
    )


def row_of(rows: pd.DataFrame, code: str) -> pd.Series:
    """The row of one place."""
    return rows.loc[[code]].iloc[0]


def hover_words(screen: Screen, view: GradientView) -> dict[str, str]:
    """What stands beside the pointer, by region code."""
    t = screen.texts
    name = of_what(screen, view)
    found = {}
    for code, row in view.rows.iterrows():
        place = screen.place(str(code))
        if pd.isna(row["height"]):
            found[str(code)] = place + t("map.detail", text=t(f"reason.{row['why']}"))
            continue
        parts = "".join(
            f"<br>{t('gradient.named', name=t(f'gradient_part.{part}'), value=plain(float(row[part]), 3))}"
            for part in view.parts
        )
        found[str(code)] = t("gradient.hover", place=place, name=name, value=plain(float(row["height"]), 3)) + parts
    return found


def is_few(row: pd.Series) -> bool:
    """Whether a height rests on fewer than five agencies."""
    return "agencies" in row and bool(row["agencies"] < FEW)


def rungs_drawn(screen: Screen, view: GradientView, most: int) -> tuple[list[str], int]:
    """Codes of the regions to draw, the highest first, and how many are left out.

    Of too many those of the selected province are drawn, else both ends of the ladder and the selected place.
    """
    codes = [str(code) for code in view.known.index]
    if len(codes) <= most:
        return codes, 0
    inside = [code for code in codes if code in members_of_selected(screen, view)][:most]
    if inside:
        return inside, len(codes) - len(inside)
    each = most // 2
    kept = {*codes[:each], *codes[-each:], *([view.region] if view.region in codes else [])}
    return [code for code in codes if code in kept], len(codes) - len(kept)


def members_of_selected(screen: Screen, view: GradientView) -> tuple[str, ...]:
    """Cities of the province that the selected place is or lies in; none where it is its only city."""
    if view.region is None or view.region not in screen.regions or view.level != "city":
        return ()
    province = screen.regions.province_of(view.region)
    members = screen.regions.members(province, view.level) if province else ()
    return members if len(members) > 1 else ()


def _with_height(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    value, reason = ("improved", "improved_reason") if measure == IMPROVED else ("value", "reason")
    return rows.assign(height=rows[value].astype(float), why=rows.get(reason))


def _zones(screen: Screen, view: GradientView) -> pd.DataFrame:
    if view.quotients is not None:
        return quotient_view(screen, "zone", view.region, view.measure, view.year).rows
    zones = coefficient_view(screen, "zone", view.region, view.measure, view.form, view.year)
    return zones.rows if zones is not None else view.rows.iloc[:0]


def _remarks_of_form(screen: Screen, view: GradientView) -> list[str]:
    return [screen.texts("gradient.fractional")] if view.form else []
