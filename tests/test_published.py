"""The published figures: complete, sourced, in the unit of their metric, and true to the policy text."""

from __future__ import annotations

import csv
import re
import shutil
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import pytest

from data.build import build_snapshot
from data.intake import INPUT_FILES, InputFolders
from data.snapshot import SnapshotReference
from data.tables import tables

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT / "data" / "published"
STATS = ("national_stats", "province_stats", "city_stats", "region_stats")
FIGURES = (*STATS, "cross_checks", "cluster_stats", "cluster_targets", "targets")
TARGET_ONLY = {"above_scale_institutions", "litigation_talents"}
SUBJECTS = {"services", "talent", "revenue", "demand", "economy", "environment", "clusters", "quality"}
QUALIFIERS = {"exact", "approx", "over", "reach", "less_than", "preliminary", "unconfirmed"}

STATUSES = {"", "pilot", "demonstration", "high_quality_pilot", "high_quality_demonstration", "candidate"}
FILES = sorted(path.stem for path in PUBLISHED.glob("*.csv"))
TARGETS_2030 = {
    "above_scale_institutions": (2000, "家", "over", "从事知识产权服务的规模以上机构超过2000家"),
    "industry_revenue": (5000, "亿元", "over", "行业营业收入突破5000亿元"),
    "employees": (1500000, "人", "reach", "知识产权服务业从业人员达到150万人"),
    "practising_patent_attorneys": (50000, "人", "over", "执业专利代理师超过5万人"),
    "litigation_talents": (8000, "人", "over", "诉讼型人才超过8000人"),
}


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def opened(reference: SnapshotReference, folder: Path) -> duckdb.DuckDBPyConnection:
    """A copy of a snapshot: DuckDB opens no file twice in one process unless both times with the same settings."""
    copy = folder / f"copy-{reference.path.name}"
    if not copy.exists():
        shutil.copyfile(reference.path, copy)
    return duckdb.connect(str(copy), read_only=True)


METRICS = tomllib.loads((ROOT / "data" / "metrics.toml").read_text(encoding="utf-8"))
SOURCES = {row["source_id"]: row for row in rows("sources")}


def test_every_row_delivered_is_stored_cross_checked_or_reported(
    real_snapshot: SnapshotReference, tmp_path: Path
) -> None:
    with opened(real_snapshot, tmp_path) as connection:
        intake = {row[0]: row[1:4] for row in connection.table("intake").fetchall()}
        stored = {file.table: connection.table(file.table).shape[0] for file in INPUT_FILES}
    assert {f"published/{name}.csv" for name in FILES} == {label for label in intake if label.startswith("published/")}
    delivered: Counter[str] = Counter()
    for file in INPUT_FILES:
        if file.folder == "published":
            count = len(rows(Path(file.name).stem))
            assert intake[file.label] == (count, count, 0), file.label
            delivered[file.table] += count
    assert delivered["cross_check"] > 0
    assert delivered == {table: stored[table] for table in delivered}


def test_a_figure_that_a_user_adds_is_stored_and_nothing_else_changes(
    real_snapshot: SnapshotReference, tmp_path: Path
) -> None:
    published = Path(shutil.copytree(PUBLISHED, tmp_path / "published"))
    with (published / "city_stats.csv").open("a", encoding="utf-8") as file:
        file.write("1999,320500,苏州,patent_agencies,100,家,exact,policy2022_47,\n")
    added = build_snapshot(tmp_path / "snapshots", InputFolders(published=published))
    counts = []
    for reference in (real_snapshot, added):
        with opened(reference, tmp_path) as connection:
            counts.append({name: connection.table(name).shape[0] for name in tables()})
    before, after = counts
    assert after == before | {"stat": before["stat"] + 1}


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_has_source_unit_and_qualifier(name: str) -> None:
    for row in rows(name):
        assert row["source_id"] in SOURCES, row
        assert row["unit"] == METRICS[row["metric"]]["unit"], row
        assert re.fullmatch(r"-?\d+(\.\d+)?", row["value"]), row
        assert re.fullmatch(r"\d{4}", row["year"]), row
        if name != "cluster_targets":
            assert row["qualifier"] in QUALIFIERS, row


def test_an_event_of_a_cluster_agrees_with_what_the_cluster_says_and_names_its_source() -> None:
    clusters = {row["cluster_id"]: row for row in rows("clusters")}
    events = rows("cluster_events")
    assert {row["source_id"] for row in events} <= set(SOURCES)
    assert {row["kind"] for row in events} <= set(tables()["cluster_event"].columns["kind"].words)
    approved = {(row["cluster_id"], row["year"]) for row in events if row["kind"] == "approval"}
    for name, row in clusters.items():
        for year in (row["pilot_year"], row["demonstration_year"]):
            # The page that dates the approval of Zhongguancun is in no register of sources.
            assert not year or (name, year) in approved or name == "beijing_zgc", (name, year)
    for row in events:
        assert row["month"] in ("", *map(str, range(1, 13))), row
        assert re.search(r"[\u4e00-\u9fff]", row["text_zh"]) and not re.search(r"[\u4e00-\u9fff]", row["text_en"])


def test_every_metric_is_defined_and_every_definition_is_used() -> None:
    used = {row["metric"] for name in FIGURES if name != "targets" for row in rows(name)}
    text = (ROOT / "data" / "metrics.toml").read_text(encoding="utf-8")
    of_yearbooks = set(tomllib.loads(text[text.index("# Terms of yearbooks") :]))
    assert set(METRICS) == used | TARGET_ONLY | of_yearbooks
    assert not used & (TARGET_ONLY | of_yearbooks)


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_says_what_it_counts_in_both_languages(metric: str) -> None:
    record = METRICS[metric]
    assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", metric)
    assert not re.search(r"(?<!\d)(19|20)\d\d(?!\d)|yoy|srdi|_q[1-4]|excl_|_inst_|_rep_", metric)
    assert record["subject"] in SUBJECTS
    assert re.search(r"[\u4e00-\u9fff]", record["name_zh"])
    assert not re.search(r"[\u4e00-\u9fff]", record["name_en"])
    assert record["definition_zh"].endswith("。") and record["definition_en"].endswith(".")
    assert bool(record["caveat_zh"]) == bool(record["caveat_en"])
    assert record["polarity"] in (-1, 0, 1)
    assert not (record["additive"] and record["unit"] == "%")


def test_names_of_metrics_are_unique_in_each_language() -> None:
    for field in ("name_zh", "name_en"):
        repeated = [
            name for name, count in Counter(record[field] for record in METRICS.values()).items() if count > 1
        ]
        assert repeated == []


def test_no_figure_is_stored_twice() -> None:
    keys = Counter((row["region_code"], row["year"], row["metric"]) for name in STATS for row in rows(name))
    assert [key for key, count in keys.items() if count > 1] == []


def test_cross_checks_repeat_a_stored_figure_from_another_source() -> None:
    stored = {(row["region_code"], row["year"], row["metric"]): row for name in STATS for row in rows(name)}
    for row in rows("cross_checks"):
        first = stored[row["region_code"], row["year"], row["metric"]]
        assert float(first["value"]) == float(row["value"])
        assert first["source_id"] != row["source_id"]


def test_the_five_targets_of_2030_are_those_of_the_policy_text() -> None:
    policy = (ROOT / "data" / "policy" / "opinions_2022_47.txt").read_text(encoding="utf-8")
    found = {row["metric"]: row for row in rows("targets")}
    assert set(found) == set(TARGETS_2030)
    for metric, (value, unit, qualifier, phrase) in TARGETS_2030.items():
        row = found[metric]
        assert (float(row["value"]), row["unit"], row["qualifier"]) == (value, unit, qualifier)
        assert (row["region_code"], row["year"], row["source_id"]) == ("100000", "2030", "policy2022_47")
        heading, _, words = row["clause"].partition("：")
        assert words == phrase
        assert heading == "（三）发展目标"
        assert policy.index(f"{heading}。") < policy.index("到2030年") < policy.index(phrase)


def test_grades_and_addresses_of_sources_are_sound() -> None:
    grades = Counter(row["grade"] for row in SOURCES.values())
    assert set(grades) == {"official", "press", "professional_secondary", "mirror_repost", "unconfirmed"}
    for row in SOURCES.values():
        assert row["title"].strip()
        assert row["url"] == "" or row["url"].startswith("http")
        if row["grade"] == "mirror_repost":
            assert row["url"] == "", row
    assert SOURCES["s54831b85"]["grade"] == "mirror_repost" and SOURCES["s54831b85"]["remark"]
    assert SOURCES["s6f6ecd27"]["grade"] == "unconfirmed" and SOURCES["s6f6ecd27"]["remark"]


def test_a_publication_has_one_identifier() -> None:
    for field in ("title", "url"):
        repeated = [
            text for text, count in Counter(row[field] for row in SOURCES.values()).items() if text and count > 1
        ]
        assert repeated == []


def test_merged_identifiers_are_on_record_and_no_longer_used() -> None:
    text = (PUBLISHED / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| `(s[0-9a-f]{8})` \| (.+) \|$", text, re.MULTILINE)
    merged = {identifier: kept for kept, former in lines for identifier in re.findall("s[0-9a-f]{8}", former)}
    assert len(merged) == 49
    assert set(merged.values()) <= set(SOURCES)
    assert not set(merged) & set(SOURCES)
    cited = {row["source_id"] for name in FILES for row in rows(name) if "source_id" in row and name != "sources"}
    assert cited <= set(SOURCES)


@pytest.mark.parametrize("identifier", ["s62ac867c", "s709dc293", "sa47f4685", "s8eee3656", "s4cce6414"])
def test_who_quotes_an_authority_is_not_official(identifier: str) -> None:
    assert SOURCES[identifier]["grade"] == "professional_secondary"


@pytest.mark.parametrize("name", FILES)
def test_notes_are_written_for_the_reader(name: str) -> None:
    workshop = r"\[|\]|http|control total|rounded|as printed|national_totals|excl\.|\blist\b| / |未印|待定|待补|截断"
    for row in rows(name):
        for column in {"note", "requirement", "status_text", "remark"} & set(row):
            assert row[column] == row[column].strip()
            assert not re.search(workshop, row[column]), row


@pytest.mark.parametrize(
    ("metric", "words"),
    [("industry_revenue", "产值$"), ("employees", "专业人才|代理机构")],
)
def test_a_figure_of_a_cluster_stands_under_what_its_source_calls_it(metric: str, words: str) -> None:
    notes = [row["note"] for row in rows("cluster_stats") if row["metric"] == metric]
    assert notes and not [note for note in notes if re.search(words, note)]


def test_scope_stays_with_the_figures_that_depend_on_it() -> None:
    notes: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows("national_stats"):
        notes[row["metric"]][row["year"]] = row["note"]
    inventions = notes["invention_patents_in_force"]
    assert all(
        "含港澳台" in inventions[str(year)] and "不含" not in inventions[str(year)]
        for year in range(2017, 2023)
    )
    assert "不含港澳台" in inventions["2023"]
    for metric in ("utility_models_in_force", "designs_in_force", "pct_applications"):
        assert all("含港澳台" in note for note in notes[metric].values())
        assert METRICS[metric]["total_includes_hong_kong_macao_taiwan"] is True


BREAKS = [
    ("trademark_agencies", "100000", 2023, "break", "71466"),
    ("ip_information_service_institutions", "100000", 2021, "scope", "6200"),
    ("ip_operation_service_institutions", "100000", 2021, "scope", "3200"),
    ("share_of_employees", "beijing-tianjin-hebei", 2020, "conflict", "32.8%"),
    ("share_of_ip_service_institutions", "four-major-regions", 2021, "definition", "80.9%"),
    ("pct_applications", "100000", 2018, "conflict", "51893"),
    ("gdp", "100000", 2023, "conflict", "未见公布"),
    ("patent_agencies", "100000", 2023, "conflict", "二手"),
    ("litigation_agents", "100000", 2022, "definition", "4405"),
    ("litigation_talents", "100000", 2030, "definition", "未见公开"),
    ("invention_patents_in_force", "100000", 2023, "scope", "不含港澳台"),
    ("patent_agency_average_revenue", "100000", 2023, "conflict", "4948"),
    ("resident_population", "440000", 2022, "conflict", "12656.8"),
    ("rd_expenditure", "100000", 2020, "rounding", "24393.2"),
    ("population_census", "100000", 2020, "incomplete", "200万"),
    ("madrid_trademark_applications", "100000", 2021, "incomplete", "5926"),
    ("madrid_trademark_applications", "100000", 2022, "incomplete", "5823"),
    ("gdp", "500000", 2023, "break", "经济普查"),
    ("gdp", "110000", 2024, "break", "经济普查"),
]


@pytest.mark.parametrize(("metric", "region", "year", "kind", "words"), BREAKS)
def test_every_known_break_is_told_in_both_languages(
    metric: str, region: str, year: int, kind: str, words: str
) -> None:
    key = (metric, region, str(year), kind)
    found = [
        row for row in rows("breaks") if (row["metric"], row["region_code"], row["year"], row["kind"]) == key
    ]
    assert len(found) == 1
    assert words in found[0]["text_zh"]
    assert len(found[0]["text_en"]) > 30 and not re.search(r"[\u4e00-\u9fff]", found[0]["text_en"])


def test_only_a_series_that_two_years_stand_in_can_break() -> None:
    years: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for name in STATS:
        for row in rows(name):
            years[row["metric"], row["region_code"]].add(row["year"])
    for row in rows("breaks"):
        if row["kind"] in ("break", "scope"):
            series = years[row["metric"], row["region_code"]]
            assert row["difference"] == "", row
            assert row["year"] in series and min(series) < row["year"], row


def test_clusters_state_only_what_is_printed() -> None:
    clusters = {row["cluster_id"]: row for row in rows("clusters")}
    assert (
        clusters["suzhou_snd"]["region_code"] == "320500" and clusters["suzhou_snd"]["place_code"] == "320505"
    )
    assert clusters["beijing_zgc"]["region_code"] == "110000"
    assert clusters["guangzhou_gdd"]["status"] == "" and clusters["shanghai_chj"]["status"] == ""
    for row in clusters.values():
        assert row["status"] in STATUSES, row
        assert row["status"] != "" or row["pilot_year"] == row["demonstration_year"] == "", row
    sourced = {row["cluster_id"] for row in rows("cluster_sources")}
    assert sourced == set(clusters)
