"""Loading: what is imported joins the published figures wholly or not at all, and stays until it is replaced."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import duckdb
import openpyxl
import pandas as pd
import pytest
from small_facts import change, write_inputs

from data import history
from data.audit import read_audit
from data.build import build_snapshot
from data.errors import DataError, SnapshotError
from data.importing.columns import kinds
from data.importing.entries import EXAMPLE_MARK
from data.importing.imported import Imported, carried, holds_sample, insert_imported
from data.importing.load import Load
from data.importing.pipeline import files_below, load_files
from data.importing.report import summary, table
from data.importing.sheets import DICTIONARY_SHEET
from data.importing.templates import DATA_SHEET, write_templates
from data.intake import InputFolders
from data.load import main
from data.previous import what_was_followed
from data.snapshot import SnapshotReference, current_snapshot, make_current, only_writer
from queries.catalogue import load_catalogue
from queries.engine import Engine
from queries.values import indicator_values

ROOT = Path(__file__).resolve().parent.parent
HEADER = "年份,地区,指标,数值,单位,来源\n"
FIRST = HEADER + "2022,苏州市,专利代理机构,8,家,甲报\n2023,苏州市,专利代理机构,9,家,甲报\n"
SECOND = HEADER + "2023,苏州市,专利代理机构,11,家,乙报\n2023,北京市,实用新型,7,件,乙报\n"
PACK = next((place / "shared" / "pack" for place in ROOT.parents if (place / "shared" / "pack").is_dir()), None)


@pytest.fixture
def inputs(tmp_path: Path) -> InputFolders:
    return write_inputs(tmp_path / "inputs")


@pytest.fixture
def folder(tmp_path: Path, small_reference: SnapshotReference) -> Path:
    """A folder whose current snapshot holds the small facts and nothing imported."""
    return Path(shutil.copytree(small_reference.path.parent, tmp_path / "snapshots"))


def loaded(tmp_path: Path, inputs: InputFolders, text: str, before: Imported | None = None) -> Load:
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    return load_files([(path, path.name)], before or Imported(), inputs, author="甲")


def published(tmp_path: Path, folder: Path, inputs: InputFolders, text: str) -> SnapshotReference:
    load = loaded(tmp_path, inputs, text, carried(folder))
    assert list(load.errors) == []
    return build_snapshot(folder, inputs, author="甲", additions=load.imported)


def imported_figures(reference: SnapshotReference) -> dict[tuple[str, int, str], float]:
    with duckdb.connect(str(reference.path), read_only=True) as connection:
        rows = connection.table("stat").filter("layer = 'imported'").fetchall()
    return {row[:3]: row[3] for row in rows}


def test_what_is_loaded_joins_what_was_loaded_before_and_replaces_the_same_figure(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    first = published(tmp_path, folder, inputs, FIRST)
    assert imported_figures(first) == {
        ("320500", 2022, "patent_agencies"): 8.0, ("320500", 2023, "patent_agencies"): 9.0,
    }
    told = loaded(tmp_path, inputs, SECOND, carried(folder)).warnings
    # 北京 joins published provinces, which no longer add up to the published total.
    assert [(found.line, found.rule) for found in told] == [(2, "replaces"), (3, "sum_of_parts")]
    second = published(tmp_path, folder, inputs, SECOND)
    assert imported_figures(second) == {
        ("320500", 2022, "patent_agencies"): 8.0, ("320500", 2023, "patent_agencies"): 11.0,
        ("110000", 2023, "utility_models"): 7.0,
    }
    assert current_snapshot(folder) == second and first.path.exists()


def test_the_published_figures_stand_beside_what_is_imported_unchanged(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    def of_published(reference: SnapshotReference) -> list[tuple[object, ...]]:
        with duckdb.connect(str(reference.path), read_only=True) as connection:
            return sorted(connection.table("stat").filter("layer = 'published'").fetchall())

    before = of_published(current_snapshot(folder))
    assert of_published(published(tmp_path, folder, inputs, FIRST)) == before


def test_every_loaded_file_is_accounted_for_with_author_and_hash(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    reference = published(tmp_path, folder, inputs, FIRST)
    with duckdb.connect(str(reference.path), read_only=True) as connection:
        [row] = connection.table("import_file").fetchall()
    assert row[:6] == ("file.csv", "", "stat", 2, 2, 0)
    assert len(row[6]) == 64 and row[7] == "甲"


def test_loading_the_same_file_again_changes_nothing(tmp_path: Path, folder: Path, inputs: InputFolders) -> None:
    first = published(tmp_path, folder, inputs, FIRST)
    assert published(tmp_path, folder, inputs, FIRST) == first


def test_a_build_keeps_what_was_imported(tmp_path: Path, folder: Path, inputs: InputFolders) -> None:
    figures = imported_figures(published(tmp_path, folder, inputs, FIRST))
    change(tmp_path / "inputs", "published/city_stats.csv", "patent_agencies,7,", "patent_agencies,6,")
    assert imported_figures(build_snapshot(folder, inputs)) == figures


def test_a_build_keeps_what_was_imported_though_the_current_file_is_lost(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    first = published(tmp_path, folder, inputs, FIRST)
    second = published(tmp_path, folder, inputs, SECOND)
    second.path.write_bytes(second.path.read_bytes()[:20000])
    assert imported_figures(build_snapshot(folder, inputs)) == imported_figures(first)


def lose_the_pointer(folder: Path) -> None:
    (folder / "current").unlink()


def spoil_the_pointer(folder: Path) -> None:
    (folder / "current").write_bytes(b"\xff")


@pytest.mark.parametrize("damage", [lose_the_pointer, spoil_the_pointer])
def test_a_build_keeps_what_was_imported_though_the_pointer_is_lost(
    tmp_path: Path, folder: Path, inputs: InputFolders, damage: Callable[[Path], None]
) -> None:
    published(tmp_path, folder, inputs, FIRST)
    figures = imported_figures(published(tmp_path, folder, inputs, SECOND))
    damage(folder)
    change(tmp_path / "inputs", "published/city_stats.csv", "patent_agencies,7,", "patent_agencies,6,")
    assert imported_figures(build_snapshot(folder, inputs)) == figures


def test_a_full_disk_is_no_reason_to_build_without_what_was_imported(
    tmp_path: Path, folder: Path, inputs: InputFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = [published(tmp_path, folder, inputs, text) for text in (FIRST, SECOND)][-1]

    def full(*ignored: object) -> str:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr("data.build.hash_of_imports", full)
    with pytest.raises(duckdb.IOException):
        build_snapshot(folder, inputs)
    assert current_snapshot(folder) == second


def test_what_could_not_be_carried_over_is_said(tmp_path: Path, folder: Path, inputs: InputFolders) -> None:
    first = published(tmp_path, folder, inputs, FIRST)
    assert "follows" in what_was_followed(first) and "cannot be read" not in what_was_followed(first)
    for path in folder.glob("atlas-*.duckdb"):
        path.write_bytes(b"broken")
    said = what_was_followed(build_snapshot(folder, inputs))
    assert "follows no snapshot" in said and "was not carried over: " in said and first.path.name in said
    assert "python -m data.backup" in said


def test_an_open_snapshot_can_be_loaded_upon(tmp_path: Path, folder: Path, inputs: InputFolders) -> None:
    engine = Engine(published(tmp_path, folder, inputs, FIRST))
    assert len(imported_figures(published(tmp_path, folder, inputs, SECOND))) == 3
    engine.close()


def test_a_source_that_is_published_later_gives_way(tmp_path: Path, folder: Path, inputs: InputFolders) -> None:
    text = "source_id,title\ns9,乙报\n"
    sources = loaded(tmp_path, inputs, text)
    build_snapshot(folder, inputs, additions=sources.imported)
    change(tmp_path / "inputs", "published/sources.csv", "s2,转载,,mirror_repost,\n",
           "s2,转载,,mirror_repost,\ns9,乙报,,press,\n")
    with duckdb.connect(str(build_snapshot(folder, inputs).path), read_only=True) as connection:
        assert [row[0] for row in connection.table("source").fetchall()] == ["s1", "s2", "s9"]


ROUNDED = HEADER + "2021,全国,实用新型,{total},件,甲报\n" + "".join(
    f"2021,{{place}},实用新型,{value},件,甲报\n".replace("{place}", place)
    for place, value in (("北京市", "{first}"), ("江苏省", 20), ("台湾省", 30))
)


@pytest.mark.parametrize(("total", "first", "told"), [
    ("61", "11", []), ("62", "11", [(2, "62", "全国 2021 utility_models: 3 → 61, -1")]),
    ("60", "11", [(2, "60", "全国 2021 utility_models: 3 → 61, +1")]),
])
def test_a_total_is_the_sum_of_its_regions_but_for_rounding(
    tmp_path: Path, inputs: InputFolders, total: str, first: str, told: list[tuple[int, str, str]]
) -> None:
    load = loaded(tmp_path, inputs, ROUNDED.format(total=total, first=first))
    assert [(found.line, found.value, found.detail) for found in load.warnings] == told


def test_parts_in_tens_of_thousands_may_differ_by_half_a_step_each(tmp_path: Path, inputs: InputFolders) -> None:
    rows = "年份,地区,指标,数值（万件）,来源\n2021,全国,实用新型,{},甲报\n2021,北京市,实用新型,1,甲报\n" \
        "2021,江苏省,实用新型,2,甲报\n2021,台湾省,实用新型,3,甲报\n"
    assert [list(loaded(tmp_path, inputs, rows.format(total)).warnings) for total in (6, 7.5)] == [[], []]
    assert [found.rule for found in loaded(tmp_path, inputs, rows.format(7.7)).warnings] == ["sum_of_parts"]


def test_a_source_that_is_published_later_under_another_title_is_another_source(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    (tmp_path / "sources.csv").write_text("source_id,title\ns9,乙报\n", encoding="utf-8")
    (tmp_path / "figures.csv").write_text(
        "年份,地区,指标,数值,单位,来源编号\n2023,苏州市,专利代理机构,9,家,s9\n", encoding="utf-8"
    )
    load = load_files(files_below([tmp_path / "sources.csv", tmp_path / "figures.csv"]), Imported(), inputs)
    build_snapshot(folder, inputs, additions=load.imported)
    change(tmp_path / "inputs", "published/sources.csv", "s2,转载,,mirror_repost,\n",
           "s2,转载,,mirror_repost,\ns9,丙报,,press,\n")
    with duckdb.connect(str(build_snapshot(folder, inputs).path), read_only=True) as connection:
        titles = dict(connection.table("source").project("source_id, title").fetchall())
        [figure] = connection.table("stat").filter("layer = 'imported'").project("source_id").fetchall()
    assert (titles["s9"], titles[figure[0]]) == ("丙报", "乙报")


def test_rows_of_a_source_that_was_refused_do_not_rest_on_the_published_one(
    tmp_path: Path, inputs: InputFolders
) -> None:
    (tmp_path / "sources.csv").write_text("source_id,title\ns2,不是转载\n", encoding="utf-8")
    (tmp_path / "figures.csv").write_text(
        "年份,地区,指标,数值,单位,来源编号\n2023,苏州市,专利代理机构,9,家,s2\n", encoding="utf-8"
    )
    load = load_files(files_below([tmp_path / "sources.csv", tmp_path / "figures.csv"]), Imported(), inputs)
    assert [(found.file, found.rule) for found in load.errors] == [
        ("sources.csv", "source_conflict"), ("figures.csv", "unknown_source"),
    ]


def test_a_build_names_what_imported_rows_refer_to_and_nothing_holds_any_more(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    before = published(tmp_path, folder, inputs, FIRST)
    metrics = tmp_path / "inputs" / "metrics.toml"
    metrics.write_text(metrics.read_text(encoding="utf-8").replace('unit = "家"', 'unit = "所"'), encoding="utf-8")
    for path in (tmp_path / "inputs" / "published").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace(",家,", ",所,"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        build_snapshot(folder, inputs)
    assert [(found.file, found.rule, found.value) for found in caught.value.problems] == [
        ("imported/stat", "unknown_metric", "patent_agencies")
    ]
    assert current_snapshot(folder) == before


AGENCIES = "机构代码,机构名称,机构状态,所在地区\nA1,示例一,正常,苏州市\nA2,示例二,正常,苏州市\n"
BRANCHES = "主机构代码,分支机构代码,分支机构名称,所在地区\n"


def test_an_agency_with_branches_cannot_become_a_branch_later(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    published(tmp_path, folder, inputs, AGENCIES)
    published(tmp_path, folder, inputs, BRANCHES + "A1,B1,分部,苏州市\n")
    wrong = loaded(tmp_path, inputs, BRANCHES + "A2,A1,分部,苏州市\n", carried(folder))
    assert [(found.line, found.rule) for found in wrong.errors] == [(2, "branch_has_branches")]
    moved = loaded(tmp_path, inputs, BRANCHES + "A2,A1,分部,苏州市\nA2,B1,分部,苏州市\n", carried(folder))
    assert list(moved.errors) == []


def test_years_are_measured_against_those_that_were_loaded_before(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    years = "机构代码,年份,从业人员,营业收入（万元）\n"
    published(tmp_path, folder, inputs, AGENCIES)
    published(tmp_path, folder, inputs, years + "A1,2021,20,300\nA2,2021,20,300\n")
    load = loaded(tmp_path, inputs, years + "A1,2022,200,310\nA2,2022,21,3000000\nA3,2022,1,1\n", carried(folder))
    assert [(found.line, found.column, found.value, found.rule, found.detail) for found in load.findings] == [
        (2, "从业人员", "200", "ten_times", "2021: 20"),
        (3, "营业收入（万元）", "3000000", "ten_thousand_times", "2021: 300"),
        (4, "机构代码", "A3", "unknown_agency", ""),
    ]
    assert [(account.rows_in, account.loaded, account.rejected) for account in load.accounts] == [(3, 2, 1)]


@pytest.mark.parametrize("year", [2023, 2024])
def test_what_is_loaded_is_measured_against_what_is_published_for_the_year_and_before(
    tmp_path: Path, folder: Path, inputs: InputFolders, year: int
) -> None:
    told = loaded(tmp_path, inputs, HEADER + f"{year},江苏省,实用新型,210,件,甲报\n", carried(folder)).warnings
    assert [(found.line, found.detail) for found in told if found.rule == "ten_times"] == [(2, "2023: 20")]


@pytest.mark.parametrize(("before", "now", "told"), [
    ("2022,5.2", "2023,52000", "ten_thousand_times"), ("2022,20", "2023,2000000000", "ten_thousand_times"),
    ("2021,20", "2023,210", "ten_times"), ("2020,20", "2023,160", "ten_times"), ("2022,20", "2023,1000", "ten_times"),
    ("2019,20", "2023,210", ""), ("2022,2", "2023,20", ""), ("2022,20", "2023,150", ""), ("2022,0", "2023,9000", ""),
])
def test_a_slip_is_told_against_the_nearest_of_three_years_where_one_figure_is_large_enough(
    tmp_path: Path, inputs: InputFolders, before: str, now: str, told: str
) -> None:
    text = f"机构代码,年份,营业收入（万元）\nA1,{before}\nA1,{now}\n"
    (tmp_path / "agencies.csv").write_text(AGENCIES, encoding="utf-8")
    (tmp_path / "years.csv").write_text(text, encoding="utf-8")
    load = load_files(files_below([tmp_path / "agencies.csv", tmp_path / "years.csv"]), Imported(), inputs)
    assert [(found.line, found.rule) for found in load.findings] == ([(3, told)] if told else [])


def test_a_register_is_checked_for_keys_that_no_index_holds(
    tmp_path: Path, folder: Path, inputs: InputFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published(tmp_path, folder, inputs, AGENCIES)

    def insert_twice(connection: duckdb.DuckDBPyConnection) -> None:
        insert_imported(connection)
        for code in ("A1", "A1", "A9"):
            connection.execute(
                "insert into agency_year by name select $code as agency_code, 2022 as year, 'imported' as layer",
                {"code": code},
            )

    monkeypatch.setattr("data.build.insert_imported", insert_twice)
    with pytest.raises(SnapshotError) as caught:
        published(tmp_path, folder, inputs, FIRST)
    assert "agency_year: no such agency (1); agency_year: repeated key (1)" in caught.value.detail
    assert current_snapshot(folder) == before


def test_a_load_is_gone_when_it_is_closed_and_the_snapshot_stays(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    load = loaded(tmp_path, inputs, FIRST, carried(folder))
    staging = load.imported.staging
    assert staging and staging.path.exists()
    reference = build_snapshot(folder, inputs, additions=load.imported)
    load.close()
    assert not staging.folder.exists() and len(imported_figures(reference)) == 2


def test_what_is_being_loaded_is_open_to_its_owner_alone(tmp_path: Path, inputs: InputFolders) -> None:
    staging = loaded(tmp_path, inputs, FIRST).imported.staging
    assert staging and staging.folder.stat().st_mode & 0o777 == 0o700


def test_findings_are_read_in_order_as_they_are_asked_for(tmp_path: Path, inputs: InputFolders) -> None:
    rows = "".join(f"20{year},无此地{year},专利代理机构,1,家,甲报\n" for year in range(10, 25))
    load = loaded(tmp_path, inputs, HEADER + rows + "2025,苏州市,专利代理机构,1,,甲报\n")
    assert [found.line for found in load.errors] == list(range(2, 18)) and len(load.warnings) == 0
    assert [found.line for found in load.findings[3:6]] == [5, 6, 7]
    assert load.findings[-1].rule == "missing_unit"
    assert [found.value for found in load.first_of_each_rule(2)["unknown_region"]] == ["无此地10", "无此地11"]
    assert {(found.rule, found.severity): found.count for found in load.counts} == {
        ("unknown_region", "error"): 15, ("missing_unit", "error"): 1,
    }


PUBLISH = """
import sys
from pathlib import Path
from data.build import build_snapshot
from data.importing.imported import carried
from data.importing.pipeline import load_files
from data.intake import InputFolders
folder, inputs, file = map(Path, sys.argv[1:])
places = InputFolders(inputs / "published", inputs / "regions", inputs / "metrics.toml")
load = load_files([(file, file.name)], carried(folder), places)
build_snapshot(folder, places, additions=load.imported)
"""


def test_two_loads_at_once_lose_nothing(tmp_path: Path, folder: Path, inputs: InputFolders) -> None:
    running = []
    for number, text in enumerate((FIRST, HEADER + "2021,北京市,实用新型,5,件,丙报\n")):
        file = tmp_path / f"{number}.csv"
        file.write_text(text, encoding="utf-8")
        command = [sys.executable, "-c", PUBLISH, str(folder), str(tmp_path / "inputs"), str(file)]
        running.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}))
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    assert len(imported_figures(current_snapshot(folder))) == 3


def test_history_lists_every_snapshot_with_what_changed_and_restores_one(
    tmp_path: Path, folder: Path, inputs: InputFolders, capsys: pytest.CaptureFixture[str]
) -> None:
    base = current_snapshot(folder)
    first, second = (published(tmp_path, folder, inputs, text) for text in (FIRST, SECOND))
    entries, damaged = history.history(folder)
    by_id = {entry.snapshot_id: entry for entry in entries}
    assert (set(by_id), damaged) == ({reference.snapshot_id for reference in (base, first, second)}, [])
    assert [name for name, entry in by_id.items() if entry.is_current] == [second.snapshot_id]
    assert (by_id[base.snapshot_id].rows.get("imported"), by_id[second.snapshot_id].rows["imported"]) == (None, 3)
    assert by_id[second.snapshot_id].author == "甲"
    (folder / "atlas-000000000000.duckdb").write_bytes(b"no database")
    assert history.main(["--folder", str(folder), "--restore", first.snapshot_id]) == 0
    assert current_snapshot(folder) == first
    assert history.main(["--folder", str(folder), "--restore", "ffffffffffff"]) == 1
    capsys.readouterr()
    assert history.main(["--folder", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert f"* {first.snapshot_id}" in printed and "! atlas-000000000000.duckdb" in printed
    # A build goes on from what was restored.
    change(tmp_path / "inputs", "published/city_stats.csv", "patent_agencies,7,", "patent_agencies,6,")
    assert len(imported_figures(build_snapshot(folder, inputs))) == 2


def test_a_restoration_by_command_waits_for_a_publication_and_is_not_undone_by_it(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    base = current_snapshot(folder)
    first, second = (published(tmp_path, folder, inputs, text) for text in (FIRST, SECOND))
    command = Thread(target=history.main, args=(["--folder", str(folder), "--restore", base.snapshot_id],))
    with only_writer(folder):
        command.start()
        command.join(timeout=1)
        assert command.is_alive() and current_snapshot(folder) == second
        make_current(folder, first.snapshot_id, "甲", "publish")
    command.join(timeout=60)
    assert not command.is_alive() and current_snapshot(folder) == base
    moves = [(entry.record["action"], entry.record["what"], entry.record["details"]["before"])
             for entry in read_audit(folder)[-2:]]
    assert moves == [
        ("publish", first.snapshot_id, second.snapshot_id), ("restore", base.snapshot_id, first.snapshot_id)
    ]  # fmt: skip


def test_a_restoration_that_does_not_wait_is_refused_while_somebody_publishes(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    base, first = current_snapshot(folder), published(tmp_path, folder, inputs, FIRST)
    recorded = read_audit(folder)
    with only_writer(folder), pytest.raises(history.RestorationRefused) as refused:
        history.restore(folder, base.snapshot_id, "甲", shown=first.snapshot_id, waits=False)
    assert (refused.value.kind, current_snapshot(folder), read_audit(folder)) == ("busy", first, recorded)
    assert history.restore(folder, base.snapshot_id, "甲", shown=first.snapshot_id, waits=False) == base


def test_a_restoration_is_refused_where_another_snapshot_is_current_than_its_reader_saw(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    base = current_snapshot(folder)
    first, second = (published(tmp_path, folder, inputs, text) for text in (FIRST, SECOND))
    recorded = read_audit(folder)
    for shown in (first.snapshot_id, ""):
        with pytest.raises(history.RestorationRefused) as refused:
            history.restore(folder, base.snapshot_id, "甲", shown)
        assert (refused.value.kind, current_snapshot(folder), read_audit(folder)) == ("moved", second, recorded)
    (folder / "current").write_text("rubbish", encoding="utf-8")
    assert history.restore(folder, first.snapshot_id, "甲", shown="") == first == current_snapshot(folder)


def test_a_changed_row_counts_as_one_that_went_and_one_that_came(
    tmp_path: Path, folder: Path, inputs: InputFolders
) -> None:
    base = current_snapshot(folder).snapshot_id
    first, second = (published(tmp_path, folder, inputs, text).snapshot_id for text in (FIRST, SECOND))
    entries = {entry.snapshot_id: entry for entry in history.history(folder)[0]}
    assert entries[base].difference is None
    assert entries[first].difference == history.Difference(base, added=2, removed=0, regions=1)
    # 苏州 2023 was replaced, 北京 came.
    assert entries[second].difference == history.Difference(first, added=2, removed=1, regions=2)
    # 22 figures of regions and one of a cluster.
    assert entries[second].rows == {"published": 23, "imported": 3}


def test_a_file_that_is_named_twice_is_loaded_once(tmp_path: Path, inputs: InputFolders) -> None:
    path = tmp_path / "returns" / "file.csv"
    path.parent.mkdir()
    path.write_text(FIRST, encoding="utf-8")
    files = files_below([path, path.parent, path.parent / ".." / "returns" / "file.csv", path])
    assert files == [(path, "file.csv")]
    load = load_files(files, Imported(), inputs)
    assert [(account.rows_in, account.loaded) for account in load.accounts] == [(2, 2)]


def test_what_cannot_be_read_in_a_folder_is_named_and_what_an_open_spreadsheet_leaves_is_not(
    tmp_path: Path, inputs: InputFolders
) -> None:
    for name, content in (("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("~$b.xlsx", b"x"), ("c.csv", b"")):
        (tmp_path / "given" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "given" / name).write_bytes(content)
    load = load_files(files_below([tmp_path / "given"]), Imported(), inputs)
    assert [(found.file, found.rule) for found in load.errors] == [("a.xls", "old_workbook"), ("c.csv", "empty_file")]


def test_a_name_that_is_no_text_is_told_with_marks(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.csv")).write_bytes(FIRST.encode())
    assert [label for _, label in files_below([tmp_path])] == ["\N{REPLACEMENT CHARACTER}.csv"]


def test_a_report_that_cannot_be_written_is_said(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file.csv").write_text(FIRST, encoding="utf-8")
    report = tmp_path / "nowhere" / "report.csv"
    assert main([str(tmp_path / "file.csv"), "--folder", str(folder), "--report", str(report)]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_chain_of_branches_is_refused_however_long(tmp_path: Path, inputs: InputFolders) -> None:
    chain = "".join(f"{'A1' if place == 0 else f'B{place - 1}'},B{place},分部,苏州市\n" for place in range(3_000))
    (tmp_path / "agencies.csv").write_text(AGENCIES, encoding="utf-8")
    (tmp_path / "branches.csv").write_text(BRANCHES + chain, encoding="utf-8")
    load = load_files(files_below([tmp_path / "agencies.csv", tmp_path / "branches.csv"]), Imported(), inputs)
    assert {found.rule for found in load.errors} == {"head_is_branch"}
    assert [(account.loaded, account.rejected) for account in load.accounts] == [(2, 0), (1, 2_999)]


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    places = [tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv", tmp_path / "y.csv"]
    assert [label for _, label in files_below(places)] == [places[0].as_posix(), places[1].as_posix(), "y.csv"]


def test_the_report_counts_names_and_locates_and_cannot_run_in_a_spreadsheet(
    tmp_path: Path, inputs: InputFolders
) -> None:
    load = loaded(tmp_path, inputs, FIRST + "2023,=1+1,专利代理机构,9,家,甲报\n")
    assert "file.csv: 统计数据 Statistics  3 = 2 + 1" in summary(load)
    assert "file.csv:4 [地区]" in summary(load)
    assert ",'=1+1,unknown_region," in "".join(table(load))


def test_what_a_stranger_wrote_cannot_steer_the_terminal(tmp_path: Path, inputs: InputFolders) -> None:
    load = loaded(tmp_path, inputs, FIRST + "2023,\x1b]0;x\x07,专利代理机构,9,家,甲报\n")
    assert "unknown_region" in {found.rule for found in load.errors}
    assert "\x1b" not in summary(load) and "\x07" not in summary(load)


def test_a_template_has_dictionary_lists_and_two_examples_which_load_once_their_mark_is_gone(
    tmp_path: Path,
) -> None:
    paths = write_templates(tmp_path / "templates")
    assert [path.name.split("_")[0] for path in paths] == [table.split("_")[0] for table in kinds()]
    examples = load_files(files_below([tmp_path / "templates"]), Imported())
    assert {found.rule for found in examples.findings} == {"example_row"}
    assert sum(account.rows_in for account in examples.accounts) == 2 * len(kinds())
    for path in paths:
        workbook = openpyxl.load_workbook(path)
        sheet = workbook[DATA_SHEET]
        assert workbook[DICTIONARY_SHEET].max_row == sheet.max_column
        for row in sheet.iter_rows():
            for cell in row:
                cell.value = None if cell.value == EXAMPLE_MARK else cell.value
        workbook.save(path)
    filled = load_files(files_below([tmp_path / "templates"]), Imported())
    assert list(filled.findings) == []
    assert sum(account.loaded for account in filled.accounts) == 2 * len(kinds())


def test_enumerations_are_offered_in_chinese(tmp_path: Path) -> None:
    [path] = [path for path in write_templates(tmp_path) if path.name.startswith("agency_year")]
    offered = openpyxl.load_workbook(path)[DATA_SHEET].data_validations.dataValidation
    assert [validation.formula1 for validation in offered] == ['"小型,中型,大型"', '"是,否"']


@pytest.mark.parametrize("arguments", [["nowhere.csv"], ["nowhere.csv", "--publish", "--partly"]])
def test_the_command_fails_where_nothing_can_be_loaded(
    tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--folder", str(tmp_path / "snapshots")]) == 1
    assert "nowhere.csv" in capsys.readouterr().out
    assert not (tmp_path / "snapshots").exists()


def test_a_load_keeps_the_sample_register_of_the_current_snapshot(
    sampled_snapshot: SnapshotReference, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshots"
    folder.mkdir()
    shutil.copy(sampled_snapshot.path, folder)
    (folder / "current").write_text(sampled_snapshot.snapshot_id, encoding="utf-8")
    (tmp_path / "file.csv").write_text(FIRST, encoding="utf-8")
    assert main([str(tmp_path / "file.csv"), "--publish", "--folder", str(folder)]) == 0
    assert holds_sample(folder) and len(imported_figures(current_snapshot(folder))) == 2


def test_the_yearbook_panels_load_whole_and_the_city_map_knows_their_cities(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if PACK is None:
        with capsys.disabled():
            print("absent: the yearbook panels of shared/pack, so that only their absence was seen")
        return
    folder = tmp_path / "snapshots"
    assert main([str(PACK), "--publish", "--folder", str(folder), "--report", str(tmp_path / "report.csv")]) == 0
    assert "错误 errors: 0" in capsys.readouterr().out
    reference = current_snapshot(folder)
    with duckdb.connect(str(reference.path), read_only=True) as connection:
        accounts = connection.table("import_file").df()
        stored = sum(
            connection.table(name).filter("layer = 'imported'").shape[0] for name in ("stat", "cross_check", "source")
        )
    assert int(accounts["rows_in"].sum()) == int(accounts["rows_loaded"].sum()) == stored > 24_000
    engine = Engine(reference)
    values = indicator_values(engine, load_catalogue()["gdp"], "city", "imported")
    engine.close()
    known = values[values["value"].notna() & (values["period"] == 2023)]
    assert len(known) >= 290 and known["region_code"].is_unique
    assert pd.isna(known["reason"]).all()
