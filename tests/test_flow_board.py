"""The board of flows: which links are shown, what is hidden, and that nothing is lost when cities are put together."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from queries.branch_register import branch_register
from queries.engine import Engine
from queries.flow_board import (
    MOST_LINKS,
    OTHERS,
    USUAL_LINKS,
    board_of,
    by_size,
    flow_board,
    least_steps,
    units_chosen,
    usual_least,
)
from queries.regions import Regions

STEADY = settings(deadline=None, max_examples=60, derandomize=True)
UNITS = ["110000", "310000", "420000", "440000"]
#         to: 京  沪  鄂  粤
BOARD = board_of(
    pd.DataFrame([[9, 5, 2, 7], [1, 4, 0, 2], [0, 0, 3, 0], [6, 0, 2, 8]], index=UNITS, columns=UNITS), "province"
)


def links(counts: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"origin": "a", "destination": [str(place) for place in range(len(counts))], "count": counts})


def test_links_are_the_pairs_of_different_units_the_largest_first() -> None:
    assert BOARD.links.to_numpy().tolist() == [
        ["110000", "440000", 7], ["440000", "110000", 6], ["110000", "310000", 5], ["110000", "420000", 2],
        ["310000", "440000", 2], ["440000", "420000", 2], ["310000", "110000", 1],
    ]
    assert (BOARD.totals.home, BOARD.totals.away) == (24, 25)
    assert BOARD.receivers == ("420000",)
    assert BOARD.senders == ("110000",)
    assert board_of(BOARD.flows * 0, "province").receivers == ()


@pytest.mark.parametrize(
    ("least", "units", "shown", "all_links", "branches", "all_branches"),
    [
        (1, (), 7, 7, 25, 25),
        (5, (), 3, 7, 18, 25),
        (8, (), 0, 7, 0, 25),
        (1, ("420000",), 2, 2, 4, 4),
        (2, ("110000", "310000"), 4, 4, 17, 17),
    ],
    ids=["all", "the large ones", "none", "one unit", "two units together"],
)
def test_what_is_shown_and_what_is_hidden(
    least: int, units: tuple[str, ...], shown: int, all_links: int, branches: int, all_branches: int
) -> None:
    found = BOARD.shown(least, units)
    assert (len(found.links), found.all_links, found.hidden) == (shown, all_links, all_links - shown)
    assert (found.branches, found.all_branches) == (branches, all_branches)


def test_links_inside_a_group_are_neither_sent_nor_received() -> None:
    assert BOARD.balance_of(["110000", "310000"]) == {"kept": 19, "sent": 11, "received": 6}
    assert BOARD.balance_of(["420000"]) == {"kept": 3, "sent": 0, "received": 4}


@STEADY
@given(st.lists(st.integers(1, 60), max_size=300))
def test_the_usual_threshold_shows_some_forty_links(counts: list[int]) -> None:
    found = links(counts)
    least = usual_least(found)
    shown = sum(count >= least for count in counts)
    if not counts:
        assert least == 1
    elif counts.count(max(counts)) > USUAL_LINKS:
        assert shown == counts.count(max(counts))
    else:
        assert 0 < shown <= USUAL_LINKS
        # One branch fewer would be too many links, or there are no smaller ones.
        assert least == 1 or sum(count >= least - 1 for count in counts) > USUAL_LINKS


@STEADY
@given(st.lists(st.integers(1, 5000), min_size=1, max_size=100))
def test_every_threshold_offered_shows_something(counts: list[int]) -> None:
    steps = least_steps(links(counts))
    assert steps == sorted(set(steps)) and steps[0] == 1
    assert usual_least(links(counts)) in steps
    assert steps[-1] <= max(counts)


def test_more_arrows_than_can_be_told_apart_are_cut() -> None:
    codes = [f"{number:06d}" for number in range(30)]
    board = board_of(pd.DataFrame(1, index=codes, columns=codes), "city")
    shown = board.shown(1)
    assert len(shown.links) == MOST_LINKS
    assert shown.hidden == 30 * 29 - MOST_LINKS


@STEADY
@given(arrays(int, (7, 7), elements=st.integers(0, 20)), st.integers(1, 7))
def test_put_together_nothing_is_lost(cells: object, most: int) -> None:
    codes = [f"{number}" for number in range(7)]
    board = board_of(pd.DataFrame(cells, index=codes, columns=codes), "city")
    grouped = by_size(board, most, ["3"])
    assert grouped.to_numpy().sum() == board.totals.whole
    assert len([code for code in grouped.index if code != OTHERS]) <= most
    assert "3" in grouped.index
    own = [code for code in grouped.index if code != OTHERS]
    assert grouped.loc[own, own].equals(board.flows.loc[own, own])


def test_the_sample_register(sampled_engine: Engine, sampled_regions: Regions) -> None:
    """The boards of three levels speak of the same branches; coarser units keep what finer ones send."""
    register = branch_register(sampled_engine, sampled_regions, "sample")
    assert register is not None
    first, last = register.years[0], register.years[-1]
    zones, provinces, cities = (
        flow_board(register, "openings", first, last, level, None) for level in ("zone", "province", "city")
    )
    assert zones.totals.whole == provinces.totals.whole == cities.totals.whole > 0
    assert zones.totals.home > provinces.totals.home > cities.totals.home
    zone_of = sampled_regions.zone_of_province
    summed = provinces.flows.groupby(zone_of).sum().T.groupby(zone_of).sum().T
    assert summed.loc[zones.flows.index, zones.flows.columns].equals(zones.flows)
    east = [code for code, zone in zone_of.items() if zone == "east"]
    assert provinces.balance_of(east)["sent"] == zones.balance["sent"]["east"]


def test_the_units_of_a_selected_place(sampled_engine: Engine, sampled_regions: Regions) -> None:
    register = branch_register(sampled_engine, sampled_regions, "sample")
    assert register is not None

    def chosen(region: str | None, level: str) -> tuple[str, ...]:
        return units_chosen(sampled_regions, region, register, level)  # type: ignore[arg-type]

    assert chosen("440000", "province") == ("440000",)
    assert chosen("440000", "zone") == ("east",)
    assert len(chosen("central", "province")) == 6
    assert len(chosen("440000", "city")) == 21
    assert chosen("100000", "province") == ()
    assert chosen(None, "province") == ()
