"""The pages on clusters and regions whatever is loaded: hostile names, a layer without clusters, links, a return."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from test_pages import assert_sound, html_of, opened

from data.build import build_snapshot
from data.importing.imported import carried
from data.importing.pipeline import load_files
from data.snapshot import SnapshotReference
from pages.clusters import OF_ALL, SECTIONS
from pages.controls.private_data import remove_everything
from pages.controls.state import SHARED
from pages.exporters.cluster_return import Returning, return_files
from pages.frames.clusters.cluster_view import cluster_state
from pages.texts import load_texts

ZH = load_texts("zh")
HOSTILE = "![甲](http://evil.example/q.png)<img src=x>**乙**"
LONE = "lone-zone"
STATISTICS = "年份,地区,指标,数值,单位,来源\n2024,广东省,专利代理机构,512,家,自报\n"
CLUSTERS = f"集聚区代码,集聚区名称,所在地区,试验区批准年份,状态\n{LONE},{HOSTILE},苏州市,2018,试验区\n"
RETURNS = f"集聚区代码,年份,指标,数值,单位,来源\n{LONE},2023,知识产权服务机构,45,家,{HOSTILE}\n"
TARGETS = f"集聚区代码,目标年份,指标,目标值,单位,来源\n{LONE},2027,知识产权服务机构,60,家,{HOSTILE}\n"
EVENTS = f"集聚区代码,年份,事件类型,事件,来源\n{LONE},2020,政策,{HOSTILE},{HOSTILE}\n"
MARKDOWN = ("label", "body", "help", "caption")


def loaded(folder: Path, work: Path, **texts: str) -> SnapshotReference:
    """The current snapshot of a folder with files loaded upon it."""
    paths = [work / f"{name}.csv" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    load = load_files([(path, path.name) for path in paths], carried(folder), author="tests")
    assert list(load.errors) == []
    return build_snapshot(folder, author="tests", additions=load.imported)


@pytest.fixture(scope="module")
def snapshots(
    real_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory
) -> tuple[SnapshotReference, SnapshotReference]:
    """One whose imported layer knows no cluster, then one that knows a single cluster with a hostile name."""
    folder = Path(shutil.copytree(real_snapshot.path.parent, tmp_path_factory.mktemp("hostile") / "snapshots"))
    work = tmp_path_factory.mktemp("files")
    without = loaded(folder, work, statistics=STATISTICS)
    return without, loaded(folder, work, clusters=CLUSTERS, returns=RETURNS, targets=TARGETS, events=EVENTS)


@pytest.fixture(scope="module")
def hostile_pages(snapshots: tuple[SnapshotReference, SnapshotReference]) -> Iterator[str]:
    """Pages open these snapshots; the name of the one without clusters."""
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_DATA", str(snapshots[0].path.parent))
        yield snapshots[0].snapshot_id
    st.cache_resource.clear()


def elements(block: Any) -> Iterator[Any]:
    """Every element of a page, however deep it stands, and every block that has a label."""
    yield block
    for child in getattr(block, "children", {}).values():
        yield from elements(child)


def live(screen: AppTest) -> list[str]:
    """Texts of a page in which a name would become an image or a link, or HTML of its own."""
    found = []
    for element in elements(screen._tree):
        proto = getattr(element, "proto", None)
        names = {field.name for field in proto.DESCRIPTOR.fields} if hasattr(proto, "DESCRIPTOR") else set()
        is_html = element.type in ("html", "iframe")
        for name in ("body", "srcdoc") if is_html else MARKDOWN:
            text = getattr(proto, name) if name in names else ""
            if isinstance(text, str) and ("<img src=x>" in text if is_html else "](http" in text):
                found.append(f"{element.type}: {text[:200]}")
    return found


def test_no_name_that_was_loaded_becomes_an_image_a_link_or_html(hostile_pages: str) -> None:
    said = ""
    for section in SECTIONS:
        screen = opened("clusters", section=section, layer="imported", cluster=LONE)
        assert_sound(screen)
        assert (section, live(screen)) == (section, [])
        said += html_of(screen) + " ".join(note.value for note in screen.info)
    assert HOSTILE in said and "!\\[甲\\]" in said
    region = opened("region", layer="imported", region="320500")
    assert_sound(region)
    assert live(region) == []


def test_a_layer_without_clusters_says_what_lacks_and_asks_for_none_to_be_chosen(hostile_pages: str) -> None:
    lacking = ZH("clusters.nothing", layer=ZH("layer.imported"))
    for section in SECTIONS.keys() - {"return"}:
        screen = opened("clusters", section=section, layer="imported", snapshot=hostile_pages)
        assert_sound(screen)
        assert [note.value for note in screen.info if note.value == lacking] == [lacking], section
        assert ZH("clusters.choose") not in [note.value for note in screen.info]
        assert screen.get("download_button")


def test_a_section_of_one_cluster_asks_for_one_where_there_is_a_choice(hostile_pages: str) -> None:
    for section in SECTIONS.keys() - {*OF_ALL}:
        screen = opened("clusters", section=section, layer="imported")
        assert [note.value for note in screen.info] == [ZH("clusters.choose")]


def test_the_year_of_a_return_is_that_of_its_cluster_and_outlives_a_change_of_cluster(hostile_pages: str) -> None:
    screen = opened("clusters", section="return", layer="published", cluster="beijing_zgc")
    screen.number_input(key="return-year-beijing_zgc").set_value(2017).run()
    screen.selectbox(key="cluster").set_value("dalian_hitech").run()
    assert screen.number_input(key="return-year-dalian_hitech").value > 2023
    screen.selectbox(key="cluster").set_value("beijing_zgc").run()
    assert screen.number_input(key="return-year-beijing_zgc").value == 2017


def of_session() -> None:
    import streamlit as st

    from pages.controls.state import publish
    from pages.frames.clusters.cluster_view import cluster_state

    for parameter, value in st.session_state["shown"].items():
        publish(parameter, value, "")
    st.session_state["state"] = cluster_state(st.session_state["section-shown"])


def test_a_link_carries_every_parameter_that_the_page_has_shown(sampled_pages: None) -> None:
    """What a section notes for the URL is what `cluster_state` knows of it, those shared with other pages too."""
    for section in SECTIONS:
        screen = opened("clusters", section=section, layer="sample", cluster="sample_a02", zone="east")
        assert_sound(screen)
        shown = {name: "x" for name in screen.session_state["published"] if name not in SHARED}
        view = AppTest.from_function(of_session)
        view.session_state["shown"], view.session_state["section-shown"] = shown, section
        view.run()
        assert not view.exception
        assert shown.keys() <= view.session_state["state"].keys(), section
    assert "page" in cluster_state("portfolio")


def test_a_return_that_is_tried_out_stands_beside_marked_figures_with_their_source(
    sampled_snapshot: SnapshotReference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_DATA", str(sampled_snapshot.path.parent))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    st.cache_resource.clear()
    who = Returning("trial_a02", f"{HOSTILE}", "320500", 2018, True)
    files = return_files(who, 2024, {}, {"employees": "8400", "industry_revenue": "25"}, "自报")
    screen = opened("clusters", section="return", layer="sample", cluster="sample_a02")
    try:
        screen.file_uploader(key="upload-files").set_value([(name, body, "text/csv") for name, body in files]).run()
        screen.button(key="upload-check").click().run()
        assert_sound(screen)
        assert live(screen) == []
        said = html_of(screen)
        assert "示例集聚区 A02（试填）：2024年填报2项" in said
        line = said.partition("已有数据的来源（合成示例）")
        assert line[1] and ZH("layer.banner") in line[0][-200:] and "</p>" in line[2]
    finally:
        remove_everything()
        st.cache_resource.clear()
