"""The frames beside the map of the distribution page: ranking, trend, disparity."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.disparity import disparity_figure
from pages.charts.ranking import ranking_figure
from pages.charts.region_trend import region_trend
from pages.charts.style import PINNED
from pages.controls.selectors import current_state, indicators_of_level
from pages.controls.trail import go_to
from pages.frames.asked import asked_of_indicator, asked_of_trend
from pages.frames.distribution_view import (
    DistributionView,
    asked_of_view,
    provenance_of,
    shown_names,
    subtitle,
    within,
)
from pages.frames.figure_frame import AROUND_ONE_FIGURE, FrameContent, bound_note, figure_frame
from pages.frames.maps import clicked_code
from pages.frames.provenance import of_indicators
from pages.frames.tables import board_rows, board_table, disparity_rows, disparity_table, trend_rows, trend_table
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.figures import change_label, digits, rank_label
from pages.texts.findings import disparity_finding, ranking_finding, region_finding
from queries.catalogue import Indicator
from queries.disparity import disparity
from queries.rank_credibility import error_kind
from queries.regions import LEVELS

MOST_BARS = 60
MOST_LEADING = 5
TREND_HEIGHT, USUAL_WINDOW = 200, 860


@apart
def ranking_frame(screen: Screen, view: DistributionView) -> None:
    """Bars of all regions, the selected and compared ones pinned on top."""
    board = view.board()
    inside = within(screen, view, board)
    shown = _bars(screen, view, inside)
    pinned = dict(zip(view.compare, PINNED, strict=False))
    t = screen.texts
    figure_frame(
        screen,
        FrameContent(
            key="ranking",
            finding=ranking_finding(
                inside, shown_names(screen, inside), view.year, t,
                of_counts=error_kind(view.indicator.numerator) == "count",
            ),
            figure=ranking_figure(shown, pinned, view.region),
            alternative_text=t("ranking.alternative", name=view.indicator.name(screen.language)),
            table=partial(board_table, screen, inside, view.indicator),
            rows=partial(board_rows, screen, view.values, view.indicator, list(view.years), view.ranks),
            provenance=provenance_of(screen, view, [view.year]),
            state=current_state("distribution"),
            subtitle=subtitle(screen, view, view.year),
            asked=partial(asked_of_view, screen, view, view.year),
        ),
        on_select=_on_bar_click(screen, view),
    )


@apart
def trend_frame(screen: Screen, view: DistributionView) -> None:
    """The selected place over the years against its zone and the nation, with the compared ones."""
    # The ranking above takes the other half of what a high window has to spare; see its style.
    height = TREND_HEIGHT + max(0, screen.window_height - USUAL_WINDOW) // 2 + (40 if screen.presenting else 0)
    if screen.figure:
        height = screen.window_height - AROUND_ONE_FIGURE
    board = view.board()
    leading = board.loc[board["rank"].notna(), "region_code"].head(MOST_LEADING).tolist()
    compared = view.compare
    if view.level == "major" and not (view.region or compared):
        compared = tuple(leading)
    trend = region_trend(screen, view.indicator, view.region, compared, leading, height)
    if not trend.years:
        st.info(screen.texts("trend.none"))
        return
    if view.region and view.region in set(board["region_code"]):
        finding = region_finding(
            board, view.region, screen.place, view.indicator, view.year,
            trend.nation.get(view.year), screen.texts,
        )
    else:
        finding = screen.texts("finding.trend", names=screen.texts.joined(trend.names))
    if trend.base_year is not None:
        stop = screen.texts("finding.stop")
        index = screen.texts("finding.index", year=trend.base_year)
        finding = finding.removesuffix(stop) + index + (stop if finding.endswith(stop) else "")
    figure_frame(
        screen,
        FrameContent(
            key="trend",
            finding=finding,
            figure=trend.figure,
            alternative_text=screen.texts("trend.alternative", name=view.indicator.name(screen.language)),
            table=partial(trend_table, screen, trend, view.indicator),
            rows=partial(trend_rows, screen, trend, view.indicator),
            provenance=of_indicators(screen, [view.indicator], trend.years, trend.levels, trend.remarks),
            state=current_state("distribution"),
            subtitle=view.indicator.name(screen.language),
            asked=partial(asked_of_trend, screen, view.indicator, trend, view.region),
        ),
        below=(lambda: bound_note(screen)) if trend.has_bounds else None,
    )


@apart
def disparity_frame(screen: Screen, view: DistributionView) -> None:
    """How concentrated the total behind the indicator is, and how much lies between the four zones."""
    counted = screen.catalogue.get(view.indicator.numerator.metric)
    if counted is None or not counted.is_count:
        return
    t = screen.texts
    result = disparity(screen.engine, screen.regions, counted, view.year, screen.layer)
    if not result.is_complete:
        st.caption(t("finding.disparity_none", year=view.year, name=counted.name(screen.language)))
        return
    figure_frame(
        screen,
        FrameContent(
            key="disparity",
            finding=disparity_finding(result, counted.name(screen.language), view.year, t),
            figure=disparity_figure(screen, result),
            alternative_text=t("disparity.alternative"),
            table=partial(disparity_table, screen, result),
            rows=partial(disparity_rows, screen, result),
            provenance=of_indicators(
                screen, [counted], [view.year], ["province"], [t("disparity.weight"), t("disparity.method")]
            ),
            state=current_state("distribution"),
            subtitle=counted.name(screen.language),
            asked=partial(asked_of_indicator, screen, counted, "province", view.year, units=set(result.units.index)),
        ),
    )


def nothing_known(screen: Screen, indicator: Indicator, level: str) -> None:
    """Say that an indicator has no figures at a level, and offer the levels that it has some for."""
    t = screen.texts
    st.info(t("distribution.empty", name=indicator.name(screen.language), level=t(f"level.{level}"),
              layer=t(f"layer.{screen.layer}")))
    with st.container(key="other-levels", horizontal=True):
        for other in LEVELS:
            if other != level and indicator.id in indicators_of_level(screen, other):
                st.button(t("distribution.to_level", level=t(f"level.{other}")), key=f"to-{other}",
                          on_click=_show_level, args=(other,))


def _show_level(level: str) -> None:
    st.session_state["level"] = level


def _bars(screen: Screen, view: DistributionView, board: pd.DataFrame) -> pd.DataFrame:
    known = board[board["value"].notna() | board["lo"].notna() | board["hi"].notna()]
    is_pinned = known["region_code"].isin([code for code in (view.region, *view.compare) if code])
    shown = pd.concat([known[is_pinned], known[~is_pinned].head(MOST_BARS)])
    shown["is_pinned"] = is_pinned
    shown["label"] = [digits(row, view.indicator, screen.texts) for row in shown.itertuples()]
    shown["name"] = list(shown_names(screen, shown).values())
    shown["rank_label"] = [rank_label(row, screen.texts) for row in shown.itertuples()]
    shown["change_label"] = [change_label(row, screen.texts) for row in shown.itertuples()]
    shown["is_real_change"] = shown["rank_verdict"].isin(["rise", "fall"])
    shown["value"] = shown["value"].fillna(shown["lo"]).fillna(shown["hi"])
    return shown


def _on_bar_click(screen: Screen, view: DistributionView) -> Callable[[], None]:
    def select() -> None:
        code = clicked_code(st.session_state["ranking"]["selection"]["points"])
        if code:
            go_to(code, view.level)

    return select
