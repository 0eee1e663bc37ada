"""How a reader searches a register: filters, points, rows, pages, links, keys, downloads, presentation."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from pages.texts import load_texts
from tests.browser.conftest import OpenPage
from tests.browser.views import (
    OWN_TEXTS,
    STREAMLIT_WORDS,
    WITHOUT_NAME,
    a_run,
    click_labelled,
    close_popover,
    expect_no_parameter,
    expect_parameter,
    expect_read,
    expect_that,
    expect_trail,
    field,
    finding,
    graph_selector,
    open_popover,
    open_view,
    parameters,
    read_map,
    switch,
    too_pale,
    wait_for_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "lang=zh&layer=sample&section=agencies"
PATENT_AGENCIES_OF_SICHUAN = f"{VIEW}&region=510000&form=agency&ip=patent"


def rows(page: Page) -> Locator:
    """The rows of the list."""
    return page.locator(".st-key-agency-rows tbody tr")


def count_said(page: Page) -> int:
    """The number of agencies that the sentence names."""
    expect(finding(page, "agencies")).to_contain_text(re.compile(r"机构[\d,]+家"))
    found = re.search(r"机构([\d,]+)家", finding(page, "agencies").inner_text())
    assert found
    return int(found[1].replace(",", ""))


def wait_for_focus(page: Page, text: str) -> None:
    """Wait until the keyboard is on the element that says `text`: the list may be drawn anew after the run."""
    page.wait_for_function("text => document.activeElement.innerText === text", arg=text)


def test_the_keyboard_stays_on_the_row_that_it_chose(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/distribution?{PATENT_AGENCIES_OF_SICHUAN}")
    wait_for_map(page, "agencies")
    third = rows(page).nth(2)
    name = third.get_by_role("button").inner_text()
    third.get_by_role("button").focus()
    with a_run(page):
        page.keyboard.press("Enter")
    expect(page.locator(".st-key-frame-agency h2")).to_have_text(name)
    wait_for_focus(page, name)
    page.keyboard.press("Tab")
    following = rows(page).nth(3).get_by_role("button").inner_text()
    wait_for_focus(page, following)
    with a_run(page):
        page.keyboard.press("Space")
    expect(page.locator(".st-key-frame-agency h2")).to_have_text(following)
    wait_for_focus(page, following)


def click_point(page: Page, number: int) -> None:
    """Click a point of the map as a hand with a mouse does: point, see the label, click."""
    point = page.locator(f"{graph_selector('agencies')} .geolayer > .geo:not(.geo2) .scattergeo path.point")

    def middle() -> tuple[float, float]:
        box = point.nth(number).bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    click_labelled(page, "agencies", middle)


def test_the_sentence_the_points_and_the_files_hold_the_same_agencies(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/distribution?{PATENT_AGENCIES_OF_SICHUAN}")
    count = count_said(page)
    assert 0 < count < 2000
    expect_read(page, lambda: read_map(page, "agencies")["circles"], count)
    body = open_popover(page, "download-agencies")
    files = {}
    for kind in ("csv", "xlsx"):
        with page.expect_download() as waiting:
            body.get_by_role("button", name=ZH(f"export.{kind}"), exact=True).click()
        files[kind] = Path(waiting.value.path()).read_bytes()
    assert files["csv"].startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    listed = table[1 : table.index([])]
    heading = {name: place for place, name in enumerate(table[0])}
    assert len(listed) == len({row[0] for row in listed}) == count
    assert all("专利代理" in row[heading[ZH("agency_column.offers")]] for row in listed)
    assert all(row[heading[ZH("agency_column.region_code")]].startswith("51") for row in listed)
    notes = "\n".join(row[0] for row in table[table.index([]) + 1 :])
    assert ZH("layer.banner") in notes and finding(page, "agencies").inner_text() in notes
    sheets = openpyxl.load_workbook(io.BytesIO(files["xlsx"]), read_only=True)
    codes = {row[0] for row in sheets[ZH("export.rows")].iter_rows(values_only=True) if row}
    assert {row[0] for row in listed} <= codes
    meanings = sheets[ZH("export.dictionary")].iter_rows(values_only=True)
    assert set(table[0]) <= {row[0] for row in meanings if row}


def test_more_rows_than_a_workbook_takes_are_said_in_words(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/distribution?{VIEW}")
    body = open_popover(page, "download-agencies")
    expect(body).to_contain_text("请下载 CSV")
    expect(body.get_by_role("button", name=ZH("export.xlsx"), exact=True)).to_be_disabled()


def test_a_row_opens_its_agency_by_mouse_and_by_keyboard_and_back_closes_it(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/distribution?{PATENT_AGENCIES_OF_SICHUAN}")
    wait_for_map(page, "agencies")
    first, second = rows(page).nth(0), rows(page).nth(1)
    names = [row.locator("td").first.inner_text() for row in (first, second)]
    codes = [row.locator("td").nth(1).inner_text() for row in (first, second)]
    with a_run(page):
        first.locator("td").nth(3).click()
    expect_parameter(page, "agency", codes[0])
    detail = page.locator(".st-key-frame-agency")
    expect(detail.locator("h2")).to_have_text(names[0])
    expect(detail.locator("tbody tr").first).to_be_visible()
    second.get_by_role("button").focus()
    with a_run(page):
        page.keyboard.press("Enter")
    expect(detail.locator("h2")).to_have_text(names[1])
    wait_for_focus(page, names[1])
    page.go_back()
    expect(detail.locator("h2")).to_have_text(names[0])
    with a_run(page):
        page.go_back()
    expect(detail).to_have_count(0)
    with a_run(page):
        page.go_forward()
    expect(detail.locator("h2")).to_have_text(names[0])


def test_a_point_opens_its_agency_and_a_circle_its_province(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/distribution?{VIEW}&region=540000")
    wait_for_map(page, "agencies")
    click_point(page, 0)
    [code] = expect_that(page, lambda: parameters(page).get("agency", []), bool)
    expect(page.locator(".st-key-frame-agency")).to_contain_text(code)
    open_view(page, f"{sampled_app}/distribution?{VIEW}")
    wait_for_map(page, "agencies")
    click_point(page, 0)
    expect_trail(page, "全国", "东部", "广东")
    expect(finding(page, "agencies")).to_have_text(re.compile("^名录收录广东机构"))


def test_pages_turn_and_a_new_search_begins_at_the_first(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/distribution?{PATENT_AGENCIES_OF_SICHUAN}")
    before = rows(page).all_inner_texts()
    with a_run(page):
        page.get_by_role("button", name=ZH("agencies.next")).click()
    expect_parameter(page, "table-page", "2")
    expect(page.locator(".st-key-agency-rows caption")).to_contain_text("第26—50家")
    expect_that(page, rows(page).all_inner_texts, lambda shown: shown and not set(before) & set(shown))
    with a_run(page):
        page.locator(".st-key-q input").fill("0054")
        page.keyboard.press("Enter")
    expect_parameter(page, "q", "0054")
    expect_no_parameter(page, "table-page")
    expect_that(page, rows(page).all_inner_texts, lambda shown: shown and all("0054" in row for row in shown))


def test_a_copied_link_opens_the_same_search(sampled_app: str, page: Page, open_page: OpenPage) -> None:
    open_view(
        page,
        f"{sampled_app}/distribution?{PATENT_AGENCIES_OF_SICHUAN}&status=%E6%AD%A3%E5%B8%B8"
        f"&sort=revenue&table-page=2"
    )
    body = open_popover(page, "link")
    address = body.locator("code").inner_text()
    close_popover(page)
    other = open_page("en-US")
    open_view(other, address)
    expect(finding(other, "agencies")).to_have_text(finding(page, "agencies").inner_text())
    expect(rows(other)).to_have_text(rows(page).all_text_contents())
    expect(field(other, "region")).to_have_value("四川")


def test_the_sections_are_one_switch_apart_and_keep_the_place(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/distribution?lang=zh&layer=sample&indicator=ip_service_institutions&region=510000")
    wait_for_map(page)
    switch(page, "section", ZH("section.agencies"))
    expect(finding(page, "agencies")).to_contain_text("名录收录四川机构")
    switch(page, "section", ZH("section.structure"))
    expect(finding(page, "difference")).to_contain_text("四川与全国相比")
    switch(page, "section", ZH("section.regions"))
    wait_for_map(page)
    expect_no_parameter(page, "section")
    expect_trail(page, "全国", "西部", "四川")


def test_a_step_of_a_briefing_presents_the_search_alone(sampled_app: str, open_page: OpenPage) -> None:
    page = open_page(fresh=True)
    open_view(page, f"{sampled_app}/distribution?{PATENT_AGENCIES_OF_SICHUAN}")
    said = finding(page, "agencies").inner_text()
    with a_run(page):
        page.locator(".st-key-keep-agencies button").click()
    open_view(page, f"{sampled_app}/briefing?lang=zh")
    page.get_by_role("button", name=ZH("briefing.present")).first.click()
    expect(finding(page, "agencies")).to_have_text(said)
    wait_for_map(page, "agencies")
    expect(page.locator(".st-key-agency-rows")).to_have_count(0)
    expect(page.locator(".st-key-list-order")).to_be_hidden()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["agencies", "structure"])
def test_every_control_of_a_section_has_a_name_and_every_text_contrast(
    sampled_app: str, page: Page, name: str, language: str
) -> None:
    open_view(
        page,
        f"{sampled_app}/distribution?lang={language}&layer=sample&section={name}&region=540000"
        f"&agency=SAMPLE-000001"
    )
    if name == "agencies":
        expect(rows(page)).to_have_count(25)
        with a_run(page):
            page.locator(".st-key-q input").fill("0")
            page.keyboard.press("Enter")
        page.locator(".st-key-q input").fill("00")
    else:
        expect(page.locator(".st-key-foot-sizes .source-line")).to_be_visible()
    expect_read(page, lambda: page.evaluate(WITHOUT_NAME), [])
    assert not STREAMLIT_WORDS.search(page.locator(".stMain").inner_text())
    texts = page.locator(f"{OWN_TEXTS}, .row-table th, .row-table button, .row-table td, dl.facts dt, dl.facts dd")
    expect_that(page, texts.count, lambda count: count > 3)
    expect_read(page, lambda: too_pale(texts), [])
