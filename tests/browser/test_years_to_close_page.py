"""The reader fixes a year, names a scenario, hands the link on; every figure shown is that of the question."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from data.snapshot import SnapshotReference
from pages.texts import load_texts
from pages.texts.numbers import percent
from pages.texts.years import label
from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.gap_basis import gap_basis
from queries.regions import Regions
from queries.years_to_close import catch_up, years_to_close
from tests.browser.conftest import OpenPage
from tests.browser.views import a_run, finding, open_popover, open_view, parameters, switch

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
SUPPLY, DEMAND, YEAR = "patent_agencies", "population_census", 2023
VIEW = f"lang=zh&layer=sample&section=years&supply={SUPPLY}&demand={DEMAND}&year={YEAR}&region=620000"


@pytest.fixture(scope="module")
def rows(sampled_snapshot: SnapshotReference) -> Iterator[pd.DataFrame]:
    """Years to close of all provinces to the nation, as the question answers."""
    engine = Engine(sampled_snapshot)
    regions, catalogue = Regions(engine), catalogue_of(engine)
    basis = gap_basis(engine, regions, catalogue, SUPPLY, DEMAND, "province", YEAR, "sample")
    assert basis is not None
    found = years_to_close(engine, catch_up(engine, regions, catalogue, basis), "nation", "trend")
    yield found.assign(name=[regions[code].name("zh") for code in found["region_code"]])
    engine.close()


def cells(page: Page, key: str) -> list[list[str]]:
    """The rows of a table inside a container."""
    table = page.locator(f".st-key-{key} table.atlas-table, [data-testid=stPopoverBody] table.atlas-table").first
    return [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in table.locator("tbody tr").all()]


def scenarios(page: Page) -> list[list[str]]:
    """The table of scenarios."""
    return cells(page, "frame-scenarios")


def written(page: Page, frame: str, first: str) -> list[dict[str, str]]:
    """The rows of the CSV file of a frame, whose first column is named."""
    body = open_popover(page, f"download-{frame}")
    with page.expect_download() as waiting:
        body.get_by_role("button", name=ZH("export.csv")).click()
    lines = list(csv.reader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))
    page.keyboard.press("Escape")
    expect(body).to_have_count(0)
    head = next(number for number, line in enumerate(lines) if line and line[0] == ZH(first))
    rows = [line for line in lines[head + 1 :] if len(line) == len(lines[head])]
    return [dict(zip(lines[head], line, strict=True)) for line in rows]


def keep(page: Page, name: str, button: str) -> None:
    """Type a name and keep the year or the growth under it."""
    box = page.locator(".st-key-scenario-name input")
    box.fill(name)
    # The name is sent when the box is left; the button's own run follows.
    with a_run(page):
        box.press("Tab")
    with a_run(page):
        page.locator(f".st-key-{button} button").click()


def test_scenarios_travel_in_the_link(sampled_app: str, open_page: OpenPage) -> None:
    page = open_page()
    open_view(page, f"{sampled_app}/gaps?{VIEW}")
    with a_run(page):
        page.locator(".st-key-by input[type=range]").press("ArrowRight")
    assert str(YEAR + 11) in page.locator(".st-key-aims").inner_text()
    keep(page, "十一年行动", "keep-year")
    keep(page, "<b>加快</b>", "keep-pace")
    kept = scenarios(page)
    assert [row[0] for row in kept] == ["十一年行动", "<b>加快</b>"]
    assert kept[0][1:4] == ["甘肃", "全国", str(YEAR + 11)]
    asked = parameters(page)["scenario"]
    assert asked[0] == f"620000~nation~y{YEAR + 11}~十一年行动"

    lines = written(page, "scenarios", "years.column.scenario")
    assert [line[ZH("years.column.scenario")] for line in lines] == [row[0] for row in kept]
    assert [line[ZH("years.column.year")] for line in lines] == [row[3] for row in kept]
    assert float(lines[0][ZH("years.column.years")]) == 11
    assert ZH("years.formula") in page.locator(".st-key-foot-scenarios .source-line").inner_text()
    expect(open_popover(page, "note-scenarios")).to_contain_text(ZH("years.remark.projection"))

    other = open_page(fresh=True)
    open_view(other, page.url)
    assert scenarios(other) == kept
    names = other.locator(".st-key-catch-up-path .legendtext").all_text_contents()
    assert {"十一年行动", "<b>加快</b>"} <= set(names)

    english = open_page(fresh=True)
    open_view(english, page.url.replace("lang=zh", "lang=en"))
    assert [row[0] for row in scenarios(english)] == [row[0] for row in kept]
    assert scenarios(english)[0][3:7] == kept[0][3:7]

    with a_run(other):
        other.locator(".st-key-remove-scenario-0 button").click()
    assert [row[0] for row in scenarios(other)] == ["<b>加快</b>"]
    assert len(parameters(other)["scenario"]) == 1


def test_what_is_no_scenario_is_ignored_with_a_note(sampled_app: str, page: Page) -> None:
    bad = ("999999~nation~y2035~x", "620000~moon~y2035~x", "620000~nation~y99~x", f"620000~nation~y2035~{'长' * 31}")
    query = "&".join(f"scenario={text}" for text in (*bad, "620000~nation~y2035~好"))
    open_view(page, f"{sampled_app}/gaps?{VIEW}&{query}")
    assert [row[0] for row in scenarios(page)] == ["好"]
    notes = " ".join(page.locator("[data-testid=stAlert]").all_inner_texts())
    assert notes.count("scenario") == len(bad)


def test_screen_table_and_file_are_the_answer(sampled_app: str, page: Page, rows: pd.DataFrame) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}")
    by_name = {row["name"]: row for row in rows.to_dict("records")}
    drawn = page.evaluate(
        "() => { const g = document.querySelector('.st-key-years .js-plotly-plot');"
        " return [g.data[0].customdata, g.data[1].text]; }"
    )
    of_code = {row["region_code"]: row for row in rows.to_dict("records")}
    assert len(drawn[0]) == len(rows) == 31
    for code, text in zip(*drawn, strict=True):
        assert text == label(of_code[code], ZH)
    body = open_popover(page, "table-years")
    table = cells(page, "table-years")
    for name, *_, growth, reference_growth, _, words in table:
        assert words == label(by_name[name], ZH)
        assert growth == percent(by_name[name]["growth"], signed=True)
        assert reference_growth == percent(by_name[name]["reference_growth"], signed=True)
    page.keyboard.press("Escape")
    expect(body).to_have_count(0)
    years = {
        line[ZH("years.column.code")]: line[ZH("years.column.years")]
        for line in written(page, "years", "years.column.code")
    }
    assert set(years) == set(of_code)
    for code, row in of_code.items():
        assert (float(years[code]) if years[code] else None) == (
            None if pd.isna(row["years"]) else pytest.approx(row["years"], rel=1e-9)
        )


def test_a_standing_reference_takes_fewer_years(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?{VIEW}")
    before = finding(page, "catch-up-path").inner_text()
    switch(page, "still", ZH("years.still.yes"))
    after = finding(page, "catch-up-path").inner_text()
    assert before != after
    assert "全国按保持不变计" in after
    assert parameters(page)["still"] == ["yes"]


@pytest.mark.parametrize("query", ["layer=published&section=years", "layer=sample&level=city&section=years"])
def test_no_layer_and_level_shows_what_is_no_number(sampled_app: str, page: Page, query: str) -> None:
    open_view(page, f"{sampled_app}/gaps?lang=zh&{query}")
    words = page.locator(".stMain").inner_text()
    assert not any(word in words for word in ("nan", "NaN", "inf", "None"))
    assert finding(page, "years").inner_text()
