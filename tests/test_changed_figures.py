"""The figures of a view before and after, compared cell by cell; checked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.changed_figures import Compared, compare_figures

NONE = float("nan")
BASE = {"代码": ["11", "31"], "地区": ["北京", "上海"], "年份": [2023, 2023], "数值": [10.0, 20.0], "位次": [2.0, 1.0]}
PERIODS, CODES, LEFT_OUT = {"年份"}, {"代码"}, {"位次"}


def compared(before: dict[str, Any], after: dict[str, Any]) -> Compared:
    return compare_figures(pd.DataFrame(before), pd.DataFrame(after), PERIODS, CODES, LEFT_OUT)


def with_(**columns: list[Any]) -> dict[str, Any]:
    return {**BASE, **columns}


@pytest.mark.parametrize(("before", "after", "counts"), [
    # figures, changed, added, gone
    (BASE, BASE, (2, 0, 0, 0)),
    (BASE, with_(数值=[10.0, 25.0]), (2, 1, 0, 0)),
    (BASE, with_(数值=[10.0, 20.0 + 1e-12]), (2, 0, 0, 0)),
    (BASE, with_(位次=[1.0, 2.0]), (2, 0, 0, 0)),
    (BASE, with_(数值=[NONE, 20.0]), (2, 1, 0, 0)),
    (with_(数值=[NONE, NONE]), BASE, (2, 2, 0, 0)),
    (with_(数值=[NONE, NONE]), with_(数值=[NONE, NONE]), (0, 0, 0, 0)),
    (with_(数值=[0.0, 0.0]), with_(数值=[0.0, 3.0]), (2, 1, 0, 0)),
    # The order of the rows means nothing, and a code that is written otherwise is no other place.
    (BASE, with_(代码=["310000", "11"], 地区=["上海", "北京"], 数值=[20.0, 10.0]), (2, 0, 0, 0)),
    # A year that is a figure's own is another period, not a revision.
    (BASE, with_(年份=[2024, 2023], 数值=[99.0, 20.0]), (1, 0, 0, 0)),
    # A column that only one side has is not compared.
    (BASE, {**BASE, "下限": [1.0, 2.0]}, (2, 0, 0, 0)),
    # A place that joins or leaves.
    (BASE, {"代码": ["11"], "地区": ["北京"], "年份": [2023], "数值": [10.0]}, (1, 0, 0, 1)),
    ({"地区": [], "数值": []}, {"地区": ["北京"], "数值": [1.0]}, (0, 0, 1, 0)),
    ({"地区": [], "数值": []}, {"地区": [], "数值": []}, (0, 0, 0, 0)),
], ids=range(14))  # fmt: skip
def test_figures_are_counted_cell_by_cell(
    before: dict[str, Any], after: dict[str, Any], counts: tuple[int, int, int, int]
) -> None:
    found = compared(before, after)
    assert (found.figures, found.changed, found.added, found.gone) == counts
    assert found.is_revised == (sum(counts[1:]) > 0)


def test_the_figure_of_the_largest_relative_change_is_named_by_its_row() -> None:
    found = compared(BASE, with_(数值=[12.0, 30.0]))
    assert found.largest is not None
    assert (found.largest.row, found.largest.column) == ("上海", "数值")
    assert (found.largest.before, found.largest.after) == (20.0, 30.0)
    assert compared(BASE, BASE).largest is None
    assert compared(BASE, with_(数值=[NONE, 20.0])).largest is None


def test_a_series_is_compared_year_by_year_and_a_new_year_is_no_revision() -> None:
    series = {"年份": [2021, 2022], "地区": ["东部", "东部"], "数值": [1.0, 2.0]}
    longer = {"年份": [2021, 2022, 2023], "地区": ["东部"] * 3, "数值": [1.0, 2.0, 9.0]}
    found = compared(series, longer)
    assert (found.figures, found.changed, found.added, found.gone, found.names_periods) == (2, 0, 0, 0, True)
    assert not compared(longer, series).is_revised
    revised = compared(series, {**longer, "数值": [1.0, 4.0, 9.0]})
    assert (revised.changed, revised.added) == (1, 0)
    # A place that joins in a year that was known is something else.
    joined = {"年份": [2021, 2022, 2022], "地区": ["东部", "东部", "西部"], "数值": [1.0, 2.0, 5.0]}
    assert compared(series, joined).added == 1


def test_years_are_the_same_whether_a_column_holds_fractions_or_not() -> None:
    whole = {"年份": [2023], "地区": ["甲"], "数值": [1.0]}
    fractions = {"年份": [2023.0], "地区": ["甲"], "数值": [2.0]}
    assert compared(whole, fractions).changed == 1


def test_rows_of_the_same_words_are_compared_in_their_order() -> None:
    twice = {"地区": ["甲", "甲"], "数值": [1.0, 2.0]}
    found = compared(twice, {"地区": ["甲", "甲"], "数值": [1.0, 3.0]})
    assert (found.figures, found.changed) == (2, 1)
    assert not compare_figures(pd.DataFrame({"数值": [1.0, 2.0]}), pd.DataFrame({"数值": [1.0, 2.0]})).is_revised


ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(2019, 2023), st.integers(1, 99)), max_size=12,
                unique_by=lambda row: row[:2])


@given(ROWS, st.randoms(use_true_random=False))
def test_no_order_of_rows_changes_the_comparison(rows: list[tuple[int, int, int]], random: Any) -> None:
    def frame(items: list[tuple[int, int, int]]) -> pd.DataFrame:
        return pd.DataFrame({"地区": [f"地区{place}" for place, _, _ in items],
                             "年份": np.array([year for _, year, _ in items], dtype="int64"),
                             "数值": np.array([value for *_, value in items], dtype=float)})

    shuffled = random.sample(rows, len(rows))
    found = compare_figures(frame(rows), frame(shuffled), PERIODS)
    assert (found.figures, found.is_revised) == (len(rows), False)
    doubled = [(place, year, 2 * value) for place, year, value in shuffled]
    assert compare_figures(frame(rows), frame(doubled), PERIODS).changed == len(rows)
