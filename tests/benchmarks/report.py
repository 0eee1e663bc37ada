"""Writes what was measured into `docs/measured/`: one page per report, and the index of them.

`write_report("speed", ("速度", "Speed"), command, tables)` writes `docs/measured/speed.md` and the index beside it.
Figures come as they shall be printed; `spread` prints the runs of one.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ROOT / "docs" / "measured"
PACKAGES = ("streamlit", "duckdb", "plotly", "pandas", "pyarrow", "chdb", "playwright")
"""Those whose versions a report names where they are installed."""
FIGURE = re.compile(r"[-−+]?[\d,]+(\.\d+)?( ?[%×]| [^\s\d(]{1,6})?( \(.*\))?|—")
INDEX_HEAD = """# 实测结果 · What was measured

Every page here is the output of the command it names, with machine, date, versions and commit. A test sees that this
index is that of the pages; that nobody changed a page afterwards, no test sees: run its command again to compare.
本目录各页为页首所列命令的输出，并列机器、日期、版本与提交。测试只核对本索引与各页一致，不能证明各页事后未被改动；
如需核对，请重新运行该命令。

| 报告 Report | 日期 Date | 命令 Command |
|---|---|---|
"""

Title = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True)
class Table:
    """A table as printed: `rows` are lists of cells of one text each, as many as `columns`."""

    title: Title
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    remarks: Sequence[str] = field(default=())

    def markdown(self) -> str:
        """Heading, table and remarks; a column that holds figures alone is set to the right.

        Raises ValueError where a row has more or fewer cells than there are columns.
        """
        width = len(self.columns)
        if wrong := [row for row in self.rows if len(row) != width]:
            raise ValueError(f"{self.title[1]}: {width} columns, but a row of {len(wrong[0])}: {wrong[0]}")
        marks = ["---:" if self._is_of_figures(column) else "---" for column in range(width)]
        lines = [_line(self.columns), f"|{'|'.join(marks)}|", *map(_line, self.rows)]
        return "\n".join([f"## {' · '.join(self.title)}", "", *lines, *_bullets(self.remarks)])

    def _is_of_figures(self, column: int) -> bool:
        cells = [row[column] for row in self.rows if row[column]]
        return bool(cells) and all(FIGURE.fullmatch(cell) for cell in cells)


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Median of the runs with least, greatest and number: `120 (98–143, n = 9)`; one run stands alone, none is `—`."""
    if not values:
        return "—"
    middle = f"{statistics.median(values):,.{digits}f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):,.{digits}f}–{max(values):,.{digits}f}, n = {len(values)})"


def ratio(values: Sequence[float], base: Sequence[float], digits: int = 1) -> str:
    """How many times the median of `base` that of `values` is: `11.2 ×`; `—` where either has none or the base is 0."""
    if not values or not base or not statistics.median(base):
        return "—"
    return f"{statistics.median(values) / statistics.median(base):,.{digits}f} ×"


def machine() -> list[Title]:
    """Processor, cores, memory, system, versions, commit and load of this moment, each with its name."""
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return [
        ("处理器 Processor", f"{_processor()}, {os.cpu_count()} cores"),
        ("内存 Memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"),
        ("系统 System", f"{_system()}, {platform.machine()}"),
        ("版本 Versions", ", ".join([f"Python {platform.python_version()}", *_versions(PACKAGES)])),
        ("提交 Commit", _commit()),
        ("负载 Load average", f"{load} (1, 5, 15 min, at the end)"),
    ]


def write_report(
    name: str,
    title: Title,
    command: str,
    tables: Sequence[Table],
    remarks: Sequence[str] = (),
    folder: Path = MEASURED,
) -> Path:
    """Write `<name>.md` with the machine, the command that repeats it and the tables; then the index. Return the page.

    `remarks` stand before the tables, those of a table below it. Raises ValueError for a name that is no file name,
    for a title in one language only, and where a row does not fit its columns; nothing is written then.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", name) or name == "readme":
        raise ValueError(f"no name of a report: {name!r}")
    for words in (title, *(table.title for table in tables)):
        if not all(word.strip() for word in words):
            raise ValueError(f"a title in one language only: {words}")
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    head = [("日期 Date", now), ("命令 Command", f"`{command}`"), *machine()]
    facts = ["| | |", "|---|---|", *map(_line, head)]
    parts = ["\n".join(facts), *(["\n".join(_bullets(remarks)).strip()] if remarks else [])]
    text = "\n\n".join([f"# {' · '.join(title)}", *parts, *(table.markdown() for table in tables)])
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{name}.md"
    page.write_text(text + "\n", encoding="utf-8")
    write_index(folder)
    return page


def write_index(folder: Path = MEASURED) -> Path:
    """Write `README.md` of the folder anew from the heads of its pages."""
    index = folder / "README.md"
    pages = sorted(path for path in folder.glob("*.md") if path != index)
    index.write_text(INDEX_HEAD + "".join(f"{_index_line(page)}\n" for page in pages), encoding="utf-8")
    return index


def _index_line(page: Path) -> str:
    text = page.read_text(encoding="utf-8")
    title = text.splitlines()[0].removeprefix("# ")
    facts = dict(re.findall(r"^\| (日期 Date|命令 Command) \| (.+) \|$", text, re.MULTILINE))
    return _line([f"[{title}]({page.name})", facts["日期 Date"], facts["命令 Command"]])


def _line(cells: Sequence[str]) -> str:
    escaped = [cell.replace("\n", " ").replace("\\|", "|").replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(escaped)} |"


def _bullets(remarks: Sequence[str]) -> list[str]:
    return ["", *(f"- {remark}" for remark in remarks)] if remarks else []


def _processor() -> str:
    """What the system calls the processor; where it does not say, its architecture."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        name = platform.system()
    return f"{name}, kernel {platform.release().split('-')[0]}"


def _versions(packages: Sequence[str]) -> list[str]:
    found = []
    for package in packages:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return found


def _commit() -> str:
    """The commit that was measured; a copy without history has none, and changes that are not committed are told."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/measured")
    except (OSError, subprocess.CalledProcessError):
        return "—"
    return f"`{commit}`{' + changes' if changed else ''}"


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
