"""The way of an arrow: its ends, its side, its bearing, and that it is the same on the screen and on paper."""

import dataclasses
import io

import matplotlib.image
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from test_map_image import FOOTER, TITLE, province_map

from geo.boundaries import Boundaries, load_boundaries
from geo.flow_curves import BEND, CLEARANCE, flow_curve
from geo.map_figure import map_figure
from geo.map_image import map_image
from geo.map_spec import Flow, Mark, Symbol
from geo.projection import project

BEIJING, GUANGZHOU, TIANJIN, URUMQI = (116.4, 39.9), (113.3, 23.1), (117.2, 39.1), (87.6, 43.8)
RED, GREEN = "#ff0000", "#00a000"
WAYS = [(BEIJING, GUANGZHOU), (GUANGZHOU, BEIJING), (BEIJING, TIANJIN), (URUMQI, BEIJING)]
FLOWS = (Flow(BEIJING, GUANGZHOU, 6.6, RED, "out"), Flow(GUANGZHOU, BEIJING, 2.4, GREEN, "back"))


@pytest.fixture(scope="module")
def boundaries() -> Boundaries:
    return load_boundaries()


@pytest.mark.parametrize(("start", "end"), WAYS)
def test_a_curve_runs_between_its_places_and_bends_to_its_right(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    curve = flow_curve(Flow(start, end, 1.0, RED))
    first, last = project(np.array([start, end]))
    way = last - first
    length = np.hypot(*way)
    assert np.hypot(*(curve.line[0] - first)) < 1.2 * min(CLEARANCE, length / 4)
    assert np.hypot(*(np.array(curve.tip) - last)) < 1.2 * min(CLEARANCE, length / 4)
    right = np.array([way[1], -way[0]]) / length
    aside = (curve.line - first) @ right
    assert (aside > 0).all()
    assert aside.max() == pytest.approx(BEND * length, rel=0.02)


def test_there_and_back_are_two_ways() -> None:
    out, back = (flow_curve(flow) for flow in FLOWS)
    gaps = np.hypot(*(out.line[:, None, :] - back.line[None, :, :]).transpose(2, 0, 1))
    assert gaps[3:-3].min() > 100_000


@pytest.mark.parametrize(("start", "end"), WAYS)
def test_the_head_points_along_the_way_to_the_destination(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    curve = flow_curve(Flow(start, end, 1.0, RED))
    turn = np.radians(curve.bearing)
    ahead = np.array([np.sin(turn), np.cos(turn)])
    last = np.array(curve.tip) - curve.line[-1]
    assert ahead @ last / np.hypot(*last) > 0.999
    destination = project(np.array([end]))[0] - np.array(curve.tip)
    assert ahead @ destination / np.hypot(*destination) > 0.9


def test_a_place_has_no_way_to_itself() -> None:
    with pytest.raises(ValueError, match="to itself"):
        flow_curve(Flow(BEIJING, BEIJING, 1.0, RED))


def test_arrows_of_one_width_and_colour_are_one_trace(boundaries: Boundaries) -> None:
    many = tuple(dataclasses.replace(flow, width=2.4, colour=RED) for flow in FLOWS)
    figure = map_figure(province_map(boundaries, flows=many), boundaries)
    lines = [trace for trace in figure.data if trace.name == "flows"]
    heads = [trace for trace in figure.data if trace.name == "heads"]
    assert len(lines) == len(heads) == 1
    assert list(heads[0].text) == ["out", "back"]
    assert lines[0].lon.count(None) == 2
    assert len([trace for trace in map_figure(province_map(boundaries, flows=FLOWS), boundaries).data
                if trace.name == "flows"]) == 2


def test_the_legend_tells_lines_and_signs(boundaries: Boundaries) -> None:
    marks = (Mark("10 家及以上", RED, 4.2), Mark("净流出", GREEN, shape="diamond"))
    figure = map_figure(province_map(boundaries, flows=FLOWS, marks=marks), boundaries)
    shown = {trace.name: trace for trace in figure.data if trace.name in {mark.label for mark in marks}}
    assert shown["10 家及以上"].line.width == 4.2
    assert shown["净流出"].marker.symbol == "diamond"
    assert all(trace.showlegend for trace in shown.values())


def test_a_picture_shows_the_same_arrows(boundaries: Boundaries) -> None:
    spec = province_map(
        boundaries, flows=FLOWS, marks=(Mark("10 家及以上", "#000000", 4.2), Mark("净流出", GREEN, shape="square")),
        symbols=(Symbol("110000", *BEIJING, 14.0, "#00ffff", "diamond"),),
    )
    plain = province_map(boundaries)
    picture, empty = (
        matplotlib.image.imread(io.BytesIO(map_image(one, boundaries, "png", TITLE, "", FOOTER)))
        for one in (spec, plain)
    )
    wide, narrow = (_near(picture, colour).sum() - _near(empty, colour).sum() for colour in (RED, GREEN))
    assert wide > 2 * narrow > 200
    svg = map_image(spec, boundaries, "svg", TITLE, "", FOOTER).decode("utf-8")
    assert "10 家及以上" in svg and "净流出" in svg


def _near(picture: np.ndarray, colour: str) -> np.ndarray:
    """Pixels whose hue is that of a colour, mixed with what lies beneath."""
    red, green, blue = (picture[..., channel] for channel in range(3))
    return (red - green > 0.35) & (red - blue > 0.35) if to_rgb(colour)[0] else (green - red > 0.25) & (green > blue)
