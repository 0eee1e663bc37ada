"""Service coverage in a browser: screen, table, file and query agree; threshold, bars and presentation answer."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.snapshot import SnapshotReference
from pages.texts import load_texts
from queries.engine import Engine
from queries.regions import Regions
from queries.service_coverage import level_coverage
from tests.browser.views import (
    OWN_TEXTS,
    WITHOUT_NAME,
    choose,
    close_popover,
    expect_no_parameter,
    expect_parameter,
    expect_read,
    finding,
    graph_selector,
    open_popover,
    open_view,
    too_pale,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "lang=zh&layer=sample&section=service-coverage&level=province"
GANSU = f"{VIEW}&region=620000&threshold=3"


def fields(page: Page) -> list[str]:
    """What stands in the fields of the matrix."""
    return page.locator(f"{graph_selector('service-cells')} .annotation-text").all_text_contents()


def downloaded(page: Page, key: str, kind: str = "csv") -> bytes:
    """The file that the foot of a figure hands out."""
    body = open_popover(page, f"download-{key}")
    with page.expect_download() as waiting:
        body.get_by_role("button", name=ZH(f"export.{kind}"), exact=True).click()
    content = Path(waiting.value.path()).read_bytes()
    close_popover(page)
    return content


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, without the notes above them."""
    lines = content.decode("utf-8-sig").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(ZH("service_column.region_code")))
    return list(csv.DictReader(io.StringIO("\n".join(lines[start:]))))


def test_screen_table_file_and_query_agree(sampled_app: str, page: Page, sampled_snapshot: SnapshotReference) -> None:
    engine = Engine(sampled_snapshot)
    own = level_coverage(engine, Regions(engine), "sample", "province", 3).set_index("region_code").loc["620000"]
    engine.close()
    open_view(page, f"{sampled_app}/gaps?{GANSU}")
    expect(finding(page, "service-cells")).to_contain_text(
        f"{own['offered']}类有3家及以上机构提供，{own['thin']}类不足3家，{own['missing']}类没有"
    )
    expect(page.locator(f"{graph_selector('service-cells')} .annotation-text")).to_have_count(42)
    shown = fields(page)
    counts = [sum(symbol in text for text in shown) for symbol in ("●", "◐", "○", "—")]
    assert counts == [own["offered"], own["thin"], own["missing"], 2]
    body = open_popover(page, "table-service-cells")
    cells = body.locator("tbody td").all_inner_texts()
    assert [sum(cell.startswith(symbol) for cell in cells) for symbol in ("●", "◐", "○", "—")] == counts
    close_popover(page)
    told = [row[ZH("service_column.state")] or "" for row in csv_rows(downloaded(page, "service-cells"))]
    states = [state.split("（")[0] for state in told]
    words = [ZH(f"service_state.{state}") for state in ("offered", "thin", "missing", "not_feasible")]
    assert [states.count(word) for word in words] == counts
    ranked = {row[ZH("service_column.region_code")]: row for row in csv_rows(downloaded(page, "service-ranking"))}
    assert float(ranked["620000"][ZH("service_column.gap")]) == pytest.approx(own["gap"])
    assert int(float(ranked["620000"][ZH("service_column.rank")])) == own["rank"]


def test_a_higher_threshold_stands_in_the_link_and_the_first_leaves_it(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}&region=620000")
    expect(finding(page, "service-cells")).to_contain_text("类有机构提供")
    choose(page, "threshold", ZH("service_coverage.at_least", count=5))
    expect_parameter(page, "threshold", "5")
    expect(finding(page, "service-cells")).to_contain_text("5家及以上")
    choose(page, "threshold", ZH("service_coverage.at_least", count=1))
    expect_no_parameter(page, "threshold")


def test_a_click_on_a_bar_selects_its_region(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}&threshold=3")
    expect(finding(page, "service-cells")).to_contain_text("全国")
    first = page.locator(f"{graph_selector('service-ranking')} .bars .point path").last
    first.wait_for()

    def place() -> tuple[float, float]:
        box = first.bounding_box()
        assert box
        return box["x"] + box["width"] / 3, box["y"] + box["height"] / 2

    page.mouse.click(*place())
    expect_parameter(page, "region", "540000")
    expect(finding(page, "service-cells")).to_contain_text("西藏")


@pytest.mark.parametrize("kind", ["svg", "png", "xlsx"])
def test_every_kind_of_file_is_made(sampled_app: str, page: Page, kind: str) -> None:
    open_view(page, f"{sampled_app}/gaps?{GANSU}")
    start = {"svg": b"<?xml", "png": b"\x89PNG", "xlsx": b"PK"}[kind]
    for key in ("service-cells", "service-ranking", "service-years"):
        assert downloaded(page, key, kind).startswith(start), key


@pytest.mark.parametrize("key", ["service-cells", "service-ranking", "service-years"])
def test_a_figure_presented_alone_fills_the_window_without_controls(sampled_app: str, page: Page, key: str) -> None:
    open_view(page, f"{sampled_app}/gaps?{GANSU}&mode=present&figure={key}")
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    expect(page.locator(".st-key-controls")).to_be_hidden()


def test_a_layer_without_a_register_leads_to_one_that_has_it(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?lang=zh&layer=published&section=service-coverage")
    page.locator(".st-key-to-sample button").click()
    expect(finding(page, "service-cells")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_runs_out_of_the_window_and_everything_can_be_read(sampled_app: str, page: Page, language: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    open_view(page, f"{sampled_app}/gaps?{GANSU.replace('lang=zh', f'lang={language}')}")
    expect(finding(page, "service-years")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect_read(page, lambda: page.evaluate(WITHOUT_NAME), [])
    expect_read(page, lambda: too_pale(page.locator(OWN_TEXTS)), [])
    assert not re.search(r"\b(nan|inf|NaN|None)\b", page.locator("body").inner_text())
