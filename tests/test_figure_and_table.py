"""Title, figure, table and file of one view say the same, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from real_maps import screen_of

from pages.frames.exhibit import exhibit_of
from pages.frames.gaps.service_tables import cell_rows, cell_table
from pages.shell.replay import replay
from pages.texts import Language, load_texts
from pages.texts.numbers import plain
from pages.texts.service_coverage import beyond_remark
from queries.engine import Engine
from queries.service_cells import region_cells

pytestmark = pytest.mark.usefixtures("sampled_pages")


@pytest.mark.parametrize(("language", "words"), [
    ("zh", "— 不适用（分类中无此项，另有{n}家申报）"),
    ("en", "— n/a (not in the classification, reported by {n})"),
])
def test_a_service_that_the_classification_does_not_know_says_who_reports_it(
    sampled_engine: Engine, language: Language, words: str,
) -> None:
    """Chart, table and workbook: never a bare "not applicable" beside thousands who offer it."""
    screen = replace(screen_of(sampled_engine, language), chosen_layer="sample")
    matrix = region_cells(sampled_engine, screen.regions, screen.catalogue, "sample", "100000", 1)
    beyond = matrix.cells[matrix.cells["state"] == "not_feasible"]
    assert len(beyond) == 2 and (beyond["agencies"] > 0).all()
    table, rows = cell_table(screen, matrix), cell_rows(screen, matrix, "100000", 1)
    [remark] = beyond_remark(matrix.cells, screen.texts)
    content = replay("gaps", f"lang={language}&layer=sample&section=service-coverage&figure=service-cells").frames[0]
    assert content.figure is not None
    drawn = " ".join(note.text for note in content.figure.layout.annotations)
    for row in beyond.to_dict("records"):
        count = plain(row["agencies"], 0)
        said = words.format(n=count)
        assert said in table.to_numpy()
        assert said.removeprefix("— ") in rows.to_numpy()
        assert count in remark and remark in content.provenance.remarks
        assert screen.texts("service_coverage.beyond", count=count) in drawn


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_layout_of_the_sample_opens_on_all_institutions_and_names_its_source_in_the_language(
    sampled_engine: Engine, language: Language,
) -> None:
    """Without empty brackets where English needs no unit, and in English without a Chinese mark."""
    screen, texts = screen_of(sampled_engine, language), load_texts(language)
    name = screen.catalogue["ip_service_institutions"].name(language)
    stored = sampled_engine.query("source/list").set_index("source_id").loc["sample", "title"]
    assert texts("sample_source.title") == (stored if language == "zh" else "Synthetic sample, not for decisions")
    for content in replay("distribution", f"lang={language}&layer=sample").frames[:2]:
        subtitle = content.subtitle or ""
        assert name in subtitle and "aged" not in subtitle and "成立" not in subtitle and "()" not in subtitle
        exhibit = exhibit_of(screen, content)
        told = (exhibit.source_line, *exhibit.notes, *exhibit.export().sources.iloc[:, 0])
        assert any(texts("sample_source.title") in line for line in told)
        assert language == "zh" or not any(stored in line for line in told)


@pytest.mark.parametrize("count", [1, 2])
def test_english_counts_nothing_in_a_wrong_number(count: int) -> None:
    texts = load_texts("en")
    said = [texts("ledger.finding.open", count=count)]
    assert not any(f"{count} {word}" in words for words in said for word in ("have", "columns", "rows"))


def test_places_outside_the_survey_stand_last_and_are_named_and_counted_out(sampled_engine: Engine) -> None:
    screen = screen_of(sampled_engine)
    outside = [screen.place(code) for code in screen.regions.levels["province"] if not screen.regions[code].in_survey]
    for content in replay("distribution", "layer=sample&level=province").frames[:2]:
        [remark] = [said for said in content.provenance.remarks if "不在统计调查范围" in said]
        table = content.table()
        assert len(outside) == 3 and all(name in remark for name in outside)
        assert f"不计入{len(table) - len(outside)}个地区" in remark
        last = table.tail(len(outside)).astype(str).agg(" ".join, axis=1)
        assert all(any(name in row for row in last) for name in outside)
