"""The house rules, read from the code itself."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("data", "geo", "queries", "pages")
FILES = {room: sorted((ROOT / room).rglob("*.py")) for room in ROOMS}
CODE = [ROOT / "app.py", *(path for paths in FILES.values() for path in paths)]
LONGEST_FILE, LONGEST_FUNCTION = 350, 60
WORDS_OF_THE_WORKSHOP = re.compile(r"\b(TODO|FIXME|XXX|HACK|TBD|WIP)\b")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """Full names of everything that a module imports, at whatever place."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}:{node.lineno}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
            argument = node.args[0]
            first = argument.values[0] if isinstance(argument, ast.JoinedStr) else argument
            assert isinstance(first, ast.Constant), f"{name(path)}:{node.lineno}: what is imported is not written out"
            found.add(str(first.value))
    return found


def functions(path: Path) -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, bool]]:
    """Functions and classes with whether they are public: no underscore in their own name or that of their class."""
    found = []

    def visit(node: ast.AST, prefix: str, is_public: bool, is_inner: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                public = is_public and not child.name.startswith("_") and not is_inner
                found.append((f"{prefix}{child.name}", child, public))
                visit(child, f"{prefix}{child.name}.", public, is_inner or not isinstance(child, ast.ClassDef))
            else:
                visit(child, prefix, is_public, is_inner)

    visit(tree(path), "", True, False)
    return found


@cache
def every_function() -> list[tuple[Path, str, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, bool]]:
    """The same of the whole house, with the file that each stands in."""
    return [(path, *found) for path in CODE for found in functions(path)]


def test_there_is_something_to_check() -> None:
    assert all(len(paths) >= 8 for paths in FILES.values())
    assert len(every_function()) > 300


@pytest.mark.parametrize("room", ROOMS)
def test_no_arrow_runs_upward(room: str) -> None:
    above = set(ROOMS[ROOMS.index(room) + 1 :]) | {"app", "tests"}
    wrong = {
        f"{name(path)} imports {module}" for path in FILES[room] for module in imported(path)
        if module.split(".")[0] in above
    }
    assert wrong == set()


def test_the_door_opens_on_pages_alone() -> None:
    assert {module.split(".")[0] for module in imported(ROOT / "app.py")} & {*ROOMS, "tests"} == {"pages"}


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "pages"])
def test_streamlit_stays_in_pages(room: str) -> None:
    users = [name(path) for path in FILES[room] if any(m.split(".")[0] == "streamlit" for m in imported(path))]
    assert users == []


def test_no_formula_knows_where_its_numbers_come_from() -> None:
    outside = {
        f"{name(path)} imports {module}" for path in FILES["queries"] if path.parent.name == "formulas"
        for module in imported(path)
        if module.split(".")[0] in (*ROOMS, "duckdb") and not module.startswith("queries.formulas.")
    }
    assert outside == set()


def test_no_page_knows_a_database() -> None:
    assert [name(path) for path in FILES["pages"] if any(m.split(".")[0] == "duckdb" for m in imported(path))] == []


def test_no_file_leaves_the_page_unrecorded() -> None:
    buttons = {name(path) for path in FILES["pages"] if "st.download_button(" in path.read_text(encoding="utf-8")}
    # Templates hold nothing of a snapshot.
    assert buttons - {"pages/frames/upload.py", "pages/frames/template_buttons.py"} == {"pages/frames/download.py"}


def test_no_statement_is_put_together_from_pieces() -> None:
    wrong = []
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in (
                "execute", "executemany", "sql", "query", "extract_statements", "command", "select", "insert"
            ) and node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                wrong.append(f"{name(path)}:{node.lineno}: {ast.unparse(node)[:80]}")
    assert wrong == []


def texts_without_prose(path: Path) -> list[tuple[int, str]]:
    module = tree(path)
    prose = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value) for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    ]


def test_nothing_of_the_running_app_asks_for_an_address_outside() -> None:
    found = [
        f"{name(path)}:{line}: {text[:60]}"
        for path in (ROOT / "app.py", *FILES["pages"], *FILES["geo"], *FILES["queries"])
        for line, text in texts_without_prose(path)
        if re.search(r"(https?|wss?|ftp):|(?<![:\w])//\w", text)
    ]
    others = [path for ending in ("css", "toml", "js", "html") for path in (ROOT / "pages").rglob(f"*.{ending}")]
    for path in (*(ROOT / ".streamlit").glob("*.toml"), *others):
        lines = [line.split("#")[0] for line in path.read_text(encoding="utf-8").splitlines()]
        found += [f"{name(path)}: {line}" for line in lines if re.search(r"https?:|url\(\s*['\"]?//|@import", line)]
    # The namespace of SVG is a name, not an address.
    assert [entry for entry in found if "http://www.w3.org/" not in entry] == []


def test_a_module_fits_the_eye() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_a_function_fits_the_screen() -> None:
    long = []
    for path, label, node, _ in every_function():
        if isinstance(node, ast.ClassDef):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if ast.get_docstring(node):
            docstring = node.body[0]
            lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
        if lines > LONGEST_FUNCTION:
            long.append(f"{name(path)}:{node.lineno}: {label} {lines}")
    assert long == []


def test_modules_and_public_functions_say_what_they_do() -> None:
    silent = [name(path) for path in CODE if not ast.get_docstring(tree(path)) and path.stat().st_size]
    silent += [
        f"{name(path)}:{node.lineno}: {label}" for path, label, node, is_public in every_function()
        if is_public and not ast.get_docstring(node)
    ]
    assert silent == []


def test_public_functions_are_typed() -> None:
    untyped = []
    for path, label, node, is_public in every_function():
        if is_public and not isinstance(node, ast.ClassDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            bare = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
            if bare or node.returns is None:
                untyped.append(f"{name(path)}:{node.lineno}: {label} {bare}")
    assert untyped == []


def kept_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("pattern", [WORDS_OF_THE_WORKSHOP, re.compile(r"(?<![\w.])/(home|work|Users|root)/\w")],
                         ids=["unfinished work", "paths of one machine"])
def test_no_file_bears_traces_of_the_workshop(pattern: re.Pattern[str]) -> None:
    found = []
    for path in kept_files():
        if path.suffix in (".py", ".sql", ".toml", ".md", ".css", ".txt", ".yml", ".yaml") and path != Path(__file__):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if pattern.search(line):
                    found.append(f"{name(path)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_no_code_is_commented_out() -> None:
    found = []
    for path in CODE:
        with io.StringIO(path.read_text(encoding="utf-8")) as text:
            for token in tokenize.generate_tokens(text.readline):
                comment = token.string.lstrip("# ")
                if token.type == tokenize.COMMENT and re.match(
                    r"(def |class |return\b|import |from \w+ import|if .*:$|for .*:$|\w+ = |\w+\(.*\)$)", comment
                ):
                    found.append(f"{name(path)}:{token.start[0]}: {token.string}")
    assert found == []


def test_nothing_random_or_timed_enters_a_number() -> None:
    for room in ("geo", "queries"):
        users = {
            f"{name(path)} imports {module}" for path in FILES[room] for module in imported(path)
            if module.split(".")[0] in ("random", "time", "secrets") or module.startswith("datetime.datetime")
        }
        assert users == set()
