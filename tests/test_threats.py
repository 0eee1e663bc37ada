"""The table of threats: each has its id in both languages, the same tests, and every test named is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| `(T\d\d)` \|(.+)\|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LANGUAGES = ("zh", "en")


def threats(language: str) -> dict[str, list[tuple[str, str]]]:
    """Tests of each threat."""
    text = (ROOT / "docs" / "handbook" / language / "threats.md").read_text(encoding="utf-8")
    return {identifier: TEST.findall(cells) for identifier, cells in ROW.findall(text)}


@cache
def named_in(file: str) -> set[str]:
    """Names of the tests of a file."""
    module = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_threat_has_a_test_and_every_test_named_is_there(language: str) -> None:
    found = threats(language)
    assert list(found) == [f"T{number:02d}" for number in range(1, len(found) + 1)] and len(found) > 25
    assert [identifier for identifier, tests in found.items() if not tests] == []
    assert [(file, name) for tests in found.values() for file, name in tests if name not in named_in(file)] == []


def test_both_languages_hold_the_same_threats_with_the_same_tests() -> None:
    assert threats("zh") == threats("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_is_whole(language: str) -> None:
    text = (ROOT / "docs" / "handbook" / language / "threats.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `T")]
    assert {line.count("|") for line in rows} == {6}
    assert len(rows) == len(threats(language)) and all(cell.strip() for row in rows for cell in row.split("|")[1:-1])
