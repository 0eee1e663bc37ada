"""The sample register: determined by its seed, exact where totals are printed, sound as a register, never real."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import shapely
from small_facts import change

from data.build import content_identifier, main
from data.intake import InputFolders, read_inputs
from data.metrics import load_metrics
from data.sample.calibration import calibration
from data.sample.margins import load_margins
from data.sample.register import generate
from data.snapshot import SnapshotReference, validate
from geo.boundaries import load_boundaries
from geo.city_discs import DISCS_FILE, write_discs

NATIONAL = "published/national_stats.csv"
NATION, YEARS = "100000", range(2019, 2024)
MARGINS = [
    *((NATION, year, metric) for metric in ("ip_service_institutions", "patent_agencies", "practising_patent_attorneys")
      for year in YEARS),
    *((NATION, year, metric) for metric in ("employees", "industry_revenue") for year in (2019, 2020, 2021, 2023)),
    *((NATION, year, "trademark_agencies") for year in range(2020, 2024)),
    *((NATION, year, f"ip_{form}_service_institutions") for form in ("legal", "information", "operation")
      for year in (2020, 2021, 2023)),
    (NATION, 2023, "ip_consulting_service_institutions"),
    *((code, year, "patent_agencies") for code in ("110000", "310000", "320000", "330000", "440000")
      for year in (2019, 2020, 2021, 2023)),
    *((code, 2021, "practising_patent_attorneys") for code in ("110000", "310000", "320000", "330000", "440000")),
    *((code, 2021, "patent_agencies_over_50_attorneys") for code in ("110000", "310000", "320000", "440000")),
    (NATION, 2021, "patent_agencies_under_3_years"),
    (NATION, 2023, "patent_agencies_aged_20_years_or_more"),
    (NATION, 2023, "patent_agencies_10_or_fewer_attorneys"),
    (NATION, 2021, "patent_agency_branches"),
    (NATION, 2023, "share_of_institutions_under_5_years"),
    ("440000", 2023, "ip_service_institutions"),
    ("four-major-regions", 2021, "share_of_ip_service_institutions"),
    ("five-provinces", 2023, "share_of_ip_service_institutions"),
    ("four-major-regions", 2020, "employees"),
    ("yangtze-river-delta", 2021, "share_of_national_institutions_under_3_years"),
    *((code, year, metric) for metric, year in (("gdp", 2023), ("population_census", 2020), ("rd_expenditure", 2020))
      for code in ("110000", "320000", "440000", "540000")),
    (NATION, 2023, "rd_expenditure"),
    (NATION, 2023, "invention_patents_in_force"),
    (NATION, 2022, "invention_patents_granted"),
    ("110000", 2019, "invention_patents_in_force"),
]
DEMAND = (
    "gdp", "gdp_tertiary_industry", "resident_population", "rd_expenditure", "invention_patents_in_force",
    "invention_patents_granted", "hightech_enterprises",
)

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def frames() -> Frames:
    return generate()


@pytest.fixture(scope="module")
def years(frames: Frames) -> pd.DataFrame:
    """One row per institution and year with what the register says of the institution."""
    own = frames["agency"].drop(columns=["attorneys", "layer"])
    return frames["agency_year"].merge(own, on="agency_code", validate="many_to_one")


def of_nation(frames: Frames, metric: str, year: int) -> float:
    stat = frames["stat"].set_index(["region_code", "year", "metric"])["value"]
    return float(stat[NATION, year, metric])


def digest(frames: Frames) -> str:
    """A hash over every value of every table in order."""
    found = hashlib.sha256()
    for name, frame in frames.items():
        found.update(f"{name} {list(frame.columns)}".encode())
        found.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return found.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_register(frames: Frames) -> None:
    assert digest(generate()) == digest(frames)
    other = generate(seed=1)
    assert digest(other) != digest(frames)
    wanted = calibration(other)
    assert wanted.loc[wanted["not_met"] == "", "error_percent"].abs().max() < 0.1


def test_every_margin_is_met(frames: Frames) -> None:
    table = calibration(frames)
    print(f"\n{table.to_string(index=False)}")
    held = table.set_index(["region_code", "year", "metric"])
    assert [key for key in MARGINS if key not in held.index] == []
    assert [key for key in MARGINS if held.loc[key, "not_met"]] == []
    wanted = table[table["not_met"] == ""]
    is_counted = wanted["metric"].map({name: metric.additive for name, metric in load_metrics().items()})
    assert wanted.loc[is_counted, "error_percent"].abs().max() < 1e-9
    assert wanted["error_percent"].abs().max() < 0.1


def test_a_corrected_figure_is_met_in_turn(tmp_path: Path) -> None:
    inputs = InputFolders(published=Path(shutil.copytree(InputFolders().published, tmp_path / "published")))
    change(tmp_path, NATIONAL, "全国,patent_agencies,5269,", "全国,patent_agencies,5280,")
    found = calibration(generate(inputs), inputs).set_index(["region_code", "year", "metric"])
    assert found.loc[(NATION, 2023, "patent_agencies"), "sample"] == 5280


def test_figures_that_no_register_can_meet_stop_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = InputFolders(published=Path(shutil.copytree(InputFolders().published, tmp_path / "published")))
    change(tmp_path, NATIONAL, "practising_patent_attorneys,26840,", "practising_patent_attorneys,326840,")
    monkeypatch.setattr("data.build.InputFolders", lambda: inputs)
    assert main(["--sample", "--folder", str(tmp_path / "snapshots")]) == 1
    assert "cannot meet the published figures" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "snapshots").iterdir()] == []


def test_what_is_not_met_contradicts_what_is(frames: Frames) -> None:
    table = calibration(frames)
    left = table[(table["not_met"] != "") & ~table["metric"].str.contains("growth|share|average|productivity")]
    assert set(left["metric"]) <= {*DEMAND, "population_census"}
    # The provinces are met, so neither the printed nation nor a printed city can be.
    provinces = left["region_code"].str.endswith("0000") & (left["region_code"] != NATION)
    assert left[provinces].empty


def test_the_register_is_as_large_as_the_survey(frames: Frames, years: pd.DataFrame) -> None:
    assert years.groupby("year").size().tolist() == [66000, 73000, 84000, 87000, 89000]
    assert years["region_code"].nunique() == 367
    assert len(frames["cluster"]) == 40


def test_no_institution_has_more_attorneys_than_employees(years: pd.DataFrame) -> None:
    assert (years["attorneys"] <= years["employees"]).all()
    assert (years["employees"] >= 1).all() and (years["revenue"] >= 0).all()
    assert ((years["attorneys"] > 0) == (years["type"] == "专利代理机构")).all()


def test_size_classes_are_those_of_the_statistics_bureau(years: pd.DataFrame) -> None:
    bounds = years.groupby("size_class")["employees"].agg(["min", "max"])
    assert bounds.loc["small", "max"] < 100 <= bounds.loc["medium", "min"]
    assert bounds.loc["medium", "max"] < 300 <= bounds.loc["large", "min"]


def test_institutions_open_once_and_close_once(frames: Frames, years: pd.DataFrame) -> None:
    lives = years.groupby("agency_code")["year"].agg(["min", "max", "count"])
    assert (lives["max"] - lives["min"] + 1 == lives["count"]).all()
    register = frames["agency"].set_index("agency_code").join(lives)
    established = register["established_on"].dt.year
    assert ((established == register["min"]) | ((register["min"] == 2019) & (established <= 2019))).all()
    assert ((register["status"] == "注销") == (register["max"] < 2023)).all()
    assert register["established_on"].max() < pd.Timestamp(2024, 1, 1)


def test_institutions_grow_and_shrink_without_leaps(years: pd.DataFrame) -> None:
    wide = years.pivot(index="agency_code", columns="year", values="employees")
    ratio = (wide[2023] / wide[2022]).dropna()
    assert 0.95 < ratio.median() < 1.1
    assert ratio.quantile(0.01) > 0.4 and ratio.quantile(0.99) < 2.5


def test_branches_belong_to_head_offices_that_were_there(frames: Frames) -> None:
    branch = frames["branch"].merge(frames["agency"], on="agency_code", suffixes=("", "_of_head"))
    assert len(branch) == len(frames["branch"])
    assert (branch["established_on"].dt.year > branch["established_on_of_head"].dt.year).all()
    closed = branch[branch["status"] == "注销"]
    assert len(closed) and (closed["closed_on"] > closed["established_on"]).all()
    assert branch.loc[branch["status"] == "正常", "closed_on"].isna().all()
    assert 0.05 < (branch["region_code"] == branch["region_code_of_head"]).mean() < 0.7


def test_patents_and_trademarks_are_filed_by_their_agencies_alone(frames: Frames) -> None:
    offers = frames["service_offer"].merge(frames["agency"], on="agency_code")
    filing = offers[offers["service_form"] == "代理"]
    assert set(filing.loc[filing["ip_type"] == "专利", "type"]) == {"专利代理机构"}
    assert offers["agency_code"].nunique() == len(frames["agency"])
    present = offers["status"] != "注销"
    trademark = present & (offers["service_form"] == "代理") & (offers["ip_type"] == "商标")
    assert trademark.sum() == of_nation(frames, "trademark_agencies", 2023) == 35712
    for form, metric in (("法律", "legal"), ("运营", "operation"), ("信息", "information"), ("咨询", "consulting")):
        counted = offers.loc[present & (offers["service_form"] == form), "agency_code"].nunique()
        assert counted == of_nation(frames, f"ip_{metric}_service_institutions", 2023)


def test_offers_begin_between_the_founding_and_the_last_year_and_a_share_is_undated(frames: Frames) -> None:
    offers = frames["service_offer"].merge(frames["agency"], on="agency_code")
    dated = offers.dropna(subset=["first_year"])
    assert (dated["first_year"] >= dated["established_on"].dt.year).all() and dated["first_year"].max() == 2023
    assert 0.04 < 1 - len(dated) / len(offers) < 0.06
    legal = dated[(dated["service_form"] == "法律") & (dated["status"] != "注销")]
    begun = legal.groupby("agency_code")["first_year"].min()
    # An institution takes up a form in the year in which the register counts it there; a few types are undated.
    new = of_nation(frames, "ip_legal_service_institutions", 2023) - of_nation(
        frames, "ip_legal_service_institutions", 2022
    )
    assert (begun == 2023).sum() >= 0.9 * new


def test_every_point_lies_inside_its_city(frames: Frames) -> None:
    agencies = frames["agency"]
    for layer in ("cities", "cities-detail"):
        drawn = load_boundaries().geometry(layer).geometry
        outside = {
            code: count for code, own in agencies.groupby("region_code")
            if (count := int((~shapely.contains(drawn[code], shapely.points(own["longitude"], own["latitude"]))).sum()))
        }
        assert outside == {}


def test_the_discs_are_those_that_the_boundaries_give(tmp_path: Path) -> None:
    assert write_discs(tmp_path / "discs.csv") > 367
    assert (tmp_path / "discs.csv").read_bytes() == DISCS_FILE.read_bytes()


@pytest.mark.parametrize(("metric", "column", "scale"), [
    ("ip_service_institutions", None, 1.0), ("employees", "employees", 1.0),
    ("practising_patent_attorneys", "attorneys", 1.0), ("industry_revenue", "revenue", 1e-4),
])
def test_figures_of_cities_are_sums_of_the_register(
    frames: Frames, years: pd.DataFrame, metric: str, column: str | None, scale: float
) -> None:
    groups = years.groupby(["region_code", "year"])
    counted = groups.size() if column is None else scale * groups[column].sum()
    stat = frames["stat"].query("metric == @metric").set_index(["region_code", "year"])["value"]
    assert np.allclose(stat.loc[counted.index], counted, atol=1e-5)


def test_cities_add_up_to_provinces_and_provinces_to_the_nation(frames: Frames) -> None:
    additive = {name for name, metric in load_metrics().items() if metric.additive}
    stat = frames["stat"][frames["stat"]["metric"].isin(additive)]
    is_nation, is_province = stat["region_code"] == NATION, stat["region_code"].str.endswith("0000")
    nation = stat[is_nation].groupby(["metric", "year"])["value"].sum()
    provinces = stat[is_province & ~is_nation].groupby(["metric", "year"])["value"].sum()
    is_city = ~is_province | stat["region_code"].isin(["110000", "120000", "310000", "500000"])
    cities = stat[is_city].groupby(["metric", "year"])["value"].sum()
    assert np.allclose(nation, provinces) and np.allclose(nation, cities)
    assert not stat.duplicated(["region_code", "year", "metric"]).any()
    assert stat.groupby(["metric", "year"])["region_code"].nunique().unique().tolist() == [1 + 31 + 370 - 3 - 4]


def test_demand_goes_with_the_register_but_not_in_step(frames: Frames) -> None:
    stat = frames["stat"].query("year == 2023 and region_code.str.isdigit() and not region_code.str.endswith('0000')")
    wide = stat.pivot(index="region_code", columns="metric", values="value")
    supply = np.log(wide["ip_service_institutions"].clip(lower=0.5))
    assert (wide["patent_agencies"] == 0).sum() > 20
    for metric in DEMAND:
        own = wide[metric]
        assert len(own) == 363 and (own > 0).all(), metric
        assert 0.3 < np.corrcoef(np.log(own), supply)[0, 1] ** 2 < 0.85, metric
        slope = np.polyfit(np.log(own), supply, 1)[0]
        assert (slope < 1) == (metric not in ("gdp", "gdp_tertiary_industry", "resident_population")), metric
    assert (wide["gdp_tertiary_industry"] < wide["gdp"]).all()


def test_demand_has_years_before_the_register_and_no_leaps(frames: Frames) -> None:
    stat = frames["stat"][frames["stat"]["metric"].isin(DEMAND)]
    assert set(stat["year"]) == set(range(2014, 2024))
    assert set(stat.loc[stat["year"] < 2016, "metric"]) == {"gdp", "gdp_tertiary_industry"}
    large = stat[stat["value"] >= 50].pivot(index=["metric", "region_code"], columns="year", values="value")
    ratio = large.div(large.shift(axis=1)).stack()
    assert ratio.min() > 0.75 and ratio.max() < 1.75
    assert set(frames["stat"].query("metric == 'population_census'")["year"]) == {2020}


def test_clusters_are_parts_of_their_host_cities(frames: Frames) -> None:
    returns = frames["cluster_year"].merge(frames["cluster"][["cluster_id", "region_code"]], on="cluster_id")
    whole = frames["stat"][["region_code", "year", "metric", "value"]]
    both = returns.merge(whole, on=["region_code", "year", "metric"], suffixes=("", "_of_city"))
    assert (both["value"] <= both["value_of_city"]).all()
    assert set(frames["cluster_target"]["cluster_id"]) == set(frames["cluster"]["cluster_id"])
    assert set(frames["cluster_target"]["year"]) == {2023, 2025}


def test_a_cluster_returns_every_metric_from_its_approval_on_and_no_part_exceeds_its_whole(frames: Frames) -> None:
    returns = frames["cluster_year"]
    begun = frames["cluster"].set_index("cluster_id")["pilot_year"].clip(lower=2014)
    told = returns.groupby(["cluster_id", "metric"])["year"].agg(["min", "max", "nunique"]).reset_index()
    assert (told["min"] == told["cluster_id"].map(begun)).all() and (told["max"] == 2023).all()
    assert (told["nunique"] == 2024 - told["min"]).all()
    metrics = {name for name, metric in load_metrics().items() if metric.subject == "clusters"}
    published = {"ip_service_output_value", "ip_service_professionals", "ip_agency_employees",
                 "enterprises_served_cumulative", "patents_handled_cumulative", "trademarks_registered_cumulative"}
    assert set(told["metric"]) == (metrics - published) | {
        "ip_service_institutions", "ip_agencies", "employees", "practising_patent_attorneys", "industry_revenue",
    }
    wide = returns.pivot(index=["cluster_id", "year"], columns="metric", values="value")
    for part, whole in (
        ("outside_city_revenue", "industry_revenue"), ("outside_province_revenue", "outside_city_revenue"),
        ("foreign_related_revenue", "outside_province_revenue"), ("taxes_paid", "industry_revenue"),
        ("credit_rated_agencies", "ip_agencies"), ("credit_a_agencies", "credit_rated_agencies"),
        ("anchor_industry_clients", "clients"), ("brand_institutions", "ip_service_institutions"),
        ("practising_patent_attorneys", "employees"),
    ):
        assert (wide[part] <= wide[whole]).all(), (part, whole)
    for metric in ("grant_rate_ratio", "invalidation_survival_ratio"):
        assert wide[metric].between(0.5, 1.5).all()
    assert wide["service_combinations_covered"].between(1, 35).all()
    assert wide["brand_recognition"].between(0, 90).all()
    revenue = wide["industry_revenue"].unstack()
    early = revenue.loc[:, 2014:2019]
    assert (early.pct_change(axis=1, fill_method=None).stack().dropna().between(-0.05, 0.6)).all()


def test_members_of_a_cluster_are_agencies_of_its_city_and_add_up_to_its_return(frames: Frames) -> None:
    agency = frames["agency"].set_index("agency_code")["region_code"]
    cluster = frames["cluster"].set_index("cluster_id")
    members = frames["cluster_member"]
    assert (members["agency_code"].map(agency) == members["cluster_id"].map(cluster["region_code"])).all()
    assert (members["joined_year"] >= members["cluster_id"].map(cluster["pilot_year"])).all()
    assert (members["left_year"].dropna() > members.loc[members["left_year"].notna(), "joined_year"]).all()
    assert not members.duplicated(["cluster_id", "agency_code", "joined_year"]).any()
    reports = members.merge(frames["agency_year"], on="agency_code")
    gone = (reports["left_year"] <= reports["year"]).fillna(False)
    inside = reports[(reports["joined_year"] <= reports["year"]) & ~gone]
    summed = inside.groupby(["cluster_id", "year"]).agg(number=("agency_code", "size"), revenue=("revenue", "sum"))
    wide = frames["cluster_year"].pivot(index=["cluster_id", "year"], columns="metric", values="value")
    wide = wide.loc[summed.index]
    assert (wide["ip_service_institutions"] == summed["number"]).all()
    assert np.allclose(wide["industry_revenue"], summed["revenue"] / 10_000, atol=1e-5)
    closed = frames["agency"].set_index("agency_code")["status"] == "注销"
    moved_out = members["left_year"].notna() & ~members["agency_code"].map(closed)
    founded = frames["agency"].set_index("agency_code")["established_on"].dt.year
    moved_in = (members["joined_year"] > 2019) & (members["agency_code"].map(founded) < 2019)
    assert moved_out.sum() > 50 and moved_in.sum() > 50


def test_events_of_a_cluster_are_its_approvals_and_more(frames: Frames) -> None:
    events = frames["cluster_event"]
    approvals = events[events["kind"] == "approval"].groupby("cluster_id")["year"].agg(["min", "max"])
    cluster = frames["cluster"].set_index("cluster_id")
    assert (approvals["min"] == cluster["pilot_year"]).all()
    graded = cluster["demonstration_year"].dropna()
    assert (approvals.loc[graded.index, "max"] == graded).all()
    assert set(events["kind"]) == {"approval", "acceptance", "platform", "policy"}


def test_joint_projects_are_of_two_provinces_or_of_one_alone(frames: Frames) -> None:
    projects = frames["joint_project"]
    assert (projects["region_code"] <= projects["partner_code"]).all() and (projects["projects"] > 0).all()
    assert not projects.duplicated(["region_code", "partner_code", "year", "kind"]).any()
    alone = projects["region_code"] == projects["partner_code"]
    assert set(projects.loc[alone, "region_code"]) == set(projects["region_code"]) | set(projects["partner_code"])
    assert projects.loc[alone, "projects"].sum() / projects["projects"].sum() == pytest.approx(0.6, abs=0.03)


def test_nothing_bears_a_real_name(frames: Frames) -> None:
    assert frames["agency"]["name"].str.fullmatch(r"示例机构 \d{6}").all()
    assert frames["agency"]["agency_code"].str.fullmatch(r"SAMPLE-\d{6}").all()
    assert frames["agency"]["credit_code"].isna().all()
    assert frames["branch"]["name"].str.fullmatch(r"示例机构 \d{6} 分支 \d{3}").all()
    for table in ("agency", "branch"):
        assert frames[table]["address"].str.fullmatch(r"\w+示例路\d+号").all()
    assert frames["cluster"]["name_zh"].str.fullmatch(r"示例集聚区 [A-D]\d\d").all()
    assert frames["cluster"]["name_en"].str.fullmatch(r"Sample cluster [A-D]\d\d").all()


def test_every_row_says_that_it_is_synthetic(frames: Frames) -> None:
    source = frames["source"].iloc[0]
    assert (len(frames["source"]), source["title"]) == (1, "合成示例，不得用于决策 / synthetic, not for decisions")
    for name, frame in frames.items():
        if "layer" in frame:
            assert set(frame["layer"]) == {"sample"}, name
        if "source_id" in frame:
            assert set(frame["source_id"]) == {source["source_id"]}, name


@contextmanager
def opened_copy(reference: SnapshotReference, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of a snapshot, whatever else has its file open in this process."""
    with duckdb.connect(str(shutil.copy(reference.path, folder)), read_only=True) as opened:
        yield opened


@pytest.fixture
def connection(sampled_snapshot: SnapshotReference, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened_copy(sampled_snapshot, tmp_path) as opened:
        yield opened


def test_keys_and_references_hold_in_the_snapshot(
    sampled_snapshot: SnapshotReference, connection: duckdb.DuckDBPyConnection, frames: Frames
) -> None:
    validate(sampled_snapshot.path, sampled_snapshot.snapshot_id)
    for name in ("agency", "agency_year", "branch", "service_offer"):
        assert connection.table(name).shape[0] == len(frames[name]), name


def test_published_facts_are_untouched(
    connection: duckdb.DuckDBPyConnection, real_snapshot: SnapshotReference, tmp_path: Path
) -> None:
    with opened_copy(real_snapshot, tmp_path) as published:
        for name in ("stat", "cluster", "cluster_year", "cluster_target"):
            own = connection.table(name).df()
            assert set(own["layer"]) == {"published", "sample"}
            own = own[own["layer"] == "published"].reset_index(drop=True)
            pd.testing.assert_frame_equal(own, published.table(name).df(), check_dtype=False)
        pd.testing.assert_frame_equal(
            connection.table("reconciliation").df(), published.table("reconciliation").df()
        )


def test_a_build_without_the_word_has_no_synthetic_row(real_snapshot: SnapshotReference, tmp_path: Path) -> None:
    with opened_copy(real_snapshot, tmp_path) as published:
        assert published.table("agency").shape[0] == 0
        assert "sample" not in set(published.table("stat").df()["layer"])


def test_the_identifier_tells_builds_with_and_without_the_sample_apart(
    sampled_snapshot: SnapshotReference, real_snapshot: SnapshotReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = read_inputs(InputFolders())
    assert content_identifier(intake) == real_snapshot.snapshot_id
    assert content_identifier(intake, sample=True) == sampled_snapshot.snapshot_id != real_snapshot.snapshot_id
    monkeypatch.setattr("data.build.fingerprint", lambda: "other parameters")
    assert content_identifier(intake, sample=True) != sampled_snapshot.snapshot_id


def test_the_parameters_name_nothing_that_is_published() -> None:
    """A total that is printed is read from the published figures; a second one beside it could contradict it."""
    margins = load_margins(InputFolders())
    stated = {(metric, int(year)) for metric, rows in margins.assumptions["totals"].items() for year in rows}
    assert [key for key in sorted(stated) if margins.figure(*key) is not None] == []
