"""Which database answers is one setting; a wrong one is told in both languages with its remedy, never its password."""

from __future__ import annotations

import pytest
from small_snapshot import write_snapshot

from data.errors import DatabaseError
from queries.database import open_database
from queries.duckdb_database import DuckdbDatabase
from queries.time_limit import query_seconds


@pytest.mark.parametrize("setting", ["", "  "], ids=["unset", "blank"])
def test_without_a_setting_the_file_of_the_snapshot_answers(setting, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ATLAS_ENGINE", setting)
    database = open_database(write_snapshot(tmp_path))
    assert isinstance(database, DuckdbDatabase)
    assert len(database.ask("quality/snapshot", {})) == 1
    database.close()


@pytest.mark.parametrize("setting", ["postgres://atlas:geheim@host", "clickhouse", "geheim@host:8123", "clickhouse://"])
def test_a_setting_that_names_no_database_is_refused_with_its_remedy(setting, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("ATLAS_ENGINE", setting)
    with pytest.raises(DatabaseError) as caught:
        open_database(write_snapshot(tmp_path))
    for told in (caught.value.message("zh"), caught.value.message("en")):
        assert "ATLAS_ENGINE" in told and "clickhouse://" in told
    assert "geheim" not in str(caught.value) + repr(caught.value)


def test_a_question_may_take_as_long_as_the_setting_says(monkeypatch) -> None:
    monkeypatch.delenv("ATLAS_QUERY_SECONDS", raising=False)
    assert query_seconds() == 60
    monkeypatch.setenv("ATLAS_QUERY_SECONDS", " 2.5 ")
    assert query_seconds() == 2.5


@pytest.mark.parametrize("setting", ["0", "-1", "a minute", "nan", "inf"])
def test_a_time_that_is_none_is_refused_with_its_remedy(setting, monkeypatch) -> None:
    monkeypatch.setenv("ATLAS_QUERY_SECONDS", setting)
    with pytest.raises(DatabaseError) as caught:
        query_seconds()
    assert "ATLAS_QUERY_SECONDS" in caught.value.message("zh") and "seconds" in caught.value.message("en")
