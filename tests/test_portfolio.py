"""The portfolio of clusters: statuses that add up, no year that no source prints, a lawful map, pictures on paper."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from real_maps import screen_of

from geo.compliance import check_map
from geo.map_figure import map_figure
from geo.map_image import map_image
from geo.page_text import PageText
from geo.projection import CENTRAL_MERIDIAN, project
from pages.charts.cluster_map import MAP_SOUTH, MAP_WEST, SHOWN_METRES, cluster_map_spec
from pages.charts.cluster_marks import STATUS_MARKS
from pages.charts.status_life import LifeRow, status_life_figure
from pages.exporters.chart_image import chart_image
from pages.texts import Language
from queries.cluster_places import cluster_places
from queries.cluster_register import ClusterRegister, cluster_register
from queries.cluster_status import (
    CLUSTER_STANDINGS,
    by_status_and_year,
    counts_by_status,
    printed_terms,
    status_periods,
    unprinted_year,
)
from queries.engine import Engine

TERMS = {"pilot": 3, "demonstration": 3}
LAYERS = ("published", "sample")


def registered(engine: Engine, layer: str) -> ClusterRegister:
    register = cluster_register(engine, layer)
    assert register is not None
    return register


def one(**changes: object) -> pd.DataFrame:
    fields = {"pilot_year": pd.NA, "demonstration_year": pd.NA, "status": None, "status_text": None} | changes
    return pd.DataFrame([fields], index=pd.Index(["a"], name="cluster_id"))


@pytest.mark.parametrize("layer", LAYERS)
def test_the_counts_by_status_add_up_to_all_clusters(sampled_engine: Engine, layer: str) -> None:
    identity = registered(sampled_engine, layer).identity
    counts = counts_by_status(identity)
    assert sum(counts.values()) == len(identity)
    assert list(counts) == [standing for standing in CLUSTER_STANDINGS if standing in counts]


def test_the_terms_are_those_that_the_public_criteria_print(sampled_engine: Engine) -> None:
    assert printed_terms(sampled_engine) == TERMS


@pytest.mark.parametrize(("identity", "expected"), [
    # 深圳福田: a pilot of 2013 that became a demonstration zone in 2017, whose end the term alone tells.
    (one(pilot_year=2013, demonstration_year=2017, status="demonstration"),
     [("pilot", 2013, 2017, "next"), ("demonstration", 2017, 2020, "term")]),
    # 南京江宁: a pilot of 2017; that it lasted until 2023 nobody says.
    (one(pilot_year=2017, status="high_quality_pilot", status_text="高质量集聚发展试验区(2023)"),
     [("pilot", 2017, 2020, "term"), ("high_quality_pilot", 2023, None, "open")]),
    # 贵阳: both years are printed, and the last one belongs to the period.
    (one(status="candidate", status_text="示范区创建对象(2025—2027)"), [("candidate", 2025, 2028, "printed")]),
    # 漕河泾: a plan is no status.
    (one(status_text="建设方案2024—2026"), [("not_printed", 2024, 2027, "printed")]),
    # 郑州: in 2017 it was called so; since when it is, is not printed.
    (one(status="demonstration", status_text="2017-09称“示范区”"), []),
    (one(), []),
])
def test_periods_hold_printed_years_and_the_printed_term_alone(
    identity: pd.DataFrame, expected: list[tuple[str, int, int | None, str]]
) -> None:
    periods = status_periods(identity, TERMS)
    found = [
        (row["status"], int(row["first"]), None if pd.isna(row["end"]) else int(row["end"]), row["ends"])
        for row in periods.to_dict("records")
    ]
    assert found == expected


def test_without_a_printed_term_nothing_but_the_beginning_is_known() -> None:
    periods = status_periods(one(pilot_year=2013, status="pilot"), {})
    assert periods["end"].isna().all() and periods["ends"].tolist() == ["open"]


def test_every_year_drawn_is_in_the_record_or_one_term_after_it(engine: Engine) -> None:
    identity = registered(engine, "published").identity
    for period in status_periods(identity, TERMS).to_dict("records"):
        own = identity.loc[period["cluster_id"]]
        printed = {own["pilot_year"], own["demonstration_year"]}
        text = str(own["status_text"])
        assert period["first"] in printed or str(period["first"]) in text
        if period["ends"] == "term":
            assert period["end"] - period["first"] == 3
        elif period["ends"] == "printed":
            assert str(period["end"] - 1) in text
        elif period["ends"] == "next":
            assert period["end"] in printed


def test_whose_present_status_has_no_year_is_named(engine: Engine) -> None:
    identity = registered(engine, "published").identity
    periods = status_periods(identity, TERMS)
    lacking = {
        code: unprinted_year(own, periods[periods["cluster_id"] == code]) for code, own in identity.iterrows()
    }
    assert lacking["chengdu_hitech"] == lacking["zhengzhou"] == "demonstration"
    assert lacking["guangzhou_gdd"] == lacking["shanghai_chj"] == "not_printed"
    assert lacking["suzhou_snd"] is None and lacking["changchun_new"] is None


@pytest.mark.parametrize("layer", LAYERS)
def test_the_highest_status_stands_first_and_within_it_the_earliest(sampled_engine: Engine, layer: str) -> None:
    identity = registered(sampled_engine, layer).identity
    periods = status_periods(identity, TERMS)
    order = by_status_and_year(identity, periods)
    assert sorted(order) == sorted(identity.index)
    places = [CLUSTER_STANDINGS.index(str(identity.loc[code, "status"] or "not_printed")) if isinstance(
        identity.loc[code, "status"], str) else len(CLUSTER_STANDINGS) - 1 for code in order]
    assert places == sorted(places)
    assert by_status_and_year(identity.iloc[::-1], periods) == order


def test_clusters_lie_where_their_finest_known_place_is(engine: Engine) -> None:
    screen = screen_of(engine)
    identity = registered(engine, "published").identity
    places = cluster_places(screen.regions, identity)
    assert places.loc["suzhou_snd", ["code", "precision"]].tolist() == ["320500", "city"]
    assert places.loc["tianjin_binhai", "precision"] == "city"
    moved = identity.loc[["suzhou_snd"]].assign(region_code="320000", place_code="320000")
    assert cluster_places(screen.regions, moved).loc["suzhou_snd", ["code", "precision"]].tolist() == [
        "320000", "province"
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_the_map_is_lawful_counts_every_status_and_shows_every_cluster_apart(
    sampled_engine: Engine, layer: str
) -> None:
    screen = screen_of(sampled_engine)
    register = registered(sampled_engine, layer)
    names = {str(code): register.name(str(code), "zh") for code in register.identity.index}
    selected = str(register.identity.index[0])
    names[selected] = "<甲>"
    spec = cluster_map_spec(screen, register.identity, names, names, selected, 560)
    check_map(spec, screen.boundaries)
    assert {code for fill in spec.fills for code in fill.codes} == set(screen.regions.levels["province"])
    counts = counts_by_status(register.identity)
    assert [mark.label for mark in spec.marks] == [
        screen.texts("map.class", label=screen.texts(f"cluster_status.{standing}"), count=count)
        for standing, count in counts.items()
    ]
    # Shape and colour both tell the status; the selected one stands on a disc besides.
    assert len({(mark.shape, mark.colour) for mark in STATUS_MARKS.values()}) == len(CLUSTER_STANDINGS)
    assert len({mark.shape for mark in STATUS_MARKS.values()}) == len({m.colour for m in STATUS_MARKS.values()}) == 6
    drawn = [symbol.code for symbol in spec.symbols]
    assert set(drawn) == set(names) and drawn.count(selected) == 2 and len(drawn) == len(names) + 1
    places = project(np.array([(s.longitude, s.latitude) for s in spec.symbols[:-1]])) / 1000
    distances = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))[np.triu_indices(len(places), 1)]
    assert distances.min() > 100
    assert names[selected] in {letter.text for letter in spec.letters}
    figure = map_figure(spec, screen.boundaries)
    letters = next(trace for trace in figure.data if trace.name == "letters")
    assert "<b>&lt;甲&gt;</b>" in letters.text, "a name is written, not read as HTML"
    assert set(names) <= {
        code for trace in figure.data if trace.name == "symbols" for code in trace.customdata
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_wall_and_paper_no_name_lies_on_another_and_the_highest_status_is_named(
    engine: Engine, language: Language
) -> None:
    screen = screen_of(engine, language)
    register = registered(engine, "published")
    names = {str(code): register.name(str(code), language) for code in register.identity.index}
    spec = cluster_map_spec(screen, register.identity, names, names, None, 860)
    # A laptop of 1366 x 768: type of 14 px, and the map from 53.6 to 17.5 degrees north on about 575 px.
    metres = SHOWN_METRES / 575
    centres = project(np.array([(letter.longitude, letter.latitude) for letter in spec.letters])) / metres
    halves = np.array([
        (14 * sum(1.0 if ord(sign) > 255 else 0.55 for sign in letter.text) / 2, 7.0) for letter in spec.letters
    ])
    for one, other in combinations(range(len(centres)), 2):
        apart = np.abs(centres[one] - centres[other]) - halves[one] - halves[other]
        assert apart.max() >= -1, (spec.letters[one].text, spec.letters[other].text)
    written = {letter.text for letter in spec.letters}
    if language == "zh":
        highest = register.identity.index[register.identity["status"] == CLUSTER_STANDINGS[0]]
        assert {names[str(code)] for code in highest} <= written
    assert len(written) >= 15


def test_no_name_lies_under_the_legend_where_the_window_is_narrow(engine: Engine) -> None:
    screen = screen_of(engine, "en")
    register = registered(engine, "published")
    names = {str(code): register.name(str(code), "en") for code in register.identity.index}
    spec = cluster_map_spec(screen, register.identity, names, names, None, 480)
    # A laptop of 1366 x 768: the map on 480 px, 17 of them left of it, and on it a legend of seven rows.
    metres = SHOWN_METRES / 480
    origin = [MAP_WEST, project(np.array([(CENTRAL_MERIDIAN, MAP_SOUTH)]))[0, 1]]
    for letter in spec.letters:
        x, y = (project(np.array([(letter.longitude, letter.latitude)]))[0] - origin) / metres
        assert x - 12.5 * 0.55 * len(letter.text) / 2 >= 224 or y - 8 >= 7 * 19, letter.text


def test_pictures_of_map_and_life_hold_the_names(engine: Engine) -> None:
    screen = screen_of(engine)
    register = registered(engine, "published")
    names = {str(code): register.name(str(code), "zh") for code in register.identity.index}
    spec = cluster_map_spec(screen, register.identity, names, names, None, 560)
    words = PageText("标题", "", ("注",), None)
    drawn = map_image(spec, screen.boundaries, "svg", words.title, words.subtitle, words.footer).decode()
    assert "成都高新区" in drawn and "示范区（7）" in drawn
    periods = status_periods(register.identity, TERMS)
    rows = [LifeRow(code, names[code], "年份来源未给出") for code in by_status_and_year(register.identity, periods)]
    hover = {(str(row["cluster_id"]), str(row["status"])): "" for row in periods.to_dict("records")}
    figure = status_life_figure(rows, periods, hover, {name: name for name in CLUSTER_STANDINGS}, "suzhou_snd")
    assert sum(len(trace.x) for trace in figure.data) == len(periods)
    assert all(name in chart_image(figure, "svg", words).decode() for name in names.values())


def test_rows_without_any_year_are_drawn_all_the_same() -> None:
    figure = status_life_figure([LifeRow("a", "甲", "年份来源未给出")], status_periods(one(), TERMS), {}, {}, None)
    assert [note.text for note in figure.layout.annotations] == ["年份来源未给出"]
    assert "甲" in chart_image(figure, "svg", PageText("标题", "", (), None)).decode()
