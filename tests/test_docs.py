"""What README and docs say is so: settings, targets, paths, pages, indicator families, identifiers of methods."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from pages.shell.page_names import PAGES
from queries.catalogue import Kind, load_catalogue

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("data", "geo", "queries", "pages")
HANDBOOK = tuple(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs" / "handbook").rglob("*.md")))
TABLES_OF_SETTINGS = ("README.md", "docs/handbook/zh/settings.md", "docs/handbook/en/settings.md")
DOCUMENTS = ("README.md", "docs/METHODS.md", "docs/architecture.md", *HANDBOOK)
SETTING = re.compile(r"\bATLAS_[A-Z_]+\b")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#:]+)\)")
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
FOLDERS = "data|deploy|docs|geo|pages|queries|static|tests"
PATH = re.compile(rf"(?:app\.py|LICENSE|\.streamlit/[\w.]+|(?:{FOLDERS})/[\w./@-]*)")
OF_THE_HOUSE = (".streamlit/secrets.toml", "static/approved", "deploy/atlas.env", "deploy/login", "deploy/tls")
MADE_LATER = ("data/snapshots", *OF_THE_HOUSE)


def text_of(document: str) -> str:
    """Text of a document."""
    return (ROOT / document).read_text(encoding="utf-8")


def modules() -> list[Path]:
    """Every module of the app."""
    return [ROOT / "app.py", *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]


def table_settings(document: str) -> set[str]:
    """Settings that have a row of their own in a table of the document."""
    return set(re.findall(r"^\| `(ATLAS_[A-Z_]+)` \|", text_of(document), re.MULTILINE))


@pytest.mark.parametrize("document", TABLES_OF_SETTINGS)
def test_the_table_of_settings_holds_what_the_code_reads(document: str) -> None:
    read = set()
    for module in modules():
        source = module.read_text(encoding="utf-8")
        read |= {name for line in source.splitlines() if "environ" in line for name in SETTING.findall(line)}
    assert read
    assert table_settings(document) == read


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_document_names_a_setting_without_explaining_it(document: str) -> None:
    assert set(SETTING.findall(text_of(document))) <= table_settings("README.md")


def test_every_target_named_exists_and_every_target_is_named() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), re.MULTILINE))
    named = {name for document in DOCUMENTS for name in re.findall(r"(?:`|^)make ([a-z]+)", text_of(document), re.M)}
    assert named == targets - {"help"}


@pytest.mark.parametrize("document", [*DOCUMENTS, "data/published/README.md"])
def test_every_linked_file_exists(document: str) -> None:
    folder = (ROOT / document).parent
    assert [link for link in LINK.findall(text_of(document)) if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_named_exists(document: str) -> None:
    spans = CODE_SPAN.findall(BLOCK.sub("", text_of(document)))
    named = [span for span in spans if PATH.fullmatch(span) and not span.startswith(MADE_LATER)]
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert named or document in HANDBOOK


def test_every_module_that_a_command_runs_exists() -> None:
    commands = "".join(text_of(document) for document in (*DOCUMENTS, "Makefile", ".ci/run"))
    run = set(re.findall(r"python -m ((?:data|geo|queries|pages|tests)(?:\.\w+)+)", commands))
    assert run
    stems = {name: ROOT / name.replace(".", "/") for name in sorted(run)}
    there = {name for name, stem in stems.items() if Path(f"{stem}.py").is_file() or (stem / "__main__.py").is_file()}
    assert run - there == set()


def test_every_page_has_its_line() -> None:
    addresses = set(re.findall(r"^\| .+ \| `/(\w*)` \|", text_of("README.md"), re.MULTILINE))
    assert {name or "overview" for name in addresses} == set(PAGES)


def test_every_indicator_family_is_documented() -> None:
    families = {indicator.kind for indicator in load_catalogue().values()}
    assert families == set(get_args(Kind))
    assert {family for family in families if f"`{family}`" not in text_of("README.md")} == set()


def test_every_method_cited_is_described() -> None:
    cited = {indicator.method for indicator in load_catalogue().values() if indicator.method != "—"}
    for module in modules():
        for citation in re.findall(r"METHODS(?:\.md)?[^\n]*", module.read_text(encoding="utf-8")):
            cited |= set(re.findall(r"\b[DEGT]\d{1,2}\b", citation))
    described = set(re.findall(r"^\| ([DEGT]\d{1,2})\b", text_of("docs/METHODS.md"), re.MULTILINE))
    assert len(cited) > 10
    assert cited - described == set()


def test_what_is_to_be_verified_is_marked_where_it_is_cited() -> None:
    methods = text_of("docs/METHODS.md")
    table, references = methods.split("## References")
    in_table = set(re.findall(r"(\w+) \(\d{4}\)†", table))
    assert in_table
    assert in_table <= set(re.findall(r"(\w+) \w\. \(\d{4}\)[^·]*†", references))
