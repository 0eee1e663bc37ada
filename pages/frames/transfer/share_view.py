"""What the reader chose in the section shares, and where its figures come from."""

from __future__ import annotations

from dataclasses import dataclass

from geo.map_spec import MapLevel
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.register import of_register
from pages.shell.screen import Screen
from pages.texts.share_dynamics import MeasureWords
from queries.supply_panel import REGISTER_MEASURES, SupplyPanel


@dataclass(frozen=True)
class ShareView:
    """Level and place of the page, and the measure, form of service and period of the section."""

    level: MapLevel
    region: str | None
    measure: str
    form: str | None
    period: tuple[int, int]
    panel: SupplyPanel
    words: MeasureWords

    @property
    def is_of_register(self) -> bool:
        """Whether the measure is counted in the register, by form of service."""
        return self.measure in REGISTER_MEASURES


def share_remarks(screen: Screen, view: ShareView) -> tuple[str, ...]:
    """What is special about the measure and the level: fractional counting, prices, overlap, lists of cities."""
    t = screen.texts
    remarks = []
    if view.is_of_register:
        remarks.append(t("share_dynamics.fractional"))
        first, last = view.period
        known = view.panel.coverage.loc[:, first:last]
        if (known < 1).any(axis=None):
            remarks.append(t("share_dynamics.told"))
    if view.measure in ("revenue", "industry_revenue", "patent_agency_revenue"):
        remarks.append(t("share_dynamics.prices"))
    if view.level == "major":
        remarks += [t("remark.whole_provinces"), t("share_dynamics.overlap")]
    if view.level == "city":
        remarks.append(t("share_dynamics.cities"))
    return tuple(remarks)


def share_provenance(
    screen: Screen, view: ShareView, formula: str, remarks: tuple[str, ...] = (), map_note: str | None = None
) -> Provenance:
    """Where the figures of a frame come from."""
    told = (*remarks, *share_remarks(screen, view))
    if view.is_of_register:
        period = screen.texts("frame.years", first=view.period[0], last=view.period[1])
        return of_register(screen, formula, told, with_map=map_note is not None, period=period)
    return of_indicators(
        screen, [screen.catalogue[view.measure]], list(view.period), [view.level], told, map_note, formula=formula
    )


def share_subtitle(screen: Screen, view: ShareView) -> str:
    """Measure, period, level and layer."""
    t = screen.texts
    return t("share_dynamics.subtitle", name=view.words.name, first=view.period[0], last=view.period[1],
             level=t(f"level.{view.level}"), layer=t(f"layer.{screen.layer}"))
