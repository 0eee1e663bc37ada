"""The benchmark says what it found: verdicts, growth, layers of the time spent, and parts that broke."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from small_facts import write_inputs

from data.importing.imported import Imported
from data.importing.pipeline import load_files
from tests import benchmark
from tests.benchmarks.budgets import KEPT, NONE, OVER, Measure, row_text, table_of
from tests.benchmarks.larger_load import copied_to
from tests.benchmarks.layers import LAYERS, ROOT, difference, layer_of
from tests.benchmarks.measures import Question
from tests.benchmarks.part_data import every_file
from tests.benchmarks.report import Table
from tests.benchmarks.setting import Setting


@pytest.mark.parametrize(
    ("small", "large", "budget", "budget_large", "verdict"),
    [
        ([1], [], None, None, NONE),
        ([], [], 20, None, NONE),
        ([20], [], 20, None, KEPT),
        ([21], [], 20, None, OVER),
        ([1, 2, 300], [], 20, None, KEPT),
        ([10], [10], 20, None, KEPT),
        ([10], [90], 20, 100, KEPT),
        ([10], [90], 20, None, f"{KEPT} / {OVER}"),
        ([30], [90], 20, 100, f"{OVER} / {KEPT}"),
        ([30], [110], 20, 100, OVER),
    ],
)
def test_a_verdict_is_of_the_medians_at_each_size(
    small: list[float], large: list[float], budget: float | None, budget_large: float | None, verdict: str
) -> None:
    assert Measure("x", "ms", small, large, budget, budget_large).verdict == verdict


def test_of_many_things_the_slowest_is_judged() -> None:
    assert Measure("all", "ms", [5, 5, 5, 400], budget=20, is_of_many=True).verdict == OVER
    assert Measure("all", "ms", [5, 5, 5], [5, 5, 101], 20, 100, is_of_many=True).verdict == f"{KEPT} / {OVER}"


def test_all_questions_keep_their_budget_where_the_slowest_does() -> None:
    quick = [Question(f"regions/{number}", [5.0, 5.0, 900.0], [1.0]) for number in range(3)]
    asked = {one.name: one for one in (*quick, Question("regions/slow", [400.0, 400.0, 5.0], [1.0]))}
    assert every_file({one.name: one for one in quick}, {}).verdict == KEPT
    assert every_file(asked, {}).verdict == OVER


def test_a_row_tells_both_sizes_their_growth_and_the_budget() -> None:
    row = Measure("indicator", "ms", [100, 120], [220], 300, digits=1, remark="warm")
    [cells] = table_of(("一", "one"), [row]).rows
    assert cells == ["indicator", "ms", "110.0 (100.0–120.0, n = 2)", "220.0", "2.0 ×", "300", KEPT, "warm"]
    assert cells[5:7] != Measure("x", "ms", [1], budget=20, budget_large=100).cells()[5:7] == ["20 / 100", KEPT]
    assert row_text(["What", "Unit", "九 90", "判 Verdict"], ["a", "ms", "3", NONE]) == "a ms: 90 3"


@pytest.mark.parametrize(
    ("layer", "stack"),
    [
        ("query", ["site-packages/duckdb/x.py:execute", "!queries/database.py:answer", "!queries/engine.py:query"]),
        ("formula", ["site-packages/pandas/frame.py:merge", "!queries/formulas/theil.py:theil", "!pages/gaps.py:x"]),
        ("formula", ["!queries/engine.py:recall", "!pages/gaps.py:render"]),
        ("figure", ["site-packages/plotly/figure.py:update", "!geo/map_figure.py:draw", "!pages/frames/maps.py:x"]),
        ("figure", ["!pages/charts/trend.py:trend", "!pages/frames/distribution.py:trend_frame"]),
        ("serialisation", ["site-packages/plotly/io/_json.py:to_json_plotly", "!pages/frames/figure_frame.py:show"]),
        ("serialisation", ["site-packages/google/protobuf/message.py:x", "site-packages/streamlit/web/server.py:y"]),
        ("page", ["site-packages/pandas/core/frame.py:merge", "!pages/frames/maps.py:map_frame"]),
        ("page", ["!data/snapshot.py:current_snapshot", "!queries/engine.py:current"]),
        ("streamlit", ["site-packages/streamlit/runtime/caching/hashing.py:update"]),
        ("streamlit", ["site-packages/streamlit/elements/widgets/select.py:_serde", "!pages/controls/selectors.py:x"]),
        ("other", ["lib/python3.11/threading.py:wait"]),
        ("other", ["!tests/benchmarks/layers.py:run"]),
        ("other", []),
    ],
)
def test_the_innermost_file_of_a_layer_decides(layer: str, stack: list[str]) -> None:
    named = [entry.split(":") for entry in stack]
    places = [(f"{ROOT}/{file[1:]}" if file.startswith("!") else f"/env/{file}", name) for file, name in named]
    assert layer_of(places) == layer


def test_what_was_spent_between_two_readings_is_in_milliseconds_of_every_layer() -> None:
    spent = difference({"query": 1.5, "page": 0.25}, {"query": 1.0})
    assert spent == {**dict.fromkeys(LAYERS, 0.0), "query": 500.0, "page": 250.0}


def test_a_part_that_breaks_is_named_and_the_others_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Setting) -> list[Table]:
        raise RuntimeError("no browser\nat all")

    def sound(_: Setting) -> list[Table]:
        return [table_of(("一", "one"), [Measure("x", "ms", [1.0])])]

    parts = {"first": benchmark.Part(broken, 1), "second": benchmark.Part(sound, 1)}
    monkeypatch.setattr(benchmark, "PARTS", parts)
    tables, told = benchmark.run(list(parts), Setting(tmp_path, quick=True))
    assert [table.title[1] for table in tables] == ["one"]
    assert told == ["**未测 not measured: first** (RuntimeError: no browser)"]
    assert "x ms: 90,000 1" in capsys.readouterr().out


REGISTER = """机构代码,机构名称,机构状态,所在地区
L000-A,示例 A 副本0,正常,苏州市
L000-B,示例 B 副本0,正常,苏州市
L000-C,示例 C 副本0,正常,苏州市
"""
YEARS = "机构代码,年份,从业人员\nL000-A,2022,3\nL000-A,2023,4\nL000-C,2023,5\n"


def test_a_load_is_copied_with_all_that_hangs_on_its_agencies(tmp_path: Path) -> None:
    texts = {"agencies.csv": REGISTER, "years.csv": YEARS}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    load = load_files([(tmp_path / name, name) for name in texts], Imported(), write_inputs(tmp_path / "inputs"))
    assert list(load.findings) == []
    staging = load.imported.staging
    assert staging is not None
    assert copied_to(staging.path, 5) == 5
    with duckdb.connect(str(staging.path), read_only=True) as connection:
        agencies = connection.table("staged.agency").project("agency_code, name").fetchall()
        years = connection.table("staged.agency_year").project("agency_code, year, employees").fetchall()
    assert sorted(agencies) == [
        ("L000-A", "示例 A 副本0"), ("L000-B", "示例 B 副本0"), ("L000-C", "示例 C 副本0"),
        ("L001-A", "示例 A 副本1"), ("L001-B", "示例 B 副本1"),
    ]
    assert sorted(years) == [
        ("L000-A", 2022, 3), ("L000-A", 2023, 4), ("L000-C", 2023, 5), ("L001-A", 2022, 3), ("L001-A", 2023, 4),
    ]
    with pytest.raises(ValueError, match="2 agencies are not of the first copy"):
        copied_to(staging.path, 9)
