"""The policy scorecard on the screen: from the overview to a clause, a province and its figure, equal to the query."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.snapshot import SnapshotReference
from pages.texts import load_texts
from pages.texts.numbers import plain
from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.regions import Regions
from queries.scorecard import Scorecard, scorecard
from queries.scorecard_record import sentences
from tests.browser.views import expect_parameter, finding, open_popover, open_view

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
SENTENCES = {one.id: one for one in sentences()}


@pytest.fixture(scope="module")
def card(sampled_snapshot: SnapshotReference) -> Iterator[Scorecard]:
    """What the snapshot itself says."""
    engine = Engine(sampled_snapshot)
    yield scorecard(engine, Regions(engine), catalogue_of(engine), "sample")
    engine.close()


def test_the_overview_says_the_lights_and_leads_to_the_card(sampled_app: str, card: Scorecard, page: Page) -> None:
    open_view(page, f"{sampled_app}/?lang=zh&layer=sample")
    band = page.locator(".st-key-frame-scorecard-band")
    expect(band.locator("li")).to_have_count(len(SENTENCES))
    said = [text.strip() for text in band.locator("li .light").all_inner_texts()]
    assert sorted(said) == sorted(ZH(f"scorecard.light.{light.value}") for light in card.lights.values())
    band.get_by_role("link", name=ZH("scorecard.full")).click()
    expect_parameter(page, "section", "scorecard")
    expect(page.locator(".scorecard tr.sentence")).to_have_count(len(SENTENCES))


def test_clause_and_province_are_one_click_away(sampled_app: str, card: Scorecard, page: Page) -> None:
    open_view(page, f"{sampled_app}/gaps?lang=zh&layer=sample&section=scorecard&level=province&region=620000")
    block = page.locator("tbody#sentence-west_grow")
    clause = block.locator("details.clause")
    expect(clause.locator("mark")).to_be_hidden()
    clause.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(clause.locator("mark")).to_have_text(SENTENCES["west_grow"].words)
    block.locator("tr.units summary").first.click()
    own = card.rows[(card.rows["measure"] == "larger_agencies_share") & (card.rows["unit"] == "620000")].iloc[0]
    line = block.locator("tr.chosen")
    expect(line).to_contain_text(f"{plain(own['value'], 1)}%")
    expect(line).to_contain_text(ZH(f"scorecard.light.{own['light']}"))
    expect(finding(page, "scorecard")).to_contain_text("甘肃")


def test_table_twin_and_file_say_what_the_query_says(
    sampled_app: str, card: Scorecard, page: Page, tmp_path: Path
) -> None:
    open_view(page, f"{sampled_app}/gaps?lang=zh&layer=sample&section=scorecard")
    table = open_popover(page, "table-scorecard")
    expect(table.locator("tbody tr")).to_have_count(int(card.rows["is_group"].sum()))
    page.keyboard.press("Escape")
    files = open_popover(page, "download-scorecard")
    with page.expect_download() as started:
        files.get_by_role("button", name=ZH("export.csv")).click()
    path = tmp_path / "scorecard.csv"
    started.value.save_as(path)
    text = path.read_text(encoding="utf-8-sig")
    assert ZH("layer.banner") in text
    start = text.index(ZH("scorecard.column.sentence"))
    rows = list(csv.DictReader(io.StringIO(text[start:])))[: len(card.rows)]
    levels = [row[ZH("scorecard.column.level")] for row in rows]
    expected = card.rows["value"].tolist()
    assert [float(level) if level else None for level in levels] == [
        pytest.approx(value) if value == value else None for value in expected
    ]


def test_nothing_published_is_said_once_and_calmly(sampled_app: str, page: Page) -> None:
    open_view(page, f"{sampled_app}/?lang=zh&layer=published")
    band = page.locator(".st-key-frame-scorecard-band")
    expect(band).to_contain_text(ZH("scorecard.light.grey"))
    expect(band.locator("li")).to_have_count(0)
