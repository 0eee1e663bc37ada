"""Sources behind the figures of a few places: what the database says, noted each time, and light to remember."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from data.snapshot import SnapshotReference
from queries.asked import Asked, noting
from queries.engine import Engine
from queries.sources import sources_of

QUESTION = "source/of_metrics"
OF_FEW: dict[str, Any] = {
    "metrics": ["patent_agencies"], "levels": ["province"], "years": [2022, 2023], "layer": "published",
    "regions": ["320000", "440000"],
}


@pytest.fixture
def opened(real_snapshot: SnapshotReference) -> Iterator[Engine]:
    engine = Engine(real_snapshot)
    yield engine
    engine.close()


@pytest.mark.parametrize("regions", [["320000", "440000"], ["320000"], ["000000"], None])
def test_sources_are_those_that_the_database_names(opened: Engine, regions: list[str] | None) -> None:
    asked = {**OF_FEW, "regions": regions}
    expected = opened.database.ask(QUESTION, asked)
    assert expected.empty == (regions == ["000000"])
    for _ in range(2):
        pd.testing.assert_frame_equal(sources_of(opened, **asked), expected, check_dtype=False)


def test_what_is_remembered_is_a_frame_of_its_own_for_every_caller_and_noted_each_time(opened: Engine) -> None:
    first = sources_of(opened, **OF_FEW)
    first["title"] = "changed"
    with noting() as notes:
        second = sources_of(opened, **OF_FEW)
    assert "changed" not in set(second["title"])
    assert notes.asked == (Asked.of(QUESTION, OF_FEW),)
    assert len(opened.memory) == 1


def test_rows_that_are_remembered_weigh_less_than_a_third_of_their_frame(opened: Engine) -> None:
    sources_of(opened, **OF_FEW)
    of_rows = opened.memory.bytes
    opened.query(QUESTION, **OF_FEW)
    assert 0 < 3 * of_rows < opened.memory.bytes - of_rows
