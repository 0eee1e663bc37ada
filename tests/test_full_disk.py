"""A disk that is full, at whatever point of a publication, costs no snapshot, no figure and no line of the audit."""

from __future__ import annotations

import pytest
from small_disk import run_alone
from small_facts import write_inputs

from pages.texts import load_texts

HEADER = "年份,地区,指标,数值,单位,来源\n"
FIRST = HEADER + "2022,苏州市,专利代理机构,8,家,甲报\n2023,苏州市,专利代理机构,9,家,甲报\n"
SECOND = HEADER + "2023,苏州市,专利代理机构,11,家,乙报\n2023,北京市,实用新型,7,件,乙报\n"
OLD = [["320500", 2022, 8.0], ["320500", 2023, 9.0]]
NEW = [["110000", 2023, 7.0], ["320500", 2022, 8.0], ["320500", 2023, 11.0]]

PUBLISHING = """
import sys, tempfile
from pathlib import Path
import duckdb
from data.audit import AuditError, read_audit, record
from data.build import build_snapshot
from data.importing.faults import fault_of
from data.importing.imported import carried
from data.importing.pipeline import load_files
from data.intake import InputFolders
from data.snapshot import current_snapshot, validate
from small_disk import almost_full, mount_small, tell

inputs, first, second, folder, temporary = map(Path, sys.argv[1:])
places = InputFolders(inputs / "published", inputs / "regions", inputs / "metrics.toml")
mount_small(folder, 64)
mount_small(temporary, 64)
tempfile.tempdir = str(temporary)

def publish(file):
    load = load_files([(file, file.name)], carried(folder), places)
    return build_snapshot(folder, places, additions=load.imported)

def state():
    for path in folder.glob("atlas-*.duckdb"):
        validate(path, path.stem.removeprefix("atlas-"))
    current = current_snapshot(folder)
    with duckdb.connect(str(current.path), read_only=True) as connection:
        rows = connection.table("stat").filter("layer = 'imported'").project("region_code, year, value").fetchall()
    return {"figures": sorted(rows), "faults": [line.fault for line in read_audit(folder) if line.fault]}

def attempt(disk, left):
    try:
        with almost_full(disk, left):
            publish(second)
            fault = None
    except Exception as error:
        fault = fault_of(error)
    tell(disk=disk.name, left=left, fault=fault, **state())
    return fault

publish(first)
whole = current_snapshot(folder).path.stat().st_size
for part in (0, 0.05, 0.4, 0.8):
    attempt(folder, int(whole * part))
for left in (0,):
    attempt(temporary, left)
with almost_full(folder, 0):
    try:
        # The last page of the file has room for some lines; then there is none.
        for number in range(100):
            record(folder, "li", "export", "x" * 200, {})
        fault = None
    except AuditError as error:
        fault = fault_of(error)
tell(disk="audit", fault=fault, **state())
publish(second)
tell(disk="roomy", fault=None, **state())
tell(left=[path.name for path in (*folder.iterdir(), *temporary.iterdir()) if ".tmp" in path.name])
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """What was found after every attempt, in their order, and at last what lay about."""
    place = tmp_path_factory.mktemp("full")
    inputs = write_inputs(place / "inputs")
    for name, text in (("first.csv", FIRST), ("second.csv", SECOND)):
        (place / name).write_text(text, encoding="utf-8")
    for name in ("snapshots", "temporary"):
        (place / name).mkdir()
    return run_alone(PUBLISHING, *(str(path) for path in (
        inputs.published.parent, place / "first.csv", place / "second.csv", place / "snapshots", place / "temporary",
    )))  # fmt: skip


def test_a_publication_onto_a_full_disk_is_refused_in_words_and_the_old_snapshot_stays_whole(told: list[dict]) -> None:
    attempts = [one for one in told if one.get("disk") in ("snapshots", "temporary")]
    assert len(attempts) == 5
    for attempt in attempts:
        assert attempt["fault"] in ("full_disk", "not_recorded"), attempt
        assert (attempt["figures"], attempt["faults"]) == (OLD, []), attempt
        for language in ("zh", "en"):
            assert load_texts(language)(f"upload.fault.{attempt['fault']}")


def test_a_file_that_cannot_be_recorded_for_want_of_room_is_refused_and_the_chain_holds(told: list[dict]) -> None:
    [audit] = [one for one in told if one.get("disk") == "audit"]
    assert audit["fault"] == "not_recorded"
    # A line that the disk took only half of is named as such; all others hang together.
    assert set(audit["faults"]) <= {"unreadable"} and len(audit["faults"]) <= 1


def test_with_room_again_the_same_publication_succeeds_and_clears_away_what_was_left(told: list[dict]) -> None:
    *_, roomy, lying_about = told
    assert roomy["figures"] == NEW
    assert set(roomy["faults"]) <= {"unreadable"}
    assert lying_about["left"] == []
