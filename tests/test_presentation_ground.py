"""On the dark ground of a wall words and marks stand out by number, and classes keep their order."""

from __future__ import annotations

from itertools import pairwise

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.map_figure import HATCH
from pages.charts.style import ACCENT, DIVERGING, GRID, INK, NO_DATA, PINNED, QUIET, SEQUENTIAL, WARNING, ZONE_COLOURS
from pages.shell.presentation.dress import DARK, LIGHT, Ground
from pages.shell.presentation.ground import SURFACES, contrast, luminance, mark_on_dark, text_on_dark
from pages.shell.presentation.wall_figure import wall_figure

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda parts: "#" + "".join(f"{part:02x}" for part in parts))


@pytest.mark.parametrize(("one", "other", "ratio"), [
    ("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0),
    ("#123456", "#123456", 1.0),
])
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("ground", [LIGHT, DARK], ids=lambda ground: ground.name)
def test_every_word_stands_out_from_its_ground(ground: Ground) -> None:
    words = (ground.ink, ground.quiet, ground.accent, ground.synthetic, ground.private)
    assert [word for word in words if contrast(word, ground.paper) < 4.5] == []


@given(COLOURS)
def test_whatever_the_colour_a_mark_has_a_contrast_of_three_and_words_of_four_and_a_half(colour: str) -> None:
    if mark_on_dark(colour) != mark_on_dark("#ffffff"):
        assert contrast(mark_on_dark(colour), DARK.paper) >= 3 or colour in SURFACES
        assert contrast(text_on_dark(colour), DARK.paper) >= 4.5


def test_what_is_darker_on_paper_is_brighter_on_the_wall() -> None:
    for scale in (SEQUENTIAL, (*ZONE_COLOURS.values(), *PINNED)):
        ordered = sorted(scale, key=luminance)
        moved = [luminance(mark_on_dark(colour)) for colour in ordered]
        assert all(later <= before + 0.002 for before, later in pairwise(moved))
    assert all(luminance(mark_on_dark(b)) > luminance(mark_on_dark(a)) for a, b in pairwise(SEQUENTIAL))
    ends_and_middle = [luminance(mark_on_dark(colour)) for colour in DIVERGING]
    assert ends_and_middle[2] == min(ends_and_middle)
    assert len({mark_on_dark(colour) for colour in (*SEQUENTIAL, *DIVERGING)}) == len(SEQUENTIAL) + len(DIVERGING)


def test_hatching_stands_out_from_what_it_hatches() -> None:
    assert contrast(mark_on_dark(HATCH), mark_on_dark(NO_DATA)) >= 3


def test_a_figure_is_recoloured_whole_and_its_data_stay() -> None:
    figure = go.Figure(
        [
            go.Bar(x=[1, 2], y=["#ffffff", "甲"], marker={"color": [ACCENT, "rgba(91, 107, 123, 0.5)"]},
                   textfont={"color": INK}, customdata=["#0b4f8a", "x"]),
            go.Scatter(x=[1], y=[1], line={"color": WARNING, "width": 2}, marker={"size": [10], "color": "#ffffff"}),
        ],
        {"font": {"color": QUIET}, "xaxis": {"gridcolor": GRID}, "legend": {"bgcolor": "rgba(255,255,255,0.75)"},
         "annotations": [{"text": '<span style="color:#1c2733">甲</span>', "font": {"color": INK}}]},
    )
    dark = wall_figure(figure, 1080, DARK)
    assert list(dark.data[0].y) == ["#ffffff", "甲"]
    assert list(dark.data[0].customdata) == ["#0b4f8a", "x"]
    assert list(dark.data[0].marker.color) == [mark_on_dark(ACCENT), "rgba(168, 173, 180, 0.5)"]
    assert dark.data[0].textfont.color == text_on_dark(INK) == dark.layout.annotations[0].font.color
    assert text_on_dark(INK) in dark.layout.annotations[0].text
    assert dark.data[1].line.color == mark_on_dark(WARNING)
    assert dark.data[1].line.width == pytest.approx(2 * 18 / 13)
    assert dark.data[1].marker.size[0] == pytest.approx(10 * 18 / 13)
    assert dark.data[1].marker.color == DARK.paper
    assert dark.layout.xaxis.gridcolor == mark_on_dark(GRID)
    assert dark.layout.legend.bgcolor == "rgba(15, 22, 29, 0.75)"
    light = wall_figure(figure, 1080, LIGHT)
    assert light.layout.font.color == QUIET
    assert list(light.data[0].marker.color) == [ACCENT, "rgba(91, 107, 123, 0.5)"]
