"""A map of a deck is made of shapes that can be edited, and shows what the picture of the same map shows."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
import shapely
from lxml import etree
from matplotlib.colors import to_rgb
from office import Rendered, rendered
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu
from ten_steps import OTHER_MAPS, TEN_VIEWS
from test_map_image import BLANK, GREY, HIGH, LOW, NO_DATA, OUTSIDE, colours_around, picture, province_map
from test_map_image import frame_parts as picture_parts
from test_map_image import pixel as picture_pixel

from geo.boundaries import Boundaries, load_boundaries
from geo.compliance import MapRefusedError
from geo.drawing import Area
from geo.map_image import HATCH_LINE, inset_box, main_box
from geo.map_spec import Fill, Flow, Letter, MapSpec, Outline, Symbol, SymbolKey, Track
from geo.place_names import place_names
from geo.required_places import REQUIRED_PLACES
from geo.vector_map import View, inset_view, main_view
from pages.exporters.deck.map_check import check_drawn
from pages.exporters.deck.map_places import MapPlaces
from pages.exporters.deck.native_map import DrawnMap, add_map, map_sheet
from pages.shell.replay import replay
from pages.texts import load_texts

WIDTH, HEIGHT = 12_192_000, 6_858_000
BOX = (411_480, 1_150_000, 11_366_000, 4_600_000)
MOST_POINTS, MOST_BYTES, MOST_BYTES_OF_CITIES = 9_000, 420_000, 820_000
NAMES = place_names("zh")
TOLERANCE = 0.02


@pytest.fixture(scope="module")
def boundaries() -> Boundaries:
    return load_boundaries()


class Deck:
    """Slides with one map each."""

    def __init__(self) -> None:
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Emu(WIDTH), Emu(HEIGHT)

    def add(self, spec: MapSpec, boundaries: Boundaries, language: str = "zh", box=BOX) -> tuple[Any, DrawnMap]:
        slide = self.file.slides.add_slide(self.file.slide_layouts[6])
        return slide, add_map(slide, spec, boundaries, language, *box)

    def content(self) -> bytes:
        stream = io.BytesIO()
        self.file.save(stream)
        return stream.getvalue()

    def opened(self) -> Rendered:
        return rendered(self.content(), "maps.pptx")


@pytest.fixture(scope="module")
def province_deck(boundaries: Boundaries) -> Deck:
    deck = Deck()
    deck.add(province_map(boundaries), boundaries)
    return deck


def shapes(slide: Any, group: str = "") -> Iterator[Any]:
    """Every shape of a slide, or of one group, those of groups within too."""
    tree = slide.shapes._spTree
    if group:
        tree = next(part for part in tree.iter(qn("p:grpSp")) if name(part) == group)
    yield from tree.iter(qn("p:sp"))


def name(shape: Any) -> str:
    """Name of a shape or a group."""
    return str(next(shape.iter(qn("p:cNvPr"))).get("name"))


def has(shape: Any, *tags: str) -> bool:
    return all(next(shape.iter(qn(tag)), None) is not None for tag in tags)


def paths(shape: Any) -> int:
    return len(list(shape.iter(qn("a:moveTo"))))


def fill_colours(shape: Any) -> list[str]:
    properties = shape.find(qn("p:spPr"))
    fills = [child for child in properties if child.tag in (qn("a:solidFill"), qn("a:pattFill"))]
    return [f"#{colour.get('val').lower()}" for fill in fills for colour in fill.iter(qn("a:srgbClr"))]


def rings(shape: Any) -> list[shapely.Polygon]:
    """Every ring of an outline, filled, in EMU of the slide."""
    frame = shape.find(f"{qn('p:spPr')}/{qn('a:xfrm')}")
    off, ext = frame.find(qn("a:off")), frame.find(qn("a:ext"))
    path = next(shape.iter(qn("a:path")))
    scale = np.array([int(ext.get("cx")) / int(path.get("w")), int(ext.get("cy")) / int(path.get("h"))])
    found: list[list[tuple[int, int]]] = []
    for step in path:
        if step.tag == qn("a:moveTo"):
            found.append([])
        found[-1] += [(int(point.get("x")), int(point.get("y"))) for point in step.iter(qn("a:pt"))]
    corner = np.array([int(off.get("x")), int(off.get("y"))])
    return [shapely.Polygon(np.array(ring) * scale + corner) for ring in found if len(ring) > 2]


def views(spec: MapSpec, boundaries: Boundaries, box=BOX) -> dict[str, View]:
    layout = map_sheet(spec, box[2], box[3]).layout
    return {"main": main_view(layout.main, main_box(layout.main, spec, boundaries)),
            "inset": inset_view(layout.inset, inset_box())}


def on_slide(view: View, spec: MapSpec, longitude: float, latitude: float, box=BOX) -> tuple[float, float]:
    """Where a place in degrees lies on the slide, in EMU."""
    sheet = map_sheet(spec, box[2], box[3])
    x, y = view.pixels(np.array([(longitude, latitude)]))[0]
    return box[0] + x * sheet.emu_per_pixel, box[1] + (sheet.area.height - y) * sheet.emu_per_pixel


def test_every_province_is_one_shape_with_its_name_and_colour(province_deck: Deck, boundaries: Boundaries) -> None:
    spec = province_map(boundaries)
    slide = province_deck.file.slides[0]
    found = {name(shape): shape for shape in shapes(slide, "主图")}
    colours = {NAMES[code]: fill for fill in spec.fills for code in fill.codes}
    assert len(colours) == 34 and set(colours) <= set(found)
    for place, fill in colours.items():
        expected = [HATCH_LINE, fill.colour] if fill.kind == "no_data" else [fill.colour]
        assert fill_colours(found[place]) == expected, place
    assert [place for place, shape in found.items() if has(shape, "a:pattFill")] == [NAMES[code] for code in NO_DATA]
    # 浙江 has islands, 河北 an enclave of its own beyond 北京: parts of one shape.
    assert paths(found["浙江"]) > 5 and paths(found["河北"]) >= 2


def test_the_ten_segments_the_inset_and_its_title_are_there(province_deck: Deck) -> None:
    slide = province_deck.file.slides[0]
    names = Counter(name(shape) for shape in shapes(slide))
    assert {f"断续线{number}（附图）" for number in range(1, 11)} <= set(names)
    inset = [name(shape) for shape in shapes(slide, "南海诸岛附图")]
    assert {"台湾（附图）", "海南（附图）", "广东（附图）", "香港（附图）", "附图图廓", "南海诸岛图名"} <= set(inset)
    groups = [shape.name for shape in slide.shapes if shape.shape_type is not None and hasattr(shape, "shapes")]
    assert groups == ["地图", "图例"]


def test_every_place_that_the_law_demands_has_ground_on_the_slide(
    province_deck: Deck, boundaries: Boundaries
) -> None:
    spec = province_map(boundaries)
    drawn = {name(shape): rings(shape) for shape in shapes(province_deck.file.slides[0], "地图") if paths(shape)}
    missing = []
    for place in REQUIRED_PLACES:
        seen = False
        for frame, view in views(spec, boundaries).items():
            west, south, east, north = place.box
            edge = [on_slide(view, spec, x, y) for x in (west, east) for y in (south, north)]
            box = shapely.MultiPoint(edge).convex_hull
            unit = drawn.get(NAMES[place.province] + ("（附图）" if frame == "inset" else ""), [])
            seen |= any(ring.intersects(box) for ring in unit)
        if not seen:
            missing.append(place.zh)
    assert missing == []


def test_a_map_is_light(province_deck: Deck) -> None:
    tree = province_deck.file.slides[0]._element
    assert len(list(tree.iter(qn("a:pt")))) < MOST_POINTS
    assert len(etree.tostring(tree)) < MOST_BYTES
    numbers = [shape.get("id") for shape in tree.iter(qn("p:cNvPr"))]
    assert len(numbers) == len(set(numbers))


def test_the_office_shows_every_province_in_the_colour_of_the_picture(
    province_deck: Deck, boundaries: Boundaries
) -> None:
    spec = province_map(boundaries)
    image = np.asarray(province_deck.opened().picture(0, 1920), dtype=float) / 255
    paper, (layout, main, _) = picture(spec, boundaries), picture_parts(spec, boundaries)
    view = views(spec, boundaries)["main"]
    differing = []
    for code, outline in boundaries.geometry("provinces").geometry.items():
        point = outline.representative_point()
        x, y = on_slide(view, spec, point.x, point.y)
        around = colours_around(image, round(y / HEIGHT * len(image)), round(x / WIDTH * 1920), 3)
        on_paper = colours_around(paper, *picture_pixel(layout.main, main, point.x, point.y), reach=3)
        colours = {colour for colour in (HIGH, LOW, GREY, BLANK) if near(around, colour)}
        if not colours & {colour for colour in (HIGH, LOW, GREY, BLANK) if near(on_paper, colour)}:
            differing.append(code)
    assert differing == []
    inset = views(spec, boundaries)["inset"]
    x, y = on_slide(inset, spec, 121.0, 23.8)
    assert near(colours_around(image, round(y / HEIGHT * len(image)), round(x / WIDTH * 1920), 2), GREY)


def near(pixels: np.ndarray, colour: str) -> bool:
    return bool((np.abs(pixels - np.array(to_rgb(colour))).max(axis=1) < TOLERANCE).any())


@pytest.mark.parametrize("box", [BOX, (500_000, 1_200_000, 7_000_000, 4_000_000)], ids=["whole", "half"])
def test_nothing_leaves_the_rectangle_or_covers_the_inset(boundaries: Boundaries, box: tuple[int, ...]) -> None:
    spec = province_map(
        boundaries, watermark="合成示例，不得用于决策", symbols=(Symbol("650000", 85.0, 41.0, 60.0, HIGH),),
        symbol_keys=(SymbolKey("1,000家", 60.0),), letters=(Letter(103.0, 30.5, "Q", "#000000"),),
        flows=(Flow((116.4, 39.9), (121.5, 31.2), 6.0, HIGH, "北京 → 上海：96家"),),
        tracks=(Track(((104.0, 36.0), (105.0, 35.0)), LOW, 2.0, "重心", sign="circle"),),
        outlines=(Outline(("510000",), "#d62728"),),
    )
    slide, drawn = Deck().add(spec, boundaries, box=box)
    left, top, width, height = box
    for shape in slide.shapes:
        assert shape.left >= left - 7000 and shape.top >= top - 7000, shape.name
        assert shape.left + shape.width <= left + width + 7000, shape.name
        assert shape.top + shape.height <= top + height + 7000, shape.name
        assert shape.name == "地图" or not drawn.is_covered_by(shape), shape.name
    words = {name(shape) for shape in shapes(slide)}
    assert {"北京 → 上海：96家", "重心", "1,000家", "Q", "标出：四川", spec.watermark} <= words
    arrow = next(shape for shape in shapes(slide) if name(shape) == "北京 → 上海：96家")
    assert has(arrow, "a:tailEnd", "a:quadBezTo")


def test_a_refused_map_is_not_drawn(boundaries: Boundaries) -> None:
    fills = province_map(boundaries).fills
    for changes in ({"note": "制图说明"}, {"fills": fills[:-1]}):
        deck = Deck()
        with pytest.raises(MapRefusedError):
            deck.add(province_map(boundaries, **changes), boundaries)
        assert len(deck.file.slides[0].shapes) == 0
    with pytest.raises(KeyError, match="999999"):
        Deck().add(province_map(boundaries, focus="999999"), boundaries)


def test_what_is_drawn_is_checked_and_not_what_was_meant(boundaries: Boundaries) -> None:
    spec = province_map(boundaries)
    layout = map_sheet(spec, BOX[2], BOX[3]).layout
    places = {
        frame: MapPlaces(spec, boundaries, view, frame == "inset", load_texts("zh"))
        for frame, view in views(spec, boundaries).items()
    }
    with pytest.raises(MapRefusedError, match="710000"):
        check_drawn(spec, places, layout.inset, [])
    for frame in places.values():
        frame.drawn.update(f"{code[:2]}0000" for code in frame.units.codes)
    check_drawn(spec, places, layout.inset, [])
    over = Area(layout.inset.left - 30, layout.inset.bottom, 60, 60)
    with pytest.raises(MapRefusedError, match="“图例”遮挡南海诸岛附图"):
        check_drawn(spec, places, layout.inset, [("图例", over)])


def test_words_never_become_markup(boundaries: Boundaries) -> None:
    label = 'a<b> & "c"\x07'
    fills = province_map(boundaries).fills
    marked = Fill("class", label, HIGH, fills[1].codes)
    hover = {"510000": "<b>四川</b><br>3 &lt; 5家"}
    slide, _ = Deck().add(province_map(boundaries, fills=(fills[0], marked, *fills[2:]), hover=hover), boundaries)
    texts = [text.text for shape in shapes(slide, "图例") for text in shape.iter(qn("a:t"))]
    assert 'a<b> & "c"' in texts
    told = next(shape for shape in shapes(slide) if name(shape) == "四川")
    assert next(told.iter(qn("p:cNvPr"))).get("descr") == "四川\n3 < 5家"


def test_true_outlines_of_major_regions_lie_above_the_provinces(boundaries: Boundaries) -> None:
    codes = tuple(boundaries.geometry("majors").index)
    fills = (Fill("class", "有数（4）", HIGH, codes), Fill("out_of_survey", "不在统计范围（3）", GREY, OUTSIDE))
    spec = province_map(boundaries, level="major", fills=fills, outlines=(Outline(codes[:1], LOW),))
    slide, _ = Deck().add(spec, boundaries)
    found = {name(shape): shape for shape in shapes(slide, "主图")}
    assert {NAMES[code] for code in codes} <= set(found)
    assert {fill_colours(found[NAMES[code]])[0] for code in codes} == {HIGH}
    assert sum(NAMES[code] in found for code in boundaries.geometry("provinces").index) == 34


@pytest.mark.usefixtures("sampled_pages")
def test_every_map_of_the_product_can_be_drawn_and_opened() -> None:
    deck = Deck()
    drawn: list[tuple[MapSpec, str]] = []
    for page, query in [*(view[:2] for view in TEN_VIEWS), *OTHER_MAPS]:
        language = "en" if len(drawn) % 3 == 2 else "zh"
        played = replay(page, f"{query}&{urlencode({'lang': language})}")
        spec = played.frames[0].spec
        if spec is None:
            continue
        slide, inset = deck.add(spec, played.screen.boundaries, language)
        drawn.append((spec, language))
        most = MOST_BYTES_OF_CITIES if spec.level == "city" else MOST_BYTES + 80_000
        assert len(etree.tostring(slide._element)) < most, query
        texts = load_texts(language)
        main, whole = (list(shapes(slide, texts(f"deck_map.{part}"))) for part in ("main", "map"))
        assert len([shape for shape in main if has(shape, "a:tailEnd")]) == len(spec.flows)
        assert {letter.text for letter in spec.letters} <= {name(shape) for shape in main}
        signs = [shape for shape in whole if has(shape, "a:prstGeom") and not has(shape, "p:txBody")]
        points = sum(len(track.points) for track in spec.tracks if track.sign)
        assert len(signs) >= len(spec.symbols) + points
        assert not any(inset.is_covered_by(shape) for shape in list(slide.shapes)[1:])
    assert len(drawn) == 16
    assert any(spec.focus for spec, _ in drawn) and any(spec.legend_grid for spec, _ in drawn)
    pages = deck.opened()
    assert len(pages.texts) == len(drawn)
    for number, (spec, _) in enumerate(drawn):
        # The title of the inset may stand on the line of an entry of the legend.
        words = pages.words(number).replace("".join(spec.inset_title.split()), "", 1)
        assert len(words) < len(pages.words(number))
        wanted = [spec.note, spec.legend_title, *(fill.label for fill in spec.fills),
                  *(mark.label for mark in spec.marks), *(track.label for track in spec.tracks), spec.watermark or ""]
        assert [word for word in wanted if "".join(word.split()) not in words] == [], number
