"""Which columns of a table stand at the right: those of numbers, also where some have an interval or none."""

from __future__ import annotations

import pandas as pd
import pytest

from pages.frames.html import is_numeric


@pytest.mark.parametrize("cells", [
    ["1,042", "−165", "+3.5%"], ["−165", "+3（−5至+13）", "—"], ["+9 (+2 to +20)", "0"], ["—", "—"], ["", "12"],
])
def test_numbers_with_intervals_and_dashes_are_a_column_of_numbers(cells: list[str]) -> None:
    assert is_numeric(pd.Series(cells))


@pytest.mark.parametrize("cells", [["12", "北京"], ["约12"], ["3（上升）"], ["2019至2023"], ["", ""]])
def test_words_are_not(cells: list[str]) -> None:
    assert not is_numeric(pd.Series(cells))
