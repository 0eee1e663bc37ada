"""The handbook says the same in both languages, leads everywhere from its index, and names only what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import streamlit as st

ROOT = Path(__file__).resolve().parents[1]
HANDBOOK = ROOT / "docs" / "handbook"
MEASURED = ROOT / "docs" / "measured"
LANGUAGES = ("zh", "en")
PAGES = sorted({path.name for language in LANGUAGES for path in (HANDBOOK / language).glob("*.md")})
BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"(?:^|\s+)# .*$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")
# What a code span may hold to be the same in every language: what a machine reads.
PLAIN = re.compile(r"[\x20-\x7e]+")
SPAN = re.compile(r"`([^`]+)`")
COMMAND = re.compile(r"python -m ((?:data|geo|pages|queries|tests)(?:\.\w+)*)([^\n]*)")
OPTION = re.compile(r"(?<=\s)--[a-z][\w.-]*")


def text_of(language: str, page: str) -> str:
    """Text of a page."""
    return (HANDBOOK / language / page).read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    """The blocks of a page without their comments, which are told in the language of the page."""
    return [re.sub(r"[ \t]+$", "", COMMENT.sub("", block), flags=re.MULTILINE) for block in BLOCK.findall(text)]


def one_line(text: str) -> str:
    """The same with lines put together."""
    return " ".join(text.split())


def joined(text: str) -> str:
    """Blocks of a page, with commands that go on in the next line put together."""
    return "\n".join(commands(text)).replace("\\\n", " ")


def test_there_are_pages() -> None:
    assert len(PAGES) > 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_no_setting_has_a_comment_behind_it(page: str, language: str) -> None:
    # In a file of settings systemd takes it for a part of the value.
    assert re.findall(r"^[A-Z][A-Z_]*=\S+[ \t]+#.*$", text_of(language, page), re.MULTILINE) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_sentence_says_was_measured_stands_on_the_page_that_it_names(language: str) -> None:
    for page in PAGES:
        for sentence in re.split(r"(?<=[.;])\s|[。；|]", BLOCK.sub("", text_of(language, page))):
            for measured in re.findall(r"`(\w+\.md)`", sentence):
                told = set(re.findall(r"\d[\d,.]*(?= ?(?:MB|GB|kB|ms)\b)", sentence))
                there = (MEASURED / measured).read_text(encoding="utf-8") if told else ""
                assert {number for number in told if number not in there} == set(), (page, sentence)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_in_both_languages_with_the_same_parts(page: str) -> None:
    parts = {}
    for language in LANGUAGES:
        text = text_of(language, page)
        prose = BLOCK.sub("", text)
        parts[language] = {
            "commands": commands(text),
            "headings": [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)],
            "rows of tables": len(re.findall(r"^\|", prose, re.MULTILINE)),
            "names": {name for name in map(one_line, SPAN.findall(prose)) if PLAIN.fullmatch(name)},
            "warned": len(re.findall(r"未在此运行|[Nn]ot run here", prose)) > 0,
        }
    assert parts["zh"] == parts["en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str, language: str) -> None:
    links = LINK.findall(text_of(language, page))
    assert [link for link in links if not (HANDBOOK / language / link).exists()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_leads_to_every_page_and_to_the_other_language(language: str) -> None:
    other = next(one for one in LANGUAGES if one != language)
    led_to = [link for link in LINK.findall(text_of(language, "README.md")) if not link.startswith("..")]
    assert sorted(led_to) == [page for page in PAGES if page != "README.md"]
    assert f"(../{other}/README.md)" in text_of(language, "README.md")


@pytest.mark.parametrize("page", PAGES)
def test_a_chinese_page_is_in_chinese(page: str) -> None:
    """A heading in Latin letters alone is a name; prose is not."""
    prose = re.sub(r"`[^`]*`", "", BLOCK.sub("", text_of("zh", page)))
    chinese, latin = len(re.findall(r"[一-鿿]", prose)), len(re.findall(r"[A-Za-z]{4,}", prose))
    assert chinese > 4 * latin


@cache
def told_of(module: str) -> str:
    """What a command says of its options."""
    asked = [sys.executable, "-m", module, "--help"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.mark.parametrize("page", PAGES)
def test_every_option_of_a_command_exists(page: str) -> None:
    for module, rest in COMMAND.findall(joined(text_of("zh", page))):
        options = set(OPTION.findall(rest.split("&&")[0].split("|")[0]))
        assert not options or {option for option in options if option not in told_of(module)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [page for page in PAGES if page != "containers.md"])
def test_no_command_leaves_to_the_path_which_python_runs(page: str, language: str) -> None:
    """On a server there is none of that name, or one without the packages; in the image there is one alone."""
    bare = r"(?<![\w./-])(?:python3? -m (?!venv)\S+|(?<!-m )(?:pip install|streamlit run))"
    assert re.findall(bare, text_of(language, page)) == []


@pytest.mark.parametrize("page", ["backup.md", "roles.md", "service.md", "snapshots.md"])
def test_the_account_of_the_service_does_what_writes_and_every_command_names_the_folder(page: str) -> None:
    lines = [line for line in joined(text_of("zh", page)).splitlines() if "-m data." in line]
    assert lines
    reading = r"-m data\.(?:history|audit)(?!.*--restore)|--check"
    by_its_account = rf"^runuser -u atlas -- |{reading}"
    assert [line for line in lines if not re.search(by_its_account, line)] == []
    named = r"ATLAS_DATA=/var/lib/atlas/snapshots|--folder /var/lib/atlas/snapshots|--check$"
    assert [line for line in lines if not re.search(named, line)] == []
    assert "cd /opt/atlas" in joined(text_of("zh", page))


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_of_streamlit_exists(page: str) -> None:
    text = text_of("zh", page)
    named = set(re.findall(r"\b((?:server|browser|client|global|runner|logger)\.[a-z]\w+)\b", text))
    for variable in re.findall(r"\bSTREAMLIT_([A-Z_]+)\b", text):
        section, *words = variable.lower().split("_")
        named.add(f"{section}.{words[0]}{''.join(word.title() for word in words[1:])}")
    for name in sorted(named - {"client.py", "server.py"}):
        st.get_option(name)
