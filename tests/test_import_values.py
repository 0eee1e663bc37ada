"""Cells: digits of every width, separators, units, dates, words and names of places mean what people mean by them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importing.columns import is_personal, kinds, recognise, split_unit
from data.importing.entries import Register, RowReader
from data.importing.findings import rules
from data.importing.places import Places, places_of
from data.importing.sheets import Line, Sheet
from data.importing.terms import load_terms
from data.importing.values import day, factor, number, year
from data.intake import InputFolders, read_inputs
from data.tables import ValueMistake, tables


@pytest.fixture(scope="module")
def places() -> Places:
    return places_of([row for rows in read_inputs(InputFolders()).rows.values() for row in rows])


@pytest.mark.parametrize(("text", "value"), [
    ("12", "12"), ("１２３４", "1234"), ("1,234.5", "1234.5"), ("１,２３４", "1234"), (" 7 ", "7"), ("-3", "-3"),
    ("−3", "-3"), ("1e5", "100000"), ("12 345", "12345"),
])
def test_a_number_is_read_in_every_spelling(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(("text", "rule"), [
    ("约50", "not_a_number"), ("1,23", "not_a_number"), ("", "not_a_number"), ("nan", "not_a_number"),
    ("1_000", "not_a_number"), ("#N/A", "cell_error"), ("9" * 41, "too_large"),
])
def test_what_is_no_number_says_why(text: str, rule: str) -> None:
    with pytest.raises(ValueMistake) as caught:
        number(text)
    assert caught.value.rule == rule


@pytest.mark.parametrize("text", ["2023-12-31", "2023/12/31", "2023.12.31", "2023年12月31日", "20231231", "45291",
                                  "45291.0", "２０２３-１２-３１"])
def test_a_date_is_read_in_every_form_and_as_the_serial_of_a_spreadsheet(text: str) -> None:
    assert day(text) == date(2023, 12, 31)


@pytest.mark.parametrize("text", ["2023-02-30", "去年", "2023", "123", "99999999"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueMistake):
        day(text)


@pytest.mark.parametrize(("text", "value"), [
    ("2023", 2023), ("2023年", 2023), ("2023.0", 2023), ("２０２３年末", 2023),
])
def test_a_year_is_read_in_every_spelling(text: str, value: int) -> None:
    assert year(text) == value


@pytest.mark.parametrize(("unit", "wanted", "ratio"), [
    ("万人", "人", "10000"), ("亿元", "万元", "10000"), ("万元", "亿元", "0.0001"), ("家", "家", "1"),
    ("个", "家", "1"),
    ("件/万人", "件/万人", "1"), ("万", "人", "10000"), ("千人", "人", "1000"), ("万亿元", "亿元", "10000"),
    ("人年", "人", "1"), ("元", "万元/人", "0.0001"), ("亿港元", "HKD", "100000000"), ("人", "元", None),
    ("百分比", "%", "1"), ("万元", "万元", "1"),
    ("亿港元", "亿元", None), ("件", "家", None), ("%", "家", None),
])
def test_units_convert_where_they_measure_the_same(unit: str, wanted: str, ratio: str | None) -> None:
    assert factor(unit, wanted) == (None if ratio is None else Decimal(ratio))


@pytest.mark.parametrize(("header", "parts"), [
    ("营业收入（万元）", ("营业收入", "万元")), ("营业收入(单位：亿元)", ("营业收入", "亿元")),
    ("value [人]", ("value", "人")),
    ("数值", ("数值", "")), ("营业收入【亿元】", ("营业收入", "亿元")), ("营业收入_亿元", ("营业收入", "亿元")),
    ("营业收入/亿元", ("营业收入", "亿元")), ("营业收入 亿元", ("营业收入", "亿元")),
    ("营业收入：元", ("营业收入", "元")),
    ("营业收入亿元", ("营业收入", "亿元")), ("从业人员数", ("从业人员数", "")),
])
def test_a_header_states_its_unit_in_brackets_or_behind_its_name(header: str, parts: tuple[str, str]) -> None:
    assert split_unit(header) == parts


@pytest.mark.parametrize(("header", "personal"), [
    ("负责人", True), ("联系人姓名", True), ("电 话", True), ("手机号", True), ("E-mail", True),
    ("Contact phone", True),
    ("身份证号", True), ("Tel.", True), ("contact_name", True), ("QQ", True), ("性别", True),
    ("居民身份号码", True), ("legal_rep", True), ("Intellectual property", False),
    ("执业代理师人数", False), ("机构名称", False), ("负责人数", False), ("营业收入", False),
])
def test_personal_data_is_told_by_the_header(header: str, personal: bool) -> None:
    assert is_personal(header) == personal


@pytest.mark.parametrize(("code", "name", "found"), [
    ("150000", "", "150000"), ("１５００００", "", "150000"), ("150000.0", "", "150000"), ("", "内蒙古", "150000"),
    ("", "内蒙古自治区", "150000"), ("", "Inner Mongolia", "150000"), ("", "inner  mongolia", "150000"),
    ("320500", "苏州", "320500"), ("220000", "吉林", "220000"), ("220200", "吉林", "220200"), ("", "吉林省", "220000"),
    ("", "吉林市", "220200"), ("", "苏 州 市", "320500"),
])
def test_a_place_is_found_by_code_and_by_every_spelling(places: Places, code: str, name: str, found: str) -> None:
    place = places.find(code, name)
    assert (place.code, place.rule) == (found, "")


@pytest.mark.parametrize(("code", "name", "rule"), [
    ("999999", "", "unknown_region"), ("", "火星", "unknown_region"), ("", "吉林", "ambiguous_region"),
    ("110000", "上海", "name_mismatch"), ("371200", "", "merged_region"), ("", "", "missing_value"),
])
def test_a_place_that_is_not_found_says_why(places: Places, code: str, name: str, rule: str) -> None:
    assert places.find(code, name).rule == rule


def test_what_stands_at_a_merged_place_moves_to_its_successor_and_a_figure_of_it_does_not(places: Places) -> None:
    assert places.find("371200", "", is_point=True).code == "370100"
    assert places.find("142200", "").code == "140900"
    assert places.find("142200", "").former == "142200"


@pytest.mark.parametrize(("address", "code"), [
    ("江苏省苏州市工业园区示例路1号", "320500"), ("北京市海淀区示例路1号", "110000"),
    ("中国四川省 成都市武侯区", "510100"),
    ("广东省示例路", "440000"), ("示例路1号", ""),
])
def test_an_address_says_its_city_or_else_its_province(places: Places, address: str, code: str) -> None:
    assert places.at_address(address).code == code


@pytest.mark.parametrize(("name", "unit", "metric"), [
    ("gdp", "亿元", "gdp"), ("gdp", "亿港元", "gdp_in_hong_kong_dollars"), ("地区生产总值", "亿元", "gdp"),
    ("Patent agencies", "家", "patent_agencies"), ("srdi_little_giants_valid", "家", "specialised_little_giants_valid"),
    ("patents_granted_total", "件", "domestic_patents_granted"), ("no such metric", "件", None),
])
def test_a_metric_is_found_by_identifier_name_and_foreign_name(name: str, unit: str, metric: str | None) -> None:
    found = load_terms().find(name, unit)
    assert (found.metric if found else None) == metric


@pytest.mark.parametrize(("header", "table"), [
    ("year,adcode,name,metric,value,unit,source_id,note", "stat"), ("单位,数值,指标,地区,年份", "stat"),
    ("机构代码,机构名称,统一社会信用代码,机构状态,机构类型,设立日期,地址,执业代理师人数,信用等级", "agency"),
    ("主机构代码,分支机构代码,分支机构名称,设立日期,地址,状态", "branch"),
    ("机构代码,年份,从业人员,营业收入（万元）", "agency_year"),
    ("机构代码,知识产权类型,业务形态", "service_offer"), ("集聚区代码,集聚区名称,所在地区", "cluster"),
    ("集聚区代码,年份,指标,数值,单位", "cluster_year"), ("集聚区代码,目标年份,指标,目标值,单位", "cluster_target"),
    ("source_id,title,url", "source"), ("水果,斤", None),
])
def test_a_table_is_known_by_its_headers_in_any_order(header: str, table: str | None) -> None:
    layout, _ = recognise(Sheet("x", "", (Line(1, ("一览表",)), Line(2, tuple(header.split(","))))))
    assert (layout.kind.table if layout else None) == table
    assert layout is None or layout.header == 1


def read_lines(places: Places, *lines: str) -> tuple[dict[str, list[object]], list[str]]:
    """What becomes of the lines of a file: sound columns, and the rules of all that is said."""
    sheet = Sheet("x", "", tuple(Line(place, tuple(line.split(","))) for place, line in enumerate(lines, start=1)))
    layout, said = recognise(sheet)
    assert layout is not None
    register = Register(places, load_terms(), date(2026, 1, 1))
    block = RowReader(layout, register, False).read(sheet.head[layout.header + 1 :])
    return block.columns, [found.rule for found in said] + [remark.rule for remark in block.remarks]


@pytest.mark.parametrize(("lines", "revenue", "said"), [
    (("机构代码,年份,营业收入_亿元", "A1,2022,3"), 30_000, []),
    (("单位：亿元", "机构代码,年份,从业人员,营业收入", "A1,2022,5,3"), 30_000, []),
    (("某省年报（单位：元）,,", "机构代码,年份,营业收入", "A1,2022,30000"), 3, []),
    (("单位：亿元", "机构代码,年份,营业收入（万元）", "A1,2022,3"), 3, []),
    (("填报单位：某某局", "机构代码,年份,营业收入", "A1,2022,3"), 3, ["assumed_unit"]),
    (("机构代码,年份,营业收入", "A1,2022,3"), 3, ["assumed_unit"]),
])
def test_an_amount_stands_in_the_unit_of_its_header_or_of_a_line_above_and_a_guess_is_told(
    places: Places, lines: tuple[str, ...], revenue: float, said: list[str]
) -> None:
    columns, rules_told = read_lines(places, *lines)
    assert (columns["revenue"], rules_told) == ([revenue], said)


def test_a_line_above_the_header_says_in_what_statistics_count(places: Places) -> None:
    header = "年份,地区,指标,数值"
    columns, said = read_lines(places, "单位：亿元、家", header, "2022,广东省,gdp,3", "2022,苏州市,专利代理机构,4")
    assert (columns["value"], columns["unit"], said) == ([3.0, 4.0], ["亿元", "家"], [])
    assert read_lines(places, "单位：亿元", header, "2022,苏州市,专利代理机构,4")[1] == ["missing_unit"]


def test_a_code_is_the_same_however_wide_its_signs_are(places: Places) -> None:
    header = "机构代码,机构名称,机构状态,所在地区,统一社会信用代码"
    columns, said = read_lines(places, header, "１１００１,示例,正常,苏州市,９１11０108ma00000000")
    assert (columns["agency_code"], columns["credit_code"], said) == (["11001"], ["91110108MA00000000"], [])


NASTY = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "2023", "320500", "苏州市", "专利代理机构", "家", "-1", "1e99", "9" * 60, "45291", "是",
                     "代理", "专利", "#REF!", "inf", "{value}", "２０２３", "1,000", "0000-00-00", "万", "%", "吉林"]),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(kinds())), st.data())
def test_no_content_of_a_cell_does_harm(places: Places, table: str, data: st.DataObject) -> None:
    """A row is an entry or has an error; nothing else can become of it."""
    headers = tuple(spellings[0] for spellings in kinds()[table].columns.values())
    cells = tuple(data.draw(NASTY).strip() for _ in headers)
    sheet = Sheet("x", "", (Line(1, headers), Line(2, cells)), is_text=True)
    layout, said = recognise(sheet)
    assert layout is not None and {found.rule for found in said} <= {"assumed_unit"}
    block = RowReader(layout, Register(places, load_terms(), date(2026, 1, 1)), True).read(sheet.head[1:])
    is_stopped = any(rules()[remark.rule].severity == "error" for remark in block.remarks)
    assert set(block.lines) == (set() if is_stopped else {2})
    assert set(block.columns) >= set(tables()[table].columns) - {"layer", "status_text"} or is_stopped
