"""Life, order and acceptance of branches on the sample register, against sums of its rows made another way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from statsmodels.duration.survfunc import SurvfuncRight

from data.snapshot import SnapshotReference
from queries.agencies import SERVICE_FORMS
from queries.branch_acceptance import FORMS, _inflow, branch_acceptance
from queries.branch_life import SPAN, branch_life
from queries.branch_register import FlowLevel, branch_register
from queries.catalogue import Indicator, catalogue_of
from queries.engine import Engine
from queries.form_panel import form_panel
from queries.formulas.reasons import Reason
from queries.formulas.type_match import type_match
from queries.regions import NATION, ZONES, Regions
from queries.transfer_order import gradient_year_of, transfer_order

LAST, FIRST = 2023, 2021
DEMAND = "population_census"
Catalogue = dict[str, Indicator]
FEW = 199


@pytest.fixture(scope="module")
def branches(sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Every branch with the places of both ends by code, from the tables as they were loaded."""
    copy = shutil.copy(sampled_snapshot.path, tmp_path_factory.mktemp("facts"))
    with duckdb.connect(str(copy), read_only=True) as connection:
        return connection.execute(
            "select substr(a.region_code, 1, 2) || '0000' as home, substr(b.region_code, 1, 2) || '0000' as place, "
            "b.region_code as city, year(b.established_on) as opened, year(b.closed_on) as closed "
            "from branch b join agency a using (agency_code)"
        ).df().astype({"closed": float})


@pytest.fixture
def changed(sampled_snapshot: SnapshotReference, tmp_path: Path) -> Iterator[Callable[..., Engine]]:
    """An engine on a copy of the snapshot after some statements."""
    opened: list[Engine] = []

    def change(*statements: str) -> Engine:
        path = tmp_path / sampled_snapshot.path.name
        shutil.copy(sampled_snapshot.path, path)
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement)
        opened.append(Engine(replace(sampled_snapshot, path=path)))
        return opened[-1]

    yield change
    for engine in opened:
        engine.close()


# Openings, closings, survival -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", [NATION, "west", "620000", "620100"])
def test_openings_and_closings_of_a_place(
    sampled_engine: Engine, sampled_regions: Regions, branches: pd.DataFrame, region: str
) -> None:
    zone = pd.Series(dict(sampled_regions.zone_of_province))
    stands = {
        NATION: pd.Series(True, index=branches.index), "west": branches["place"].map(zone) == "west",
        "620000": branches["place"] == "620000", "620100": branches["city"] == "620100",
    }[region]
    own = branches[stands]
    life = branch_life(sampled_engine, sampled_regions, "sample", region)
    assert life is not None
    years = life.years.set_index("year")
    assert years["opened"].sum() == len(own) > 0
    assert years.loc[2022, "opened_other"] == ((own["opened"] == 2022) & (own["home"] != own["place"])).sum()
    assert years.loc[LAST, "closed"] == (own["closed"] == LAST).sum()
    assert years["net"].tolist() == (years["opened"] - years["closed"]).tolist()
    assert years.loc[LAST, "standing"] == own["closed"].isna().sum()


def test_own_and_other_provinces_and_the_zones_add_up(sampled_engine: Engine, sampled_regions: Regions) -> None:
    life = branch_life(sampled_engine, sampled_regions, "sample", "east")
    assert life is not None
    opened = life.cohorts.pivot(index="year", columns="origin", values="opened")
    assert np.allclose(opened["own"] + opened["other"], opened["all"])
    assert np.allclose(opened[list(ZONES)].sum(axis=1), opened["other"])


def test_survival_of_a_cohort_and_the_curve(
    sampled_engine: Engine, sampled_regions: Regions, branches: pd.DataFrame
) -> None:
    life = branch_life(sampled_engine, sampled_regions, "sample", NATION)
    assert life is not None
    other = branches[branches["home"] != branches["place"]]
    cohort = other[other["opened"] == LAST - SPAN]
    lasting = life.lasting("other")
    assert lasting is not None
    assert (lasting["year"], lasting["opened"]) == (LAST - SPAN, len(cohort))
    assert lasting["value"] == pytest.approx((~(cohort["closed"] <= LAST)).mean())
    assert lasting["lo"] < lasting["value"] < lasting["hi"]
    recent = life.cohorts[life.cohorts["year"] > LAST - SPAN]
    assert set(recent["reason"]) == {"not_published"} and recent["value"].isna().all()
    oracle = SurvfuncRight(other["closed"].fillna(LAST) - other["opened"] + 1, other["closed"].notna().astype(int))
    curve = life.curves[life.curves["origin"] == "other"].set_index("age")["survival"]
    assert curve[[time - 1 for time in oracle.surv_times]].tolist() == pytest.approx(list(oracle.surv_prob))


def test_a_register_that_dates_no_closing_says_nothing_of_survival(changed: Callable[..., Engine]) -> None:
    engine = changed("update branch_now set closed = null, is_closed = false")
    life = branch_life(engine, Regions(engine), "sample", NATION)
    assert life is not None and not life.dates_closings and life.first_closing is None
    assert life.years[["closed", "net", "standing"]].isna().all(axis=None)
    assert life.years["opened"].sum() > 0
    assert life.curves.empty and life.lasting("all") is None
    found = branch_acceptance(engine, Regions(engine), catalogue_of(engine), "sample", "province", DEMAND, FIRST, LAST)
    assert found is not None and found.cohorts is None
    assert set(found.rows["survival_reason"]) == {"not_published"}


def test_one_closed_on_an_unknown_day_did_not_last(changed: Callable[..., Engine]) -> None:
    year = LAST - SPAN
    engine = changed(f"update branch_now set is_closed = true, closed = null where opened = {year}")
    life = branch_life(engine, Regions(engine), "sample", NATION)
    assert life is not None
    lasting = life.lasting("all")
    assert lasting is not None and (lasting["year"], lasting["value"]) == (year, 0.0)
    assert life.unknown_day == lasting["opened"]


# Order ----------------------------------------------------------------------------------------------------------------


def test_order_of_the_sample(sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue,
                             branches: pd.DataFrame) -> None:
    told: list[tuple[int, int]] = []
    found = transfer_order(
        sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", FIRST, LAST, permutations=FEW,
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert found is not None
    away = branches[branches["opened"].between(FIRST, LAST) & (branches["home"] != branches["place"])]
    assert found.pairs["branches"].sum() == found.concentration.pairs["branches"].sum() == len(away)
    heights = np.log(found.gradient)
    counts = away.groupby(["home", "place"]).size()
    pairs = [(a, b) for a in heights.index for b in heights.index if a != b]
    expected = spearmanr([heights[a] - heights[b] for a, b in pairs], [counts.get(pair, 0) for pair in pairs])
    assert found.test.index.value == pytest.approx(expected.statistic)
    assert found.gradient_year == FIRST and found.test.p.value is not None and len(found.test.simulated) == FEW
    assert told[-1] == (FEW, FEW)


def test_the_share_down_the_gradient_year_by_year(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    found = transfer_order(
        sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", FIRST, FIRST, permutations=FEW
    )
    assert found is not None
    down = found.down.set_index("year").loc[FIRST]
    falls = found.pairs[found.pairs["difference"] > 0]["branches"].sum()
    assert down["value"] == pytest.approx(falls / found.pairs["branches"].sum())
    assert down["lo"] < down["value"] < down["hi"]


def test_four_zones_have_an_order_but_no_p(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    found = transfer_order(sampled_engine, sampled_regions, sampled_catalogue, "sample", "zone", FIRST, LAST,
                           permutations=FEW)
    assert found is not None
    assert found.test.index.value is not None and found.test.p.reason is Reason.TOO_FEW_POINTS


def test_a_form_of_service_is_a_part_of_all(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    every, legal = (
        transfer_order(sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", FIRST, LAST, form, FEW)
        for form in (None, "legal")
    )
    assert every is not None and legal is not None
    assert (legal.flows <= every.flows).all(axis=None) and 0 < legal.flows.sum().sum() < every.flows.sum().sum()


@pytest.mark.parametrize(
    ("known", "first", "year"),
    [((2019, 2020, 2021), 2020, 2020), ((2019,), 2021, 2019), ((2022,), 2020, None), ((), 2020, None)],
)
def test_the_gradient_is_that_of_the_start(known: tuple[int, ...], first: int, year: int | None) -> None:
    gradients = pd.DataFrame({one: [1.0, 2.0] for one in known}, index=["a", "b"])
    assert gradient_year_of(gradients, first) == year


def test_without_revenue_there_is_no_gradient_and_the_rest_stands(changed: Callable[..., Engine]) -> None:
    engine = changed("delete from stat where metric = 'industry_revenue'")
    found = transfer_order(engine, Regions(engine), catalogue_of(engine), "sample", "province", FIRST, LAST,
                           permutations=FEW)
    assert found is not None
    assert (found.gradient_year, found.test.index.reason) == (None, Reason.COVERAGE)
    assert found.down.empty and found.concentration.normalised.value is not None


def test_without_branches_there_is_nothing(changed: Callable[..., Engine]) -> None:
    engine = changed("delete from branch_now")
    regions, catalogue = Regions(engine), catalogue_of(engine)
    assert branch_life(engine, regions, "sample", NATION) is None
    assert transfer_order(engine, regions, catalogue, "sample", "province", FIRST, LAST) is None
    assert branch_acceptance(engine, regions, catalogue, "sample", "province", DEMAND, FIRST, LAST) is None


# Acceptance -----------------------------------------------------------------------------------------------------------


def test_acceptance_of_the_provinces(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue, branches: pd.DataFrame
) -> None:
    found = branch_acceptance(sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", DEMAND, FIRST,
                              LAST)
    assert found is not None
    rows = found.rows
    away = branches[branches["home"] != branches["place"]]
    gansu = away[away["place"] == "620000"]
    assert rows.loc["620000", "inflow"] == gansu["opened"].between(FIRST, LAST).sum()
    assert rows.loc["620000", "standing"] == gansu["closed"].isna().sum()
    cohorts = gansu[gansu["opened"].between(LAST - 5, LAST - 3)]
    assert rows.loc["620000", "begun"] == len(cohorts) and found.cohorts == (LAST - 5, LAST - 3)
    assert rows.loc["620000", "survival"] == pytest.approx(((cohorts["closed"] - cohorts["opened"] > SPAN)
                                                            | cohorts["closed"].isna()).mean())
    known = rows.dropna(subset=["index"])
    assert (known["index_lo"] <= known["index"]).all() and (known["index"] <= known["index_hi"]).all()
    assert rows.loc["540000", "index"] == 0 < rows.loc["540000", "index_hi"]


def test_type_match_compares_what_came_with_what_was_lacking(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    found = branch_acceptance(sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", DEMAND, FIRST,
                              LAST)
    assert found is not None and found.gap_year == FIRST - 1
    matched = found.rows.dropna(subset=["match"])
    assert len(matched) > 10
    for code in matched.index:
        comes, lacks = (table.loc[code, FORMS] / table.loc[code, FORMS].sum() for table in (found.inflow, found.gap))
        assert matched.loc[code, "match"] == pytest.approx(sum(min(comes[form], lacks[form]) for form in FORMS))
    lacking_nothing = found.gap.sum(axis=1) == 0
    assert set(found.rows.loc[lacking_nothing, "match_reason"]) <= {"not_applicable", "zero_denominator"}


def test_an_inflow_made_up_like_the_gap_matches_it(
    sampled_engine: Engine, sampled_regions: Regions, branches: pd.DataFrame
) -> None:
    """Forms of the inflow add up to the branches, as forms of the gap do to the agencies; head offices of one form
    and of several that bring what is lacking match it wholly."""
    register = branch_register(sampled_engine, sampled_regions, "sample")
    assert register is not None
    legal, agency = (1 << list(SERVICE_FORMS).index(form) for form in ("legal", "agency"))
    rows = register.rows.assign(home_province="110000", place_province="620000", opened=FIRST)
    pair = rows.head(2).assign(forms=[legal, legal | agency], branches=[10, 10])
    units = pd.Index(register.units("province"))
    inflow = _inflow(replace(register, rows=pair), "province", FIRST, LAST, units)
    assert inflow.loc["620000", ["legal", "agency"]].tolist() == [15.0, 5.0]
    assert inflow.to_numpy().sum() == 20.0
    gap = pd.DataFrame(0.0, index=units, columns=FORMS)
    gap.loc["620000", ["legal", "agency"]] = [3.0, 1.0]
    assert type_match(inflow, gap).loc["620000", "value"] == pytest.approx(1.0)


def test_without_a_report_before_the_period_nothing_is_matched(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    first_report = int(form_panel(sampled_engine, sampled_regions, "sample", "province")["year"].min())
    found = branch_acceptance(sampled_engine, sampled_regions, sampled_catalogue, "sample", "province", DEMAND,
                              first_report, LAST)
    assert found is not None and found.gap_year is None
    assert set(found.rows["match_reason"]) == {"no_base_year"} and found.rows["match"].isna().all()


@pytest.mark.parametrize("level", ["province", "zone"])
def test_a_register_of_a_part_of_the_nation_says_nothing_of_acceptance(
    changed: Callable[..., Engine], level: FlowLevel
) -> None:
    """Of the West alone: Beijing does not accept nothing, and Sichuan does not lack nothing; neither is known."""
    west = "('15', '45', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65')"
    engine = changed(
        f"delete from branch_now where left(home_province, 2) not in {west}",
        f"delete from form_year where left(region_code, 2) not in {west}",
    )
    found = branch_acceptance(engine, Regions(engine), catalogue_of(engine), "sample", level, DEMAND, FIRST, LAST)
    assert found is not None and found.rows["standing"].sum() > 0
    outside, inside = {"province": ("110000", "510000"), "zone": ("east", "west")}[level]
    assert found.rows["index"].isna().all() and found.gap.isna().all(axis=None)
    assert found.rows.loc[outside, ["index_reason", "match_reason"]].tolist() == ["not_published"] * 2
    assert found.rows.loc[inside, ["index_reason", "match_reason"]].tolist() == ["coverage"] * 2


def test_zones_receive_what_crosses_their_borders(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    zones, provinces = (
        branch_acceptance(sampled_engine, sampled_regions, sampled_catalogue, "sample", level, DEMAND, FIRST, LAST)
        for level in ("zone", "province")
    )
    assert zones is not None and provinces is not None
    assert list(zones.rows.index) == list(ZONES)
    assert zones.rows["standing"].sum() < provinces.rows["standing"].sum()
