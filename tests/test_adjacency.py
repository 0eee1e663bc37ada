"""Which places touch: against a list of neighbours written by hand, and against the boundaries in full detail."""

import pytest
import shapely

from geo.adjacency import BRIDGES, adjacent_places
from geo.boundaries import load_boundaries

BOUNDARIES = load_boundaries()
# By the first two digits, from an atlas; each pair at the smaller one.
NEIGHBOURS = {
    "11": "12 13", "12": "13", "13": "14 15 21 37 41", "14": "15 41 61", "15": "21 22 23 61 62 64", "21": "22",
    "22": "23", "31": "32 33", "32": "33 34 37", "33": "34 35 36", "34": "36 37 41 42", "35": "36 44",
    "36": "42 43 44", "37": "41", "41": "42 61", "42": "43 50 61", "43": "44 45 50 52", "44": "45 81 82",
    "45": "52 53", "50": "51 52 61", "51": "52 53 54 61 62 63", "52": "53", "53": "54", "54": "63 65", "61": "62 64",
    "62": "63 64 65", "63": "65",
}


def test_provinces_touch_as_in_an_atlas() -> None:
    expected = {(f"{one}0000", f"{other}0000") for one, others in NEIGHBOURS.items() for other in others.split()}
    assert set(adjacent_places(BOUNDARIES, "province")) == expected


@pytest.mark.parametrize(("level", "detailed"), [("province", "provinces-detail"), ("city", "cities-detail")])
def test_simpler_boundaries_lose_no_neighbour(level: str, detailed: str) -> None:
    places = BOUNDARIES.geometry(detailed)
    shapes = dict(places.geometry.items())
    found = set(adjacent_places(BOUNDARIES, level))
    codes = sorted(shapes)
    tree = shapely.STRtree([shapes[code] for code in codes])
    touching = {
        (code, codes[other]) for code in codes for other in tree.query(shapes[code], predicate="dwithin", distance=0)
        if code < codes[other]
    }
    assert found == touching


@pytest.mark.parametrize("level", ["province", "city"])
def test_bridges_leave_only_taiwan_without_a_neighbour(level: str) -> None:
    adjacent = adjacent_places(BOUNDARIES, level)
    joined = {code for pair in (*adjacent, *BRIDGES[level]) for code in pair}
    layer = {"province": "provinces", "city": "cities"}[level]
    assert set(BOUNDARIES.geometry(layer).index) - joined == {"710000"}


@pytest.mark.parametrize("level", ["province", "city"])
def test_a_bridge_joins_two_places_of_the_layer(level: str) -> None:
    layer = {"province": "provinces", "city": "cities"}[level]
    codes = set(BOUNDARIES.geometry(layer).index)
    for pair in BRIDGES[level]:
        assert set(pair) <= codes and pair[0] < pair[1]
    assert ("440000", "460000") in BRIDGES["province"]


def test_zones_are_no_map_of_neighbours() -> None:
    with pytest.raises(KeyError):
        adjacent_places(BOUNDARIES, "zone")
