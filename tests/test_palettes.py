"""No palette rests on colours that some eye confuses: by number, for every kind of colour vision."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.charts import balance_maps, light_grid, share_moves
from pages.charts.style import ACCENT, INK, PINNED, QUIET, WARNING
from pages.shell.presentation.ground import contrast
from tests.colour_vision import VISIONS, ciede2000, distance, lab, nearest, seen
from tests.palettes import (
    LEAST_APART,
    LEAST_APART_IN_GREY,
    LEAST_ON_WALL,
    LEAST_ON_WALL_IN_GREY,
    PALETTES,
    Palette,
    confused,
    tables,
)

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT / "tests" / "vectors" / "ciede2000_sharma_2005.csv"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
# Not told apart by colour: lines and surfaces that mean nothing of themselves.
QUIET_CONSTANTS = {"light_grid.INKS", "balance_maps.DARK"}


def _pairs() -> list[list[float]]:
    with VECTORS.open(encoding="utf-8") as file:
        return [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]


@pytest.mark.parametrize("pair", _pairs(), ids=lambda pair: f"{pair[-1]:g}")
def test_the_distance_is_that_of_the_published_pairs(pair: list[float]) -> None:
    one, other = (pair[0], pair[1], pair[2]), (pair[3], pair[4], pair[5])
    assert ciede2000(one, other) == pytest.approx(pair[6], abs=5.1e-5)
    assert ciede2000(other, one) == pytest.approx(pair[6], abs=5.1e-5)


@pytest.mark.parametrize(("colour", "wanted"), [
    ("#ffffff", (100.0, 0.0, 0.0)), ("#000000", (0.0, 0.0, 0.0)), ("#ff0000", (53.24, 80.09, 67.20)),
    ("#0000ff", (32.30, 79.19, -107.86)),
])
def test_lab_is_that_of_srgb_under_d65(colour: str, wanted: tuple[float, float, float]) -> None:
    assert lab(colour) == pytest.approx(wanted, abs=0.02)


@given(COLOURS, COLOURS)
def test_a_distance_is_symmetric_and_nothing_between_equals(one: str, other: str) -> None:
    assert distance(one, one) == 0
    assert distance(one, other) == pytest.approx(distance(other, one))


@pytest.mark.parametrize("vision", VISIONS)
@given(level=st.integers(0, 255))
def test_grey_looks_the_same_to_every_eye(vision: str, level: int) -> None:
    assert seen(f"#{level:02x}{level:02x}{level:02x}", vision) == f"#{level:02x}{level:02x}{level:02x}"


@pytest.mark.parametrize(("vision", "confused_pair"), [
    ("protanopia", ("#b0464f", "#5f6a4e")), ("deuteranopia", ("#c05050", "#857a52")), ("grey", ("#eec38a", "#b7d1e8")),
])
def test_the_simulation_brings_confused_colours_together(vision: str, confused_pair: tuple[str, str]) -> None:
    assert distance(*confused_pair, vision) < distance(*confused_pair) / 2


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_colours_keep_their_distance_or_go_with_a_second_sign(palette: Palette) -> None:
    assert confused(palette, palette.colours, LEAST_APART, LEAST_APART_IN_GREY) == []
    assert confused(palette, palette.on_wall(), LEAST_ON_WALL, LEAST_ON_WALL_IN_GREY) == []


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_a_second_sign_is_one_for_every_colour(palette: Palette) -> None:
    assert len(palette.signs) in (0, len(palette.colours))


@pytest.mark.parametrize("palette", [palette for palette in PALETTES if palette.in_words], ids=lambda one: one.name)
def test_what_is_said_in_words_is_seen_by_a_test(palette: Palette) -> None:
    tests = ast.parse((ROOT / "tests" / "test_second_signs.py").read_text(encoding="utf-8")).body
    names = [test.name for test in tests if isinstance(test, ast.FunctionDef)]
    assert [name for name in names if name.startswith(f"test_{palette.seen_by}_")] != [] and palette.seen_by


def test_words_excuse_no_colours_that_nobody_tells_apart() -> None:
    alike = Palette("", "", ("#dfe6ee", "#eceff2"), in_words="word", seen_by="stages")
    assert confused(alike, alike.colours, LEAST_APART, LEAST_APART_IN_GREY) == ["#dfe6ee #eceff2 normal 3.3"]


def test_a_palette_that_fails_is_found() -> None:
    red_and_green = Palette("", "", ("#c8501a", "#6f8a2f"))
    found = confused(red_and_green, red_and_green.colours, LEAST_APART, LEAST_APART_IN_GREY)
    assert {one.split()[2] for one in found} == {"deuteranopia", "grey"}
    assert nearest(red_and_green.colours, "normal", False)[0] > 20


def _constants() -> Iterator[str]:
    for file in sorted((ROOT / "pages" / "charts").glob("*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            texts = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            colours = {text for text in texts if isinstance(text, str) and re.fullmatch("#[0-9a-f]{6}", text)}
            if len(colours) >= 3 and isinstance(target, ast.Name):
                yield f"{file.stem}.{target.id}"


def test_every_palette_of_the_charts_is_judged() -> None:
    judged = {palette.constant for palette in PALETTES}
    assert set(_constants()) - judged - QUIET_CONSTANTS == set()


def test_words_stand_out_from_the_classes_they_stand_on() -> None:
    on_fills = {
        **{light_grid.FILLS[light]: ink for light, ink in light_grid.INKS.items()},
        **{mark.colour: mark.ink for mark in share_moves.TYPE_MARKS.values()},
        **{colour: "#ffffff" if colour in balance_maps.DARK else INK
           for row in balance_maps.CROSSED for colour in row},
    }
    assert {fill: ink for fill, ink in on_fills.items() if contrast(fill, ink) < 4.5} == {}
    assert [colour for colour in (ACCENT, INK, QUIET, WARNING) if contrast(colour, "#ffffff") < 4.5] == []
    assert [colour for colour in PINNED if contrast(colour, "#ffffff") < 3] == []


def test_the_report_says_every_palette_on_both_grounds() -> None:
    paper, wall = tables()
    assert len(paper.rows) == len(wall.rows) == len(PALETTES)
    assert {row[0] for row in paper.rows} == {palette.name for palette in PALETTES}
