"""The question files: what their heads say is what they hold, and their style is the house's."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import duckdb
import pytest

from queries.asked import QuestionError, question_text

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("data", "geo", "queries", "pages")
QUESTIONS = sorted(
    path.relative_to(ROOT / "queries").with_suffix("").as_posix() for path in (ROOT / "queries").rglob("*.sql")
)
HEAD = re.compile(
    r"-- (?P<what>[A-Z][^\n]*\.)\n(?:-- [^\n]*\n)*?-- Grain: (?P<grain>one row[^\n]*\.)\n"
    r"-- Parameters:(?P<none> none)?\n(?P<parameters>(?:--   [^\n]+\n)*)(?=[a-z])"
)
FORBIDDEN = {
    "qualify": r"\bqualify\b",
    "group by all": r"\bgroup\s+by\s+all\b",
    "order by all": r"\border\s+by\s+all\b",
    "a macro": r"\bmacro\b",
    "a lateral join": r"\blateral\b",
    "select *": r"^select \*",
    "an integer division": r"//",
    "a modulo": r"%",
}
SQL_WORDS = re.compile(
    r"\bselect\b.+\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bupdate\s+\w+\s+set\b|"
    r"\b(create|alter|drop)\s+(table|view|type)\s+\w|\bset\s+\w+\s*=",
    re.IGNORECASE | re.DOTALL,
)


def code_of(name: str) -> str:
    """The statement without its comments and texts."""
    without_comments = re.sub(r"--[^\n]*", "", question_text(name))
    return re.sub(r"'[^']*'", "''", without_comments)


@pytest.mark.parametrize("name", QUESTIONS)
def test_head_states_what_is_answered_its_grain_and_its_parameters(name: str) -> None:
    head = HEAD.match(question_text(name))
    assert head, f"queries/{name}.sql"
    described = re.findall(r"^--   \$(\w+)  +\S", head["parameters"], re.MULTILINE)
    assert len(described) == head["parameters"].count("\n")
    assert bool(head["none"]) == (not described)
    statements = duckdb.extract_statements(question_text(name))
    assert len(statements) == 1
    assert set(described) == set(statements[0].named_parameters)
    assert len(described) == len(set(described))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_parameters_that_the_code_binds_are_those_of_the_file(name: str) -> None:
    wanted = set(duckdb.extract_statements(question_text(name))[0].named_parameters)
    calls = [call for call in query_calls() if call.args and ast.unparse(call.args[0]) == repr(name)]
    assert calls, f"nothing asks queries/{name}.sql"
    for call in calls:
        assert {keyword.arg for keyword in call.keywords} == wanted, ast.unparse(call)


@cache
def query_calls() -> list[ast.Call]:
    """Every call of `.query(...)` and `.query_once(...)` in the product."""
    return [
        node
        for room in ("queries", "pages")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("query", "query_once")
    ]


def test_every_question_that_is_asked_has_a_file() -> None:
    asked = {call.args[0].value for call in query_calls() if isinstance(call.args[0], ast.Constant)}
    assert len(asked) == len({ast.unparse(call.args[0]) for call in query_calls()}), "a name is not written out"
    assert asked == set(QUESTIONS)


def test_a_name_that_no_file_bears_is_refused_by_name() -> None:
    with pytest.raises(QuestionError, match=r"queries/indicator/nonsense\.sql"):
        question_text("indicator/nonsense")


@pytest.mark.parametrize("name", QUESTIONS)
def test_statement_is_lower_case_ordered_and_portable(name: str) -> None:
    code = code_of(name)
    assert code == code.lower()
    assert re.search(r"\border by\b[^()]*$", code), "the outermost select has no order"
    assert [word for word, pattern in FORBIDDEN.items() if re.search(pattern, code, re.MULTILINE)] == []
    assert not [line for line in question_text(name).splitlines() if len(line) > 120 or line != line.rstrip()]


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_is_divided_by_what_may_be_zero(name: str) -> None:
    divisors = re.findall(r"/\s*(\S+?)\(", code_of(name).replace("nullif (", "nullif("))
    assert code_of(name).count("/") == len(divisors)
    assert set(divisors) <= {"nullif"}


def test_the_product_holds_no_sql_outside_the_question_files() -> None:
    found = []
    for path in [ROOT / "app.py", *(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if id(node) in prose or not isinstance(node, ast.Constant | ast.JoinedStr):
                continue
            text = ast.unparse(node)
            if isinstance(node, ast.Constant) and not isinstance(node.value, str):
                continue
            if SQL_WORDS.search(text):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {text[:80]}")
    assert found == []


def test_sql_in_python_would_be_noticed() -> None:
    for text in ("select a from b", "SELECT *\nFROM t", "set threads = 1", "delete from x", "create table t (a int)"):
        assert SQL_WORDS.search(text), text
    for text in ("run python -m data.build", "an offset from the reference", "select a place"):
        assert not SQL_WORDS.search(text), text
