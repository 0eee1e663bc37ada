"""The section shares of the transfer page: who gained and lost share, and what makes up the change."""

from __future__ import annotations

from pages.controls.flow_selectors import period_selector, service_selector
from pages.controls.share_selectors import share_measure_selector, shares_sight_selector, split_selector
from pages.frames.transfer.share_moves import share_move_frames
from pages.frames.transfer.share_parts import share_part_frames
from pages.frames.transfer.share_view import ShareView
from pages.frames.transfer.transfer_view import TransferView, lacking
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.share_dynamics import measure_words
from queries.supply_panel import REGISTER_MEASURES, known_measures, supply_panel

TEMPLATES = ("agency", "agency_year", "service_offer")


@apart
def shares_section(screen: Screen, view: TransferView) -> None:
    """Draw the selectors and the view they lead to, or what is lacking."""
    t = screen.texts
    known = known_measures(screen.engine, screen.regions, screen.catalogue, screen.layer, view.level)
    if not known:
        lacking(screen, view, t("share_dynamics.no_measure", layer=t(f"layer.{screen.layer}")), (*TEMPLATES, "stat"))
        return
    columns = view.controls.columns([22, 26, 20, 26], gap="small", vertical_alignment="bottom")
    with columns[0]:
        sight = shares_sight_selector(screen)
    of_register = [name for name in known if name in REGISTER_MEASURES]
    if sight == "parts" and not of_register:
        lacking(screen, view, t("shift_share.no_forms", layer=t(f"layer.{screen.layer}")), TEMPLATES)
        return
    with columns[1]:
        measure = share_measure_selector(screen, of_register if sight == "parts" else known)
    panel = supply_panel(screen.engine, screen.regions, screen.catalogue, screen.layer, view.level, measure)
    form = None
    if sight == "moves" and measure in REGISTER_MEASURES:
        with columns[2]:
            form = service_selector(screen)
    with columns[3]:
        period = period_selector(screen, panel.years)
    chosen = ShareView(
        view.level, view.region, measure, form, period, panel,
        measure_words(measure, form, screen.catalogue.get(measure), t),
    )
    if period[0] == period[1]:
        lacking(screen, view, t("share_dynamics.one_year", year=period[0]), ("agency_year",))
        return
    if sight == "moves":
        share_move_frames(screen, chosen)
        return
    with columns[2]:
        split = split_selector(screen)
    share_part_frames(screen, chosen, split)
