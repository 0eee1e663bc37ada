"""Files made to do harm: refused in words or read as plain cells, in bounded memory, and nothing is left behind."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from data.importing import sheets
from data.importing.sheets import MOST_COLUMNS, Unreadable, sheets_of
from data.importing.workbook_parts import ROOT_WITHIN, WORKSHEET, is_plain

SECRET = "the-secret-of-this-machine"
LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
WORKBOOK, TYPES, STYLES = "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"
RELATIONS, CORE = "xl/_rels/workbook.xml.rels", "docProps/core.xml"


def workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate([["年份", "地区"], [2022, "苏州市"]]):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def changed(part: str, change: Callable[[bytes], bytes], **more: bytes) -> bytes:
    """A workbook of which one part is changed, and to which others are added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        assert part in old.namelist()
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        for name, content in more.items():
            new.writestr(name, content)
    return stream.getvalue()


# What each part has and a reader of it gets to see, in place of which an entity is used.
SHOWN = {
    STRINGS: "年份", SHEET: "2022", WORKBOOK: "Sheet1", TYPES: "application/xml", STYLES: "Calibri",
    RELATIONS: "worksheets/sheet1.xml", CORE: "dcterms:W3CDTF",
}  # fmt: skip


def with_entity(part: str, declared: str, used: str, encoding: str = "utf-8") -> Callable[[bytes], bytes]:
    """Declare entities in a part of XML and use one in place of what it shows, in text or in an attribute."""

    def change(content: bytes) -> bytes:
        _, _, rest = content.decode().partition("?>")
        root = rest.lstrip()[1:].split(" ")[0].split(">")[0]
        assert SHOWN[part] in rest
        body = rest.replace(SHOWN[part], used, 1)
        head = f'<?xml version="1.0" encoding="{encoding}"?><!-- <a> --><!DOCTYPE {root} [{declared}]>'
        return (head + body).encode(encoding, errors="xmlcharrefreplace")

    return change


def outcome(content: bytes) -> tuple[str, list[tuple[str, ...]]]:
    """The rule by which a file is refused, or nothing, and the cells that were read."""
    cells: list[tuple[str, ...]] = []
    try:
        for sheet in sheets_of(io.BytesIO(content), "x"):
            cells += [line.cells for line in sheet.lines()]
    except Unreadable as refused:
        return refused.rule, cells
    return "", cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "cp037"])
@pytest.mark.parametrize("part", SHOWN)
def test_entities_that_multiply_are_not_unfolded(part: str, encoding: str) -> None:
    bomb = changed(part, with_entity(part, f'<!ENTITY a0 "{"ha" * 50}">{LAUGHS}', "&a9;", encoding))
    assert outcome(bomb) == ("damaged_workbook", [])


@pytest.mark.parametrize("part", SHOWN)
def test_a_part_that_declares_even_a_harmless_entity_is_refused(part: str) -> None:
    """The same workbook is read where the entity is neither declared nor used."""
    assert outcome(changed(part, with_entity(part, f'<!ENTITY b "{SHOWN[part]}">', "&b;"))) == ("damaged_workbook", [])
    assert outcome(workbook()) == ("", [("年份", "地区"), ("2022", "苏州市")])


@pytest.mark.parametrize("part", SHOWN)
@pytest.mark.parametrize("address", ["file://{path}", "http://127.0.0.1:9/x"])
def test_no_entity_reads_a_file_or_asks_an_address(part: str, address: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    target = address.format(path=tmp_path / "secret")
    assert outcome(changed(part, with_entity(part, f'<!ENTITY b SYSTEM "{target}">', "&b;")))[0] == "damaged_workbook"


@pytest.mark.parametrize(("name", "content", "plain"), [
    ("a.xml", b"<a>&lt;!DOCTYPE a></a>", True),
    ("a.xml", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <!DOCTYPE a> --><a/>", True),
    ("a.xml", "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"), True),
    ("a.xml", b"", True),
    ("a.png", b"\x89PNG\r\n\x1a\n<!DOCTYPE a>", True),
    ("a.xml", b"<!DOCTYPE a><a/>", False),
    ("a.bin", b"<!DOCTYPE a><a/>", False),
    ("A.RELS", b"\n\n<!-- > --><?x <a>?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>", False),
    ("a.xml", "<!DOCTYPE a><a/>".encode("utf-16"), False),
    ("a.xml", "<!DOCTYPE a><a/>".encode("utf-16-be"), False),
    ("a.xml", b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a><a/>", False),
    ("a.xml", b"<!--" + b" " * ROOT_WITHIN + b"--><!DOCTYPE a><a/>", False),
    ("a.xml", b"no markup", False),
])  # fmt: skip
def test_a_document_type_is_seen_wherever_it_may_stand(name: str, content: bytes, plain: bool) -> None:
    assert is_plain(name, io.BytesIO(content)) is plain


def test_a_zip_that_unfolds_a_thousandfold_is_refused_before_it_is_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_UNPACKED", 2**24)
    bomb = changed(SHEET, lambda content: content, **{"xl/media/a.bin": b"\0" * 2**25})
    assert len(bomb) < 2**16
    assert outcome(bomb)[0] == "too_large_file"


def test_a_part_that_says_it_is_small_is_read_no_further(tmp_path: Path) -> None:
    content = bytearray(changed(STRINGS, lambda content: content.replace(b"</sst>", b" " * 100_000 + b"</sst>")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(STRINGS).file_size
    place = content.rindex(size.to_bytes(4, "little"))
    content[place : place + 4] = (100).to_bytes(4, "little")
    assert outcome(bytes(content))[0] == "damaged_workbook"


STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


@pytest.mark.parametrize("name", [
    "xl/other.xml", "xl/strings.bin", "xl/strings.XML", "xl/worksheets/strings.xml", "xl/worksheets/_rels/strings.xml",
])  # fmt: skip
def test_texts_under_another_name_count_as_texts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of parts calls them texts, and as it may, also a worksheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            moved = name if part == STRINGS else part
            content = old.read(part).replace(b"/xl/sharedStrings.xml", f"/{name}".encode())
            if part == TYPES:
                also = f'<Override PartName="/{name}" ContentType="{WORKSHEET}"/></Types>'
                content = content.replace(b"</Types>", also.encode())
            new.writestr(moved, content + b" " * (100_001 * (part == STRINGS)))
    assert STRINGS_TYPE.encode() in zipfile.ZipFile(made).read(TYPES)
    assert outcome(made.getvalue()) == ("", [("年份", "地区"), ("2022", "苏州市")])
    monkeypatch.setattr(sheets, "LARGEST_TEXTS", 100_000)
    assert outcome(made.getvalue())[0] == "too_large_file"


def test_a_worksheet_is_read_line_by_line_and_may_be_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_TEXTS", 100_000)
    large = changed(SHEET, lambda content: content + b" " * 100_001)
    assert outcome(large) == ("", [("年份", "地区"), ("2022", "苏州市")])


def test_a_zip_of_very_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_PARTS", 50)
    assert outcome(changed(SHEET, bytes, **{f"x/{number}": b"" for number in range(50)}))[0] == "too_large_file"


def test_a_zip_within_a_zip_is_no_workbook() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", workbook())
    assert outcome(stream.getvalue())[0] == "damaged_workbook"


def test_names_in_an_archive_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outside = str(tmp_path / "absolute.xml")
    names = ("../../up.xml", outside, "C:\\up.xml", "xl/\0.xml")
    content = changed(SHEET, bytes, **dict.fromkeys(names, b"<x/>"))
    assert outcome(content) == ("", [("年份", "地区"), ("2022", "苏州市")])
    assert list(tmp_path.rglob("*")) == [] and not (tmp_path.parent.parent / "up.xml").exists()


def test_a_formula_is_not_worked_out_and_its_kept_result_is_read() -> None:
    made, stream = openpyxl.Workbook(), io.BytesIO()
    made.active.append(["=WEBSERVICE(\"http://127.0.0.1:9/\")", "=cmd|' /C calc'!A0", "苏州市"])
    made.save(stream)
    assert outcome(stream.getvalue()) == ("", [("", "", "苏州市")])


WIDE = MOST_COLUMNS + 1


def wide_workbook() -> bytes:
    return changed(SHEET, lambda content: content.replace(b'r="B1"', b'r="XFD1"'))


@pytest.mark.parametrize(("content", "rule"), [
    (b"," * MOST_COLUMNS + b"\n", "too_wide"),
    (b"a,b\n1," + b"," * WIDE, "too_wide"),
    (wide_workbook(), "too_wide"),
    (b"a" * (2**22 + 1), "too_large_file"),
    (b"a,b\n" + b"x" * 2**15, "malformed"),
    (b'a,b\n"' + b"x\n" * 2**15, "malformed"),
    (b"a,b\n1,\0\n", "binary_text"),
    ("年份,地区\n2022,苏州\n".encode("utf-16"), "binary_text"),
    ("年份,地区\n2022,苏州\n".encode("utf-16-le"), "binary_text"),
    ("年份,地区\n2022,苏州\n".encode("utf-32"), "binary_text"),
    (b"\x80\x81\xff" * 50, "wrong_encoding"),
    (b"\x1f\x8b\x08" + b"\0" * 50, "wrong_encoding"),
    (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", ""),
])  # fmt: skip
def test_what_is_no_table_is_refused_and_what_looks_like_markup_is_text(content: bytes, rule: str) -> None:
    refused, cells = outcome(content)
    assert refused == rule and "root:" not in str(cells)


def test_as_many_columns_as_allowed_are_read() -> None:
    assert outcome(b"a" + b",a" * (MOST_COLUMNS - 1) + b"\n")[0] == ""


# In a process of its own, with 128 MB more than it takes to start, a file of one line or of one record.
BOUNDED = """
import resource, sys
from data.importing.sheets import Unreadable, sheets_of
used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**27, used + 2**27))
try:
    for sheet in sheets_of(open(sys.argv[1], 'rb'), 'x'):
        for line in sheet.lines():
            pass
except Unreadable as refused:
    print(refused.rule)
"""


@pytest.mark.parametrize("piece", ["a,", '"ab\n",'])
def test_one_endless_line_is_refused_in_little_memory(piece: str, tmp_path: Path) -> None:
    """Also one record of very many short lines, none of which is long and none of whose cells is."""
    file = tmp_path / "endless.csv"
    with file.open("wb") as stream:
        for _ in range(100):
            stream.write(piece.encode() * (2**20 // len(piece)))
    root = Path(__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-c", BOUNDED, str(file)], cwd=root, capture_output=True, text=True, check=True, timeout=300
    )
    assert run.stdout == "too_large_file\n"


def test_records_of_many_lines_are_read_as_long_as_each_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_LONGEST_LINE", 30)
    record = b'"a\nb",c\n'
    assert outcome(b"a,b\n" + record * 20) == ("", [("a", "b"), *[("a\nb", "c")] * 20])
    assert outcome(b"a,b\n" + b'"a\nb",' * 6 + b"c\n")[0] == "too_large_file"
