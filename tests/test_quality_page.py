"""The quality section of the data page, for a register that was loaded, for the synthetic one, and without any."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, html_of, opened
from test_register_statistics import AGENCY_FILE, YEAR_FILE

from data.load import main
from data.snapshot import SnapshotReference
from pages.texts import load_texts

# X3 is X2 once more, and does not report.
DOUBLE = AGENCY_FILE + "X3,示例机构 X2,正常,咨询服务机构,2016-01-01,苏州市,0\n"


@pytest.fixture(scope="module", autouse=True)
def loaded(sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages open a snapshot with a small register, and the synthetic one beside it."""
    place = tmp_path_factory.mktemp("loaded")
    folder = place / "snapshots"
    shutil.copytree(sampled_snapshot.path.parent, folder)
    for name, text in (("agencies.csv", DOUBLE), ("years.csv", YEAR_FILE)):
        (place / name).write_text(text, encoding="utf-8")
    files = [str(place / name) for name in ("agencies.csv", "years.csv")]
    assert main([*files, "--publish", "--folder", str(folder), "--author", "甲"]) == 0
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_DATA", str(folder))
        yield
    st.cache_resource.clear()


def section(language: str = "zh", **query: Any) -> AppTest:
    """The section, sound."""
    screen = opened("data", language, section="quality", **query)
    assert_sound(screen)
    assert list(screen.error) == []
    return screen


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_loaded_register_is_judged_in_one_sentence_and_six_tables(language: str) -> None:
    screen = section(language, layer="imported")
    texts = load_texts(language)
    said = html_of(screen)
    assert texts("quality.finding", agencies=3, open=3, provinces=1) in said
    assert texts("quality.finding_year", year=2023, answered="66.7%") in said
    for caption in ("cells", "answers", "checks", "files"):
        assert f"<caption>{texts(f'quality.{caption}')}</caption>" in said
    assert f"<caption>{texts('quality.coverage', name=screen.selectbox(key='quality-metric').options[0])}" in said
    assert "agencies.csv" in said
    assert len(screen.get("download_button")) == 6


def test_what_a_rule_found_leads_to_the_agencies() -> None:
    screen = section(layer="imported")
    texts = load_texts("zh")
    assert screen.selectbox(key="quality-rule").options == [
        texts("quality.rule.same_name"), texts("quality.rule.without_answer"),
    ]
    assert "<td>X2</td><td>示例机构 X2</td><td>苏州</td>" in html_of(screen)
    screen.selectbox(key="quality-rule").set_value("without_answer").run()
    assert_sound(screen)
    assert "<td>X3</td>" in html_of(screen) and "<td>X2</td>" not in html_of(screen)
    assert screen.query_params["quality-rule"] == "without_answer"


def test_a_link_opens_the_rule_and_the_metric_it_names() -> None:
    screen = section(layer="imported", **{"quality-rule": "without_answer", "quality-metric": "employees"})
    assert screen.selectbox(key="quality-rule").value == "without_answer"
    assert screen.selectbox(key="quality-metric").value == "employees"
    assert list(screen.info) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_synthetic_register_is_judged_under_its_mark(language: str) -> None:
    screen = section(language, layer="sample")
    texts = load_texts(language)
    assert texts("layer.banner") in [warning.value for warning in screen.warning]
    assert texts("quality.finding", agencies="101,172", open="89,000", provinces=31) in html_of(screen)
    assert texts("quality.like") in html_of(screen)
    assert texts("quality.files") not in html_of(screen)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_a_register_the_section_says_how_to_load_one(language: str) -> None:
    screen = section(language, layer="published")
    texts = load_texts(language)
    assert [note.value for note in screen.info] == [texts("agencies.no_layer", layer=texts("layer.published"))]
    assert texts("quality.how", section=texts("data.upload")) in html_of(screen)
    assert len(screen.get("download_button")) == 0
    assert {button.key for button in screen.button if button.key.startswith("to-")} == {
        "to-imported", "to-sample", "to-upload",
    }
    screen.button(key="to-imported").click().run()
    assert "agencies.csv" in html_of(screen)


def test_without_a_register_one_step_leads_to_loading_one() -> None:
    screen = section(layer="published")
    screen.button(key="to-upload").click().run()
    assert_sound(screen)
    assert screen.query_params["section"] == "upload"
