"""The intake: every kind of bad input is found, named and located, and stops the build before it begins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_facts import FILES, assert_only, change, write_inputs

from data.build import build_snapshot
from data.check import check
from data.constraints import checks
from data.errors import DataError
from data.intake import InputFolders, read_inputs
from data.rules import RULES
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
    (PROVINCES, FIRST, "1884,110000,北京,patent_agencies,10,家,exact,s1,", "out_of_range", 2, "year"),
    (PROVINCES, FIRST, "2101,110000,北京,patent_agencies,10,家,exact,s1,", "out_of_range", 2, "year"),
    (PROVINCES, FIRST, "99999,110000,北京,patent_agencies,10,家,exact,s1,", "too_large", 2, "year"),
    (PROVINCES, FIRST, "2090,110000,北京,patent_agencies,10,家,exact,s1,", "in_the_future", 2, "year"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,-1,家,exact,s1,", "negative_value", 2, "value"),
    (PROVINCES, FIRST, "2022,320586,吴县市,patent_agencies,10,家,exact,s1,", "former_region", 2, REGION),
    (PROVINCES, FIRST, "2022,110000,上海,patent_agencies,10,家,exact,s1,", "name_mismatch", 2, "region_name"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies, 10,家,exact,s1,", "stray_space", 2, "value"),
    (PROVINCES, FIRST, "2022,110000,北京,patent_agencies,1,0,家,exact,s1,", "field_count", 2, ""),
    (PROVINCES, FIRST, '2022,110000,"北"京,patent_agencies,10,家,exact,s1,', "malformed", 2, ""),
    (PROVINCES, HEADER, HEADER.replace("qualifier", "qualifer"), "missing_column", 1, "qualifier"),
    (PROVINCES, HEADER, HEADER.replace("qualifier", "qualifer"), "unknown_column", 1, "qualifer"),
    (PROVINCES, HEADER, HEADER.replace("note", "unit"), "duplicate_column", 1, "unit"),
    ("published/city_stats.csv", "320500,苏州", "110000,北京", "duplicate_key", 2, "region_code"),
    ("published/sources.csv", "https://example.org/a", "example.org", "wrong_form", 2, "url"),
    ("published/sources.csv", ",official,", ",best,", "unknown_word", 2, "grade"),
    ("published/cluster_stats.csv", "snd,2022", "snt,2022", "unknown_cluster", 2, "cluster_id"),
    ("published/cluster_stats.csv", "snd,2022", "snd,206", "out_of_range", 2, "year"),
    ("published/cluster_stats.csv", "patent_agencies,3,", "patent_agencies,-3,", "negative_value", 2, "value"),
    ("published/cluster_targets.csv", "snd,2025", "snd,25", "out_of_range", 2, "year"),
    ("published/clusters.csv", ",320505,", ",苏州虎丘,", "wrong_form", 2, "place_code"),
    ("published/clusters.csv", ",320505,", ",999999,", "unknown_place", 2, "place_code"),
    ("published/clusters.csv", ",320505,", ",321205,", "unknown_place", 2, "place_code"),
    ("published/clusters.csv", ",2012,", ",2012000,", "too_large", 2, "pilot_year"),
    ("published/clusters.csv", "2012,2016", "2012,206", "out_of_range", 2, "demonstration_year"),
    ("published/cross_checks.csv", "2022,", "222,", "out_of_range", 2, "year"),
    ("published/cross_checks.csv", ",30,", ",-30,", "negative_value", 2, "value"),
    ("published/targets.csv", ",2030,50,", ",1830,50,", "out_of_range", 2, "year"),
    ("published/targets.csv", ",2030,50,", ",2030,-2000,", "negative_value", 2, "value"),
    ("published/special_titles.csv", ",2022,", ",20222,", "out_of_range", 2, "year"),
    ("published/assistance_pairs.csv", ",2025,", ",25,", "out_of_range", 2, "year"),
    ("published/breaks.csv", ",2023,rounding", ",2108,rounding", "out_of_range", 2, "year"),
    ("published/breaks.csv", "rounding,-2,", "roundings,-2,", "unknown_word", 2, "kind"),
    ("published/breaks.csv", "rounding,-2,", "rounding,0,", "zero_difference", 2, "difference"),
    ("published/breaks.csv", "rounding,-2,", "rounding,-3,", "beyond_rounding", 2, "difference"),
    ("published/targets.csv", "patent_agencies,", "lawyers,", "unknown_metric", 2, "metric"),
    ("regions/region_member.csv", "east,110000", "west,110000", "unknown_region", 2, "group_code"),
    ("regions/region_member.csv", "110000,province,full,2011-06-13,", "110000,province,full,2111-06-13,",
     "in_the_future", 2, "valid_from"),
    ("regions/region_member.csv", "110000,province,full,2011-06-13,,", "110000,province,full,2011-06-13,2011-06-13,",
     "ends_before_it_begins", 2, "valid_to"),
    ("regions/region_successor.csv", "2000-12-31", "2000-12", "not_a_date", 2, "changed_on"),
    ("regions/region_geometry.csv", "116.4,40.2,16400", "116.4,40.2,0", "not_positive", 2, "area_km2"),
    ("regions/region.csv", "江苏省,100000,true", "江苏省,100000,yes", "not_a_boolean", 4, "in_survey"),
    ("regions/region.csv", "江苏省,100000", "江苏省,320500", "parent_cycle", 4, "parent_code"),
    ("regions/region.csv", "江苏省,100000", "江苏省,330000", "unknown_region", 4, "parent_code"),
    ("regions/region_geometry.csv", "110000,116.4", "120000,116.4", "unknown_region", 2, "region_code"),
    ("regions/region_geometry.csv", "110000,116.4", "110000,11.64", "out_of_range", 2, "longitude"),
    ("metrics.toml", 'unit = "件"', 'units = "件"', "missing_column", 16, "unit"),
    ("metrics.toml", 'unit = "件"', 'unit = ""', "missing_value", 16, "unit"),
    ("metrics.toml", 'unit = "件"', "unit = 件", "malformed", 20, ""),
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
        ("published/sources.csv", 2, "url", "wrong_form"),
    ]
    assert "发现6处问题" in str(caught.value)
    assert "6 problems found" in str(caught.value)
    assert not (tmp_path / "snapshots").exists()


def test_every_rule_of_the_catalogue_is_exercised() -> None:
    exercised = {edit[3] for edit in BAD_EDITS} | {file[1] for file in BAD_FILES}
    assert exercised == set(RULES)


def test_every_check_of_the_schema_has_words_of_its_own() -> None:
    assert len(checks()) > 20
    assert {rule for rule, _, _ in checks().values()} <= set(RULES)


# What the province files print of 2023 is 11, 20 and 28 against 61: exact figures to 1 allow 4 × 0.5.
@pytest.mark.parametrize(
    ("qualifier", "value", "difference", "is_explained"),
    [
        ("exact", "20", "-2", True),
        ("exact", "20", "-2.5", False),
        ("exact", "20.0", "-2", True),
        ("exact", "20.5", "0.6", True),
        ("exact", "20.5", "0.7", False),
        ("approx", "20", "6.5", True),
        ("approx", "20", "6.6", False),
        ("approx", "21", "2.1", False),
    ],
)
def test_rounding_explains_no_more_than_half_a_step_of_every_figure(
    inputs: InputFolders, tmp_path: Path, qualifier: str, value: str, difference: str, is_explained: bool
) -> None:
    change(tmp_path / "inputs", PROVINCES, "2023,320000,江苏,utility_models,20,件,exact",
           f"2023,320000,江苏,utility_models,{value},件,{qualifier}")
    change(tmp_path / "inputs", "published/breaks.csv", "rounding,-2,", f"rounding,{difference},")
    if is_explained:
        build_snapshot(tmp_path / "snapshots", inputs)
    else:
        with pytest.raises(DataError) as caught:
            build_snapshot(tmp_path / "snapshots", inputs)
        assert places(caught.value) == [("published/breaks.csv", 2, "difference", "beyond_rounding")]


def test_messages_name_column_value_rule_and_remedy_without_the_words_of_the_database(
    inputs: InputFolders, tmp_path: Path
) -> None:
    change(tmp_path / "inputs", PROVINCES, FIRST, FIRST.replace("2022", "1884"))
    change(tmp_path / "inputs", "published/city_stats.csv", "320500,苏州", "320586,苏州")
    with pytest.raises(DataError) as caught:
        build_snapshot(tmp_path / "snapshots", inputs)
    former, early = (str(problem) for problem in caught.value.problems)
    for words in ("published/city_stats.csv:2 [region_code]", "“320586”", "320500", "'320586'"):
        assert words in former
    for words in (f"{PROVINCES}:2 [year]", "“year”应在1985–2100之间：“1884”", "year must lie within 1985–2100: '1884'"):
        assert words in early
    assert "CHECK" not in str(caught.value) and "onstraint" not in str(caught.value)


def test_a_change_may_be_negative_where_the_metric_says_so(inputs: InputFolders, tmp_path: Path) -> None:
    change(tmp_path / "inputs", PROVINCES, FIRST, FIRST.replace(",10,", ",-10,"))
    path = tmp_path / "inputs" / "metrics.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("can_be_negative = false", "can_be_negative = true", 1), encoding="utf-8")
    build_snapshot(tmp_path / "snapshots", inputs)


@pytest.mark.parametrize(
    ("place", "is_known"),
    [("320505", True), ("320500", True), ("110108", True), ("329001", True), ("320000", True), ("321205", False),
     ("120105", False)],
)
def test_a_place_lies_in_a_city_of_the_register(
    inputs: InputFolders, tmp_path: Path, place: str, is_known: bool
) -> None:
    change(tmp_path / "inputs", "published/clusters.csv", ",320505,", f",{place},")
    intake = read_inputs(inputs)
    check(intake)
    assert [found.rule for found in intake.problems] == ([] if is_known else ["unknown_place"])


@pytest.mark.parametrize(("today", "rules"), [(date(2011, 6, 13), []), (date(2011, 6, 12), ["in_the_future"] * 2)])
def test_a_membership_begins_no_later_than_the_day_of_the_build(
    inputs: InputFolders, today: date, rules: list[str]
) -> None:
    intake = read_inputs(inputs)
    check(intake, today)
    assert [found.rule for found in intake.problems if found.column == "valid_from"] == rules


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
