"""The intake: every kind of bad input is found, named and located, and stops the build before it begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_facts import FILES, assert_only, change, write_inputs

from data.build import build_snapshot
from data.errors import RULES, DataError
from data.intake import InputFolders
from data.snapshot import SnapshotReference

PROVINCES = "published/province_stats.csv"
FIRST = "2022,110000,北京,patent_agencies,10,家,exact,s1,"
HEADER = FILES[PROVINCES].splitlines()[0]
REGION, QUALIFIER = "region_code", "qualifier"

# label, old text, new text, rule, line, column
BAD_EDITS = [
    (PROVINCES, FIRST, "2022,119999,北京,patent_agencies,10,家,exact,s1,", "unknown_region", 2, REGION),
    (PROVINCES, FIRST, "2022,１１００００,北京,patent_agencies,10,家,exact,s1,", "unknown_region", 2, REGION),
    (PROVINCES, FIRST, f"{FIRST}\n{FIRST}", "duplicate_key", 3, "region_code"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,10,,exact,s1,", "missing_value", 2, "unit"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,10,个,exact,s1,", "unknown_unit", 2, "unit"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,10,件,exact,s1,", "unknown_unit", 2, "unit"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agency,10,家,exact,s1,", "unknown_metric", 2, "metric"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,10,家,exact,s9,", "unknown_source", 2, "source_id"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,10,家,,s1,", "missing_value", 2, "qualifier"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,10,家,about,s1,", "unknown_qualifier", 2, QUALIFIER),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,十,家,exact,s1,", "not_a_number", 2, "value"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,nan,家,exact,s1,", "not_a_number", 2, "value"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,1e400,家,exact,s1,", "not_a_number", 2, "value"),
    (PROVINCES, FIRST, "2022.5,110000,北京,patent_agencies,10,家,exact,s1,", "not_an_integer", 2, "year"),
    (PROVINCES, FIRST, "1884,110000,北京,patent_agencies,10,家,exact,s1,", "check_failed", 2, ""),
    (PROVINCES, FIRST, "99999,110000,北京,patent_agencies,10,家,exact,s1,", "check_failed", 2, ""),
    (PROVINCES, FIRST, "2022,110000,上海,patent_agencies,10,家,exact,s1,", "name_mismatch", 2, "region_name"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies, 10,家,exact,s1,", "stray_space", 2, "value"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,1,0,家,exact,s1,", "field_count", 2, ""),
    (PROVINCES, FIRST, '2022,110000,"北"京,patent_agencies,10,家,exact,s1,', "malformed", 2, ""),
    (PROVINCES, HEADER, HEADER.replace("qualifier", "qualifer"), "missing_column", 1, "qualifier"),
    (PROVINCES, HEADER, HEADER.replace("qualifier", "qualifer"), "unknown_column", 1, "qualifer"),
    (PROVINCES, HEADER, HEADER.replace("note", "unit"), "duplicate_column", 1, "unit"),
    ("published/city_stats.csv", "320500,苏州", "110000,北京", "duplicate_key", 2, "region_code"),
    ("published/sources.csv", "https://example.org/a", "example.org", "check_failed", 2, ""),
    ("published/sources.csv", ",official,", ",best,", "unknown_word", 2, "grade"),
    ("published/cluster_stats.csv", "snd,2022", "snt,2022", "unknown_cluster", 2, "cluster_id"),
    ("published/clusters.csv", ",320505,", ",苏州虎丘,", "check_failed", 2, ""),
    ("published/targets.csv", "patent_agencies,", "lawyers,", "unknown_metric", 2, "metric"),
    ("regions/region_member.csv", "east,110000", "west,110000", "unknown_region", 2, "group_code"),
    ("regions/region_successor.csv", "2000-12-31", "2000-12", "not_a_date", 2, "changed_on"),
    ("regions/region.csv", "江苏省,100000,true", "江苏省,100000,yes", "not_a_boolean", 4, "in_survey"),
    ("regions/region.csv", "江苏省,100000", "江苏省,320500", "parent_cycle", 4, "parent_code"),
    ("regions/region.csv", "江苏省,100000", "江苏省,330000", "unknown_region", 4, "parent_code"),
    ("regions/region_geometry.csv", "110000,116.4", "120000,116.4", "unknown_region", 2, "region_code"),
    ("regions/region_geometry.csv", "110000,116.4", "110000,11.64", "check_failed", 2, ""),
    ("metrics.toml", 'unit = "件"', 'units = "件"', "missing_column", 15, "unit"),
    ("metrics.toml", 'unit = "件"', 'unit = ""', "missing_value", 15, "unit"),
    ("metrics.toml", 'unit = "件"', "unit = 件", "malformed", 19, ""),
]  # fmt: skip

# content, rule, line
BAD_FILES = [
    (None, "missing_file", 1),
    (b"", "empty_file", 1),
    (b"\xff\xfe", "undecodable", 1),
    (f"{HEADER}\n".encode(), "no_rows", 1),
    (f"{HEADER}\n{FIRST}\n".encode("gb18030"), "undecodable", 2),
]


@pytest.fixture
def inputs(tmp_path: Path) -> InputFolders:
    return write_inputs(tmp_path / "inputs")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """A snapshot that is current before anything goes wrong."""
    folder = tmp_path_factory.mktemp("standing")
    return build_snapshot(folder / "snapshots", write_inputs(folder / "inputs"))


def places(error: DataError) -> list[tuple[str, int, str, str]]:
    return [(found.file, found.line, found.column, found.rule) for found in error.problems]


@pytest.mark.parametrize(("label", "old", "new", "rule", "line", "column"), BAD_EDITS)
def test_a_bad_value_is_found_named_and_located(
    inputs: InputFolders,
    standing: SnapshotReference,
    tmp_path: Path,
    label: str,
    old: str,
    new: str,
    rule: str,
    line: int,
    column: str,
) -> None:
    change(tmp_path / "inputs", label, old, new)
    with pytest.raises(DataError) as caught:
        build_snapshot(standing.path.parent, inputs)
    assert (label, line, column, rule) in places(caught.value)
    assert f"{label}:{line}" in str(caught.value)
    assert_only(standing.path.parent, standing.snapshot_id)


@pytest.mark.parametrize(("content", "rule", "line"), BAD_FILES)
@pytest.mark.parametrize("label", [PROVINCES, "regions/region.csv", "metrics.toml"])
def test_a_file_that_cannot_be_read_is_one_problem(
    inputs: InputFolders, tmp_path: Path, label: str, content: bytes | None, rule: str, line: int
) -> None:
    path = tmp_path / "inputs" / label
    if content is None:
        path.unlink()
    elif rule == "no_rows" and label == "metrics.toml":
        path.write_text("# no metric\n", encoding="utf-8")
    elif rule == "no_rows":
        path.write_text(FILES[label].splitlines()[0] + "\n", encoding="utf-8")
    else:
        path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        build_snapshot(tmp_path / "snapshots", inputs)
    assert places(caught.value) == [(label, line, "", rule)]


def test_all_problems_are_listed_at_once_in_both_languages(inputs: InputFolders, tmp_path: Path) -> None:
    for label, old, new in (
        (PROVINCES, FIRST, "2022,119999,北京,patent_agencies,ten,家,about,s1,"),
        (PROVINCES, "2023,320000,江苏,utility_models,20,", "2023,320000,江苏,utility_models,20.0.0,"),
        ("published/city_stats.csv", ",s2,", ",s7,"),
        ("published/sources.csv", "https://", "ftp://"),
    ):
        change(tmp_path / "inputs", label, old, new)
    with pytest.raises(DataError) as caught:
        build_snapshot(tmp_path / "snapshots", inputs)
    assert places(caught.value) == [
        ("published/city_stats.csv", 2, "source_id", "unknown_source"),
        (PROVINCES, 2, "qualifier", "unknown_qualifier"),
        (PROVINCES, 2, "region_code", "unknown_region"),
        (PROVINCES, 2, "value", "not_a_number"),
        (PROVINCES, 9, "value", "not_a_number"),
        ("published/sources.csv", 2, "", "check_failed"),
    ]
    assert "发现6处问题" in str(caught.value)
    assert "6 problems found" in str(caught.value)
    assert not (tmp_path / "snapshots").exists()


def test_every_rule_of_the_catalogue_is_exercised() -> None:
    exercised = {edit[3] for edit in BAD_EDITS} | {file[1] for file in BAD_FILES}
    assert exercised == set(RULES)


def test_a_name_before_an_unclosed_quote_keeps_its_line(inputs: InputFolders, tmp_path: Path) -> None:
    change(tmp_path / "inputs", PROVINCES, FIRST, f'{FIRST}"两行\n备注"')
    change(
        tmp_path / "inputs",
        PROVINCES,
        "2022,320000,江苏,patent_agencies,20",
        "2022,320000,江苏,patent_agencies,x",
    )
    with pytest.raises(DataError) as caught:
        build_snapshot(tmp_path / "snapshots", inputs)
    assert places(caught.value) == [(PROVINCES, 4, "value", "not_a_number")]
