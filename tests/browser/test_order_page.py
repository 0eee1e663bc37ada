"""Order of transfer on the screen: sentences, pictures and tables are those of the queries; what is lacking is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from data.snapshot import SnapshotReference
from pages.frames.transfer.order_words import LEAST_BRANCHES
from pages.texts import load_texts
from pages.texts.numbers import percent, plain
from queries.branch_acceptance import branch_acceptance
from queries.branch_life import branch_life
from queries.catalogue import Indicator
from queries.engine import Engine
from queries.regions import Regions
from queries.transfer_order import transfer_order
from tests.browser.views import (
    CONTRAST,
    OWN_TEXTS,
    WITHOUT_NAME,
    choose,
    expect_parameter,
    finding,
    graph_selector,
    open_view,
    switch,
)
from tests.running_app import running_app

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "lang=zh&layer=sample&level=province&section=order"
PERIOD = (2019, 2023)
RECENT = (2021, 2023)
BARS = "(selector) => document.querySelector(selector).data.flatMap((trace) => [...trace.y])"


@pytest.fixture(scope="module")
def address(sampled_app: str) -> str:
    """Address of the page on the snapshot with the sample register."""
    return f"{sampled_app}/transfer"


def show(page: Page, address: str, view: str = "") -> None:
    open_view(page, f"{address}?{VIEW}{view}")


def test_the_sentence_tells_index_and_p_and_the_picture_its_classes(
    page: Page, address: str, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    found = transfer_order(sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", *PERIOD)
    assert found is not None and found.test.index.value is not None and found.test.p.value is not None
    show(page, address)
    expect(finding(page, "order-fall")).to_contain_text(f"ρ＝{plain(found.test.index.value, 2)}")
    expect(finding(page, "order-fall")).to_contain_text(f"p＝{plain(found.test.p.value, 3)}")
    last = found.down.iloc[-1]
    expect(finding(page, "order-down")).to_contain_text(percent(last["value"], 0))
    page.wait_for_selector(f"{graph_selector('order-fall')} .main-svg")
    assert len(page.evaluate(BARS, graph_selector("order-fall"))) == 10


def test_receivers_are_sorted_by_what_the_map_shows(
    page: Page, address: str, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    found = branch_acceptance(
        sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", "population_census", *RECENT
    )
    assert found is not None
    show(page, address, "&order-view=acceptance")
    enough = found.rows[found.rows["standing"] >= LEAST_BRANCHES]["index"]
    expect(finding(page, "order-acceptance")).to_contain_text(
        f"{sampled_regions[str(enough.idxmax())].name('zh')}最高（{plain(enough.max(), 2)}）"
    )
    first = page.locator("table.atlas-table tbody tr td:first-child").first
    expect(first).to_have_text(sampled_regions[str(found.rows["index"].idxmax())].name("zh"))
    choose(page, "received", ZH("transfer_order.received.match"))
    expect_parameter(page, "received", "match")
    expect(first).to_have_text(sampled_regions[str(found.rows["match"].idxmax())].name("zh"))


@pytest.mark.parametrize(("level", "view", "frame"), [
    ("city", "acceptance", "order-acceptance"), ("major", "order", "order-fall"),
    ("city", "concentration", "order-pairs"),
])
def test_a_level_that_is_not_judged_is_told_below_the_figure(
    page: Page, address: str, level: str, view: str, frame: str
) -> None:
    words = ZH("transfer_order.other_level", level=ZH(f"level.{level}"), shown=ZH("level.province"))
    show(page, address, f"&order-view={view}&level={level}")
    expect(page.locator(f".st-key-frame-{frame}")).to_contain_text(words)
    show(page, address, f"&order-view={view}&level=province")
    expect(page.locator(f".st-key-frame-{frame}")).not_to_contain_text(words)


def test_openings_and_survival_of_a_place(
    page: Page, address: str, sampled_engine: Engine, sampled_regions: Regions
) -> None:
    life = branch_life(sampled_engine, sampled_regions, "sample", "west")
    assert life is not None
    show(page, address, "&order-view=life&level=zone&region=west")
    last = life.years.iloc[-1]
    expect(finding(page, "order-openings")).to_contain_text(f"{plain(last['opened'], 0)}家")
    lasting = life.lasting("other")
    assert lasting is not None
    expect(finding(page, "order-survival")).to_contain_text(percent(lasting["value"], 0))


def test_the_ten_largest_pairs_and_the_measures(
    page: Page, address: str, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    found = transfer_order(sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", *PERIOD)
    assert found is not None and found.concentration.normalised.value is not None
    show(page, address)
    switch(page, "order-view", ZH("transfer_order.view.concentration"))
    expect_parameter(page, "order-view", "concentration")
    expect(page.locator("table.atlas-table").first).to_contain_text(plain(found.concentration.normalised.value, 3))
    page.wait_for_selector(f"{graph_selector('order-pairs')} .main-svg")
    assert len(page.evaluate(BARS, graph_selector("order-pairs"))) == 10


@pytest.mark.parametrize("view", ["order", "acceptance", "life", "concentration"])
def test_every_view_speaks_english_and_names_its_controls(page: Page, address: str, view: str) -> None:
    open_view(page, f"{address}?lang=en&layer=sample&level=province&section=order&order-view={view}")
    expect(page.locator("h2.finding").first).to_be_visible()
    assert page.evaluate(WITHOUT_NAME) == []
    contrasts = page.locator(OWN_TEXTS).evaluate_all(f"(all) => all.map((one) => [one.innerText, ({CONTRAST})(one)])")
    assert contrasts and [found for found in contrasts if found[0] and found[1] < 4.5] == []


def test_without_a_register_the_section_says_so_and_hands_out_the_template(page: Page, address: str) -> None:
    open_view(page, f"{address}?lang=zh&layer=published&level=province&section=order")
    expect(page.locator(".stAlert")).to_contain_text("分支机构")
    expect(page.locator(".st-key-lacking button").first).to_be_visible()


@pytest.fixture(scope="module")
def without_revenue(
    sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server on the same snapshot without revenue, where nothing tells the gradient."""
    folder = tmp_path_factory.mktemp("poor") / "snapshots"
    shutil.copytree(sampled_snapshot.path.parent, folder)
    with duckdb.connect(str(folder / Path(sampled_snapshot.path).name)) as connection:
        connection.execute("delete from stat where metric = 'industry_revenue'")
    with running_app(folder, tmp_path_factory.mktemp("poor-server") / "log.txt") as served:
        yield f"{served}/transfer"


def test_without_revenue_only_the_test_of_order_is_lacking(page: Page, without_revenue: str) -> None:
    open_view(page, f"{without_revenue}?{VIEW}")
    expect(page.locator(".stAlert").filter(has_text="梯度系数")).to_be_visible()
    switch(page, "order-view", ZH("transfer_order.view.concentration"))
    expect(finding(page, "order-pairs")).to_be_visible()
