"""Colours that some eye confuses stand beside a word, a sign or a place that says the same: each is looked for here.

tests/palettes.py names for every such palette the test that finds its second sign.
"""

from __future__ import annotations

import pandas as pd
import pytest
from plotly import graph_objects as go

from pages.charts import gradient_ladder, life_course, shift_share
from pages.charts.balance_maps import CROSSED, STEPS, WORDS
from pages.charts.gradient_ladder import LadderWords, Rung, ladder_figure, part_bars_figure
from pages.charts.life_course import CourseWords, StatusBand, course_figure
from pages.charts.light_grid import FILLS, LightField, light_grid
from pages.charts.shift_share import competitive_figure, waterfall_figure
from pages.texts import LANGUAGES, Language, load_texts
from queries.formulas.logistic_growth import logistic_fit
from queries.formulas.scorecard_light import Light

NO_FIGURES = pd.Series([], index=pd.Index([], dtype=int), dtype=float)


def words_at(figure: go.Figure) -> dict[tuple[float, float], str]:
    """What is written on a figure, by the place it is written at."""
    return {(round(float(one.x), 2), round(float(one.y), 2)): one.text for one in figure.layout.annotations}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lights_have_a_symbol_each_that_stands_in_the_field(language: Language) -> None:
    t = load_texts(language)
    signs = {light: t(f"scorecard.light.{light.value}") for light in Light}
    assert len({sign.strip() for sign in signs.values()} - {""}) == len(Light)
    fields = [LightField(t("scorecard.field", light=sign, name="x"), light, "") for light, sign in signs.items()]
    figure = light_grid([fields], ["row"], 100, 60)
    for column, shape in enumerate(figure.layout.shapes):
        [light] = [light for light, fill in FILLS.items() if fill == shape.fillcolor]
        assert signs[light] in words_at(figure)[round(column - 0.47, 2), 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_crossed_classes_have_nine_names(language: Language) -> None:
    t = load_texts(language)
    thirds = [t(f"balance.third.{word}") for word in WORDS]
    names = {t("balance.crossed", supply=supply, demand=demand) for supply in thirds for demand in thirds}
    assert len(names) == STEPS**2 == sum(map(len, CROSSED))


def test_parts_of_the_gradient_stand_in_the_order_of_the_legend() -> None:
    names = ["quotient", "labour", "capital"]
    rung = Rung("a", "A", "east", 2.0, (0.3, -0.1, 0.2), "2.00", "A")
    bars = [trace for trace in ladder_figure([rung], None, LadderWords({"east": "east"}, "", tuple(names))).data
            if trace.type == "bar"]
    assert [bar.name for bar in bars] == names
    assert [bar.marker.color for bar in bars] == list(gradient_ladder.PART_COLOURS)
    tops = [float(bar.offset) + float(bar.width) for bar in bars]
    assert tops == sorted(tops, reverse=True) and len(set(tops)) == len(names)
    [whole] = part_bars_figure([0.7, 0.9, -0.2], ["all", "a", "b"], ["", "", ""]).data
    axis = part_bars_figure([0.7, 0.9, -0.2], ["all", "a", "b"], ["", "", ""]).layout.yaxis
    assert dict(zip(axis.ticktext, whole.x, strict=True)) == {"all": 0.7, "a": 0.9, "b": -0.2}


def test_shift_and_share_tell_gain_from_loss_by_the_side_of_zero_or_a_number() -> None:
    figure = competitive_figure(["1", "2"], ["A", "B"], [3.0, -3.0], [0, 0], ["", ""], ("own", "mix"), None)
    bars = next(trace for trace in figure.data if trace.type == "bar")
    sides = dict(zip(bars.x, bars.marker.color, strict=True))
    assert sides == {3.0: shift_share.MORE, -3.0: shift_share.LESS}
    steps = waterfall_figure(["a", "b", "sum"], [5.0, -8.0], ["+5", "−8", "−3"], 300)
    boxes = [shape for shape in steps.layout.shapes if shape.type == "rect"]
    colours = [shift_share.MORE, shift_share.LESS, shift_share.WHOLE]
    assert [box.fillcolor for box in boxes] == colours
    assert [text for _, text in sorted(words_at(steps).items())] == ["+5", "−8", "−3"]
    assert list(steps.layout.xaxis.ticktext) == ["a", "b", "sum"]


def test_stages_have_their_word_in_the_band() -> None:
    stages = list(life_course.STATUS_COLOURS)
    bands = [StatusBand(stage, 2000 + 3 * place, 2003 + 3 * place, f"word of {stage}", False)
             for place, stage in enumerate(stages)]
    nothing = logistic_fit(NO_FIGURES)
    figure = course_figure(NO_FIGURES, [], nothing, bands, [], (2000, 2018), CourseWords("", "", "", ""), 300)
    drawn = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [shape.fillcolor for shape in drawn] == list(life_course.STATUS_COLOURS.values())
    for stage, shape in zip(stages, drawn, strict=True):
        assert words_at(figure)[(shape.x0 + shape.x1) / 2, 0.45] == f"word of {stage}"
