"""What readers do on the distribution page: switch, click, go down and up, share a link."""

from __future__ import annotations

import re
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from tests.browser.conftest import OpenPage
from tests.browser.views import (
    a_run,
    choose,
    click_place,
    close_popover,
    expect_no_parameter,
    expect_parameter,
    expect_parameters,
    expect_read,
    expect_that,
    expect_trail,
    field,
    finding,
    open_popover,
    open_view,
    parameters,
    read_map,
    switch,
    trail_texts,
    wait_for_map,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
NOT_SELECTED = ZH("control.region_none")
VIEW = "lang={lang}&level=city&indicator=designs_per_10k_people&region=440000&compare=440100&compare=440300"


def _shared_address(page: Page) -> str:
    body = open_popover(page, "link")
    address = body.locator("code").inner_text().strip()
    close_popover(page)
    return address


def _held(page: Page) -> dict[str, Any]:
    """What a view is: finding, legend, selected place, level, compared places and the trail."""
    wait_for_map(page)
    return {
        "finding": finding(page, "map").inner_text(),
        "trend": finding(page, "trend").inner_text(),
        "legend": read_map(page)["legend"],
        "region": field(page, "region").input_value(),
        "level": page.locator(".st-key-level [aria-checked=true]").inner_text(),
        "compared": page.locator(".st-key-compare [data-testid=stMultiSelectTagsContainer]").inner_text(),
        "trail": trail_texts(page),
    }


def test_indicator_level_and_year_change_finding_legend_and_address(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh")
    first = _held(page)
    choose(page, "indicator", ZH("control.indicator_option", subject=ZH("subject.demand"), name="每万人有效外观设计"))
    expect_parameter(page, "indicator", "designs_per_10k_people")
    expect(finding(page, "map")).to_contain_text("每万人有效外观设计")
    seen = [expect_that(page, lambda: _held(page)["legend"], lambda legend: legend != first["legend"])]
    for level, count in (("zone", 4), ("major", 4), ("city", 340)):
        switch(page, "level", ZH(f"level.{level}"))
        expect_parameter(page, "level", level)
        seen.append(expect_that(page, lambda: _held(page)["legend"], lambda legend: legend not in seen))
        assert len(read_map(page)["main"]) >= count
    switch(page, "level", ZH("level.province"))
    expect_no_parameter(page, "level")
    name = "每百万人PCT国际专利申请"
    choose(page, "indicator", ZH("control.indicator_option", subject=ZH("subject.demand"), name=name))
    expect_read(page, lambda: _held(page), first)
    choose(page, "year", "2018")
    expect_parameter(page, "year", "2018")
    expect(finding(page, "map")).to_contain_text("2018年")
    expect_that(page, lambda: _held(page)["legend"], lambda legend: legend != first["legend"])


def test_own_breaks_can_be_typed(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&indicator=designs_per_10k_people")
    wait_for_map(page)
    open_popover(page, "display", reruns=False)
    field(page, "breaks").click()
    field(page, "breaks").fill("20,50")
    expect(page.get_by_role("option")).to_have_count(1)
    with a_run(page):
        page.keyboard.press("Enter")
    wait_for_map(page)
    expect_read(
        page,
        lambda: [re.sub(r"（\d+）$", "", text) for text in read_map(page)["legend"][:3]],
        [ZH("map.below", high="20"), ZH("map.between", low="20", high="50"), ZH("map.above", low="50")],
    )
    expect_parameters(page, "breaks", ["20,50"])


def test_the_address_means_the_same_in_every_language(app: str, page: Page) -> None:
    view = "level=zone&indicator=designs_per_10k_people&region=west&breaks=equal-interval"
    open_view(page, f"{app}/distribution?lang=zh&{view}")
    before = parameters(page)
    switch(page, "lang", "EN")
    expect(finding(page, "map")).to_contain_text("Designs in force per 10,000 people")
    expect_parameter(page, "lang", "en")
    assert parameters(page) == before | {"lang": ["en"]}
    expect(field(page, "region")).to_have_value("Western zone")


def test_a_click_on_guangdong_selects_it_everywhere(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh")
    click_place(page, "440000")
    expect(field(page, "region")).to_have_value(re.compile("广东"))
    expect_parameter(page, "region", "440000")
    expect_trail(page, "全国", "东部", "广东")
    expect(finding(page, "trend")).to_contain_text("广东")


def test_a_second_place_can_be_clicked_after_the_first(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&level=province&indicator=rd_expenditure_per_head")
    for code, name in (("650000", "新疆"), ("230000", "黑龙江"), ("510000", "四川")):
        click_place(page, code)
        expect_parameter(page, "region", code)
        expect(field(page, "region")).to_have_value(re.compile(name))


def test_a_click_on_a_zone_goes_down_and_the_trail_comes_back_up(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&level=zone")
    click_place(page, "west")
    expect_parameter(page, "region", "west")
    expect_no_parameter(page, "level")  # provinces are the default level
    expect(page.locator(".st-key-level [aria-checked=true]")).to_have_text(ZH("level.province"))
    expect_trail(page, "全国", "西部")
    click_place(page, "510000")
    expect_trail(page, "全国", "西部", "四川")
    with a_run(page):
        page.locator(".st-key-trail").get_by_role("button", name="西部").click()
    expect_parameter(page, "region", "west")
    with a_run(page):
        page.locator(".st-key-trail").get_by_role("button", name="全国").click()
    expect(field(page, "region")).to_have_value(NOT_SELECTED)
    expect_parameter(page, "level", "zone")
    expect_no_parameter(page, "region")


def test_the_trail_goes_down_to_the_cities(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&indicator=designs_per_10k_people&region=440000")
    with a_run(page):
        page.locator(".st-key-trail-down button").click()
    expect_parameter(page, "level", "city")
    expect_parameter(page, "region", "440000")
    click_place(page, "440100")
    expect_parameter(page, "region", "440100")
    expect_trail(page, "全国", "东部", "广东", "广州")


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "zh"), ("zh-CN", "en")])
def test_a_shared_link_shows_the_same_view_in_a_new_browser(
    app: str, open_page: OpenPage, locale: str, language: str
) -> None:
    page = open_page()
    open_view(page, f"{app}/distribution?{VIEW.format(lang=language)}")
    address = _shared_address(page)
    asked = parameters(address)
    assert asked["lang"] == [language]
    assert re.fullmatch(r"[0-9a-f]{12}(-\d+)?", asked["snapshot"][0])
    assert (asked["level"], asked["region"], asked["compare"]) == (["city"], ["440000"], ["440100", "440300"])
    held = _held(page)
    other = open_page(locale, fresh=True)
    open_view(other, address)
    expect_read(other, lambda: _held(other), held)
    assert parameters(_shared_address(other)) == asked


BAD_VALUES = {
    "level": "planet",
    "year": "1850",
    "region": "999999",
    "indicator": "nonsense",
    "lang": "xx",
    "breaks": "abc",
    "snapshot": "nope",
    "compare": "foo",
    "against": "1492",
    "layer": "rumours",
    "mode": "shout",
}


@pytest.mark.parametrize(("parameter", "language"), list(zip(BAD_VALUES, cycle(("zh", "en")), strict=False)))
def test_a_bad_value_is_named_and_the_rest_of_the_link_is_honoured(
    app: str, open_page: OpenPage, parameter: str, language: str
) -> None:
    good = {"lang": language, "indicator": "designs_per_10k_people", "region": "440000", "compare": "330000"}
    query = "&".join(f"{name}={value}" for name, value in (good | {parameter: BAD_VALUES[parameter]}).items())
    page = open_page("zh-CN" if language == "zh" else "en-GB")
    open_view(page, f"{app}/distribution?{query}")
    wait_for_map(page)
    notes = page.locator(".st-key-notices [data-testid=stAlert]")
    words = load_texts(language)("notice.rejected", parameter=parameter, value=BAD_VALUES[parameter])
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text(words)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    if parameter != "region":
        expect(field(page, "region")).to_have_value("广东" if language == "zh" else "Guangdong")
    if parameter != "indicator":
        expect(finding(page, "map")).to_contain_text(
            "每万人有效外观设计" if language == "zh" else "Designs in force per 10,000 people"
        )
    if parameter != "compare":
        expect(page.locator(".st-key-compare")).to_contain_text("浙江" if language == "zh" else "Zhejiang")
    expect_that(page, lambda: parameters(page), lambda carried: [BAD_VALUES[parameter]] not in carried.values())
    with a_run(page):
        page.locator(".st-key-trail").get_by_role("button").first.click()
    expect(notes).to_have_count(0)


def test_a_link_full_of_bad_values_still_opens(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?{'&'.join(f'{name}={value}' for name, value in BAD_VALUES.items())}")
    wait_for_map(page)
    notes = page.locator(".st-key-notices")
    for parameter, value in BAD_VALUES.items():
        expect(notes).to_contain_text(ZH("notice.rejected", parameter=parameter, value=value))


def test_two_readers_do_not_disturb_each_other(app: str, open_page: OpenPage) -> None:
    chinese, english = open_page(), open_page("en-GB")
    open_view(chinese, f"{app}/distribution?lang=zh&region=440000")
    open_view(english, f"{app}/distribution?lang=en&indicator=designs_per_10k_people")
    switch(english, "level", load_texts("en")("level.zone"))
    click_place(chinese, "330000")
    expect(field(english, "region")).to_have_value(load_texts("en")("control.region_none"))
    expect(finding(english, "map")).to_contain_text("Designs in force per 10,000 people")
    expect_parameter(chinese, "region", "330000")
    expect(chinese.locator(".st-key-level [aria-checked=true]")).to_have_text(ZH("level.province"))
    expect(finding(chinese, "map")).to_contain_text("每百万人PCT国际专利申请")
    expect_no_parameter(chinese, "indicator")


def test_the_back_button_returns_to_the_view_before(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&region=440000")
    wait_for_map(page)
    with a_run(page):
        page.locator(".st-key-nav-methods a").click()
    expect(page.locator("h1.page")).to_have_text(ZH("methods.title"))
    with a_run(page):
        page.go_back()
    expect(field(page, "region")).to_have_value("广东")
    wait_for_map(page)


def test_back_and_forward_go_through_the_views_of_one_page(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh")
    choose(page, "region", "广东")
    choose(page, "year", "2018")
    with a_run(page):
        page.go_back()
    expect(field(page, "year")).to_have_value("2023")
    expect(field(page, "region")).to_have_value("广东")
    with a_run(page):
        page.go_back()
    expect(field(page, "region")).to_have_value(ZH("control.region_none"))
    with a_run(page):
        page.go_forward()
    expect(field(page, "region")).to_have_value("广东")


def test_a_page_that_does_not_exist_leads_to_the_overview_and_says_so(app: str, page: Page) -> None:
    open_view(page, f"{app}/nosuch?lang=en")
    expect(finding(page, "targets")).to_be_visible()
    english = load_texts("en")
    words = english("notice.rejected", parameter="page", value="nosuch")
    expect(page.locator(".st-key-notices")).to_contain_text(words)
    expect_no_parameter(page, "page")


def test_an_indicator_stays_chosen_on_a_level_that_it_has_no_figures_for(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&indicator=practising_patent_attorneys&region=440000")
    name = "执业专利代理师"
    switch(page, "level", ZH("level.zone"))
    told = ZH("distribution.empty", name=name, level=ZH("level.zone"), layer=ZH("layer.published"))
    expect(page.get_by_text(told)).to_be_visible()
    with a_run(page):
        page.get_by_role("button", name=ZH("distribution.to_level", level=ZH("level.province")), exact=True).click()
    expect(finding(page, "map")).to_contain_text(name)
    expect(field(page, "region")).to_have_value("广东")


def test_more_than_ten_regions_are_not_compared(app: str, page: Page) -> None:
    ten = [f"{number}0000" for number in (11, 12, 13, 14, 15, 21, 22, 23, 31, 32)]
    open_view(page, f"{app}/distribution?lang=zh&" + "&".join(f"compare={code}" for code in ten))
    page.locator(".st-key-compare input").fill("广东")
    with a_run(page):
        page.get_by_role("option", name="广东", exact=True).click()
    expect_parameters(page, "compare", ten)
