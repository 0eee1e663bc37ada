"""The figure of a map as it is sent: every place keeps its words, its code and its position."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from geo.sent_figure import sent_figure

CODES = [str(110000 + 100 * number) for number in range(12)]
CHINESE = [
    "北京：2,303家<br>第1位（90%区间仅此一位）",
    *(f"地{'甲乙丙丁戊己庚辛壬癸子'[place]}：{990 - 7 * place}家<br>第{place + 2}位（90%区间{place + 1}–{place + 4}）"
      for place in range(11)),
]
ENGLISH = [
    f"Place {'ABCDEFGHIJKL'[place]}: {12.5 - place:.2f} per million<br>rank {place + 1} (90% interval {place}–20)"
    for place in range(12)
]
APART = [*(f"甲{'乙丙丁戊己庚辛壬癸子丑'[place]}：{place}件" for place in range(11)), "台湾"]
PADDED = [f"区{'甲乙丙丁戊己庚辛壬癸子丑'[place]}：00{place}件" for place in range(12)]
BARE = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑"]


def drawn(texts: list[str], codes: list[str]) -> go.Figure:
    """One layer of polygons and one sign in each."""
    area = {"type": "choropleth", "geojson": "places.json", "locations": codes, "z": [1] * len(codes), "text": texts,
            "hovertemplate": "%{text}, seen<extra></extra>"}
    signs = {"type": "scattergeo", "name": "symbols", "customdata": codes, "text": texts,
             "lon": [100.1234 + place for place in range(len(codes))], "lat": [30.5678] * len(codes),
             "hovertemplate": "%{text}<extra></extra>"}
    return go.Figure([area, signs], {"template": {}})


def beside_the_pointer(trace: go.Choropleth | go.Scattergeo, place: int) -> str:
    """What Plotly puts together of the template and the data of a place."""

    def value(found: re.Match[str]) -> str:
        if found["name"] == "text":
            return trace.text[place]
        told = trace.customdata[place][int(found["column"])]
        return format(int(told), ",") if found["grouped"] else str(told)

    return re.sub(r"%\{(?P<name>text|customdata\[(?P<column>\d+)\])(?P<grouped>:,)?\}", value, trace.hovertemplate)


@pytest.mark.parametrize("texts", [CHINESE, ENGLISH, APART, PADDED, BARE, CHINESE[:3]])
def test_the_words_beside_the_pointer_are_the_same(texts: list[str]) -> None:
    before = drawn(texts, CODES[:len(texts)])
    for old, new in zip(before.data, sent_figure(before).data, strict=True):
        words = [beside_the_pointer(new, place) for place in range(len(texts))]
        assert words == [beside_the_pointer(old, place) for place in range(len(texts))]


def test_shared_words_and_codes_take_less_room() -> None:
    before = drawn(CHINESE * 4, CODES * 4)
    assert len(sent_figure(before).to_json().encode()) < 0.7 * len(before.to_json().encode())


@pytest.mark.parametrize("codes", [CODES, ["east", *CODES[1:]], ["010000", *CODES[1:]]])
def test_a_click_still_names_the_place(codes: list[str]) -> None:
    area, signs = sent_figure(drawn(CHINESE, codes)).data
    assert [str(code) for code in area.locations] == codes
    assert [str(row[0]) for row in signs.customdata] == codes


def test_only_areas_in_the_legend_travel_with_their_name() -> None:
    area = {"type": "choropleth", "geojson": "places.json", "locations": CODES, "z": [1] * len(CODES), "name": "class"}
    shown, left_out = sent_figure(go.Figure([{**area, "showlegend": True}, {**area, "showlegend": False}])).data
    assert (shown.name, shown.showlegend) == ("class", True)
    # Plotly leaves areas out of the legend unless told otherwise.
    assert (left_out.name, left_out.showlegend) == (None, None)


def test_signs_stay_where_they_are() -> None:
    before = drawn(CHINESE, CODES)
    old, new = before.data[1], sent_figure(before).data[1]
    assert np.allclose(new.lon, old.lon, atol=6e-4) and np.allclose(new.lat, old.lat, atol=6e-4)


def test_the_figure_itself_is_left_as_it_was() -> None:
    before = drawn(CHINESE, CODES)
    as_it_was = before.to_json()
    sent_figure(before)
    assert before.to_json() == as_it_was
