"""The scorecard where a register says less than the sample does: no closings, undated ones, denials, few branches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import pandas as pd
import pytest
from changed_snapshot import changed_snapshot
from scipy.stats import binomtest

from data.register.statistics import tell_closed
from data.snapshot import SnapshotReference
from data.tables import read_sql
from queries.branch_register import branch_register
from queries.catalogue import catalogue_of
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.regions import NATION, Regions
from queries.scorecard import LEAST_EVENTS, Scorecard, _latest, scorecard
from queries.scorecard_branches import survival_panel
from queries.scorecard_panels import Basis, panel_of
from queries.scorecard_record import measures
from queries.service_coverage import level_coverage
from queries.underserved import underserved

YEAR, OPENED = 2023, 2020
WEST = "(15, 45, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65)"
AWAY = ("branch b join agency a using (agency_code) where substr(a.region_code, 1, 2) <> substr(b.region_code, 1, 2) "
        f"and year(b.established_on) = {OPENED}")
Changed = Callable[[str], Basis]


def basis_of(sampled_engine: Engine) -> Basis:
    return Basis(sampled_engine, Regions(sampled_engine), catalogue_of(sampled_engine), "sample")


@pytest.fixture(scope="module")
def changed(sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changed]:
    """The basis of a copy of the snapshot in which a statement was carried out."""
    engines = []

    def make(statement: str) -> Basis:
        copy = changed_snapshot(sampled_snapshot, tmp_path_factory.mktemp("changed"), statement)
        with duckdb.connect(str(copy.path)) as connection:
            connection.execute("delete from branch_now")
            tell_closed(connection)
            for table in ("place", "branch_now"):
                connection.execute(read_sql(f"register/{table}"))
        engines.append(Engine(copy))
        return basis_of(engines[-1])

    yield make
    for sampled_engine in engines:
        sampled_engine.close()


@pytest.fixture(scope="module")
def card(sampled_engine: Engine) -> Scorecard:
    return scorecard(sampled_engine, Regions(sampled_engine), catalogue_of(sampled_engine), "sample")


def rows_of(card: Scorecard, measure: str) -> pd.DataFrame:
    return card.rows[card.rows["measure"] == measure].drop_duplicates("unit").set_index("unit")


def test_a_register_without_closings_knows_of_no_survival(changed: Changed) -> None:
    basis = changed("update branch set closed_on = null, status = '正常'")
    card = scorecard(basis.engine, basis.regions, basis.catalogue, "sample")
    own = rows_of(card, "branch_survival")
    assert own["value"].isna().all()
    assert set(own["reason"]) == {Reason.NOT_PUBLISHED.value}
    assert set(own["light"]) == {"grey"}
    assert rows_of(card, "acceptance")["value"].notna().any(), "the last year can still be told of"


def test_a_branch_closed_on_an_unknown_day_did_not_survive(changed: Changed, sampled_engine: Engine) -> None:
    """Taking the days of half of the closings away must not make survival better."""
    measure = measures()["branch_survival"]
    before = survival_panel(basis_of(sampled_engine), measure).values.loc[NATION, YEAR]
    status = "status || case when closed_on is not null then '已注销' else '' end"
    undated = changed(
        f"update branch set status = {status}; update branch set closed_on = null where closed_on is not null "
        f"and year(established_on) = {OPENED} and hash(branch_code) % 2 = 0"
    )
    rows = branch_register(undated.engine, undated.regions, "sample").rows
    assert (rows["is_closed"] & rows["closed"].isna()).any()
    after = survival_panel(undated, measure).values.loc[NATION, YEAR]
    assert after <= before
    assert after > 0


@pytest.mark.parametrize("status", ["未注销", "存续（未被注销）", "not closed"])
def test_a_denied_closing_is_none(changed: Changed, sampled_engine: Engine, status: str) -> None:
    measure = measures()["branch_survival"]
    expected = survival_panel(basis_of(sampled_engine), measure).values
    denied = changed(f"update branch set status = '{status}' where closed_on is null")
    pd.testing.assert_frame_equal(survival_panel(denied, measure).values, expected)


def test_few_branches_are_shown_with_their_interval_and_not_judged(card: Scorecard) -> None:
    own = rows_of(card, "branch_survival")
    few = own[own["events"] < LEAST_EVENTS]
    assert len(few)
    assert few["is_few"].all() and set(few["light"]) == {"grey"} and few["percentile"].isna().all()
    assert few["value"].notna().any() and few["change"].isna().all()
    for row in few[few["value"].notna()].to_dict("records"):
        hits = round(row["value"] / 100 * row["events"])
        expected = binomtest(hits, int(row["events"])).proportion_ci(method="exact")
        assert (row["lo"], row["hi"]) == (pytest.approx(100 * expected.low), pytest.approx(100 * expected.high))
    assert not own[own["events"] >= LEAST_EVENTS]["is_few"].any()
    assert (own.loc[own["percentile"].notna(), "events"] >= LEAST_EVENTS).all()


def test_a_base_of_few_branches_gives_no_change(changed: Changed) -> None:
    """Of the cohort three years before only five stay; today's stays as it is."""
    basis = changed(
        f"delete from branch where branch_code in (select branch_code from {AWAY.replace(str(OPENED), '2017')}) "
        f"and branch_code not in (select branch_code from {AWAY.replace(str(OPENED), '2017')} order by 1 limit 5)"
    )
    own = rows_of(scorecard(basis.engine, basis.regions, basis.catalogue, "sample"), "branch_survival").loc["west"]
    assert own["events"] >= LEAST_EVENTS
    assert (own["change_reason"], own["light"]) == (Reason.TOO_FEW_POINTS.value, "grey")


def test_a_group_missing_in_the_last_year_does_not_make_it_the_year() -> None:
    """Two groups of one sentence: a year in which one of them has no level is none for both."""
    values = pd.DataFrame({2022: [1.0, 2.0], 2023: [1.0, float("nan")]}, index=["central", "northeast"])
    assert _latest(panel_of(values), ("central", "northeast"), 1.0) == 2022
    assert _latest(panel_of(values), ("central", "northeast"), 0.5) == 2023


def test_the_headline_of_the_west_says_what_the_other_screens_say(card: Scorecard, sampled_engine: Engine) -> None:
    regions, catalogue = Regions(sampled_engine), catalogue_of(sampled_engine)
    coverage = level_coverage(sampled_engine, regions, "sample", "province", 1).set_index("region_code")
    shown = rows_of(card, "service_coverage")
    provinces = [code for code in shown.index if code in regions.zone_of_province]
    assert len(provinces) >= 12
    for code in provinces:
        assert shown.loc[code, "value"] == pytest.approx(100 * (1 - coverage.loc[code, "gap"]))
    people = underserved(sampled_engine, regions, catalogue, "resident_population", YEAR, "sample")
    far = rows_of(card, "underserved")
    assert far.loc["west", "value"] == pytest.approx(100 * people.share("west", 50).value)
    assert far.loc["west", "against"] == pytest.approx(100 * people.share(NATION, 50).value)
    assert far.loc["west", "light"] == "grey"
    assert card.lights["west_shortboard"].value != "grey"
