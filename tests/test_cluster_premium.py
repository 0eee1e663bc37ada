"""Growth premium of clusters: worked by hand, every reason why there is none, against SQL, and on the scorecard."""

import math
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from own_clusters import COMPLETE, WITHOUT_STAFF

from data.snapshot import SnapshotReference
from queries.catalogue import Indicator
from queries.cluster_premium import HostFigures, cluster_premiums, host_growth, premium_rows
from queries.engine import Engine
from queries.formulas.reasons import Reason
from queries.regions import NATION, Regions
from queries.scorecard_clusters import growth_premium_panel
from queries.scorecard_panels import Basis
from queries.scorecard_record import CLUSTERS, measures

Catalogue = dict[str, Indicator]
CITY, PROVINCE, YEAR = "320500", "320000", 2023
NAN = math.nan


@pytest.fixture(scope="module")
def basis(sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue) -> Basis:
    return Basis(sampled_engine, sampled_regions, sampled_catalogue, "sample")


def premiums_of(basis: Basis, revenue: dict[int, float], span: int = 1, bounds: tuple[int, ...] = (),
                place: str = CITY) -> pd.DataFrame:
    table = pd.DataFrame([revenue], index=["one"])
    marked = pd.DataFrame(False, index=table.index, columns=table.columns)
    marked[list(bounds)] = True
    return premium_rows(basis, table, {"one": place}, span, marked).set_index("year")


def test_growth_around_a_cluster_is_of_one_host(sampled_regions: Regions) -> None:
    """The output of 苏州市 is known, its tertiary part is not: the tertiary part of 江苏省 stays out."""
    output = pd.DataFrame({YEAR - 1: [100.0, 100.0], YEAR: [110.0, 105.0]}, index=[CITY, PROVINCE])
    tertiary = pd.DataFrame({YEAR - 1: [100.0], YEAR: [150.0]}, index=[PROVINCE])
    both = [HostFigures("sample", output, tertiary)]
    host = host_growth(sampled_regions, both, CITY, YEAR)
    assert (host.code, host.output, host.tertiary) == (CITY, pytest.approx(0.10), None)
    for sources, place in ((both, PROVINCE), ([HostFigures("sample", output.drop(CITY), tertiary)], CITY)):
        host = host_growth(sampled_regions, sources, place, YEAR)
        assert (host.code, host.output, host.tertiary) == (PROVINCE, pytest.approx(0.05), pytest.approx(0.50))
    assert host_growth(sampled_regions, both, NATION, YEAR) is None
    assert host_growth(sampled_regions, both, CITY, YEAR, span=3) is None


def test_the_layer_is_chosen_for_every_host_by_itself(sampled_regions: Regions) -> None:
    """A user loads the output of 成都 alone: every other host keeps its published growth; none mixes layers."""
    years = [YEAR - 1, YEAR]
    own = HostFigures("imported", pd.DataFrame([[100.0, 104.0], [math.nan, 104.0]], ["510100", PROVINCE], years),
                      pd.DataFrame())
    published = HostFigures(
        "published", pd.DataFrame([[100.0, 108.0], [100.0, 106.0]], ["510100", PROVINCE], years),
        pd.DataFrame([[100.0, 150.0]], ["510100"], years),
    )
    chengdu = host_growth(sampled_regions, [own, published], "510100", YEAR)
    assert (chengdu.layer, chengdu.output, chengdu.tertiary) == ("imported", pytest.approx(0.04), None)
    jiangsu = host_growth(sampled_regions, [own, published], CITY, YEAR)
    assert (jiangsu.code, jiangsu.layer, jiangsu.output) == (PROVINCE, "published", pytest.approx(0.06))


@pytest.mark.parametrize(
    ("broken", "place", "year", "span", "is_broken"),
    [
        (YEAR, PROVINCE, YEAR, 1, True), (YEAR, CITY, YEAR, 1, True),       # of the city nothing else is known
        (YEAR, PROVINCE, YEAR + 1, 1, False), (YEAR - 1, PROVINCE, YEAR, 1, False),
        (YEAR - 1, PROVINCE, YEAR, 3, True), (YEAR - 3, PROVINCE, YEAR, 3, False),
        (YEAR, NATION, YEAR, 1, True),                                      # a sum of which a part is revised
    ],
)
def test_no_growth_across_a_break_of_the_host(
    sampled_regions: Regions, broken: int, place: str, year: int, span: int, is_broken: bool
) -> None:
    """What breaks the output breaks the tertiary industry in it, over one year and over three."""
    years = range(YEAR - 3, YEAR + 2)
    table = pd.DataFrame([[100.0 + one - YEAR for one in years]] * 2, [PROVINCE, NATION], list(years))
    host = host_growth(
        sampled_regions, [HostFigures("published", table, table, breaks={PROVINCE: frozenset({broken})})], place, year,
        span,
    )
    assert host is not None and host.is_broken is is_broken
    assert ((host.output, host.tertiary) == (None, None)) is is_broken


def test_every_premium_against_sql(
    sampled_engine: Engine, sampled_snapshot: SnapshotReference, sampled_regions: Regions,
    sampled_catalogue: Catalogue, tmp_path: Path,
) -> None:
    """A second implementation in SQL, of all sample clusters over one year and over three."""
    statement = """
        with own as (
            select a.cluster_id, a.year, pow(a.value / b.value, 1.0 / $span) - 1 as growth
            from cluster_year a join cluster_year b on a.cluster_id = b.cluster_id and a.metric = b.metric
                and a.year = b.year + $span
            where a.metric = 'industry_revenue' and a.layer = 'sample' and b.layer = 'sample'
                and a.value > 0 and b.value > 0
        ),
        hosts as (
            select a.region_code, a.year, max(pow(a.value / b.value, 1.0 / $span) - 1) as growth
            from stat a join stat b on a.region_code = b.region_code and a.metric = b.metric and a.year = b.year + $span
            where a.metric in ('gdp', 'gdp_tertiary_industry') and a.layer = 'sample' and b.layer = 'sample'
            group by a.region_code, a.year
        )
        select c.cluster_id, o.year, 100 * (o.growth - h.growth) as premium
        from cluster c join own o using (cluster_id) join hosts h on c.region_code = h.region_code and o.year = h.year
        order by c.cluster_id, o.year
    """
    copy, compared = shutil.copy(sampled_snapshot.path, tmp_path), 0
    for span in (1, 3):
        with duckdb.connect(copy, read_only=True) as facts:
            expected = facts.execute(statement, {"span": span}).df()
        rows = cluster_premiums(sampled_engine, sampled_regions, sampled_catalogue, "sample", span)
        found = rows[rows["premium"].notna()].sort_values(["cluster_id", "year"])
        assert len(found) == len(expected)
        compared += len(found)
        assert list(found["cluster_id"]) == list(expected["cluster_id"])
        assert found["premium"].to_numpy() == pytest.approx(expected["premium"].to_numpy(), abs=1e-9)
        assert rows["premium"].isna().equals(rows["reason"].notna())
        is_one = rows["host_gdp_growth"].notna() != rows["host_tertiary_growth"].notna()
        assert rows["is_half"].equals(rows["premium"].notna() & is_one)
    assert compared > 40


def test_growth_over_one_year_and_over_three(basis: Basis) -> None:
    """100, 110, 121 and 133.1: ten per cent a year whichever way; less what the city's own output grew by."""
    revenue = {2020: 100.0, 2021: 110.0, 2022: 121.0, 2023: 133.1}
    for span, first in ((1, 2021), (3, 2023)):
        rows = premiums_of(basis, revenue, span)
        known = rows[rows["premium"].notna()]
        assert list(known.index) == list(range(first, 2024))
        assert known["growth"].to_numpy() == pytest.approx(0.10)
        assert set(known["host_code"]) == {CITY}
        assert known["premium"].to_numpy() == pytest.approx(
            100 * (known["growth"] - known[["host_gdp_growth", "host_tertiary_growth"]].max(axis=1)).to_numpy()
        )
        assert set(rows.loc[rows.index < first, "reason"]) == {Reason.NO_BASE_YEAR.value}


@pytest.mark.parametrize(
    ("revenue", "bounds", "reason", "earlier"),
    [
        ({2023: 5.0}, (), Reason.NO_BASE_YEAR, NAN),                        # one year only
        ({2019: 4.0, 2023: 5.0}, (), Reason.NO_BASE_YEAR, 2019),            # years between are unknown
        ({2022: 4.0, 2023: NAN}, (2023,), Reason.BOUND_ONLY, 2022),         # over 5
        ({2022: NAN, 2023: 5.0}, (2022,), Reason.BOUND_ONLY, NAN),          # from over 4
        ({2022: 4.0, 2023: NAN}, (), Reason.NOT_PUBLISHED, 2022),
        ({2022: 0.0, 2023: 5.0}, (), Reason.NOT_POSITIVE, 2022),
    ],
)
def test_why_there_is_no_premium(
    basis: Basis, revenue: dict[int, float], bounds: tuple[int, ...], reason: Reason, earlier: float
) -> None:
    row = premiums_of(basis, revenue, bounds=bounds).loc[YEAR]
    assert row["reason"] == reason.value
    assert math.isnan(row["premium"]) and math.isnan(row["growth"])
    assert row["earlier_year"] == pytest.approx(earlier, nan_ok=True)


def test_a_host_of_which_nothing_is_known_or_only_real_growth(
    engine: Engine, sampled_catalogue: Catalogue
) -> None:
    """Published of 贵州: its output of 2023, none of 2022, and the growth of 2023 at constant prices."""
    regions = Regions(engine)
    published = Basis(engine, regions, sampled_catalogue, "published")
    rows = premiums_of(published, {2014: 4.0, 2015: 5.0, 2022: 8.0, 2023: 10.0}, place="520100")
    assert rows.loc[2015, "reason"] == Reason.NO_DENOMINATOR.value
    assert rows.loc[2023, ["reason", "host_code"]].to_list() == [Reason.MIXED_PRICES.value, "520000"]
    assert rows.loc[2023, "real_growth"] == pytest.approx(4.9)
    assert rows.loc[2023, "growth"] == pytest.approx(0.25), "its own growth is known all the same"
    assert rows["premium"].isna().all()


def test_returns_of_a_user_are_not_held_across_the_revision_of_an_economic_census(
    own_clusters_engine: Engine, sampled_catalogue: Catalogue
) -> None:
    """陕西 2023 is preliminary, 2024 is published after the revision; of 云南 2023 is revised already, 2022 is not."""
    rows = cluster_premiums(own_clusters_engine, Regions(own_clusters_engine), sampled_catalogue, "imported")
    rows = rows.set_index(["cluster_id", "year"])
    for cluster, year, host in ((WITHOUT_STAFF, 2024, "610000"), (COMPLETE, 2023, "530000")):
        broken = rows.loc[(cluster, year)]
        assert broken[["reason", "host_code"]].to_list() == [Reason.SERIES_BREAK.value, host]
        assert broken[["premium", "host_gdp_growth"]].isna().all() and broken["growth"] > 0
        assert not broken["is_half"]
    known = rows.loc[(COMPLETE, 2024)]
    assert known["premium"] == pytest.approx(100 * (known["growth"] - (31_534 / 30_595 - 1)))
    assert known["is_half"], "no tertiary industry is published"


def test_zones_of_the_sample_stand_in_no_published_economy(basis: Basis) -> None:
    """Of 2024 the sample has no output, of 湖北 it is published."""
    assert premiums_of(basis, {2023: 4.0, 2024: 5.0}, place="420100").loc[2024, "reason"] == Reason.NO_DENOMINATOR.value


def test_published_clusters_have_reasons_and_no_premium(engine: Engine, sampled_catalogue: Catalogue) -> None:
    rows = cluster_premiums(engine, Regions(engine), sampled_catalogue, "published").set_index(["cluster_id", "year"])
    assert rows["premium"].isna().all() and rows["reason"].notna().all()
    assert rows.loc[("shenzhen_futian", 2015), "reason"] == Reason.NO_BASE_YEAR.value
    assert math.isnan(rows.loc[("shenzhen_futian", 2015), "earlier_year"]), "3.84 of 2013 is output, not revenue"
    assert rows.loc[("changchun_new", 2023), "reason"] == Reason.BOUND_ONLY.value


def test_a_layer_without_clusters_has_no_rows(engine: Engine, sampled_catalogue: Catalogue) -> None:
    assert cluster_premiums(engine, Regions(engine), sampled_catalogue, "imported").empty


def test_the_scorecard_shows_the_same_premiums(
    basis: Basis, sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    panel = growth_premium_panel(basis, measures()["growth_premium"])
    rows = cluster_premiums(sampled_engine, sampled_regions, sampled_catalogue, "sample")
    wide = rows.pivot(index="cluster_id", columns="year", values="premium")
    own = panel.values.drop(index=CLUSTERS)
    assert own.to_numpy() == pytest.approx(wide.loc[own.index, own.columns].to_numpy(), nan_ok=True)
    assert panel.values.isna().equals(panel.reasons.notna())
