"""Expected supply on snapshots: the model rests on the rows shown, and says in words what it cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from data.load import main
from data.snapshot import SnapshotReference, current_snapshot
from pages.texts import load_texts
from pages.texts.expected import expected_finding, model_card, place_finding, standing_counts
from queries.catalogue import Indicator, catalogue_of
from queries.engine import Engine
from queries.expected_supply import (
    ExpectedBoard,
    default_drivers,
    driver_options,
    expected_board,
    group_sums,
    model_basis,
    model_level,
)
from queries.formulas.expected_supply import Method, Standing
from queries.formulas.reasons import Reason
from queries.gap_basis import GapBasis, gap_basis
from queries.regions import Regions

ROOT = Path(__file__).resolve().parent.parent
PACK = next((place / "shared" / "pack" for place in ROOT.parents if (place / "shared" / "pack").is_dir()), None)
LANGUAGES = ("zh", "en")


class Ground:
    """An engine with its places and indicators."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.regions, self.catalogue = engine, Regions(engine), catalogue_of(engine)

    def basis(self, supply: str, demand: str, level: str, year: int, layer: str) -> GapBasis:
        found = gap_basis(self.engine, self.regions, self.catalogue, supply, demand, level, year, layer)
        assert found is not None
        return found

    def board(self, basis: GapBasis, *drivers: str) -> ExpectedBoard:
        chosen = drivers or default_drivers(self.engine, self.regions, self.catalogue, basis)
        return expected_board(self.engine, self.regions, self.catalogue, basis, chosen)


@pytest.fixture(scope="module")
def ground(sampled_snapshot: SnapshotReference) -> Iterator[Ground]:
    opened = Engine(sampled_snapshot)
    yield Ground(opened)
    opened.close()


@pytest.fixture(scope="module")
def provinces(ground: Ground) -> ExpectedBoard:
    basis = ground.basis("patent_agencies", "invention_patents_in_force", "province", 2023, "sample")
    return ground.board(basis, "invention_patents_in_force", "gdp")


def test_the_31_provinces_enter_and_places_outside_the_survey_say_so(provinces: ExpectedBoard) -> None:
    assert provinces.model.n == 31
    outside = provinces.rows[provinces.rows["region_code"].isin(("710000", "810000", "820000"))]
    assert set(outside["reason"]) == {Reason.OUT_OF_SURVEY}
    assert len(provinces.rows) == 34


def test_every_row_has_a_standing_or_a_reason(provinces: ExpectedBoard) -> None:
    rows = provinces.rows
    assert (rows["standing"].isna() == rows["reason"].notna()).all()
    assert (rows["expected"].isna() == rows["reason"].notna()).all()
    assert (rows["quantile_gap"].isna() == rows["quantile_reason"].notna()).all()
    assert (rows["frontier_gap"].isna() == rows["frontier_reason"].notna()).all()
    numbers = rows.select_dtypes("number")
    assert not np.isinf(numbers).any().any()


@pytest.mark.parametrize("code", ["620000", "430000", "110000"])
def test_the_expected_supply_is_that_of_a_regression_of_the_other_rows_shown(
    provinces: ExpectedBoard, code: str
) -> None:
    rows = provinces.rows[provinces.rows["standing"].notna()].set_index("region_code")
    x = sm.add_constant(np.log(rows[["invention_patents_in_force", "gdp"]]))
    if provinces.model.design is not None and provinces.model.design.reduction != "none":
        x = provinces.model.design.matrix
    others = rows.index != code
    refit = sm.OLS(np.log(rows["supply"][others]), x[others]).fit()
    assert rows.loc[code, "expected"] == pytest.approx(float(np.exp(x.loc[code] @ refit.params)), rel=1e-8)
    assert rows.loc[code, "gap"] == pytest.approx(rows.loc[code, "expected"] - rows.loc[code, "supply"])


def test_drivers_are_those_of_the_ledger_in_its_years(ground: Ground, provinces: ExpectedBoard) -> None:
    other = ground.basis("patent_agencies", "gdp", "province", 2023, "sample")
    rows = provinces.rows.set_index("region_code")
    pd.testing.assert_series_equal(
        rows["gdp"].loc[other.units.index], other.units["demand"], check_names=False
    )
    assert provinces.driver_years["gdp"] == other.demand_year


def test_what_one_reader_changes_reaches_no_other(ground: Ground, provinces: ExpectedBoard) -> None:
    mine = ground.board(provinces.basis, *provinces.drivers)
    mine.rows["expected"] = 0.0
    mine.model.rows["expected"] = 0.0
    mine.basis.rows["supply"] = 0.0
    again = ground.board(provinces.basis, *provinces.drivers)
    pd.testing.assert_frame_equal(again.rows, provinces.rows)
    pd.testing.assert_frame_equal(again.model.rows, provinces.model.rows)
    pd.testing.assert_frame_equal(again.basis.rows, provinces.basis.rows)
    # The design of the one model is behind both: it was not fitted anew.
    assert again.model.design is not None and provinces.model.design is not None
    assert again.model.design.drivers is provinces.model.design.drivers


def test_boards_of_other_demand_bases_are_remembered_apart(ground: Ground) -> None:
    boards = [
        ground.board(ground.basis("patent_agencies", demand, "province", 2023, "sample"), "gdp")
        for demand in ("gdp", "invention_patents_in_force")
    ]
    assert [board.basis.demand.metric for board in boards] == ["gdp", "invention_patents_in_force"]


@pytest.mark.parametrize("level", ["zone", "major"])
def test_groups_add_up_what_their_provinces_have_and_are_expected_to_have(
    ground: Ground, provinces: ExpectedBoard, level: str
) -> None:
    sums = group_sums(ground.regions, provinces, level).set_index("region_code")
    judged = provinces.rows[provinces.rows["standing"].notna()].set_index("region_code")
    for group in ground.regions.levels[level]:
        members = [code for code in ground.regions.members(group, "province") if code in judged.index]
        assert (group in sums.index) == bool(members)
        if not members:
            continue
        assert sums.loc[group, "judged"] == len(members)
        assert sums.loc[group, "supply"] == judged.loc[members, "supply"].sum()
        assert sums.loc[group, "expected_mean"] == pytest.approx(judged.loc[members, "expected_mean"].sum())
        assert sums.loc[group, "gap"] == pytest.approx(sums.loc[group, "expected_mean"] - sums.loc[group, "supply"])
    if level == "zone":
        assert sums["judged"].sum() == 31 and sums["supply"].sum() == judged["supply"].sum()


@pytest.mark.parametrize(("level", "works_on"), [
    ("zone", "province"), ("major", "province"), ("province", "province"), ("city", "city"),
])
def test_zones_and_major_regions_are_modelled_by_their_provinces(ground: Ground, level: str, works_on: str) -> None:
    assert model_level(level) == works_on
    basis = ground.basis("patent_agencies", "gdp", level, 2023, "sample")
    found = model_basis(ground.engine, ground.regions, ground.catalogue, basis)
    assert found is not None
    assert found.level == works_on


@pytest.mark.parametrize("demand", ["gdp", "invention_patents_in_force", "resident_population"])
def test_the_demand_base_of_the_page_leads_the_drivers_it_opens_with(ground: Ground, demand: str) -> None:
    basis = ground.basis("patent_agencies", demand, "province", 2023, "sample")
    drivers = default_drivers(ground.engine, ground.regions, ground.catalogue, basis)
    assert drivers[0] == demand
    assert 1 <= len(drivers) <= 3
    assert len(set(drivers)) == len(drivers)
    assert set(drivers) <= set(driver_options(ground.engine, ground.catalogue, "province", "sample"))
    board = ground.board(basis)
    assert all(abs(year - 2023) <= 3 for year in board.driver_years.values())
    assert board.model.n >= 25


def test_cities_without_agencies_are_counted_by_a_model_of_counts(ground: Ground) -> None:
    basis = ground.basis("patent_agencies", "invention_patents_in_force", "city", 2023, "sample")
    board = ground.board(basis)
    rows = board.rows[board.rows["standing"].notna()]
    assert (rows["supply"] == 0).any()
    assert board.model.method in (Method.POISSON, Method.NEGATIVE_BINOMIAL)
    assert len(rows) > 200
    assert (rows["lo_95"] <= rows["lo_80"]).all() and (rows["hi_80"] <= rows["hi_95"]).all()


def test_too_few_provinces_give_no_model_and_say_how_many(ground: Ground) -> None:
    basis = ground.basis("patent_agencies", "gdp", "province", 2023, "published")
    board = ground.board(basis)
    assert board.model.reason == Reason.TOO_FEW_POINTS
    assert board.model.n < 10
    assert board.rows["standing"].isna().all()
    assert board.rows["reason"].notna().all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_count_what_the_rows_hold(ground: Ground, provinces: ExpectedBoard, language: str) -> None:
    t = load_texts(language)
    supply = ground.catalogue["patent_agencies"]
    rows = provinces.rows
    names = {code: ground.regions[code].name(language) for code in rows["region_code"]}
    said = expected_finding(rows, names, supply, t("level.unit.province"), t)
    counts = standing_counts(rows)
    assert sum(counts.values()) == 31
    for standing, count in counts.items():
        assert (t(f"expected_count.{standing}", count=count) in said) == bool(count)
    short = rows[rows["standing"].isin((Standing.SHORT, Standing.SEVERELY_SHORT))]
    assert all(names[code] in said for code in short.nsmallest(5, "relative_gap")["region_code"])
    inside = rows[rows["standing"] == Standing.AS_EXPECTED]
    assert not any(names[code] in said for code in inside["region_code"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_region_has_its_sentence(ground: Ground, provinces: ExpectedBoard, language: str) -> None:
    t = load_texts(language)
    supply = ground.catalogue["patent_agencies"]
    for _, row in provinces.rows.iterrows():
        name = ground.regions[row["region_code"]].name(language)
        said = place_finding(row, name, supply, t("level.unit.province"), t)
        assert said.startswith(name)
        assert not re.search(r"\b(nan|inf|None)\b", said)


CARDS = [
    ("province", ("gdp",)),
    ("province", ("gdp", "invention_patents_in_force", "rd_expenditure")),
    ("city", ("invention_patents_in_force",)),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("level", "drivers"), CARDS)
def test_the_card_names_drivers_units_and_method(
    ground: Ground, level: str, drivers: tuple[str, ...], language: str
) -> None:
    t = load_texts(language)
    board = ground.board(ground.basis("patent_agencies", drivers[0], level, 2023, "sample"), *drivers)
    names = {metric: ground.catalogue[metric].name(language) for metric in drivers}
    card = " ".join(text for _, text in model_card(board, names, t(f"level.unit.{level}"), t))
    assert all(name in card for name in names.values())
    assert str(board.model.n) in card
    assert (str(board.seed) in card) == (board.model.method != Method.LOG_LINEAR)
    assert t("expected.reading") in card


def test_the_trial_on_real_cities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if PACK is None:
        with capsys.disabled():
            print("absent: the yearbook panels of shared/pack, so that only their absence was seen")
        return
    folder = tmp_path / "snapshots"
    assert main([str(PACK), "--publish", "--folder", str(folder)]) == 0
    engine = Engine(current_snapshot(folder))
    real = Ground(engine)
    supply = "employed_urban_units_scientific_technical_services"
    basis = real.basis(supply, "domestic_invention_patents_granted", "city", 2019, "imported")
    board = real.board(basis)
    rows = board.rows[board.rows["standing"].notna()]
    assert board.drivers == ("domestic_invention_patents_granted", "gdp")
    assert board.model.method == Method.LOG_LINEAR
    assert 250 < board.model.n == len(rows)
    # Intervals that hold what they promise: about four fifths and nineteen twentieths of the cities lie inside.
    assert rows["supply"].between(rows["lo_80"], rows["hi_80"]).mean() == pytest.approx(0.80, abs=0.06)
    assert rows["supply"].between(rows["lo_95"], rows["hi_95"]).mean() == pytest.approx(0.95, abs=0.03)
    assert (rows["frontier_lo"] <= rows["frontier_gap"] + 1e-6).all()
    assert rows["frontier_gap"].min() == pytest.approx(0)
    assert (rows["quantile_gap"] > 0).mean() == pytest.approx(0.75, abs=0.03)
    supply_of: Indicator = real.catalogue[supply]
    for language in LANGUAGES:
        names = {code: real.regions[code].name(language) for code in board.rows["region_code"]}
        assert expected_finding(board.rows, names, supply_of, "", load_texts(language))
    engine.close()
