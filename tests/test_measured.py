"""What was measured is printed so that it can be read and repeated: the pages of `docs/measured/` and their index."""

import re
from pathlib import Path

import pytest

from tests.benchmarks.report import MEASURED, Table, ratio, spread, write_index, write_report

TITLE = ("速度", "Speed")
TABLE = Table(TITLE, ["what", "ms"], [["a | b", "1,234.5 (1–2, n = 3)"], ["c", "—"]], ["quiet machine"])


@pytest.mark.parametrize(
    ("values", "digits", "printed"),
    [
        ([], 0, "—"),
        ([12.34], 1, "12.3"),
        ([3, 1, 2], 0, "2 (1–3, n = 3)"),
        ([1000, 2000], 0, "1,500 (1,000–2,000, n = 2)"),
        ([0.25, 0.75, 0.5], 2, "0.50 (0.25–0.75, n = 3)"),
    ],
)
def test_runs_are_told_by_median_range_and_number(values: list[float], digits: int, printed: str) -> None:
    assert spread(values, digits) == printed


@pytest.mark.parametrize(
    ("values", "base", "printed"),
    [([30, 10, 20], [2, 2, 2], "10.0 ×"), ([1], [4], "0.2 ×"), ([], [1], "—"), ([1], [], "—"), ([1], [0], "—")],
)
def test_a_ratio_is_of_the_medians(values: list[float], base: list[float], printed: str) -> None:
    assert ratio(values, base) == printed


def test_a_table_has_its_figures_to_the_right_and_escapes_its_cells() -> None:
    assert TABLE.markdown().splitlines() == [
        "## 速度 · Speed", "", "| what | ms |", "|---|---:|", "| a \\| b | 1,234.5 (1–2, n = 3) |", "| c | — |", "",
        "- quiet machine",
    ]


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("12", "---:"), ("−1.5", "---:"), ("3.2 ×", "---:"), ("45 %", "---:"), ("12 kB", "---:"), ("—", "---:"),
        ("", "---"), ("no", "---"), ("2 of 3", "---"), ("v1.2", "---"),
    ],
)
def test_a_column_is_of_figures_where_every_cell_is_one(cell: str, mark: str) -> None:
    assert Table(TITLE, ["x"], [[cell]]).markdown().splitlines()[3] == f"|{mark}|"


def test_a_report_tells_machine_date_versions_and_command(tmp_path: Path) -> None:
    page = write_report("speed", TITLE, "python -m x", [TABLE], ["a remark"], folder=tmp_path)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# 速度 · Speed\n")
    assert re.search(r"^\| 日期 Date \| \d{4}-\d\d-\d\d \d\d:\d\d UTC \|$", text, re.M)
    assert "| 命令 Command | `python -m x` |" in text
    assert re.search(r"^\| 处理器 Processor \| .+, \d+ cores \|$", text, re.M)
    assert re.search(r"^\| 内存 Memory \| \d+\.\d GiB \|$", text, re.M)
    assert re.search(r"^\| 版本 Versions \| Python 3\.\d+\.\d+, streamlit [\d.]+, duckdb [\d.]+", text, re.M)
    assert re.search(r"^\| 提交 Commit \| (`[0-9a-f]{12}`( \+ changes)?|—) \|$", text, re.M)
    assert re.search(r"^\| 负载 Load average \| \d+\.\d \d+\.\d \d+\.\d ", text, re.M)
    assert text.index("- a remark") < text.index("## 速度 · Speed") < text.index("- quiet machine")


def test_the_index_lists_every_report_with_its_date_and_command(tmp_path: Path) -> None:
    write_report("speed", TITLE, "python -m x", [TABLE], folder=tmp_path)
    write_report("load", ("并发", "Many viewers"), "python -m y", [], folder=tmp_path)
    lines = (tmp_path / "README.md").read_text(encoding="utf-8").splitlines()[-2:]
    date = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
    assert re.fullmatch(rf"\| \[并发 · Many viewers\]\(load\.md\) \| {date} \| `python -m y` \|", lines[0])
    assert re.fullmatch(rf"\| \[速度 · Speed\]\(speed\.md\) \| {date} \| `python -m x` \|", lines[1])


@pytest.mark.parametrize("name", ["", "README", "readme", "../speed", "Speed", "a b", "speed.md"])
def test_a_report_has_the_name_of_a_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no name"):
        write_report(name, TITLE, "x", [], folder=tmp_path)


@pytest.mark.parametrize(
    "table", [Table(("速度", ""), ["a"], []), Table(TITLE, ["a", "b"], [["1"]]), Table(TITLE, ["a"], [["1", "2"]])]
)
def test_what_cannot_be_printed_leaves_nothing_behind(table: Table, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        write_report("speed", TITLE, "x", [table], folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_index_is_that_of_the_shipped_reports(tmp_path: Path) -> None:
    for page in MEASURED.glob("*.md"):
        (tmp_path / page.name).write_bytes(page.read_bytes())
    assert write_index(tmp_path).read_bytes() == (MEASURED / "README.md").read_bytes()
