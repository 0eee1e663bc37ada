"""The table of faults in the handbook: the same rows in both languages, and behind each a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HANDBOOK = ROOT / "docs" / "handbook"
ROW = re.compile(
    r"^\| (?P<fault>[^|]+) \| (?P<seen>[^|]+) \| (?P<done>[^|]+) \| `(?P<test>tests/[^`]+)` \|$", re.MULTILINE
)


def rows(language: str) -> list[dict[str, str]]:
    """Rows of the table of faults."""
    return [row.groupdict() for row in ROW.finditer((HANDBOOK / language / "faults.md").read_text(encoding="utf-8"))]


def functions(file: str) -> set[str]:
    """Names of the functions of a file, those within classes too."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_both_languages_have_the_same_rows() -> None:
    assert [row["test"] for row in rows("zh")] == [row["test"] for row in rows("en")]
    for language in ("zh", "en"):
        lines = (HANDBOOK / language / "faults.md").read_text(encoding="utf-8").splitlines()
        # Head and rule aside, every line of the table is read.
        assert len(rows(language)) == sum(line.startswith("|") for line in lines) - 2 >= 15


@pytest.mark.parametrize("name", sorted({row["test"] for row in rows("zh")}))
def test_the_test_of_a_row_exists(name: str) -> None:
    file, _, function = name.partition("::")
    assert function in functions(file)


def test_every_word_that_a_watcher_reads_is_explained() -> None:
    source = (ROOT / "pages" / "shell" / "health.py").read_text(encoding="utf-8")
    words = set(re.findall(r'"(\w+)"', source[source.index("Wrong = Literal[") :].split("]")[0]))
    assert len(words) > 5
    for language in ("zh", "en"):
        text = (HANDBOOK / language / "health.md").read_text(encoding="utf-8")
        assert {word for word in words if f"`{word}`" not in text} == set()
