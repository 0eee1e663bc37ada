"""Assistance and joint projects as tables that can be loaded: who is meant, what replaces what, what comes over."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from small_facts import write_inputs

from data.build import build_snapshot
from data.importing.imported import carried
from data.importing.load import Load
from data.importing.pairs import CORPS, ENDS, assisted_name, province_of
from data.importing.pipeline import load_files
from data.importing.places import Places, places_of
from data.intake import InputFolders, read_inputs
from data.previous import reads_whole
from data.snapshot import SnapshotReference, current_snapshot

PROJECTS = "地区,合作地区,年份,项目类型,项目数,来源\n"
PAIRS = "帮扶省份,受帮扶省份,受帮扶方名称,年份,来源\n"


class Atlas:
    """A folder of snapshots over the small facts, into which files are loaded."""

    def __init__(self, folder: Path, small: SnapshotReference) -> None:
        self.work = folder
        self.folder = Path(shutil.copytree(small.path.parent, folder / "snapshots"))
        self.inputs = write_inputs(folder / "inputs")

    def check(self, text: str) -> Load:
        path = self.work / "loaded.csv"
        path.write_text(text, encoding="utf-8")
        return load_files([(path, path.name)], carried(self.folder), self.inputs, author="甲")

    def publish(self, text: str) -> list[tuple[str, str]]:
        """Publish a file without errors; what was said of it."""
        load = self.check(text)
        assert list(load.errors) == []
        build_snapshot(self.folder, self.inputs, author="甲", additions=load.imported)
        return [(found.rule, found.detail) for found in load.findings]

    def rows(self, table: str, columns: str, layer: str = "imported") -> list[tuple[object, ...]]:
        with duckdb.connect(str(current_snapshot(self.folder).path), read_only=True) as connection:
            return sorted(connection.table(table).filter(f"layer = '{layer}'").project(columns).fetchall(), key=repr)


@pytest.fixture
def atlas(tmp_path: Path, small_reference: SnapshotReference) -> Atlas:
    return Atlas(tmp_path, small_reference)


def test_a_pair_written_from_either_side_is_one_and_a_later_figure_replaces_it(atlas: Atlas) -> None:
    assert atlas.publish(f"{PROJECTS}江苏省,北京市,2023,人才培训,3,甲报\n江苏省,江苏省,2023,,9,甲报\n") == []
    own = [("110000", "320000", 2023, "人才培训", 3), ("320000", "320000", 2023, "未注明", 9)]
    columns = "region_code, partner_code, year, kind, projects"
    assert atlas.rows("joint_project", columns) == own
    assert atlas.publish(f"{PROJECTS}北京市,江苏省,2023,人才培训,5,甲报\n") == [("replaces", "projects 3")]
    assert atlas.rows("joint_project", columns) == [("110000", "320000", 2023, "人才培训", 5), own[1]]


def test_what_is_loaded_stands_beside_what_is_published(atlas: Atlas) -> None:
    before = atlas.rows("assistance_pair", "helper_code, assisted_name, year", "published")
    atlas.publish(f"{PAIRS}北京市,江苏省,,2025,甲报\n北京市,江苏,开发区,2024,甲报\n")
    assert atlas.rows("assistance_pair", "assisted_code, assisted_name, year") == [
        ("320000", "开发区", 2024), ("320000", "江苏", 2025),
    ]
    assert atlas.rows("assistance_pair", "helper_code, assisted_name, year", "published") == before


@pytest.fixture(scope="module")
def places() -> Places:
    return places_of([row for rows in read_inputs(InputFolders()).rows.values() for row in rows])


@pytest.mark.parametrize(("code", "region", "name", "province", "called"), [
    ("", "新疆", "", "650000", "新疆"), ("650000", "", "", "650000", "新疆"),
    ("", CORPS, "", "650000", CORPS), ("", "", "兵团", "650000", CORPS), ("650000", "", CORPS, "650000", CORPS),
    ("", "云南省", "云南", "530000", "云南"), ("", "云南", "昆明高新区", "530000", "昆明高新区"),
    ("", "", "黑龙江省", "230000", "黑龙江"),
])
def test_the_assisted_place_is_found_and_called_by_one_name(
    places: Places, code: str, region: str, name: str, province: str, called: str
) -> None:
    assert province_of(places, ENDS["assisted_code"], (code, region, name)).code == province
    assert assisted_name(places, (name, code, region)) == called


@pytest.mark.parametrize(("code", "name", "rule", "column"), [
    ("", "苏州市", "not_a_province", "helper_name"), ("440300", "", "not_a_province", "helper_code"),
    ("", "东部", "not_a_province", "helper_name"), ("", "", "missing_value", "helper_name"),
    ("110000", "上海市", "name_mismatch", "helper_name"), ("", "某省", "unknown_region", "helper_name"),
])
def test_what_is_no_province_is_told_by_its_column(
    places: Places, code: str, name: str, rule: str, column: str
) -> None:
    found = province_of(places, ENDS["helper_code"], (code, name))
    assert (found.rule, found.column, found.code) == (rule, column, "")


def test_a_snapshot_from_before_joint_projects_is_followed_and_nothing_of_it_counts_as_changed(atlas: Atlas) -> None:
    atlas.publish("年份,地区,指标,数值,单位,来源\n2023,苏州市,专利代理机构,9,家,甲报\n")
    path = current_snapshot(atlas.folder).path
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table joint_project")
        connection.execute("create table older as select * exclude (layer) from assistance_pair")
        connection.execute("drop table assistance_pair")
        connection.execute("alter table older rename to assistance_pair")
    assert reads_whole(path)
    atlas.publish(f"{PROJECTS}江苏省,北京市,2023,人才培训,3,甲报\n")
    assert atlas.rows("stat", "metric, value") == [("patent_agencies", 9.0)]
    assert atlas.rows("joint_project", "projects") == [(3,)]
    with duckdb.connect(str(current_snapshot(atlas.folder).path), read_only=True) as connection:
        assert connection.table("snapshot_change").project("rows_added, rows_removed, regions_changed").fetchall() == [
            (1, 0, 2)
        ]
