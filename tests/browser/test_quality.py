"""A register is loaded by the command: it counts on the map, its quality is seen, and a doubt leads to the agencies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.load import main
from pages.texts import load_texts
from tests.browser.views import finding, open_view, switch, wait_for_map
from tests.running_app import running_app

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
AGENCIES = """机构代码,机构名称,机构状态,机构类型,设立日期,所在地区,执业代理师人数
X1,示例机构 X1,正常,专利代理机构,2015-01-01,苏州市,12
X2,=示例机构 X2,正常,咨询服务机构,2016-01-01,苏州市,0
X3,=示例机构 X2,正常,咨询服务机构,2016-01-01,苏州市,0
X4,示例机构 X4,正常,专利代理机构,2016-01-01,南京市,7
"""
YEARS = """机构代码,年份,从业人员,执业代理师人数,营业收入（万元）
X1,2023,30,12,500
X2,2023,5,0,50
X3,2023,5,0,50
X4,2023,15,7,150
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on a snapshot with a small register."""
    place = tmp_path_factory.mktemp("register")
    for name, text in (("agencies.csv", AGENCIES), ("years.csv", YEARS)):
        (place / name).write_text(text, encoding="utf-8")
    assert main([str(place), "--publish", "--folder", str(place / "snapshots"), "--author", "tests"]) == 0
    with running_app(place / "snapshots", place / "log.txt") as address:
        yield address


def test_a_loaded_register_is_on_the_map_and_its_doubles_are_listed_and_downloaded(app: str, page: Page) -> None:
    open_view(page, f"{app}/distribution?lang=zh&layer=imported&indicator=practising_patent_attorneys&level=city")
    wait_for_map(page)
    expect(finding(page, "map")).to_contain_text("苏州")
    expect(finding(page, "map")).to_contain_text("12人")
    open_view(page, f"{app}/data?lang=zh&layer=imported&section=quality")
    expect(page.locator("h2.finding")).to_contain_text(ZH("quality.finding", agencies=4, open=4, provinces=1))
    body = page.locator(".st-key-section-register-findings")
    expect(body).to_contain_text(ZH("quality.rule.same_name"))
    expect(body.get_by_role("row")).to_have_count(3)
    with page.expect_download() as waiting:
        body.get_by_role("button", name=ZH("export.csv"), exact=True).click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("X2,'=示例机构 X2,苏州,"), "a name that begins like a formula cannot run"
    switch(page, "lang", "EN")
    expect(page.locator("h2.finding")).to_contain_text("4 agencies")
