"""Reading: every common way to write a table gives the same cells, and no byte sequence does harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importing import sheets
from data.importing.columns import recognise
from data.importing.findings import Finding
from data.importing.sheets import Line, Unreadable, sheets_of

CELLS = [("年份", "地区"), ("2022", "苏州市"), ("2023", "")]


def read(content: bytes) -> tuple[list[tuple[str, list[Line]]], list[Finding]]:
    """Every sheet of a file with its lines, or why it cannot be read to its end."""
    try:
        return [(sheet.name, list(sheet.lines())) for sheet in sheets_of(io.BytesIO(content), "x")], []
    except Unreadable as failure:
        return [], [failure.finding("x")]


def text(encoding: str, separator: str, end: str = "\n") -> bytes:
    return "".join(separator.join(row) + end for row in CELLS).encode(encoding)


def workbook(*rows: tuple[object, ...], title: str = "Sheet") -> bytes:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def parquet(**columns: list[object]) -> bytes:
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_is_read_in_every_encoding_with_every_separator(encoding: str, separator: str, end: str) -> None:
    [(_, lines)], findings = read(text(encoding, separator, end))
    assert findings == []
    assert [line.cells for line in lines] == CELLS
    assert [line.number for line in lines] == [1, 2, 3]


def test_a_workbook_and_a_parquet_file_hold_the_same_cells() -> None:
    rows = [("年份", "地区"), (2022, "苏州市"), (2023.0, None)]
    for content in (workbook(*rows), parquet(年份=[2022, 2023], 地区=["苏州市", None])):
        [(_, lines)], findings = read(content)
        assert findings == []
        assert [line.cells for line in lines] == CELLS
        assert [line.number for line in lines] == [1, 2, 3]


@pytest.mark.parametrize(("value", "cell"), [
    (None, ""), (True, "true"), (3, "3"), (3.0, "3"), (0.1, "0.1"), (1e22, "1" + "0" * 22), (1.5e-7, "0.00000015"),
    (float("nan"), ""), (Decimal("2.50"), "2.50"), (datetime(2023, 12, 31), "2023-12-31"), (date(2023, 1, 2),
    "2023-01-02"),
    ("  文字 ", "文字"), (b"abc", "abc"),
])
def test_a_value_is_written_as_people_write_it(value: object, cell: str) -> None:
    assert sheets._cell(value) == cell


def test_the_separator_stands_equally_often_in_every_line_and_quotes_do_not_count() -> None:
    for content in (b'a;b\n"x,y,z",1\n'.replace(b'",', b'";'), b"a;b\n1,2,3;4\n5;6\n", b"a\tb\n1,1\t2\n3,3\t4\n"):
        [(_, lines)], findings = read(content)
        assert (findings, {len(line.cells) for line in lines}) == ([], {2})


def test_a_cell_that_shows_a_percentage_is_read_as_it_shows() -> None:
    made, stream = openpyxl.Workbook(), io.BytesIO()
    made.active.append([0.646, 0.646, "0.646"])
    made.active["A1"].number_format = "0.0%"
    made.save(stream)
    [(_, [line])], _ = read(stream.getvalue())
    assert line.cells == ("64.6", "0.646", "0.646")


def test_a_hidden_sheet_is_not_read() -> None:
    made, stream = openpyxl.Workbook(), io.BytesIO()
    made.active.append([1])
    hidden = made.create_sheet("旧")
    hidden.append([2])
    hidden.sheet_state = "hidden"
    made.save(stream)
    found = [(sheet.name, sheet.is_hidden, len(sheet.head)) for sheet in sheets_of(io.BytesIO(stream.getvalue()), "x")]
    assert found == [("Sheet", False, 1), ("旧", True, 0)]


def test_a_line_beyond_the_last_of_a_spreadsheet_is_no_line() -> None:
    small, stream = io.BytesIO(workbook(*CELLS)), io.BytesIO()
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b'<row r="3"', b'<row r="999999999"').replace(b'"A3"', b'"A999999999"')
            new.writestr(name, content)
    assert [(finding.rule, finding.line) for finding in read(stream.getvalue())[1]] == [("damaged_workbook", 2**20 + 1)]


def test_a_parquet_file_that_unfolds_beyond_measure_is_refused() -> None:
    content = parquet(年份=["2" * 200_000] * 4_000)
    assert len(content) < 100_000
    assert [finding.rule for finding in read(content)[1]] == ["too_large_file"]


def test_a_parquet_file_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert [finding.rule for finding in read(parquet(年份=[1] * 4))[1]] == ["too_large_file"]


def test_columns_within_columns_are_refused() -> None:
    [finding] = read(parquet(联络=[{"phone": "1"}], 名称=["x"]))[1]
    assert (finding.rule, finding.detail) == ("nested_column", "联络")


def test_a_cell_holds_no_more_than_that_of_a_spreadsheet() -> None:
    assert [finding.rule for finding in read(b"a,b\n1," + b"x" * 32_768)[1]] == ["malformed"]


def test_lines_keep_their_numbers_past_blank_lines_and_broken_cells() -> None:
    [(_, lines)], _ = read(b'a,b\n\n"1\n2",3\n\n4,5\n')
    assert [(line.number, line.cells) for line in lines] == [(1, ("a", "b")), (3, ("1\n2", "3")), (6, ("4", "5"))]


def test_every_sheet_of_a_workbook_is_read() -> None:
    made = openpyxl.Workbook()
    made.create_sheet("第二").append([1])
    stream = io.BytesIO()
    made.save(stream)
    found, _ = read(stream.getvalue())
    assert [(name, len(lines)) for name, lines in found] == [("Sheet", 0), ("第二", 1)]


def test_a_workbook_that_says_it_is_smaller_than_it_is_loses_no_row() -> None:
    small, stream = io.BytesIO(workbook(*CELLS)), io.BytesIO()
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            assert name != "xl/worksheets/sheet1.xml" or b'ref="A1:B3"' in content
            new.writestr(name, content.replace(b'ref="A1:B3"', b'ref="A1"'))
    [(_, lines)], _ = read(stream.getvalue())
    assert [line.cells for line in lines] == CELLS


@pytest.mark.parametrize(("content", "position"), [
    (b"a,b\n1,\xff\xff\n", 6), ("年份,".encode() * 2**18 + b"\x80\xff", 7 * 2**18),
])
def test_an_unknown_encoding_is_located(content: bytes, position: int) -> None:
    _, [finding] = read(content)
    assert finding.rule == "wrong_encoding" and int(finding.value) >= position


def test_a_sign_that_is_cut_by_the_reader_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_CHUNK", 5)
    for encoding in ("utf-8-sig", "gb18030"):
        [(_, lines)], findings = read(text(encoding, ","))
        assert (findings, [line.cells for line in lines]) == ([], CELLS)


def test_a_file_that_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 1000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"0" * 1001)
    assert [finding.rule for finding in read(stream.getvalue())[1]] == ["too_large_file"]


BEGINNINGS = st.sampled_from([
    b"", b"\xef\xbb\xbf", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe",
    "年份,地区,指标,数值,单位\n".encode(), "年份,地区,指标,数值,单位\n".encode("gb18030"),
])


def read_and_recognise(content: bytes) -> None:
    findings = []
    try:
        for sheet in sheets_of(io.BytesIO(content), "x"):
            if sheet.head:
                findings += recognise(sheet)[1]
            assert all(isinstance(line.number, int) for line in sheet.lines())
    except Unreadable as failure:
        findings = [failure.finding("x")]
    assert all(str(finding) for finding in findings)


@settings(deadline=None, max_examples=400, derandomize=True)
@given(BEGINNINGS, st.binary(max_size=300))
def test_no_byte_sequence_does_harm(beginning: bytes, rest: bytes) -> None:
    read_and_recognise(beginning + rest)


@settings(deadline=None, max_examples=120, derandomize=True)
@given(st.sampled_from([workbook(*CELLS), parquet(年份=[1, 2], 地区=["a", "b"])]), st.data())
def test_no_damage_to_a_good_file_does_harm(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    kind = data.draw(st.sampled_from(["cut", "changed"]))
    read_and_recognise(content[:place] if kind == "cut" else content[:place] + b"\x5a" + content[place + 1 :])
