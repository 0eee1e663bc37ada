"""What the frames of the section mobility share: what is followed over which years, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from pages.controls.mobility_selectors import coefficient_name
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.transfer.transfer_view import TransferView
from pages.shell.screen import Screen
from queries.class_moves import Classing, ClassMoves
from queries.gap_measures import supply_per_demand
from queries.gradient import FEW, METRICS
from queries.gradient_panel import GradientPanel
from queries.ratio_panel import RELATED, RatioPanel

MobilityPanel = RatioPanel | GradientPanel
MobilityKind = Literal["gradient", "density"]
MOBILITY_KINDS: tuple[MobilityKind, ...] = get_args(MobilityKind)


@dataclass(frozen=True)
class MobilityView:
    """The place chosen, the panel of the years chosen, and the classes."""

    place: TransferView
    panel: MobilityPanel
    classing: Classing

    @property
    def kind(self) -> MobilityKind:
        """Whether the coefficient is followed, or supply per demand."""
        return "gradient" if isinstance(self.panel, GradientPanel) else "density"

    @property
    def first(self) -> int:
        """First year."""
        return self.panel.years[0]

    @property
    def last(self) -> int:
        """Last year."""
        return self.panel.years[-1]


def class_names(screen: Screen, moves: ClassMoves, classing: Classing) -> tuple[str, ...]:
    """Name of each class, lowest first; ties may leave fewer than three of the thirds."""
    t = screen.texts
    if classing == "fixed":
        return tuple(t(f"mobility.fixed.{number}") for number in range(moves.count))
    return tuple(t(f"mobility.thirds.{step}") for step in third_names(moves.count))


def third_names(count: int) -> tuple[str, ...]:
    """Which of low, middle and high there are."""
    return {1: ("middle",), 2: ("low", "high")}.get(count, ("low", "middle", "high"))


def panel_name(screen: Screen, panel: MobilityPanel) -> str:
    """What is followed, as a name that stands by itself."""
    if isinstance(panel, GradientPanel):
        return coefficient_name(screen, panel.form)
    return panel.basis.indicator.name(screen.language)


def subtitle(screen: Screen, view: MobilityView) -> str:
    """What is shown, for files."""
    t = screen.texts
    return t("mobility.subtitle", name=panel_name(screen, view.panel), first=view.first, last=view.last,
             level=t(f"level.{view.place.level}"), layer=t(f"layer.{screen.layer}"))


def mobility_provenance(
    screen: Screen, view: MobilityView, formula: str, remarks: tuple[str, ...] = ()
) -> Provenance:
    """Where the figures come from, with what is special about the panel."""
    panel = view.panel
    years = list(panel.years)
    if isinstance(panel, GradientPanel):
        t = screen.texts
        product = supply_per_demand(
            screen.catalogue, METRICS["output"], METRICS["product"], panel.product_years[view.last]
        )
        indicators = [product, screen.catalogue[METRICS["staff"]]]
        remarks = (t("gradient_formula.coefficient"), t("gradient.squared"), *remarks)
    else:
        indicators = [panel.basis.indicator]
    return of_indicators(
        screen, indicators, years, [view.place.level], (*remarks, *panel_words(screen, view)), formula=formula
    )


def panel_words(screen: Screen, view: MobilityView) -> list[str]:
    """What the panel rests on: years left out, cities listed, and what is special about what is followed."""
    t, panel = screen.texts, view.panel
    own = _gradient_words(screen, panel) if isinstance(panel, GradientPanel) else _density_words(screen, panel)
    if panel.thin_years:
        own.append(t("mobility.thin_years", years=t.joined([str(year) for year in panel.thin_years])))
    if view.place.level == "city":
        own.append(t("mobility.cities_listed"))
    return own


def _density_words(screen: Screen, panel: RatioPanel) -> list[str]:
    """A demand base held fixed, a measure that is no supply."""
    t, words = screen.texts, []
    if panel.is_demand_fixed:
        words.append(t("mobility.fixed_demand", demand=panel.basis.demand.name(screen.language),
                       year=panel.basis.demand_year))
    if panel.basis.supply.metric in RELATED:
        words.append(t("mobility.related", name=panel.basis.supply.name(screen.language)))
    return words


def _gradient_words(screen: Screen, panel: GradientPanel) -> list[str]:
    """Agencies in parts, a product of other years, provinces that the whole lacks, coefficients of few agencies."""
    t, words = screen.texts, []
    if panel.form:
        words.append(t("gradient.fractional"))
    borrowed = {year: panel.product_years[year] for year in panel.years if panel.product_years[year] != year}
    if borrowed:
        words.append(t("mobility.product_years", years=t.joined([str(year) for year in borrowed]),
                       product=t.joined(sorted({str(year) for year in borrowed.values()}))))
    count, units = min(panel.units[year] for year in panel.years)
    if count < units and panel.level != "city":
        words.append(t("mobility.part_of_provinces", count=count, units=units))
    few = int(panel.few.iloc[:, [0, -1]].any(axis=1).sum())
    if few:
        words.append(t("mobility.few_agencies", count=few, least=int(FEW)))
    return words
