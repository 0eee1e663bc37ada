"""A folder of dirty files: every fault is found, named and located, and nothing is loaded by half.

`dirty/expected.tsv` says what is wrong with each file: sheet, line, column and rule.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.build import build_snapshot
from data.importing.findings import rules
from data.importing.imported import Imported
from data.importing.load import Load
from data.importing.pipeline import files_below, load_files
from data.load import main
from data.snapshot import current_snapshot

DIRTY = Path(__file__).parent / "dirty"
FILES = [(path, label) for path, label in files_below([DIRTY]) if path.name != "expected.tsv"]
TODAY = date(2026, 1, 1)
EXERCISED_ELSEWHERE = {
    "unreadable", "hidden_sheet", "nested_column", "too_large_file",
    "too_wide", "replaces", "branch_has_branches", "total_row",
    "no_single_place", "outside_survey", "overlapping_stay", "member_of_two",
}  # fmt: skip
IMPORTED_TABLES = (
    "source", "stat", "cross_check", "agency", "agency_year", "branch", "service_offer", "cluster", "cluster_year",
    "cluster_target", "cluster_event", "cluster_member", "assistance_pair", "joint_project",
)  # fmt: skip
WITH_A_WRONG_HEADER = {"personal.csv", "twice.csv", "without_year.csv"}
WITHOUT_A_SOURCE = ["cluster_figures.csv", "cluster_targets.csv", "statistics.csv"]
# 专利、商标 × 代理;法律 is one row of the file.
ROWS_OF_SPLIT_CELLS = 3

Place = tuple[str, str, int, str, str]


def expected() -> set[Place]:
    with (DIRTY / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return {
            (row["file"], row["sheet"], int(row["line"]), row["column"], row["rule"])
            for row in csv.DictReader(file, delimiter="\t")
        }


@pytest.fixture(scope="module")
def load() -> Load:
    return load_files(FILES, Imported(), today=TODAY)


def test_every_fault_is_found_named_and_located_and_nothing_else_is_said(load: Load) -> None:
    found = {(fault.file, fault.sheet, fault.line, fault.column, fault.rule) for fault in load.findings}
    assert found == expected()


def test_the_folder_holds_every_kind_of_fault_in_three_formats_and_two_encodings() -> None:
    kinds = {rule for *_, rule in expected()}
    assert kinds | EXERCISED_ELSEWHERE == set(rules()) and len(kinds) >= 30
    assert {path.suffix for path, _ in FILES} >= {".csv", ".xlsx", ".parquet"}
    assert (DIRTY / "personal.csv").read_bytes().decode("gb18030").startswith("机构代码")
    assert (DIRTY / "statistics.csv").read_bytes().decode("utf-8").startswith("年份")


def staged(load: Load, table: str) -> list[dict[str, object]]:
    """The sound rows of a table, as they wait to be published."""
    assert load.imported.staging
    with load.imported.staging.reading() as connection:
        return connection.table(f"staged.{table}").df().to_dict("records")


def test_every_row_is_loaded_or_rejected_and_every_rejection_has_its_error(load: Load) -> None:
    stopped = {(fault.file, fault.sheet, fault.line) for fault in load.errors}
    rows = Counter(row["place_id"] for table in IMPORTED_TABLES for row in staged(load, table) if row["line"])
    assert len(load.accounts) == 24
    for account in load.accounts:
        own = {line for file, sheet, line in stopped if (file, sheet) == (account.file, account.sheet)}
        assert account.rows_in == account.loaded + account.rejected
        assert account.rejected == (account.rows_in if account.file in WITH_A_WRONG_HEADER else len(own)), account
    assert sum(rows.values()) == sum(account.loaded for account in load.accounts) + ROWS_OF_SPLIT_CELLS


def test_a_source_in_words_is_the_registered_one_of_that_title_and_rows_without_one_rest_on_their_file(
    load: Load,
) -> None:
    titles = {str(row["source_id"]): row["title"] for row in staged(load, "source")}
    assert titles["d1"] == "某省年报"
    assert sorted(str(title) for name, title in titles.items() if name != "d1") == [
        "another report", *(f"导入文件 {name}" for name in WITHOUT_A_SOURCE)
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_says_what_is_wrong_and_what_to_do(load: Load, language: str) -> None:
    for fault in load.findings:
        for text in (fault.message(language), fault.remedy(language)):  # type: ignore[arg-type]
            assert text and "{" not in text, fault


def test_the_report_never_repeats_what_stands_in_a_column_of_persons(load: Load) -> None:
    assert [fault.value for fault in load.findings if fault.rule == "personal_data"] == ["", ""]


def test_nothing_is_published_while_a_row_is_rejected_unless_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "snapshots"
    before = build_snapshot(folder)
    arguments = [str(path) for path, _ in FILES] + ["--folder", str(folder), "--report", str(tmp_path / "report.csv")]
    assert main(arguments) == 1
    assert main([*arguments, "--publish"]) == 1
    assert "nothing published" in capsys.readouterr().err
    assert current_snapshot(folder) == before
    report = (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    assert report.splitlines()[0].startswith("severity,file,sheet,line,column,value,rule")
    assert all(place[0] in report for place in expected())
    assert main([*arguments, "--publish", "--partly"]) == 0
    with duckdb.connect(str(current_snapshot(folder).path), read_only=True) as connection:
        kept = {table: connection.table(table).filter("layer = 'imported'").df() for table in ("agency", "branch")}
    assert set(kept["agency"]["agency_code"]) == {"1001", "1002", "1003", "1010"}
    assert set(kept["branch"]["branch_code"]) == {"B1"}
