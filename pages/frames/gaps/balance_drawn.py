"""Which regions a chart with one row per region draws where there are more than it holds, and what it says of it."""

from __future__ import annotations

from collections.abc import Sequence

from pages.frames.gaps.gap_view import GapView
from pages.shell.screen import Screen
from pages.texts.numbers import plain

ROWS_DRAWN = 60


def drawn(screen: Screen, view: GapView, codes: Sequence[str]) -> tuple[list[str], str]:
    """The codes to draw, in their order, and the sentence on those left out; empty where all are drawn.

    Of too many the cities of the selected province are drawn, else both ends of the order.
    """
    t = screen.texts
    if len(codes) <= ROWS_DRAWN:
        return list(codes), ""
    province = _province(screen, view)
    members = set(screen.regions.members(province, view.level)) if province else set()
    inside = [code for code in codes if code in members][:ROWS_DRAWN]
    if province and inside:
        return inside, t("balance.drawn_inside", place=screen.place(province), count=len(inside),
                         left=plain(len(codes) - len(inside), 0))
    each = ROWS_DRAWN // 2
    return [*codes[:each], *codes[-each:]], t("balance.drawn_ends", each=each, left=plain(len(codes) - 2 * each, 0))


def _province(screen: Screen, view: GapView) -> str | None:
    """The province that the selected place is or lies in."""
    if view.region is None or view.region not in screen.regions:
        return None
    provinces = screen.regions.levels["province"]
    return next((step for step in screen.regions.trail(view.region) if step in provinces), None)
