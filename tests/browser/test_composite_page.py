"""The composite on the screen: sentence, figure, table and file are those of the query; a band, not a bare rank."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from data.snapshot import SnapshotReference
from pages.texts import load_texts
from queries.catalogue import catalogue_of
from queries.composite import Composite, composite
from queries.engine import Engine
from queries.regions import Regions
from tests.browser.conftest import OpenPage
from tests.browser.views import (
    CONTRAST,
    LONGEST_WAIT,
    OWN_TEXTS,
    STREAMLIT_WORDS,
    WITHOUT_NAME,
    a_run,
    choose,
    close_popover,
    expect_parameter,
    field,
    finding,
    graph_selector,
    open_popover,
    open_view,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "lang=zh&layer=sample&level=province&section=composite"
READ_RANKS = """(selector) => {
  const graph = document.querySelector(selector);
  const trace = graph.data.find((one) => one.customdata);
  return Object.fromEntries([...trace.customdata].map((code, place) => [code, trace.x[place]]));
}"""


@pytest.fixture(scope="module")
def shown(sampled_snapshot: SnapshotReference) -> Iterator[Composite]:
    """The same by the query: provinces of 2023 against 2021."""
    engine = Engine(sampled_snapshot)
    found = composite(engine, Regions(engine), catalogue_of(engine), "province", "sample", 2023, 2021)
    assert isinstance(found, Composite)
    yield found
    engine.close()


def test_sentence_figure_table_and_file_say_what_the_query_says(sampled_app: str, page: Page, shown: Composite) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}&region=620000&year=2023&against=2021")
    row = shown.ranks.loc["620000"]
    band = f"第{int(row['lo'])}—{int(row['hi'])}位"
    expect(finding(page, "composite")).to_contain_text(f"甘肃{band}（90%区间）", timeout=LONGEST_WAIT)
    expect(finding(page, "composite")).to_contain_text(f"等{int(row['ties'])}个难分先后；较2021年")
    page.locator(graph_selector("composite")).wait_for()
    assert page.evaluate(READ_RANKS, graph_selector("composite")) == shown.ranks["rank"].to_dict()
    body = open_popover(page, "table-composite")
    cells = body.locator("tbody tr").filter(has_text="甘肃").locator("td").all_inner_texts()
    assert cells[:3] == ["甘肃", band, str(int(row["rank"]))] and cells[6] == f"{row['score']:.3f}"
    assert body.locator("tbody tr").count() == 31
    close_popover(page)
    body = open_popover(page, "download-composite")
    with page.expect_download() as download:
        body.locator(".st-key-csv-composite button").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    table = [line for line in csv.reader(io.StringIO("\n".join(lines))) if len(line) > 20]
    heads, rows = table[0], {line[0]: line for line in table[1:]}
    assert set(rows) == set(shown.ranks.index)
    for name in ("score", "rank", "lo", "hi", "rank_critic", "rank_up", "score_up"):
        place = heads.index(ZH(f"composite_column.{name}"))
        assert {code: float(line[place]) for code, line in rows.items()} == pytest.approx(shown.ranks[name].to_dict())


def test_the_years_live_in_the_link(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}&region=510000")
    expect(finding(page, "composite")).to_contain_text("较2020年", timeout=LONGEST_WAIT)
    choose(page, "against", "2022")
    expect(finding(page, "composite")).to_contain_text("较2022年")
    expect_parameter(page, "against", "2022")
    choose(page, "year", "2021")
    expect_parameter(page, "year", "2021")
    expect(finding(page, "composite")).to_contain_text("2021年知识产权服务综合水平：四川")
    expect(finding(page, "composite")).to_contain_text("较2019年")
    assert field(page, "against").input_value() == "2019"


def test_the_parts_stand_beside_zone_and_nation_with_their_weights(
    sampled_app: str, page: Page, shown: Composite
) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}&region=620000&year=2023")
    tables = page.locator(".st-key-frame-composite-parts table")
    expect(tables).to_have_count(2, timeout=LONGEST_WAIT)
    assert tables.first.locator("th").all_inner_texts()[1:] == ["甘肃", "西部", "全国"]
    weights = [line.locator("td").all_inner_texts() for line in tables.last.locator("tbody tr").all()]
    assert [line[0] for line in weights] == [criterion.name_zh for criterion in shown.criteria]
    assert [line[1] for line in weights] == [f"{100 * weight:.0f}%" for weight in shown.weights["frozen"]]


def test_published_figures_are_too_few_and_the_page_says_so(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?lang=zh&layer=published&level=province&section=composite")
    notice = page.locator("[data-testid=stAlert]").filter(has_text="不足以给出综合水平")
    expect(notice).to_contain_text("至少需要3项指标", timeout=LONGEST_WAIT)
    expect(page.locator(".atlas-table tbody tr").filter(has_text="专利代理机构").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(0)


def test_a_step_of_a_briefing_presents_the_ranks_alone(sampled_app: str, open_page: OpenPage) -> None:
    page = open_page(fresh=True)
    open_view(page, f"{sampled_app}/gaps?{VIEW}&region=620000")
    expect(finding(page, "composite")).to_contain_text("甘肃", timeout=LONGEST_WAIT)
    said = finding(page, "composite").inner_text()
    with a_run(page):
        page.locator(".st-key-keep-composite button").click()
    open_view(page, f"{sampled_app}/briefing?lang=zh")
    page.get_by_role("button", name=ZH("briefing.present")).first.click()
    expect(finding(page, "composite")).to_have_text(said, timeout=LONGEST_WAIT)
    expect(page.locator(".st-key-frame-composite-parts")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_control_has_a_name_and_every_text_contrast(sampled_app: str, page: Page, language: str) -> None:
    open_view(page, f"{sampled_app}/gaps?lang={language}&layer=sample&level=province&section=composite&region=620000")
    expect(page.locator(".st-key-foot-composite-parts .source-line")).to_be_visible(timeout=LONGEST_WAIT)
    assert page.evaluate(WITHOUT_NAME) == []
    assert not STREAMLIT_WORDS.search(page.locator(".stMain").inner_text())
    texts = page.locator(OWN_TEXTS)
    assert texts.count() > 3
    contrasts = texts.evaluate_all(f"(all) => all.map((one) => [one.innerText, ({CONTRAST})(one)])")
    assert [found for found in contrasts if found[0] and found[1] < 4.5] == []
