"""The pictures of centres: what stands in them, what plays, what is stepped through, and what comes out on paper."""

import dataclasses

import pandas as pd
import plotly.graph_objects as go
import pytest
from real_maps import screen_of

from geo.map_figure import map_figure
from geo.map_image import map_image
from geo.map_spec import MapSpec
from geo.page_text import PageText
from pages.charts.centre_path import PathLine, PathWords, centre_path_figure
from pages.charts.centre_role import Role
from pages.charts.centres_map import centres_map_spec
from pages.exporters.chart_image import chart_image
from queries.catalogue import Indicator
from queries.centres import Centres, supply_and_demand_centres
from queries.engine import Engine
from queries.regions import NATION, Regions

ROLES = (
    Role("supply", "机构", "供给：机构", "#0b4f8a", "circle"),
    Role("demand", "产值", "需求：产值", "#c8701a", "diamond"),
)
WORDS = PathWords("东西向", "南北向", "逐年播放", {2020: "相距5公里", 2021: "相距6公里"})
EAST = pd.DataFrame(
    {"x": [0.0, 30.0, 30.4], "y": [0.0, 40.0, 40.0], "hover": ["a", "b", "c"]}, index=[2019, 2020, 2021]
)
WEST = pd.DataFrame({"x": [-50.0, -60.0], "y": [10.0, 10.0], "hover": ["d", "e"]}, index=[2020, 2021])


@pytest.fixture(scope="module")
def centres(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> Centres:
    return supply_and_demand_centres(
        sampled_engine, sampled_regions, sampled_catalogue["patent_agencies"], sampled_catalogue["gdp"], "province",
        NATION, "sample",
    )


@pytest.fixture(scope="module")
def spec(sampled_engine: Engine, centres: Centres) -> MapSpec:
    return centres_map_spec(screen_of(sampled_engine), centres, ROLES, centres.years[-1], "机构与产值")


def path(until: int = 2021) -> go.Figure:
    lines = [PathLine("供给", "#0b4f8a", "circle", EAST), PathLine("需求", "#c8701a", "diamond", WEST)]
    return centre_path_figure(lines, until, WORDS, 500)


def test_the_map_holds_the_whole_country_two_ellipses_and_a_path_of_each(
    sampled_engine: Engine, spec: MapSpec, centres: Centres
) -> None:
    figure = map_figure(spec, screen_of(sampled_engine).boundaries)
    assert len({code for fill in spec.fills for code in fill.codes}) == 34
    assert [len(track.points) for track in spec.tracks] == [73, 73, len(centres.years)] * 2
    drawn = {trace.name for trace in figure.data if trace.type == "scattergeo"}
    labels = [track.label for track in spec.tracks if track.label]
    assert set(labels) <= drawn
    assert len(labels) == len(ROLES) + 2
    # Dashes part the first year from the last, signs part one measure from the other: colour is never alone.
    assert [track.dashed for track in spec.tracks] == [True, False, False] * 2
    assert [track.sign for track in spec.tracks if track.sign] == ["circle", "diamond"]


def test_a_step_back_draws_the_ellipse_of_that_year(sampled_engine: Engine, centres: Centres) -> None:
    earlier = centres_map_spec(screen_of(sampled_engine), centres, ROLES, 2020, "机构与产值")
    outline = centres.series["supply"].outline(2020)
    assert earlier.tracks[1].points == tuple(zip(outline["longitude"], outline["latitude"], strict=True))
    assert len(earlier.tracks[2].points) == 2


def test_the_first_year_alone_has_one_ellipse(sampled_engine: Engine, centres: Centres) -> None:
    first = centres_map_spec(screen_of(sampled_engine), centres, ROLES, centres.years[0], "机构与产值")
    assert len(first.tracks) == 2 * len(ROLES)


def test_a_unit_left_out_is_hatched_and_named(sampled_engine: Engine, centres: Centres) -> None:
    partial = dataclasses.replace(centres, units=centres.units[1:], left_out=centres.units[:1])
    fills = centres_map_spec(screen_of(sampled_engine), partial, ROLES, 2023, "机构与产值").fills
    assert [fill.codes for fill in fills if fill.kind == "no_data"] == [centres.units[:1]]


def test_the_map_is_drawn_on_paper_with_its_tracks(sampled_engine: Engine, spec: MapSpec) -> None:
    boundaries = screen_of(sampled_engine).boundaries
    with_tracks = map_image(spec, boundaries, "svg", "标题", "副题", ("脚注",))
    without = map_image(dataclasses.replace(spec, tracks=()), boundaries, "svg", "标题", "副题", ("脚注",))
    assert spec.tracks[2].label in with_tracks.decode("utf-8")
    assert with_tracks.count(b"<path") > without.count(b"<path")


def test_both_axes_have_one_scale() -> None:
    assert path().layout.yaxis.scaleanchor == "x"


def test_the_button_plays_every_year_and_ends_with_the_whole_path() -> None:
    figure = path()
    assert [frame.name for frame in figure.frames] == ["2019", "2020", "2021"]
    steps = [frame.data[1] for frame in figure.frames]
    assert [len(step.x) for step in steps] == [1, 2, 3]
    assert steps[-1].x == figure.data[figure.frames[0].traces[1]].x
    button = figure.layout.updatemenus[0].buttons[0]
    assert (button.method, button.args[0]) == ("animate", None)
    assert button.args[1]["transition"]["duration"] == 0


def test_nothing_plays_by_itself() -> None:
    figure = path()
    assert not figure.layout.sliders
    assert [len(menu.buttons) for menu in figure.layout.updatemenus] == [1]


def test_a_single_year_has_nothing_to_play() -> None:
    figure = centre_path_figure([PathLine("供给", "#0b4f8a", "circle", EAST.iloc[:1])], 2019, WORDS, 500)
    assert not figure.layout.updatemenus


def test_stepping_back_keeps_the_scale() -> None:
    first, last = path(2019), path(2021)
    assert first.layout.xaxis.range == last.layout.xaxis.range
    assert first.data[0].x == last.data[0].x == (0.0, 30.0, 30.4)


def test_the_line_between_the_centres_stands_in_years_with_both() -> None:
    assert [trace.name for trace in path(2021).data if trace.name.startswith("相距")] == ["相距6公里"]
    assert [trace.name for trace in path(2019).data if trace.name.startswith("相距")] == []


def test_arrowheads_point_along_steps_that_can_hold_one() -> None:
    heads = [trace for trace in path().data if trace.mode == "markers"]
    assert [len(trace.x) for trace in heads] == [1, 1]
    assert (heads[0].x, heads[0].y) == ((15.0,), (20.0,))
    assert heads[0].marker.angle == pytest.approx([36.87], abs=0.01)
    assert heads[1].marker.angle == pytest.approx([-90])


def test_years_too_close_to_write_leave_the_last() -> None:
    years = [trace for trace in path().data if trace.mode == "text"]
    assert [text.strip() for text in years[0].text] == ["2019", "2021"]


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_paper_shows_the_whole_path_without_the_button(kind: str) -> None:
    words = PageText("标题", "副题", ("脚注",), None)
    picture = chart_image(path(), kind, words)  # type: ignore[arg-type]
    assert picture
    if kind == "svg":
        assert "2019" in picture.decode("utf-8")
        assert "逐年播放" not in picture.decode("utf-8")
