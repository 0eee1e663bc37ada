"""The reader follows supply per demand over the years: classes, neighbours, convergence, and what is lacking."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from geo.boundaries import load_boundaries
from pages.texts import load_texts
from pages.texts.numbers import percent, plain
from queries.catalogue import Indicator
from queries.class_moves import ClassMoves, class_moves
from queries.convergence import convergence
from queries.engine import Engine
from queries.gap_basis import gap_basis
from queries.gradient_panel import gradient_panel
from queries.ratio_panel import RatioPanel, ratio_panel
from queries.regions import Regions
from tests.browser.conftest import OpenPage
from tests.browser.views import choose, finding, open_popover, open_view, parameters, switch

pytestmark = pytest.mark.browser

ZH = load_texts("zh")
VIEW = "lang=zh&layer=sample&section=mobility&moving=patent_agencies&demand=gdp"


@pytest.fixture(scope="module")
def panel(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: dict[str, Indicator]
) -> RatioPanel:
    """What the page draws: patent agencies per GDP by province."""
    basis = gap_basis(
        sampled_engine, sampled_regions, sampled_catalogue, "patent_agencies", "gdp", "province", 2023, "sample"
    )
    assert basis is not None
    return ratio_panel(sampled_engine, sampled_regions, sampled_catalogue, basis)


def rows(page: Page, frame: str) -> list[list[str]]:
    """The table twin of a frame, which is closed again."""
    body = open_popover(page, f"table-{frame}")
    found = [
        [cell.strip() for cell in row.locator("td").all_inner_texts()]
        for row in body.locator("table.atlas-table tbody tr").all()
    ]
    page.keyboard.press("Escape")
    expect(body).to_have_count(0)
    return found


def test_the_classes_are_those_of_the_question(
    sampled_app: str, page: Page, panel: RatioPanel, sampled_regions: Regions
) -> None:
    moves = class_moves(panel.relative, "province", load_boundaries(), "fixed")
    open_view(page, f"{sampled_app}/transfer?{VIEW}")
    words = finding(page, "mobility-matrix").inner_text()
    assert moves.steps.up.value is not None and percent(moves.steps.up.value) in words
    assert str(moves.steps.total) in words
    counts = [int(row[2]) for row in rows(page, "mobility-matrix")]
    assert counts == moves.steps.counts.to_numpy().ravel().tolist()
    by_name = {row[0]: row[1:] for row in rows(page, "mobility-ribbon")}
    for code, classes in moves.classes.iterrows():
        told = by_name[sampled_regions[str(code)].name("zh")]
        assert told[: len(classes)] == [ZH(f"mobility.fixed.{int(step)}") for step in classes if not pd.isna(step)]
    assert ZH("mobility.policy", policy=ZH("balance.policy.contiguity_bridged")) in page.locator(
        ".st-key-frame-mobility-neighbours"
    ).inner_text()


def test_a_link_keeps_classing_sight_and_years(
    sampled_app: str, page: Page, open_page: OpenPage, panel: RatioPanel, sampled_regions: Regions
) -> None:
    open_view(page, f"{sampled_app}/transfer?{VIEW}&from=2020")
    switch(page, "classing", ZH("mobility.classings.thirds"))
    assert parameters(page)["classing"] == ["thirds"]
    switch(page, "mobility-view", ZH("mobility.sight.convergence"))
    found = convergence(panel.between(2020, 2023).ratios, "province", sampled_regions, load_boundaries())
    assert found.total.slope.central.value is not None
    slope = plain(found.total.slope.central.value, 3)
    assert slope in finding(page, "beta").inner_text()
    assert plain(float(found.spread["value"].iloc[0]), 3) in finding(page, "sigma").inner_text()
    assert ZH("mobility.galton") in page.locator(".st-key-frame-beta").inner_text()
    other = open_page(fresh=True)
    open_view(other, page.url)
    assert slope in finding(other, "beta").inner_text()


def test_the_view_opens_on_the_gradient_and_keeps_a_form(
    sampled_app: str, page: Page, sampled_engine: Engine, sampled_regions: Regions,
    sampled_catalogue: dict[str, Indicator],
) -> None:
    def moves_of(form: str | None) -> ClassMoves:
        panel = gradient_panel(sampled_engine, sampled_regions, sampled_catalogue, "province", "sample", form)
        return class_moves(panel.relative, "province", load_boundaries(), "fixed")

    open_view(page, f"{sampled_app}/transfer?lang=zh&layer=sample&section=mobility")
    expect(finding(page, "mobility-matrix")).to_contain_text(ZH("gradient_measure.coefficient"))
    counts = [int(row[2]) for row in rows(page, "mobility-matrix")]
    assert counts == moves_of(None).steps.counts.to_numpy().ravel().tolist()
    expect(page.locator(".st-key-frame-mobility-matrix")).to_contain_text(ZH("mobility.cuts.gradient"))
    choose(page, "service", ZH("service_form.operation"))
    name = ZH("gradient.of_form", form=ZH("service_form.operation"), name=ZH("gradient_measure.coefficient"))
    expect(finding(page, "mobility-matrix")).to_contain_text(name)
    assert parameters(page)["service"] == ["operation"] and "moving" not in parameters(page)
    expect(page.locator(".stMain")).to_contain_text(ZH("gradient.fractional"))
    counts = [int(row[2]) for row in rows(page, "mobility-matrix")]
    assert counts == moves_of("operation").steps.counts.to_numpy().ravel().tolist()


@pytest.mark.parametrize("query", ["layer=published&section=mobility", "layer=sample&level=zone&section=mobility"])
def test_what_is_lacking_is_said_in_words(sampled_app: str, page: Page, query: str) -> None:
    open_view(page, f"{sampled_app}/transfer?lang=zh&{query}")
    words = page.locator(".stMain").inner_text()
    assert not re.search(r"\b(nan|NaN|inf|None)\b", words)
    assert page.locator(".st-key-frame-mobility-matrix").count() == 0
    if "published" in query:
        expect(page.locator(".st-key-lacking button").first).to_be_visible()
        assert ZH("gradient_measure.coefficient") not in page.locator(".st-key-moving").inner_text()
