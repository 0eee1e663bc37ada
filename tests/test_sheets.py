"""Reading: every common way to write a table gives the same cells, and no byte sequence does harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importing import sheets
from data.importing.columns import recognise
from data.importing.sheets import read_content, read_file

CELLS = [("年份", "地区"), ("2022", "苏州市"), ("2023", "")]


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
    [sheet], findings = read_content(text(encoding, separator, end), "a.csv")
    assert findings == []
    assert [line.cells for line in sheet.lines] == CELLS
    assert [line.number for line in sheet.lines] == [1, 2, 3]


def test_a_workbook_and_a_parquet_file_hold_the_same_cells() -> None:
    rows = [("年份", "地区"), (2022, "苏州市"), (2023.0, None)]
    for content in (workbook(*rows), parquet(年份=[2022, 2023], 地区=["苏州市", None])):
        [sheet], findings = read_content(content, "a")
        assert findings == []
        assert [line.cells for line in sheet.lines] == CELLS
        assert [line.number for line in sheet.lines] == [1, 2, 3]


@pytest.mark.parametrize(("value", "cell"), [
    (None, ""), (True, "true"), (3, "3"), (3.0, "3"), (0.1, "0.1"), (1e22, "1" + "0" * 22), (1.5e-7, "0.00000015"),
    (float("nan"), ""), (Decimal("2.50"), "2.50"), (datetime(2023, 12, 31), "2023-12-31"), (date(2023, 1, 2),
    "2023-01-02"),
    ("  文字 ", "文字"), (b"abc", "abc"),
])
def test_a_value_is_written_as_people_write_it(value: object, cell: str) -> None:
    assert sheets._cell(value) == cell


def test_lines_keep_their_numbers_past_blank_lines_and_broken_cells() -> None:
    [sheet], _ = read_content(b'a,b\n\n"1\n2",3\n\n4,5\n', "a.csv")
    assert [(line.number, line.cells) for line in sheet.lines] == [(1, ("a", "b")), (3, ("1\n2", "3")), (6, ("4", "5"))]


def test_every_sheet_of_a_workbook_is_read() -> None:
    made = openpyxl.Workbook()
    made.create_sheet("第二").append([1])
    stream = io.BytesIO()
    made.save(stream)
    found, _ = read_content(stream.getvalue(), "a.xlsx")
    assert [(sheet.name, len(sheet.lines)) for sheet in found] == [("Sheet", 0), ("第二", 1)]


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    found, [finding] = read_file(tmp_path / "none.csv", "none.csv")
    assert (found, finding.rule) == ([], "unreadable")


def test_a_file_that_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 1000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"0" * 1001)
    assert [finding.rule for finding in read_content(stream.getvalue(), "a.xlsx")[1]] == ["too_large_file"]


BEGINNINGS = st.sampled_from([
    b"", b"\xef\xbb\xbf", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe",
    "年份,地区,指标,数值,单位\n".encode(), "年份,地区,指标,数值,单位\n".encode("gb18030"),
])


def read_and_recognise(content: bytes) -> None:
    found, findings = read_content(content, "x")
    assert bool(found) != bool(findings)
    for sheet in found:
        if sheet.lines:
            _, said = recognise(sheet)
            findings += said
    assert all(str(finding) for finding in findings)


@settings(deadline=None, max_examples=400)
@given(BEGINNINGS, st.binary(max_size=300))
def test_no_byte_sequence_does_harm(beginning: bytes, rest: bytes) -> None:
    read_and_recognise(beginning + rest)


@settings(deadline=None, max_examples=120)
@given(st.sampled_from([workbook(*CELLS), parquet(年份=[1, 2], 地区=["a", "b"])]), st.data())
def test_no_damage_to_a_good_file_does_harm(content: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(content) - 1))
    kind = data.draw(st.sampled_from(["cut", "changed"]))
    read_and_recognise(content[:place] if kind == "cut" else content[:place] + b"\x5a" + content[place + 1 :])
