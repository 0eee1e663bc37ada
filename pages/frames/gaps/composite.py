"""The composite level of regions: ranks as intervals, the parts they rest on, and whether a change is real."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from pages.charts.composite import RankWords, profile_figure, rank_interval_figure
from pages.controls.state import publish, restore
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.gaps.composite_tables import (
    composite_dictionary,
    known_table,
    profile_rows,
    profile_table,
    rank_rows,
    rank_table,
    weight_table,
)
from pages.frames.gaps.gap_view import PlaceView, gap_state
from pages.frames.html import html_table, quiet
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.composite import badge, composite_finding, interval, tied_with
from pages.texts.numbers import percent, plain
from queries.composite import Composite, NoComposite, composite, earlier_years, profile, years_offered
from queries.composite_criteria import base_level, settings
from queries.formulas.rank_uncertainty import DRAWS
from queries.regions import NATION

MOST_REGIONS_DRAWN = 40
MARKS = ("all", "weights", "frozen", "equal", "critic", "axis")


@apart
def composite_section(screen: Screen, view: PlaceView) -> None:
    """Draw the section."""
    parts = (screen.engine, screen.regions, screen.catalogue, view.level, screen.layer)
    years = years_offered(*parts)
    if not years:
        found = composite(*parts, None)
        assert isinstance(found, NoComposite)
        _nothing(screen, view, found)
        return
    own = view.controls.columns([14, 16, 38], gap="small", vertical_alignment="bottom")
    with own[0]:
        year = _year(screen, years)
    with own[1]:
        against = _against(screen, *earlier_years(*parts, year))
    shown = composite(*parts, year, against)
    assert isinstance(shown, Composite)
    scope = shown.definition.scope(screen.language)
    if scope:
        st.info(scope, icon=":material/info:")
    left, right = st.columns([58, 42], gap="small")
    with left:
        _rank_frame(screen, view, shown)
    with right:
        _profile_frame(screen, view, shown)


def _year(screen: Screen, years: tuple[int, ...]) -> int:
    restore("year", years, years[-1], screen.rejected)
    year: int = st.selectbox(screen.texts("control.year"), list(reversed(years)), key="year")
    publish("year", year, years[-1])
    return year


def _against(screen: Screen, earlier: tuple[int, ...], usual: int | None) -> int | None:
    options = list(reversed(earlier)) or [0]
    restore("against", options, usual or 0, screen.rejected)
    t = screen.texts
    chosen: int = st.selectbox(
        t("composite.against"), options, key="against", disabled=not earlier,
        format_func=lambda option: str(option) if option else t("control.against_none"),
    )
    publish("against", chosen, usual or 0)
    return chosen or None


@apart
def _rank_frame(screen: Screen, view: PlaceView, shown: Composite) -> None:
    t = screen.texts
    ranked = shown.ranks[shown.ranks["rank"].notna()]
    rows = _shown_rows(ranked, view.region)
    words = RankWords(*(t(f"composite_mark.{name}") for name in MARKS))
    tied = set(tied_with(shown, view.region)) if view.region else set()
    drawn = rows.assign(
        name=[_row_name(screen, str(code), str(code) in tied) for code in rows.index],
        label=["　".join(text for text in (interval(row, t), badge(row.get("rank_verdict"), t)) if text)
               for _, row in rows.iterrows()],
    )
    figure_frame(
        screen,
        FrameContent(
            key="composite",
            finding=composite_finding(shown, view.region, screen.place, t),
            figure=rank_interval_figure(drawn, view.region, len(ranked), words),
            alternative_text=t("composite.alternative", name=shown.definition.name(screen.language)),
            table=partial(rank_table, screen, shown),
            rows=partial(rank_rows, screen, shown),
            provenance=_provenance(screen, view, shown, of_ranks=True),
            state=gap_state("composite"),
            subtitle=_subtitle(screen, shown),
            dictionary=partial(composite_dictionary, screen, shown),
        ),
        below=lambda: st.html("".join(quiet(line) for line in _reading(screen, shown, len(rows), bool(tied)))),
    )


@apart
def _profile_frame(screen: Screen, view: PlaceView, shown: Composite) -> None:
    t = screen.texts
    region = view.region if view.region != NATION else None
    parts = profile(screen.engine, screen.regions, shown, region)
    scaled = parts.pivot(index="criterion", columns="place", values="scaled")
    scaled = scaled.reindex(index=[c.id for c in shown.criteria], columns=list(parts["place"].unique()))
    weights = shown.weights["frozen"]
    criteria = [t("composite.weighted", name=c.name(screen.language), weight=percent(weights[c.id], 0))
                for c in shown.criteria]
    table = partial(profile_table, screen, shown, parts)
    figure_frame(
        screen,
        FrameContent(
            key="composite-parts",
            finding=_profile_finding(screen, shown, region, scaled),
            figure=profile_figure(scaled, {code: screen.place(code) for code in scaled.columns}, criteria, region,
                                  t("composite.scale", first=shown.base_years[0], last=shown.base_years[-1])),
            alternative_text=t("composite.parts_alternative"),
            table=table,
            rows=partial(profile_rows, screen, shown, parts),
            provenance=_provenance(screen, view, shown, of_ranks=False),
            state=gap_state("composite"),
            subtitle=_subtitle(screen, shown),
            dictionary=partial(composite_dictionary, screen, shown),
        ),
        below=lambda: st.html(
            html_table(table(), t("composite.parts")) + html_table(weight_table(screen, shown), t("composite.weights"))
        ),
    )


def _profile_finding(screen: Screen, shown: Composite, region: str | None, scaled: pd.DataFrame) -> str:
    """The criteria in which a region lies furthest below and above the nation; without one, what weighs most."""
    t = screen.texts
    names = {criterion.id: criterion.name(screen.language) for criterion in shown.criteria}
    if region is None:
        heaviest = shown.weights["frozen"].idxmax()
        return t("composite.heaviest", name=names[str(heaviest)],
                 weight=percent(float(shown.weights["frozen"].max()), 0))
    difference = (scaled[region] - scaled[NATION]).dropna()
    if difference.empty:
        return t("composite.parts_unknown", place=screen.place(region))
    low, high = str(difference.idxmin()), str(difference.idxmax())
    key = "below" if difference[high] <= 0 else "above" if difference[low] >= 0 else "mixed"
    return t(f"composite_parts.{key}", place=screen.place(region), low=names[low], high=names[high])


def _provenance(screen: Screen, view: PlaceView, shown: Composite, of_ranks: bool) -> Provenance:
    """Where the figures come from: of the parts every definition, of the ranks how they come about."""
    t = screen.texts
    overlap = [t("remark.overlap")] if view.level == "major" else []
    levels = {base_level(view.level), view.level, "nation"}
    found = of_indicators(
        screen, [criterion.indicator for criterion in shown.criteria],
        sorted({*shown.base_years, shown.year, *([shown.against] if shown.against else [])}), sorted(levels),
        [*_method(screen, shown, of_ranks), *overlap], formula=t("composite.formula"),
    )
    # A picture of many regions has no room for the definitions; those stand with the parts and in the dictionary.
    return replace(found, indicators=()) if of_ranks else found


def _method(screen: Screen, shown: Composite, of_ranks: bool) -> list[str]:
    t = screen.texts
    numbers = settings()
    base = [t("composite.base", years=t.joined([str(year) for year in shown.base_years]), rows=plain(shown.base.n, 0))]
    if shown.is_base_year:
        base.append(t("composite.in_base", year=shown.year))
    if not of_ranks:
        return base
    measures = [
        t("composite.measured", name=criterion.name(screen.language), measure=criterion.indicator.name(screen.language))
        for criterion in shown.criteria
    ]
    return [
        t("composite.consists", parts=t.joined(measures)),
        *base,
        t("composite.draws", draws=plain(DRAWS, 0), weight_draws=plain(numbers.weight_draws, 0),
          error=percent(numbers.money_error, 0), seed=numbers.seed),
        t("composite.caution"),
    ]


def _reading(screen: Screen, shown: Composite, drawn: int, has_ties: bool) -> list[str]:
    t = screen.texts
    ranked = int(shown.ranks["rank"].notna().sum())
    without = len(shown.ranks) - ranked
    beyond = [
        t("composite.beyond_part", name=criterion.name(screen.language), count=int(shown.beyond[criterion.id]))
        for criterion in shown.criteria if shown.beyond[criterion.id]
    ]
    parts = [
        t("composite.reading"),
        t("composite.same_band") if has_ties else "",
        t("composite.cut", drawn=drawn, ranked=ranked) if drawn < ranked else "",
        t("composite.without", count=without) if without else "",
        t("composite.beyond", parts=t.joined(beyond)) if beyond else "",
    ]
    return [part for part in parts if part]


def _subtitle(screen: Screen, shown: Composite) -> str:
    return screen.texts("composite.subtitle", name=shown.definition.name(screen.language), year=shown.year,
                        first=shown.base_years[0], last=shown.base_years[-1])


def _shown_rows(ranked: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """All regions, or of many the first ones and those around the selected one."""
    if len(ranked) <= MOST_REGIONS_DRAWN:
        return ranked
    if region not in ranked.index:
        return ranked.head(MOST_REGIONS_DRAWN)
    around = MOST_REGIONS_DRAWN // 4
    place = ranked.index.tolist().index(region)
    first = max(MOST_REGIONS_DRAWN - 2 * around - 1, 0)
    kept = sorted({*range(first), *range(max(place - around, 0), min(place + around + 1, len(ranked)))})
    return ranked.iloc[kept]


def _row_name(screen: Screen, code: str, is_tied: bool) -> str:
    return f"{'≈ ' if is_tied else ''}{screen.place(code)}"


def _nothing(screen: Screen, view: PlaceView, found: NoComposite) -> None:
    """Say what a composite takes and what is known of it."""
    t = screen.texts
    st.info(
        t("composite.nothing", layer=t(f"layer.{screen.layer}"), level=t(f"level.{view.level}"),
          criteria=found.fewest_criteria, enough=found.enough, units=found.units),
        icon=":material/info:",
    )
    st.html(html_table(known_table(screen, found), t("composite.known")))
