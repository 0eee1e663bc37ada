"""The gap ledger in the browser: four steps from the landing page to a gap and its source; one number everywhere."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts
from pages.texts.ledger import standings, surplus, three_digits
from pages.texts.numbers import percent, plain
from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.gap_basis import gap_basis
from queries.gap_ledger import BENCHMARKS, GapLedger, gap_ledger
from queries.gap_measures import best_covered, demand_reported
from queries.regions import Regions
from tests.browser.views import (
    a_run,
    expect_parameter,
    expect_read,
    finding,
    open_popover,
    open_view,
    read_map,
    switch,
)

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
ROWS = ".st-key-frame-gap-ledger table.row-table tbody tr"
MEASURES = "supply=patent_agencies&demand=gdp&year=2023&level=province&layer=sample&lang=zh"


@pytest.fixture(scope="module")
def ledger(sampled_engine: Engine) -> GapLedger:
    """What they answer of agencies and output."""
    return answered(sampled_engine, "gdp")


def answered(engine: Engine, demand: str) -> GapLedger:
    """The ledger of patent agencies against a demand base."""
    catalogue = catalogue_of(engine)
    basis = gap_basis(engine, Regions(engine), catalogue, "patent_agencies", demand, "province", 2023, "sample")
    assert basis is not None
    return gap_ledger(engine, catalogue, basis)


def cells(page: Page) -> list[list[str]]:
    return [row.split("\t") for row in page.locator(ROWS).all_inner_texts()]


def said(difference: float, ledger: GapLedger) -> str:
    shown = surplus(difference, ledger.basis)
    return ("+" if shown > 0 else "") + plain(shown, 0)


def test_four_steps_lead_from_the_landing_page_to_the_gap_of_gansu_and_its_source(
    sampled_app: str, page: Page, sampled_engine: Engine
) -> None:
    reported = demand_reported(sampled_engine, catalogue_of(sampled_engine), "province", "sample")
    ledger = answered(sampled_engine, str(best_covered(reported, 31)))
    open_view(page, sampled_app)
    with a_run(page):
        page.get_by_role("link", name=ZH("nav.gaps"), exact=True).click()
    with a_run(page):
        page.locator(ROWS).get_by_role("button", name="甘肃", exact=True).click()
    switch(page, "benchmark", ZH("ledger.benchmark.zone-p75"))
    row = ledger.of_region("620000").loc["zone-p75"]
    missing = plain(-surplus(row["difference"], ledger.basis), 0)
    expect(finding(page, "gap-ledger")).to_contain_text(f"甘肃达到西部P75还差{missing}家")
    expect_parameter(page, "region", "620000")
    expect_parameter(page, "benchmark", "zone-p75")
    body = open_popover(page, "note-gap-ledger")
    for words in (ZH("ledger.formula"), ZH("ledger.meaning.zone-p75"), ZH("note.sources").split("{")[0]):
        expect(body).to_contain_text(words)


def test_screen_twin_file_and_query_say_the_same(sampled_app: str, page: Page, ledger: GapLedger) -> None:
    open_view(page, f"{sampled_app}/gaps?{MEASURES}&benchmark=zone-p75&zone=west")
    shown = cells(page)
    names = {row[0] for row in shown}
    assert len(shown) == 12 and {"甘肃", "四川", "新疆"} <= names

    body = open_popover(page, "table-gap-ledger")
    twin = [row.split("\t") for row in body.locator("tbody tr").all_inner_texts()]
    assert twin == shown
    page.keyboard.press("Escape")

    body = open_popover(page, "download-gap-ledger")
    with page.expect_download() as waiting:
        body.get_by_role("button", name=ZH("export.csv"), exact=True).click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    table = pd.read_csv(io.StringIO(text.split("\n# ")[0]), dtype={ZH("column.code"): str})
    assert table[ZH("column.region")].tolist() == [row[0] for row in shown], "the rows of the filter, in their order"

    found = ledger.of_benchmark("zone-p75")
    scale = ledger.basis.indicator.scale
    for row, entry in zip(shown, table.to_dict("records"), strict=True):
        code = entry[ZH("column.code")]
        assert row[1:3] == [plain(found.loc[code, "supply"], 0), three_digits(found.loc[code, "ratio"] * scale)]
        assert entry[ZH("ledger.column.supply")] == found.loc[code, "supply"]
        for place, benchmark in enumerate(BENCHMARKS, start=3):
            record = ledger.of_region(code).loc[benchmark]
            name = f"{ZH(f'ledger.benchmark.{benchmark}')} · {ZH('ledger.column.surplus')}"
            if pd.isna(record["difference"]):
                is_apart = record["reason"] == Reason.NOT_APPLICABLE
                assert row[place] == ZH("ledger.not_applicable" if is_apart else "value.none")
                assert pd.isna(entry[name])
            else:
                assert row[place].split("（")[0] == said(record["difference"], ledger)
                assert entry[name] == pytest.approx(-record["difference"])


def test_the_form_is_switched_and_lives_in_the_address(sampled_app: str, page: Page, ledger: GapLedger) -> None:
    open_view(page, f"{sampled_app}/gaps?{MEASURES}&region=620000")
    switch(page, "measured", ZH("ledger.measured.percent"))
    expect_parameter(page, "measured", "percent")
    gap = ledger.of_region("620000").loc["nation", "gap"]
    assert cells(page)[0][3] == percent(gap, signed=True), "the selected region stands first"
    switch(page, "measured", ZH("ledger.measured.ratio"))
    assert cells(page)[0][3] == plain(1 + gap, 2)
    with a_run(page):
        page.locator(ROWS.replace("tbody tr", "thead")).get_by_role("button", name=ZH("ledger.benchmark.east")).click()
    expect_parameter(page, "benchmark", "east")
    expect(finding(page, "gap-ledger")).to_contain_text("甘肃达到东部水平还差")


def test_only_those_below_are_left_and_the_map_still_shows_all(sampled_app: str, page: Page, ledger: GapLedger) -> None:
    open_view(page, f"{sampled_app}/gaps?{MEASURES}&only-short=True")
    short = ledger.of_benchmark("nation")
    missing = [difference for difference in short["difference"].dropna() if surplus(difference, ledger.basis) < 0]
    below = standings(short, ledger.basis) == "short"
    assert 0 < below.sum() <= len(missing)
    expect_read(page, lambda: len(cells(page)), int(below.sum()))
    painted = read_map(page, "gap-map")
    assert len({path["code"] for path in painted["main"]}) == 34
    assert painted["circles"] == len(missing), "a circle for each that misses something"


def test_the_identity_is_shown_with_both_numbers(sampled_app: str, page: Page, ledger: GapLedger) -> None:
    open_view(page, f"{sampled_app}/gaps?{MEASURES}")
    words = ZH("ledger.identity", moved=percent(ledger.moved.value, 4), hoover=percent(ledger.hoover.value, 4))
    expect(page.locator(".st-key-frame-gap-ledger")).to_contain_text(words)


@pytest.mark.parametrize("benchmark", ["nation", "zone-p75", "peers"])
def test_a_region_without_data_is_told_in_plain_words(app: str, page: Page, benchmark: str) -> None:
    """Of the published figures few provinces report agencies; 甘肃 is none of them."""
    address = f"{app}/gaps?lang=zh&layer=published&supply=patent_agencies&demand=gdp&year=2023&level=province"
    open_view(page, f"{address}&region=620000&benchmark={benchmark}")
    expect(finding(page, "gap-ledger")).to_contain_text("甘肃没有可比的")
    expect(finding(page, "gap-ledger")).to_contain_text(ZH("reason.not_published"))
    assert cells(page)[0][1:3] == [ZH("value.none")] * 2
    words = page.locator(".stMain").inner_text()
    assert not re.search(r"\b(nan|inf|None|NaT)\b|∞", words, re.IGNORECASE)
