"""What a browser is told with every figure, so that it draws it once and measures no name more often than it must."""

import plotly.graph_objects as go
import pytest

from pages.charts.style import drawn_once

NAMES = ["甲", "乙", "丙"]


def rows_of_names() -> go.Figure:
    """Two panels of bars, the first with a name beside each."""
    bars = {"type": "bar", "x": [3, 2, 1], "y": [0, 1, 2], "orientation": "h"}
    named = {"tickvals": [0, 1, 2], "ticktext": NAMES}
    return go.Figure([bars, {**bars, "yaxis": "y2"}], {"yaxis": named, "yaxis2": {"anchor": "x"}, "template": {}})


def test_every_name_of_a_row_is_kept_without_measuring_it_against_the_figure() -> None:
    drawn = drawn_once(rows_of_names(), takes_clicks=False)
    assert (drawn.layout.yaxis.ticklabeloverflow, drawn.layout.yaxis2.ticklabeloverflow) == ("allow", None)
    assert list(drawn.layout.yaxis.ticktext) == NAMES


@pytest.mark.parametrize(("takes_clicks", "mode"), [(True, "event+select"), (False, None)])
def test_streamlit_has_nothing_to_change_on_a_figure_that_was_drawn(takes_clicks: bool, mode: str | None) -> None:
    drawn = drawn_once(rows_of_names(), takes_clicks)
    assert drawn.layout.datarevision == 1
    assert drawn.layout.clickmode == mode
