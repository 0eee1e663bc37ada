"""The build publishes wholly or not at all, accounts for every row, and reconciles the printed totals."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import duckdb
import pandas as pd
import pytest
from small_facts import FILES, assert_only, change, write_inputs

from data.build import STEPS, build_snapshot, content_identifier, main, report, shaping_files
from data.check import check
from data.errors import SnapshotError
from data.intake import INPUT_FILES, InputFolders, read_inputs
from data.reconcile import reconcile
from data.snapshot import SCHEMA_VERSION, current_snapshot
from data.tables import create_tables

ROOT = Path(__file__).resolve().parent.parent
PROVINCES = "published/province_stats.csv"
FIRST = "2022,110000,北京,patent_agencies,10,家,exact,s1,"


def published(folder: Path) -> set[str]:
    """The snapshots whose files are there."""
    return {path.stem.removeprefix("atlas-") for path in folder.glob("atlas-*.duckdb")}


@pytest.fixture
def inputs(tmp_path: Path) -> InputFolders:
    return write_inputs(tmp_path / "inputs")


def test_every_row_of_every_file_is_stored_and_accounted_for(inputs: InputFolders, tmp_path: Path) -> None:
    reference = build_snapshot(tmp_path / "snapshots", inputs, author="tester")
    with duckdb.connect(str(reference.path), read_only=True) as connection:
        intake = connection.table("intake").df().set_index("file")
        snapshot = connection.table("snapshot").df().iloc[0]
        regions = connection.table("region").df().set_index("region_code")
    assert set(intake.index) == {file.label for file in INPUT_FILES} == set(FILES)
    for label, text in FILES.items():
        rows = text.count("[") if label == "metrics.toml" else text.count("\n") - 1
        assert tuple(intake.loc[label, ["rows_in", "rows_stored", "rows_reported"]]) == (rows, rows, 0), label
    assert (snapshot["snapshot_id"], snapshot["author"]) == (reference.snapshot_id, "tester")
    assert regions.loc["320000", ["parent_code", "longitude", "area_km2"]].tolist() == [
        "100000",
        119.5,
        102000.0,
    ]
    assert pd.isna(regions.loc["710000", "longitude"])
    assert regions["in_survey"].sum() == 5 and not regions.loc["710000", "in_survey"]


def reconciled(inputs: InputFolders) -> pd.DataFrame:
    """The reconciliation of the small facts, where two provinces are enough."""
    intake = read_inputs(inputs)
    frames = check(intake)
    assert intake.problems == []
    with duckdb.connect(":memory:") as connection:
        create_tables(connection)
        frames["region"] = frames["region"].sort_values("parent_code", na_position="first")
        for depth in ((None,), ("100000",), ("320000",)):
            own = frames["region"][frames["region"]["parent_code"].isin(depth)]
            connection.append("region", own, by_name=True)
        for table in ("source", "metric", "region_level", "stat", "series_break"):
            connection.append(table, frames[table], by_name=True)
        return reconcile(connection, minimum_parts=2)


def test_totals_are_reconciled_as_worked_by_hand(inputs: InputFolders) -> None:
    found = reconciled(inputs)
    columns = ["metric", "year", "printed", "parts", "difference", "part_count", "verdict"]
    assert found[columns].values.tolist() == [
        # 台湾 is outside the first total, 10 + 20, and inside the others, 10 + 20 + 28 and 11 + 20 + 28.
        ["patent_agencies", 2022, 30.0, 30.0, 0.0, 2, "equal"],
        ["utility_models", 2022, 60.0, 58.0, -2.0, 3, "unexplained"],
        ["utility_models", 2023, 61.0, 59.0, -2.0, 3, "explained"],
    ]
    assert found["explanation_zh"].tolist()[2] == "分项之和少2件"


@pytest.mark.parametrize(("qualifier", "is_point"), [
    ("exact", True), ("approx", True), ("preliminary", True), ("unconfirmed", True),
    ("over", False), ("reach", False), ("less_than", False),
])
@pytest.mark.parametrize(("label", "start"), [
    ("published/national_stats.csv", "2022,100000,全国,patent_agencies,30,家,"),
    (PROVINCES, "2022,110000,北京,patent_agencies,10,家,"),
])
def test_a_bound_is_neither_a_printed_total_nor_a_part(
    inputs: InputFolders, tmp_path: Path, qualifier: str, is_point: bool, label: str, start: str
) -> None:
    change(tmp_path / "inputs", label, f"{start}exact", f"{start}{qualifier}")
    assert ("patent_agencies" in set(reconciled(inputs)["metric"])) == is_point


def test_the_same_content_has_the_same_identifier_wherever_it_stands(tmp_path: Path) -> None:
    here, there = write_inputs(tmp_path / "a"), write_inputs(tmp_path / "b")
    path = tmp_path / "b" / PROVINCES
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    first, second = build_snapshot(tmp_path / "x", here), build_snapshot(tmp_path / "y", there)
    assert first.snapshot_id == second.snapshot_id == content_identifier(read_inputs(here))
    assert re.fullmatch("[0-9a-f]{12}", first.snapshot_id)
    change(
        tmp_path / "a",
        PROVINCES,
        "2022,110000,北京,patent_agencies,10",
        "2022,110000,北京,patent_agencies,11",
    )
    assert content_identifier(read_inputs(here)) != first.snapshot_id


@pytest.mark.parametrize("name", [
    "build.py", "check.py", "figure.sql", "intake.py", "plausibility.py", "reconcile.py", "reconcile.sql", "schema.sql",
    "statistics.py", "tables.py",
])
def test_the_identifier_follows_the_code_that_shapes_the_content(
    inputs: InputFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = content_identifier(read_inputs(inputs))
    copies = []
    for number, path in enumerate(shaping_files()):
        (tmp_path / str(number)).mkdir()
        copies.append(Path(shutil.copy(path, tmp_path / str(number))))
    monkeypatch.setattr("data.build.shaping_files", lambda: copies)
    assert content_identifier(read_inputs(inputs)) == before
    with next(path for path in copies if path.name == name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert content_identifier(read_inputs(inputs)) != before


def test_building_again_only_moves_the_pointer_and_old_snapshots_stay(
    inputs: InputFolders, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshots"
    first = build_snapshot(folder, inputs)
    written = first.path.stat().st_mtime_ns
    change(tmp_path / "inputs", PROVINCES, FIRST, "2022,110000,北京,patent_agencies,11,家,exact,s1,")
    second = build_snapshot(folder, inputs)
    assert current_snapshot(folder) == second != first
    change(tmp_path / "inputs", PROVINCES, "2022,110000,北京,patent_agencies,11,家,exact,s1,", FIRST)
    steps: list[str] = []
    assert build_snapshot(folder, inputs, progress=steps.append) == first == current_snapshot(folder)
    assert steps == ["read", "check", "publish"]
    assert first.path.stat().st_mtime_ns == written
    assert published(folder) == {first.snapshot_id, second.snapshot_id}


def test_a_broken_file_keeps_its_path_and_the_build_takes_the_next(
    inputs: InputFolders, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshots"
    first = build_snapshot(folder, inputs)
    broken = first.path.read_bytes()[:20000]
    first.path.write_bytes(broken)
    second = build_snapshot(folder, inputs)
    assert second.snapshot_id == f"{first.snapshot_id}-2"
    assert current_snapshot(folder) == second
    assert first.path.read_bytes() == broken
    assert build_snapshot(folder, inputs) == second


def run_build(folder: Path, inputs: Path, killed_at: str) -> subprocess.Popen[bytes]:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from data.build import build_snapshot\n"
        "from data.intake import InputFolders\n"
        "folder, inputs, killed_at = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]\n"
        "def progress(step):\n"
        "    if step == killed_at:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "if killed_at == 'pointer':\n"
        "    os.replace = lambda *paths: os.kill(os.getpid(), signal.SIGKILL)\n"
        "places = InputFolders(inputs / 'published', inputs / 'regions', inputs / 'metrics.toml')\n"
        "build_snapshot(folder, places, progress=progress)\n"
    )
    command = [sys.executable, "-c", script, str(folder), str(inputs), killed_at]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.mark.parametrize("step", STEPS)
def test_a_build_killed_at_any_step_leaves_the_old_snapshot_current(
    inputs: InputFolders, tmp_path: Path, step: str
) -> None:
    folder = tmp_path / "snapshots"
    first = build_snapshot(folder, inputs)
    change(tmp_path / "inputs", PROVINCES, FIRST, "2022,110000,北京,patent_agencies,11,家,exact,s1,")
    assert run_build(folder, tmp_path / "inputs", step).wait(timeout=120) == -signal.SIGKILL
    assert current_snapshot(folder) == first
    assert published(folder) == {first.snapshot_id}
    second = build_snapshot(folder, inputs)
    assert current_snapshot(folder) == second != first
    assert list(folder.glob("*.tmp*")) == []


def test_a_build_killed_before_the_pointer_moves_is_finished_by_the_next(
    inputs: InputFolders, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshots"
    first = build_snapshot(folder, inputs)
    change(tmp_path / "inputs", PROVINCES, FIRST, "2022,110000,北京,patent_agencies,11,家,exact,s1,")
    assert run_build(folder, tmp_path / "inputs", "pointer").wait(timeout=120) == -signal.SIGKILL
    assert current_snapshot(folder) == first
    assert len(published(folder)) == 2
    steps: list[str] = []
    second = build_snapshot(folder, inputs, progress=steps.append)
    assert steps == ["read", "check", "publish"]
    assert current_snapshot(folder) == second != first
    assert list(folder.glob("*.tmp*")) == []


def test_two_builds_at_once_publish_one_valid_snapshot(inputs: InputFolders, tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    builds = [run_build(folder, tmp_path / "inputs", "never") for _ in range(3)]
    assert [build.wait(timeout=120) for build in builds] == [0, 0, 0]
    assert_only(folder, content_identifier(read_inputs(inputs)))


def test_the_command_reports_and_fails_with_the_list_of_problems(
    inputs: InputFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("data.build.InputFolders", lambda: inputs)
    assert main(["--folder", str(tmp_path / "snapshots")]) == 0
    reference = current_snapshot(tmp_path / "snapshots")
    printed, said = capsys.readouterr()
    assert printed.strip() == report(reference).strip()
    # A bar is for a terminal: in a log it would be one line of signs without end.
    assert said == ""
    for part in (reference.snapshot_id, str(reference.path), "published/province_stats.csv", "unexplained"):
        assert part in printed
    change(tmp_path / "inputs", PROVINCES, FIRST, FIRST.replace("110000", "119999"))
    assert main(["--folder", str(tmp_path / "snapshots")]) == 1
    assert f"{PROVINCES}:2" in capsys.readouterr().err
    assert_only(tmp_path / "snapshots", reference.snapshot_id)


def nobody_reads() -> IO[bytes]:
    """An output whose reader has gone, so that every write to it fails."""
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "wb")


def anything_goes() -> IO[bytes]:
    """An output that takes every byte."""
    return open(os.devnull, "wb")


@pytest.mark.parametrize(
    ("output", "encoding", "remark"), [(nobody_reads, "utf-8", "not printed"), (anything_goes, "ascii", "")]
)
def test_a_report_that_cannot_be_printed_is_no_failure_of_the_build(
    tmp_path: Path, output: Callable[[], IO[bytes]], encoding: str, remark: str
) -> None:
    with output() as stream:
        ended = subprocess.run(
            [sys.executable, "-m", "data.build", "--folder", str(tmp_path / "snapshots")],
            cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding}, stdout=stream, stderr=subprocess.PIPE,
            check=False, timeout=120,
        )
    errors = ended.stderr.decode(encoding)
    assert (ended.returncode, "Traceback" in errors) == (0, False)
    assert remark in errors
    assert current_snapshot(tmp_path / "snapshots").path.is_file()


def test_a_result_that_fails_validation_is_not_published(
    inputs: InputFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "snapshots"
    reference = build_snapshot(folder, inputs)
    change(tmp_path / "inputs", PROVINCES, FIRST, "2022,110000,北京,patent_agencies,11,家,exact,s1,")
    monkeypatch.setattr("data.build._snapshot_row", lambda snapshot_id, author: wrong_identity())
    with pytest.raises(SnapshotError) as caught:
        build_snapshot(folder, inputs)
    assert caught.value.kind == "broken"
    assert_only(folder, reference.snapshot_id)


def wrong_identity() -> pd.DataFrame:
    row = {"snapshot_id": "0" * 12, "built_at": pd.Timestamp(2026, 1, 1), "author": "x"}
    return pd.DataFrame([row | {"schema_version": SCHEMA_VERSION}])


def test_every_figure_and_every_record_is_counted_once_for_its_source(
    inputs: InputFolders, tmp_path: Path
) -> None:
    reference = build_snapshot(tmp_path / "snapshots", inputs)
    statement = (ROOT / "queries" / "source" / "list.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(reference.path), read_only=True) as connection:
        found = connection.execute(statement).df()
    # s1: 4 national, 11 provincial figures and a target. s2: a city, a zone, a cross-check, a cluster's figure and
    # its target; the cluster, what happened to it, its criterion, its title and a pair.
    assert found[["source_id", "figures", "records"]].values.tolist() == [["s1", 16, 0], ["s2", 5, 5]]


def test_the_real_inputs_build_and_show_only_the_known_differences(tmp_path: Path) -> None:
    """No source says why the products of 2023 do not add up, so the report must not either."""
    reference = build_snapshot(tmp_path / "snapshots")
    with duckdb.connect(str(reference.path), read_only=True) as connection:
        found = connection.table("reconciliation").df()
    assert set(found["verdict"]) == {"equal", "explained", "unexplained"}
    unexplained = found[found["verdict"] == "unexplained"]
    assert list(zip(unexplained["metric"], unexplained["year"], unexplained["difference"], strict=True)) == [
        ("gdp", 2023, -8668.71)
    ]
    assert "unexplained differences: 1" in report(reference)
    different = found[found["verdict"] == "explained"]
    assert {(row.metric, row.year): row.difference for row in different.itertuples()} == {
        ("madrid_trademark_applications", 2021): -2.0,
        ("madrid_trademark_applications", 2022): -4.0,
        ("pct_applications", 2018): -1.0,
        ("population_census", 2020): -2000000.0,
        ("rd_expenditure", 2020): 0.1,
    }
    assert different["explanation_zh"].str.len().min() > 10
    assert different["explanation_en"].str.len().min() > 10
