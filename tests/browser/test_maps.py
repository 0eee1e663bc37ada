"""Maps as they reach the eye: painted by area, pairs with the same classes, circles for totals, absences named."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from geo.boundaries import load_boundaries
from geo.projection import to_albers
from geo.sign_traces import SYMBOL_OPACITY
from pages.charts.style import PINNED
from pages.texts import load_texts
from tests.browser.conftest import OpenPage
from tests.browser.painting import painting_faults
from tests.browser.views import (
    click_place,
    expect_parameter,
    expect_read,
    expect_that,
    finding,
    graph_selector,
    open_view,
    put_on,
    read_map,
    wait_for_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
LAYERS = {"zone": "zones", "province": "provinces"}
TEN = ("110000", "120000", "130000", "140000", "150000", "210000", "220000", "230000", "310000", "320000")
BARS = """(selector) => {
  const graph = document.querySelector(selector);
  if (!graph || !graph._fullData || !graph._fullData.length) return {};
  const trace = graph._fullData[0];
  return Object.fromEntries(trace.customdata.map((code, index) => [String(code),
    [].concat(trace.marker.color)[index] || trace.marker.color]));
}"""


def _picture(page: Page, key: str = "map") -> Image.Image:
    page.mouse.move(0, 0)
    return Image.open(io.BytesIO(page.locator(graph_selector(key)).screenshot(animations="disabled")))


def _expected_shares(classes: list[dict], level: str) -> dict[str, float]:
    """The part of the land that every colour of the legend should take, from the boundaries themselves."""
    boundaries = load_boundaries()
    areas: dict[str, float] = {}
    for layer in {LAYERS[level], "provinces"}:
        shapes = boundaries.geometry(layer).geometry
        areas |= dict(zip(shapes.index, (shape.area for shape in to_albers(shapes.to_numpy())), strict=True))
    shares: dict[str, float] = {}
    for entry in classes:
        shares[entry["colour"]] = shares.get(entry["colour"], 0.0) + sum(areas[code] for code in entry["codes"])
    total = sum(shares.values())
    return {colour: area / total for colour, area in shares.items()}


@pytest.mark.parametrize("level", LAYERS)
def test_every_class_is_painted_on_its_part_of_the_land(app: str, page: Page, level: str) -> None:
    open_view(page, f"{app}/distribution?lang=zh&level={level}&indicator=designs_per_10k_people")
    shown = read_map(page)
    if level == "province":
        assert len(shown["main"]) >= 34
        assert len({path["code"] for path in shown["main"]}) == 34
    classes = [entry for entry in shown["classes"] if entry["codes"]]
    # Four zones or major regions fall into two classes; the others into five; each map has those outside the survey.
    assert len({entry["colour"] for entry in classes}) >= (3 if level in ("zone", "major") else 4)
    assert [text for text in shown["legend"] if ZH("value.out_of_survey") in text] == [
        ZH("map.class", label=ZH("value.out_of_survey"), count=3)
    ]
    shares = _expected_shares(classes, level)
    expect_read(page, lambda: painting_faults(_picture(page), shares), [])


def test_the_cities_are_drawn_in_their_classes(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&level=city&indicator=designs_per_10k_people")
    shown = read_map(page)
    named = [code for entry in shown["classes"] for code in entry["codes"]]
    assert len(set(named)) == len(named) == 370
    assert {path["code"] for path in shown["main"]} >= set(named)
    assert len({path["fill"] for path in shown["main"]}) >= 5


def test_a_map_whose_paths_are_wiped_off_is_refused(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh")
    shares = _expected_shares([entry for entry in read_map(page)["classes"] if entry["codes"]], "province")
    expect_read(page, lambda: painting_faults(_picture(page), shares), [])
    put_on(page, ".choroplethlayer path { fill: none !important; stroke: none !important; }")
    expect_that(page, lambda: painting_faults(_picture(page), shares), bool)
    page.evaluate(
        """(selector) => { const path = document.querySelector(`${selector} path.choroplethlocation`);
        path.setAttribute('d', 'M-9000,-9000H9000V9000H-9000Z');
        path.setAttribute('style', 'fill: #0b4f8a !important'); }""",
        graph_selector("map"),
    )
    expect_that(page, lambda: painting_faults(_picture(page), shares), lambda faults: "floods" in " ".join(faults))


def test_the_inset_shows_the_islands_and_segments_and_nothing_covers_it(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh")
    assert {"460000", "710000", "810000", "820000"} <= set(read_map(page)["inset"])
    lines = page.locator(f"{graph_selector('map')} .geolayer > .geo2 .scattergeo path.js-line")
    drawn = "(all) => all.map((one) => one.getAttribute('d') || '').join('').split('M').length - 1"
    expect_that(page, lambda: lines.evaluate_all(drawn), lambda count: count >= 10)
    expect(page.locator(graph_selector("map")).get_by_text(ZH("map.inset"), exact=True)).to_be_visible()
    graph = page.locator(graph_selector("map"))
    legend, frame = graph.locator(".legend").first, graph.locator(".shapelayer path").first
    expect_that(
        page, lambda: (legend.bounding_box(), frame.bounding_box()),
        lambda boxes: boxes[0] and boxes[1] and boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"],
    )  # fmt: skip


def test_a_pair_of_years_has_the_same_classes(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&year=2023&against=2018")
    early, late = read_map(page, "map-2018"), read_map(page, "map-2023")
    ranges = [[re.sub(r"（\d+）$", "", text) for text in shown["legend"]] for shown in (early, late)]
    assert ranges[0] == ranges[1]
    assert early["legend"] != late["legend"], "the counts per class differ between the years"
    assert [entry["colour"] for entry in early["classes"]] == [entry["colour"] for entry in late["classes"]]
    expect(finding(page, "map-2018")).to_contain_text("2018年")
    expect(finding(page, "map-2023")).to_contain_text("2023年")


def test_totals_are_circles_and_never_classes(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&indicator=pct_applications")
    shown = read_map(page)
    assert shown["circles"] == 31
    assert [entry["label"] for entry in shown["classes"]] == [
        ZH("map.class", label=ZH("map.has_figure"), count=31),
        ZH("map.class", label=ZH("value.out_of_survey"), count=3),
    ]


@pytest.mark.parametrize(("year", "bound", "code"), [(2019, "<10", "540000"), (2016, ">40", "")])
def test_published_bounds_are_shown_as_bounds(app: str, page: Page, year: int, bound: str, code: str) -> None:
    open_view(page, f"{app}/distribution?lang=zh&indicator=patent_agencies&year={year}&region={code}")
    shown = read_map(page)
    legend = " ".join(shown["legend"])
    for words in ("value.bound", "value.none", "value.out_of_survey"):
        assert ZH(words) in legend
    ranking = page.locator(f"{graph_selector('ranking')} .bartext")
    expect(ranking.filter(has_text=bound).first).to_be_attached()
    if code:
        expect(finding(page, "trend")).to_contain_text(ZH("reason.bound_only"))


def test_ten_compared_places_keep_their_colours(app: str, page: Page) -> None:
    compared = "".join(f"&compare={code}" for code in TEN)
    for indicator in ("designs_per_10k_people", "utility_models_per_10k_people"):
        open_view(page, f"{app}/distribution?lang=zh&indicator={indicator}{compared}")
        wait_for_map(page)
        expect_read(
            page,
            lambda: {code: colour for code, colour in page.evaluate(BARS, graph_selector("ranking")).items()
                     if code in TEN},
            dict(zip(TEN, PINNED, strict=True)),
        )  # fmt: skip


def test_no_more_than_ten_places_are_compared(app: str, page: Page) -> None:
    compared = "".join(f"&compare={code}" for code in (*TEN, "330000", "340000"))
    open_view(page, f"{app}/distribution?lang=zh{compared}")
    wait_for_map(page)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    bars = expect_that(page, lambda: page.evaluate(BARS, graph_selector("ranking")), bool)
    assert sum(colour in PINNED for colour in bars.values()) == 10


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_map_ranking_and_finding_stand_on_one_screen(app: str, page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_view(page, f"{app}/distribution?lang=zh")
    wait_for_map(page)
    for selector in (".st-key-frame-map h2.finding", graph_selector("map"), ".st-key-window-ranking"):
        expect_that(
            page, page.locator(selector).bounding_box, lambda box: box and box["y"] + box["height"] <= height
        )
    expect_read(page, lambda: page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), True)


COUNT_OUTLINES = """
const drawn = new WeakMap();
const set = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === 'd') drawn.set(this, (drawn.get(this) || 0) + 1);
  return set.call(this, name, value);
};
window.timesDrawn = (selector) => [...document.querySelectorAll(selector)].map((path) => drawn.get(path) || 0);
"""


@pytest.mark.parametrize("level", ["province", "city"])
def test_every_outline_of_a_map_is_drawn_once(app: str, open_page: OpenPage, level: str) -> None:
    page = open_page()
    page.add_init_script(COUNT_OUTLINES)
    open_view(page, f"{app}/distribution?lang=zh&layer=published&level={level}")
    # A new graph stays hidden until Streamlit knows its width, and hands the figure to Plotly a second time.
    expect(page.locator(graph_selector("map"))).to_be_visible()
    wait_for_map(page)
    times = page.evaluate("window.timesDrawn", f"{graph_selector('map')} .choroplethlayer path")
    # Of a stripe outside the window of the inset nothing is left to draw.
    assert times.count(1) >= 34 and max(times) == 1


# Looks every 50 ms, of which Plotly takes a hundred for as long as a file may take.
COUNT_LOOKS = "() => { window.looks = 0; setInterval(() => { window.looks += 1; }, 50); }"


@pytest.mark.parametrize("level", ["province", "city"])
def test_a_map_whose_boundaries_take_longer_than_plotly_waits_is_drawn_and_takes_clicks(
    app: str, open_page: OpenPage, level: str
) -> None:
    page = open_page(fresh=True)
    held: list[Route] = []
    page.route("**/app/static/geo/*.json", lambda route: held.append(route))
    open_view(page, f"{app}/distribution?lang=zh&level={level}&indicator=designs_per_10k_people")
    expect_that(page, lambda: len(held), bool)
    page.evaluate(COUNT_LOOKS)
    page.wait_for_function("() => window.looks > 140")
    outlines = page.locator(f"{graph_selector('map')} .geolayer path.choroplethlocation")
    expect(outlines).to_have_count(0)
    # Waiting costs nobody a second copy.
    asked = [route.request.url for route in held]
    assert len(set(asked)) == len(asked)
    for route in held:
        route.continue_()
    page.unroute_all()
    wait_for_map(page)
    click_place(page, {"province": "510000", "city": "510700"}[level])
    expect_parameter(page, "region", {"province": "510000", "city": "510700"}[level])


# Right after the click, before the map of the place chosen replaces this one.
NOTE_OPACITIES = """(selector) => {
  const graph = document.querySelector(selector);
  const told = (paths) => [...new Set([...graph.querySelectorAll(paths)].map((path) => path.style.opacity))];
  graph.on("plotly_selected", () => {
    window.opacities ??= [told(".choroplethlayer path"), told(".scatterlayer path.point, .scattergeo path.point")];
  });
}"""


def test_what_is_clicked_and_what_is_not_keep_their_opacity(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&layer=published&level=province&indicator=pct_applications")
    expect(page.locator(graph_selector("map"))).to_be_visible()
    wait_for_map(page)
    page.evaluate(NOTE_OPACITIES, graph_selector("map"))
    click_place(page, "510000")
    page.wait_for_function("() => window.opacities")
    areas, circles = page.evaluate("window.opacities")
    assert (areas, circles) == (["1"], [str(SYMBOL_OPACITY)])
