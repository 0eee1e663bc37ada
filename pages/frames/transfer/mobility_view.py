"""What the frames of the section mobility share: what is followed over which years, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from pages.frames.provenance import Provenance, of_indicators
from pages.frames.transfer.transfer_view import TransferView
from pages.shell.screen import Screen
from queries.catalogue import Indicator
from queries.class_moves import Classing, ClassMoves
from queries.ratio_panel import RELATED, RatioPanel


@dataclass(frozen=True)
class MobilityView:
    """The place chosen, the panel of the years chosen, and the classes."""

    place: TransferView
    panel: RatioPanel
    classing: Classing

    @property
    def indicator(self) -> Indicator:
        """Supply per demand."""
        return self.panel.basis.indicator

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


def subtitle(screen: Screen, view: MobilityView) -> str:
    """What is shown, for files."""
    t = screen.texts
    return t("mobility.subtitle", name=view.indicator.name(screen.language), first=view.first, last=view.last,
             level=t(f"level.{view.place.level}"), layer=t(f"layer.{screen.layer}"))


def mobility_provenance(
    screen: Screen, view: MobilityView, formula: str, remarks: tuple[str, ...] = ()
) -> Provenance:
    """Where the figures come from, with what is special about the panel."""
    return of_indicators(
        screen, [view.indicator], list(view.panel.years), [view.place.level],
        (*remarks, *panel_words(screen, view)), formula=formula,
    )


def panel_words(screen: Screen, view: MobilityView) -> list[str]:
    """What the panel rests on: a demand base held fixed, years left out, cities listed, a measure that is no supply."""
    t, panel = screen.texts, view.panel
    words = []
    if panel.is_demand_fixed:
        words.append(t("mobility.fixed_demand", demand=panel.basis.demand.name(screen.language),
                       year=panel.basis.demand_year))
    if panel.thin_years:
        words.append(t("mobility.thin_years", years=t.joined([str(year) for year in panel.thin_years])))
    if view.place.level == "city":
        words.append(t("mobility.cities_listed"))
    if panel.basis.supply.metric in RELATED:
        words.append(t("mobility.related", name=panel.basis.supply.name(screen.language)))
    return words
