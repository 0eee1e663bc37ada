"""The manager of a zone returns figures, learns how the zone stands and what would lift it, and takes one page home."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from own_clusters import COMPLETE, FIGURES, INSTITUTIONS, REVENUE
from playwright.sync_api import Page, expect

from data.snapshot import SnapshotReference
from pages.texts import load_texts
from queries.cluster_measures import cluster_measures
from tests.browser.views import a_run, finding, open_view, switch
from tests.running_app import running_app

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
ZONE = "自报集聚区甲"
FIELDS = {
    "revenue": "知识产权服务业营业收入（亿元）", "staff": "知识产权服务业从业人员（人）",
    "institutions": "知识产权服务机构（家）",
}
DIRTY = {"revenue": "82000", "institutions": "一百七十", "staff": ""}
SOUND = {"revenue": "8.2", "institutions": "172", "staff": "2480"}
THRESHOLD = 200
RANK_INTERVAL = re.compile(r"第\d位（90%区间(\d–\d|仅此一位)）")


@pytest.fixture
def atlas(own_clusters_snapshot: SnapshotReference, tmp_path: Path) -> Iterator[str]:
    folder = shutil.copytree(own_clusters_snapshot.path.parent, tmp_path / "snapshots")
    with running_app(folder, tmp_path / "log.txt") as address:
        yield address


def fill_in(page: Page, figures: dict[str, str]) -> None:
    for name, figure in figures.items():
        page.get_by_label(FIELDS[name], exact=True).fill(figure)
    page.get_by_role("button", name=ZH("yearly_return.check"), exact=True).click()


def sheets(printed: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", printed))


def test_a_return_leads_to_premium_rank_next_step_and_one_page(atlas: str, page: Page) -> None:
    year = max(FIGURES[COMPLETE])
    before = FIGURES[COMPLETE][year - 1][REVENUE]
    open_view(page, f"{atlas}/clusters?lang=zh&layer=imported&section=return&cluster={COMPLETE}")
    expect(page.get_by_label(ZH("yearly_return.year"), exact=True)).to_have_value(str(year + 1))
    with a_run(page):
        page.get_by_label(ZH("yearly_return.year"), exact=True).fill(str(year))
        page.keyboard.press("Enter")

    fill_in(page, DIRTY)
    beside = page.locator(f".st-key-frame-return-{COMPLETE}")
    expect(page.get_by_text("知识产权服务机构：“数值”不是数值")).to_be_visible()
    for doubt in ("相差约一万倍", "没有报知识产权服务业从业人员"):
        expect(beside).to_contain_text(doubt)
    fill_in(page, SOUND)
    expect(beside.locator("h2")).to_contain_text("填报3项")
    expect(beside).not_to_contain_text("相差约一万倍")
    stored = f"原为{FIGURES[COMPLETE][year][INSTITUTIONS]:.0f}、本次{SOUND['institutions']}"
    for replaced in (stored, "发布后由本次数值替换", ZH("yearly_return.stored_of", year=year)):
        expect(beside).to_contain_text(replaced)
    page.get_by_role("button", name=ZH("private.use"), exact=True).click()
    expect(page.locator("p.private")).to_be_visible()

    own = 100 * (float(SOUND["revenue"]) / before - 1)
    switch(page, "section", ZH("section.growth"))
    expect(finding(page, "growth-premium")).to_contain_text(f"{year}年")
    expect(finding(page, "growth-premium")).to_contain_text(f"{own:.1f}%")
    expect(finding(page, "growth-premium")).to_contain_text("增长溢价")

    switch(page, "section", ZH("section.readiness"))
    step = finding(page, "readiness-lifts")
    expect(step).to_contain_text("门槛为本平台设定，可改")
    measure = cluster_measures()["institutions"]
    page.get_by_text(ZH("readiness.settings"), exact=True).click()
    field = page.get_by_label(ZH("readiness.measure", name=measure.name_zh, unit=measure.unit_zh), exact=True)
    with a_run(page):
        field.fill(str(THRESHOLD))
        page.keyboard.press("Enter")
    nearest = f"知识产权服务机构增加{THRESHOLD - int(SOUND['institutions'])}家"
    expect(step).to_contain_text(nearest)

    switch(page, "section", ZH("section.one-page"))
    sheet = page.locator("iframe").content_frame
    expect(sheet.locator("body")).to_contain_text(RANK_INTERVAL)
    with page.expect_download() as download:
        page.get_by_role("button", name=ZH("one_page.download")).click()
    saved = download.value.path().read_text(encoding="utf-8")
    assert ZONE in saved and ZH("private.mark") in saved and nearest in saved
    assert RANK_INTERVAL.search(saved) and f"{own:.1f}%" in saved
    paper = page.context.new_page()
    paper.set_content(saved)
    assert sheets(paper.pdf(prefer_css_page_size=True)) == 1
    paper.close()
