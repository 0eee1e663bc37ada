"""The picture of the match matrix: names that lie on nothing, and every province drawn, named or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.charts.label_places import APART, SIDES, label_sides
from pages.charts.match_matrix import LOOKS, matrix_figure
from queries.capacity import Capacity, capacity
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.match_quadrant import Quadrant
from queries.match_matrix import GAP_KINDS, GapKind, match_matrix
from queries.regions import Regions
from tests.real_maps import screen_of

FRAME = (400.0, 300.0)
NAME = (30.0, 13.0)


def boxes(points: list[tuple[float, float]]) -> list[tuple[float, float, float, float]]:
    """The boxes of the labels placed, worked out apart from the code under test: sides by their words."""
    found = []
    for (x, y), side in zip(points, label_sides(points, [NAME] * len(points), range(len(points)), FRAME), strict=True):
        if side:
            across = APART if "right" in side else -NAME[0] - APART if "left" in side else -NAME[0] / 2
            up = APART if "top" in side else -NAME[1] - APART if "bottom" in side else -NAME[1] / 2
            found.append((x + across, y + up, x + across + NAME[0], y + up + NAME[1]))
    return found


def test_a_lone_point_is_named_at_its_right() -> None:
    assert label_sides([(100.0, 100.0)], [NAME], [0], FRAME) == ["middle right"]


def test_at_the_right_edge_the_name_stands_at_the_left() -> None:
    assert label_sides([(395.0, 100.0)], [NAME], [0], FRAME) == ["middle left"]


def test_points_on_one_spot_get_as_many_names_as_there_is_room_for() -> None:
    sides = label_sides([(200.0, 150.0)] * 12, [NAME] * 12, range(12), FRAME)
    assert sides[0] is not None and None in sides
    assert len({side for side in sides if side}) == len([side for side in sides if side]) <= len(SIDES)


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), min_size=2, max_size=25, unique=True))
def test_no_name_lies_on_another(points: list[tuple[float, float]]) -> None:
    found = boxes(points)
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("kind", GAP_KINDS)
@pytest.mark.parametrize("selected", [None, "510000"])
def test_every_province_is_drawn_in_the_shape_of_its_quarter(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator], kind: GapKind,
    selected: str | None,
) -> None:
    index = capacity(sampled_engine, sampled_regions, sampled_catalogue, "sample")
    assert isinstance(index, Capacity)
    found = match_matrix(sampled_engine, sampled_regions, sampled_catalogue, index, kind)
    assert found is not None
    figure = matrix_figure(screen_of(sampled_engine), found, selected, 500).to_dict()
    marks = [trace for trace in figure["data"] if trace["mode"] == "markers+text"]
    assert sum(len(trace["x"]) for trace in marks) == 31
    assert len({look.symbol for look in LOOKS.values()}) == len(Quadrant)
    hollow = [symbol for trace in marks for symbol in trace["marker"]["symbol"] if symbol.endswith("-open")]
    assert len(hollow) == found.rows["is_edge"].sum()
    named = {name for trace in marks for name in trace["text"] if name}
    assert len(named) > 15 and (selected is None or sampled_regions[selected].name_zh in named)
