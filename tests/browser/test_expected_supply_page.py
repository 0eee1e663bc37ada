"""Expected supply on the screen: what stands there is what the model says, in figure, table, file and sentence."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from pages.texts.expected import decimals_of, expected_finding, place_finding
from pages.texts.numbers import plain
from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.expected_supply import ExpectedBoard, expected_board
from queries.formulas.expected_supply import Standing
from queries.gap_basis import gap_basis
from queries.regions import Regions
from tests.browser.views import (
    LONGEST_WAIT,
    a_run,
    click_place,
    expect_parameter,
    finding,
    graph_selector,
    open_popover,
    open_view,
    parameters,
    read_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
DRIVERS = ("invention_patents_in_force", "gdp")
VIEW = (
    "lang=zh&layer=sample&section=expected&level=province&supply=patent_agencies&year=2023"
    "&demand=invention_patents_in_force&drivers=invention_patents_in_force&drivers=gdp"
)
GANSU = "620000"


@pytest.fixture(scope="module")
def board(sampled_engine: Engine) -> ExpectedBoard:
    """The same question asked beside the screen."""
    regions, catalogue = Regions(sampled_engine), catalogue_of(sampled_engine)
    basis = gap_basis(
        sampled_engine, regions, catalogue, "patent_agencies", DRIVERS[0], "province", 2023, "sample"
    )
    assert basis is not None
    return expected_board(sampled_engine, regions, catalogue, basis, DRIVERS)


def test_screen_table_file_and_question_agree(
    sampled_app: str, page: Page, board: ExpectedBoard, sampled_engine: Engine
) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}&region={GANSU}")
    regions, supply = Regions(sampled_engine), catalogue_of(sampled_engine)["patent_agencies"]
    rows = board.rows.set_index("region_code", drop=False)
    unit = ZH("level.unit.province")
    expect(finding(page, "expected")).to_have_text(place_finding(rows.loc[GANSU], "甘肃", supply, unit, ZH))
    names = {code: regions[code].name_zh for code in rows.index}
    expect(finding(page, "expected-map")).to_have_text(expected_finding(board.rows, names, supply, unit, ZH))
    cells = page.locator(".st-key-frame-expected-list tbody tr").filter(has_text="甘肃").locator("td").all_inner_texts()
    row = rows.loc[GANSU]
    assert cells[1:4] == [
        ZH(f"standing.{row['standing']}"),
        *(plain(row[name], decimals_of(row[name], supply)) for name in ("supply", "expected")),
    ]
    body = open_popover(page, "download-expected")
    with page.expect_download() as waiting:
        body.get_by_role("button", name=ZH("export.csv")).click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    head = next(line for line in lines if "region_code" in line)
    stored = {line[0]: dict(zip(head, line, strict=False)) for line in lines[lines.index(head) + 1 :] if line}
    for name in ("supply", "expected", "lo_80", "hi_95", "gap", "frontier_lo", "gdp"):
        assert float(stored[GANSU][name]) == pytest.approx(float(row[name]))


def test_a_picture_holds_the_sentence_the_axes_and_the_standings(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}&region={GANSU}")
    said = finding(page, "expected").inner_text()
    body = open_popover(page, "download-expected")
    with page.expect_download() as waiting:
        body.get_by_role("button", name=ZH("export.svg")).click()
    picture = Path(waiting.value.path()).read_text(encoding="utf-8")
    for words in ("甘肃", said[:8], ZH("expected.band", confidence=95), ZH(f"standing.{Standing.AS_EXPECTED}"), "100"):
        assert words in picture


def test_points_differ_in_shape_and_colour_and_the_map_holds_the_same_standings(
    sampled_app: str, page: Page, board: ExpectedBoard
) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}")
    drawn = read_map(page, "expected-map")
    of_map = {entry["label"].split("（")[0]: set(entry["codes"]) for entry in drawn["classes"]}
    traces = page.evaluate(
        "selector => document.querySelector(selector).data.filter(one => one.customdata).map(one =>"
        " ({name: one.name, symbol: one.marker.symbol, colour: one.marker.color, codes: [...one.customdata]}))",
        graph_selector("expected"),
    )
    assert len({trace["symbol"] for trace in traces}) == len({trace["colour"] for trace in traces}) == len(traces)
    for standing in Standing:
        codes = set(board.rows.loc[board.rows["standing"] == standing.value, "region_code"])
        word = ZH(f"standing.{standing}")
        assert of_map.get(word, set()) == codes
        assert {code for trace in traces if trace["name"].split("（")[0] == word for code in trace["codes"]} == codes


def test_a_place_clicked_on_the_map_is_named_in_the_sentence(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}")
    with a_run(page):
        click_place(page, GANSU, "expected-map")
    expect_parameter(page, "region", GANSU)
    expect(finding(page, "expected")).to_contain_text("甘肃实有")


def test_drivers_live_in_the_address_and_more_than_three_are_refused_in_words(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}&drivers=rd_expenditure&drivers=resident_population")
    expect(page.get_by_text("drivers = resident_population")).to_be_visible()
    chosen = page.locator(".st-key-drivers")
    expect(chosen).to_contain_text("有效发明专利量")
    expect(chosen).to_contain_text("研究与试验发展")
    expect(chosen).not_to_contain_text("常住人口")
    with a_run(page):
        page.locator(".st-key-drivers input").first.focus()
        page.keyboard.press("Backspace")
    page.wait_for_function(
        "() => new URL(location.href).searchParams.getAll('drivers').length === 2"
        " || !new URL(location.href).searchParams.has('drivers')", timeout=LONGEST_WAIT,
    )
    assert "rd_expenditure" not in parameters(page).get("drivers", [])


def test_a_layer_with_few_provinces_says_so_and_draws_nothing(sampled_app: str, page: Page) -> None:
    open_view(
        page,
        f"{sampled_app}/gaps?lang=zh&layer=published&section=expected&level=province"
        f"&supply=patent_agencies"
    )
    expect(page.get_by_text("不足以推算期望供给")).to_be_visible()
    expect(page.locator(graph_selector("expected"))).to_have_count(0)
    shown = page.locator("[data-testid=stMain]").inner_text()
    assert not re.search(r"\b(nan|inf|None)\b", shown)
