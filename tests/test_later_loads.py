"""Loads after loads: what a later one may and may not do to what was loaded before."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from small_facts import write_inputs

from data import history
from data.build import build_snapshot
from data.errors import SnapshotError
from data.importing.imported import carried
from data.importing.load import Load
from data.importing.pipeline import load_files
from data.intake import InputFolders
from data.previous import built_at, reads_whole
from data.register.statistics import REGISTER_SOURCE
from data.snapshot import SnapshotReference, current_snapshot

FIGURES = "年份,地区,指标,数值,单位,来源\n"
AGENCIES = "机构代码,机构名称,机构状态,所在地区\nA1,示例一,正常,苏州市\nA2,示例二,正常,苏州市\n"
CLUSTERS = "集聚区代码,集聚区名称,所在地区,区县代码"


class Atlas:
    """A folder of snapshots over the small facts, into which files are loaded."""

    def __init__(self, folder: Path, small: SnapshotReference) -> None:
        self.work = folder
        self.folder = Path(shutil.copytree(small.path.parent, folder / "snapshots"))
        self.inputs: InputFolders = write_inputs(folder / "inputs")

    def check(self, **texts: str) -> Load:
        """Check files of these names and texts upon the current snapshot."""
        paths = [self.work / f"{name}.csv" for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
        return load_files([(path, path.name) for path in paths], carried(self.folder), self.inputs, author="甲")

    def publish(self, **texts: str) -> SnapshotReference:
        """Check and publish files that hold no error."""
        load = self.check(**texts)
        assert list(load.errors) == []
        return build_snapshot(self.folder, self.inputs, author="甲", additions=load.imported)

    def rows(self, table: str, columns: str) -> list[tuple[object, ...]]:
        """The imported rows of a table of the current snapshot, in order."""
        with duckdb.connect(str(current_snapshot(self.folder).path), read_only=True) as connection:
            return sorted(connection.table(table).filter("layer = 'imported'").project(columns).fetchall(), key=repr)


@pytest.fixture
def atlas(tmp_path: Path, small_reference: SnapshotReference) -> Atlas:
    return Atlas(tmp_path, small_reference)


def told(load: Load) -> list[tuple[str, int, str, str]]:
    return [(found.file, found.line, found.value, found.rule) for found in load.findings]


def test_nobody_takes_the_identifier_of_what_a_register_adds_up_to(atlas: Atlas) -> None:
    load = atlas.check(
        sources=f"source_id,title\n{REGISTER_SOURCE},甲报\n",
        figures=f"年份,地区,指标,数值,单位,来源编号\n2023,苏州市,专利代理机构,9,家,{REGISTER_SOURCE}\n",
    )
    assert told(load) == [
        ("sources.csv", 2, REGISTER_SOURCE, "source_conflict"), ("figures.csv", 2, REGISTER_SOURCE, "unknown_source"),
    ]


def test_a_cluster_without_a_status_has_none(atlas: Atlas) -> None:
    atlas.publish(clusters=f"{CLUSTERS},状态\nc1,示例区,苏州市,320505,\n")
    atlas.publish(clusters=f"{CLUSTERS}\nc2,示例区二,苏州市,320506\n")
    assert atlas.rows("cluster", "cluster_id, status") == [("c1", None), ("c2", None)]


def test_an_address_of_a_source_without_its_protocol_is_told_before_it_is_published(atlas: Atlas) -> None:
    load = atlas.check(sources="source_id,title,url\ns8,甲报,www.example.org\ns9,乙报,https://example.org\ns7,丙报,\n")
    assert told(load) == [("sources.csv", 2, "www.example.org", "wrong_form")]
    build_snapshot(atlas.folder, atlas.inputs, additions=load.imported)
    assert atlas.rows("source", "source_id") == [("s7",), ("s9",)]


def test_a_block_that_fails_its_checksum_sends_the_build_to_the_snapshot_before(atlas: Atlas) -> None:
    atlas.publish(first=FIGURES + "2022,苏州市,专利代理机构,8,家,甲报\n")
    kept = atlas.rows("stat", "year, value")
    # Enough rows that they do not share a block with what is read at opening.
    rows = "".join(f"{sha256(bytes([n % 256, n // 256])).hexdigest()},示例{n},正常,苏州市\n" for n in range(5_000))
    second = atlas.publish(second="机构代码,机构名称,机构状态,所在地区\n" + rows).path
    sound = second.read_bytes()
    for start in range(16384, len(sound), 16384):
        turned = bytes(255 - byte for byte in sound[start : start + 512])
        second.write_bytes(sound[:start] + turned + sound[start + 512 :])
        if built_at(second) and not reads_whole(second):
            break
    assert built_at(second) and not reads_whole(second), "opens, and does not read to the end"
    build_snapshot(atlas.folder, atlas.inputs)
    assert atlas.rows("stat", "year, value") == kept


STAFF = "机构代码,年份,从业人员,执业代理师人数\nA1,2023,30,12\nA2,2023,5,1\n"
REVENUE = "机构代码,年份,营业收入（万元）\nA1,2023,500\nA2,2023,50\n"
YEARS = "agency_code, employees, attorneys, revenue"


def test_a_column_that_a_later_file_does_not_have_keeps_what_was_loaded(atlas: Atlas) -> None:
    atlas.publish(agencies=AGENCIES)
    atlas.publish(staff=STAFF)
    atlas.publish(revenue=REVENUE)
    assert atlas.rows("agency_year", YEARS) == [("A1", 30, 12, 500.0), ("A2", 5, 1, 50.0)]
    changed = "机构代码,年份,从业人员\nA1,2023,\nA2,2023,6\n"
    assert [(found.column, found.detail) for found in atlas.check(changed=changed).warnings] == [
        ("从业人员", "employees 30"), ("从业人员", "employees 5"),
    ]
    atlas.publish(changed=changed)
    assert atlas.rows("agency_year", YEARS) == [("A1", None, 12, 500.0), ("A2", 6, 1, 50.0)]


def test_sheets_of_one_load_complete_each_other(atlas: Atlas) -> None:
    load = atlas.check(agencies=AGENCIES, staff=STAFF, revenue=REVENUE)
    assert told(load) == []
    assert [(account.rows_in, account.loaded, account.rejected) for account in load.accounts] == [(2, 2, 0)] * 3
    build_snapshot(atlas.folder, atlas.inputs, additions=load.imported)
    assert atlas.rows("agency_year", YEARS) == [("A1", 30, 12, 500.0), ("A2", 5, 1, 50.0)]


def test_sheets_of_one_load_that_contradict_each_other_are_told(atlas: Atlas) -> None:
    again = "机构代码,年份,从业人员,营业收入（万元）\nA1,2023,31,500\nA2,2023,5,50\n"
    assert told(atlas.check(agencies=AGENCIES, staff=STAFF, again=again)) == [("again.csv", 2, "A1", "duplicate_key")]


def test_an_agency_a_branch_and_a_cluster_keep_what_a_later_file_has_no_column_for(atlas: Atlas) -> None:
    agency, branch = "机构代码,机构名称,机构状态,所在地区", "主机构代码,分支机构代码,分支机构名称,所在地区"
    atlas.publish(
        agencies=f"{agency},机构类型,经度,纬度\nA1,示例一,正常,苏州市,专利代理机构,120.6,31.3\n",
        branches=f"{branch},状态,设立日期\nA1,B1,分部,苏州市,正常,2020-01-01\n",
        clusters=f"{CLUSTERS},状态,试验区批准年份\nc1,示例区,苏州市,320505,pilot,2012\n",
    )
    atlas.publish(
        agencies=f"{agency}\nA1,示例一,注销,苏州市\n", branches=f"{branch}\nA1,B1,新分部,苏州市\n",
        clusters="集聚区代码,集聚区名称,所在地区\nc1,新示例区,苏州市\n",
    )
    assert atlas.rows("agency", "status, type, longitude, latitude") == [("注销", "专利代理机构", 120.6, 31.3)]
    assert atlas.rows("branch", "name, status, year(established_on)") == [("新分部", "正常", 2020)]
    assert atlas.rows("cluster", "name_zh, place_code, status, pilot_year") == [("新示例区", "320505", "pilot", 2012)]


def test_the_services_of_an_agency_are_loaded_as_a_whole_and_what_is_gone_is_told(atlas: Atlas) -> None:
    offers = "机构代码,知识产权类型,业务形态\n"
    atlas.publish(agencies=AGENCIES, offers=f"{offers}A1,专利,代理\nA1,商标,代理\nA2,商标,法律\n")
    later = f"{offers}A1,专利,代理\nA1,专利,咨询\n"
    [warning] = atlas.check(later=later).warnings
    assert (warning.line, warning.rule, warning.value) == (2, "replaces", "A1")
    assert warning.detail.endswith("no longer offered: 商标·代理")
    atlas.publish(later=later)
    assert atlas.rows("service_offer", "agency_code, ip_type, service_form") == [
        ("A1", "专利", "代理"), ("A1", "专利", "咨询"), ("A2", "商标", "法律"),
    ]


DATED = "机构代码,知识产权类型,业务形态,起始年份\n"


def test_an_offer_keeps_its_first_year_unless_a_later_sheet_has_the_column(atlas: Atlas) -> None:
    atlas.publish(agencies=AGENCIES, offers=f"{DATED}A1,专利,代理,2016\nA1,商标,代理,\nA2,商标,法律,2019年\n")
    kept = [("专利", 2016), ("商标", 2019), ("商标", None)]
    assert atlas.rows("service_offer", "ip_type, first_year") == kept
    undated = "机构代码,知识产权类型,业务形态\nA1,专利,代理\nA1,商标,代理\n"
    assert told(atlas.check(again=undated)) == []
    atlas.publish(again=undated)
    assert atlas.rows("service_offer", "ip_type, first_year") == kept
    load = atlas.check(other=f"{DATED}A1,专利,代理,2018\nA1,商标,代理,2020\n")
    assert [(found.line, found.rule, found.value, found.detail) for found in load.warnings] == [
        (2, "replaces", "2018", "专利·代理 first_year 2016")
    ], "a year where none was is no replacement"
    atlas.publish(other=f"{DATED}A1,专利,代理,\nA1,商标,代理,2020\n")
    assert atlas.rows("service_offer", "ip_type, first_year") == [("专利", None), ("商标", 2019), ("商标", 2020)]


@pytest.mark.parametrize(("header", "cell", "expected"), [
    ("since", "2016", []),
    ("first_year", "2015", []),
    ("开办年份", "2014", [("offers.csv", 2, "2014", "offered_before_founding")]),
    ("起始年份", "2099", [("offers.csv", 2, "2099", "in_the_future")]),
    ("起始年份", "1066", [("offers.csv", 2, "1066", "not_a_year")]),
    ("起始年份", "十年前", [("offers.csv", 2, "十年前", "not_a_year")]),
])
def test_a_first_year_lies_neither_ahead_nor_unnoticed_before_the_founding_of_the_agency(
    atlas: Atlas, header: str, cell: str, expected: list[tuple[str, int, str, str]]
) -> None:
    agencies = "机构代码,机构名称,机构状态,所在地区,设立日期\nA1,示例一,正常,苏州市,2015-06-30\n"
    offers = f"机构代码,知识产权类型,业务形态,{header}\nA1,专利、商标,代理,{cell}\n"
    found = [fault for fault in told(atlas.check(agencies=agencies, offers=offers)) if fault[3] != "split_cell"]
    assert found == expected
    atlas.publish(agencies=agencies)
    found = [fault for fault in told(atlas.check(offers=offers)) if fault[3] != "split_cell"]
    assert found == expected, "of an agency that was loaded before"


def test_offers_of_a_snapshot_without_first_years_are_carried_over_and_are_no_change(atlas: Atlas) -> None:
    offers = "机构代码,知识产权类型,业务形态\nA1,专利,代理\nA2,商标,法律\n"
    before = atlas.publish(agencies=AGENCIES, offers=offers)
    with duckdb.connect(str(before.path)) as connection:
        connection.execute("alter table service_offer drop column first_year")
        connection.execute("update snapshot set schema_version = 4")
    after = build_snapshot(atlas.folder, atlas.inputs)
    assert after.snapshot_id != before.snapshot_id
    assert atlas.rows("service_offer", "agency_code, first_year") == [("A1", None), ("A2", None)]
    with duckdb.connect(str(after.path), read_only=True) as connection:
        assert connection.table("snapshot_change").fetchall() == [(before.snapshot_id, 0, 0, 0)]


ZONES = f"{CLUSTERS}\nown-a,甲区,苏州市,320505\nown-b,乙区,苏州市,320505\n"
MEMBERS = "cluster_id,agency_code,joined_year,left_year\n"
EVENTS = "cluster_id,year,month,kind,text_zh,text_en,source\nown-a,2020,6,批准,获批,Approved,甲报\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("own-a,A1,2015,2018\nown-a,A1,2018,\n", []),  # leaves and joins again in one year
        ("own-a,A1,2015,2018\nown-b,A1,2018,\n", []),  # moves
        ("own-a,A1,2015,\nown-a,A1,2019,\n", [("members.csv", 3, "2019", "overlapping_stay")]),
        ("own-a,A1,2019,\nown-a,A1,2015,2020\n", [("members.csv", 2, "2019", "overlapping_stay")]),
        ("own-a,A1,2015,\nown-b,A1,2016,\nown-b,A2,2016,\n", [("members.csv", 3, "2016", "member_of_two")]),
    ],
)
def test_one_agency_is_in_a_cluster_once_at_a_time(
    atlas: Atlas, rows: str, expected: list[tuple[str, int, str, str]]
) -> None:
    load = atlas.check(agencies=AGENCIES, zones=ZONES, members=MEMBERS + rows)
    assert told(load) == expected
    assert bool(list(load.errors)) is any(rule == "overlapping_stay" for *_, rule in expected)


def test_a_stay_overlaps_one_that_was_loaded_before_unless_that_is_ended(atlas: Atlas) -> None:
    atlas.publish(agencies=AGENCIES, zones=ZONES, members=f"{MEMBERS}own-a,A1,2015,\n")
    again = f"{MEMBERS}own-a,A1,2019,\n"
    assert told(atlas.check(members=again)) == [("members.csv", 2, "2019", "overlapping_stay")]
    load = atlas.check(members=f"{again}own-a,A1,2015,2017\n")
    assert list(load.errors) == [] and not {rule for *_, rule in told(load)} & {"overlapping_stay", "member_of_two"}


def test_events_and_members_of_clusters_survive_a_rebuild_and_a_snapshot_of_before_has_none(atlas: Atlas) -> None:
    stays = f"{MEMBERS}own-a,A1,2015,2018\nown-a,A1,2019,\n"
    atlas.publish(agencies=AGENCIES, zones=ZONES, members=stays, events=EVENTS)
    members, events = "cluster_id, agency_code, joined_year, left_year", "cluster_id, year, month, kind, text_zh"
    told_of = [("own-a", "A1", 2015, 2018), ("own-a", "A1", 2019, None)], [("own-a", 2020, 6, "approval", "获批")]
    assert (atlas.rows("cluster_member", members), atlas.rows("cluster_event", events)) == told_of
    before = build_snapshot(atlas.folder, atlas.inputs, author="乙")
    assert (atlas.rows("cluster_member", members), atlas.rows("cluster_event", events)) == told_of
    with duckdb.connect(str(before.path)) as connection:
        connection.execute("drop table cluster_event")
        connection.execute("drop table cluster_member")
        connection.execute("update snapshot set schema_version = 7")
    build_snapshot(atlas.folder, atlas.inputs)
    assert (atlas.rows("cluster_member", members), atlas.rows("cluster_event", events)) == ([], [])
    assert atlas.rows("cluster", "cluster_id") == [("own-a",), ("own-b",)]


def test_an_agency_stands_in_a_province_city_or_county(atlas: Atlas) -> None:
    places = ("全国", "东部", "台湾", "江苏省", "苏州市")
    head = "机构代码,机构名称,机构状态,所在地区\n"
    load = atlas.check(agencies=head + "".join(f"A{n},示例{n},正常,{place}\n" for n, place in enumerate(places)))
    assert told(load) == [
        ("agencies.csv", 2, "全国", "no_single_place"), ("agencies.csv", 3, "东部", "no_single_place"),
        ("agencies.csv", 4, "台湾", "outside_survey"),
    ]
    coded = "机构代码,机构名称,机构状态,地区代码\nA1,示例,正常,100000\nA2,示例,正常,320000\n"
    assert told(atlas.check(agencies=coded)) == [("agencies.csv", 2, "100000", "no_single_place")]


def test_a_row_called_total_is_the_nation_in_a_table_of_all_provinces_alone(atlas: Atlas) -> None:
    some = FIGURES + "2020,苏州市,实用新型,4,件,甲报\n2020,江苏省,实用新型,4,件,甲报\n2020,合计,实用新型,4,件,甲报\n"
    assert told(atlas.check(figures=some)) == [("figures.csv", 4, "合计", "total_of_a_part")]
    whole = FIGURES + "2020,北京市,实用新型,3,件,甲报\n2020,江苏省,实用新型,4,件,甲报\n2020,合计,实用新型,7,件,甲报\n"
    load = atlas.check(figures=whole)
    assert [rule for *_, rule in told(load)] == ["total_row"]
    assert [account.loaded for account in load.accounts] == [3]


def test_two_loads_that_were_checked_upon_the_same_snapshot_make_no_branch_of_a_branch(atlas: Atlas) -> None:
    atlas.publish(agencies=AGENCIES)
    head = "主机构代码,分支机构代码,分支机构名称,所在地区\n"
    loads = [atlas.check(first=f"{head}A1,A2,分部,苏州市\n"), atlas.check(second=f"{head}A2,A1,分部,苏州市\n")]
    assert [list(load.errors) for load in loads] == [[], []]
    first = build_snapshot(atlas.folder, atlas.inputs, additions=loads[0].imported)
    with pytest.raises(SnapshotError) as caught:
        build_snapshot(atlas.folder, atlas.inputs, additions=loads[1].imported)
    assert "branch: the head office is itself a branch (2)" in caught.value.detail
    assert current_snapshot(atlas.folder) == first


def test_a_change_of_the_years_of_an_agency_is_one_of_its_region(atlas: Atlas) -> None:
    atlas.publish(agencies=AGENCIES)
    latest = atlas.publish(staff=STAFF).snapshot_id
    [entry] = [entry for entry in history.history(atlas.folder)[0] if entry.snapshot_id == latest]
    assert entry.difference is not None
    assert (entry.difference.added, entry.difference.regions) == (2, 1)


def test_a_corrected_file_without_sources_replaces_its_corrected_rows_and_leaves_no_empty_source(atlas: Atlas) -> None:
    head = "年份,地区,指标,数值,单位\n"
    atlas.publish(figures=f"{head}2022,苏州市,专利代理机构,8,家\n2023,苏州市,专利代理机构,9,家\n")
    corrected = f"{head}2022,苏州市,专利代理机构,8,家\n2023,苏州市,专利代理机构,11,家\n"
    assert told(atlas.check(figures=corrected)) == [("figures.csv", 3, "11.0", "replaces")]
    atlas.publish(figures=corrected)
    assert atlas.rows("source", "title") == [("导入文件 figures.csv",)]
    assert atlas.rows("stat", "year, value") == [(2022, 8.0), (2023, 11.0)]
