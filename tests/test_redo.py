"""Steps redone on new data: two snapshots that differ in a new year, a revision, a definition and a zone."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
import streamlit as st

from data.build import build_snapshot
from data.intake import DATA_FOLDER, InputFolders
from pages.controls.briefcase import Step
from pages.controls.briefing_order import with_steps_replaced
from pages.frames.briefing.redo import redo
from pages.frames.briefing.showable import check, reason_at_a_glance, reason_known
from pages.texts import load_texts

ZH, EN = load_texts("zh"), load_texts("en")
METRIC = "pct_applications"
Row = dict[str, str]


@dataclass(frozen=True)
class Two:
    """The identifiers of the snapshot before and of the one after."""

    before: str
    after: str


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """The shipped facts; then with a year more, a figure of 北京 revised, and 海南 counted in the west."""
    folder = tmp_path_factory.mktemp("two")
    before = build_snapshot(folder / "snapshots")
    inputs = InputFolders(folder / "published", folder / "regions", folder / "metrics.toml")
    shutil.copytree(DATA_FOLDER / "published", inputs.published)
    shutil.copytree(DATA_FOLDER / "regions", inputs.regions)
    shutil.copy(DATA_FOLDER / "metrics.toml", inputs.metrics)
    for name in ("province_stats.csv", "national_stats.csv"):
        _rewrite(inputs.published / name, _with_a_year_more)
    _rewrite(inputs.regions / "region_member.csv", _with_hainan_in_the_west)
    after = build_snapshot(folder / "snapshots", inputs)
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_DATA", str(folder / "snapshots"))
        yield Two(before.snapshot_id, after.snapshot_id)
    st.cache_resource.clear()


def _rewrite(path: Path, change: Callable[[list[Row]], list[Row]]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(change(rows))


def _with_a_year_more(rows: list[Row]) -> list[Row]:
    of_metric = [row for row in rows if row["metric"] == METRIC and row["year"] == "2023"]
    more = [{**row, "year": "2024", "value": str(2 * int(row["value"]))} for row in of_metric]
    revised = [{**row, "value": "12438"} if row in of_metric and row["region_name"] == "北京" else row for row in rows]
    return [*revised, *more]


def _with_hainan_in_the_west(rows: list[Row]) -> list[Row]:
    return [{**row, "group_code": "west"} if (row["group_code"], row["member_code"]) == ("east", "460000") else row
            for row in rows]


def kept(snapshot: str, page: str = "distribution", **view: str) -> Step:
    """A step as it is kept on a snapshot, with what it says and rests on there."""
    query = urlencode({"lang": "zh", "layer": "published", "snapshot": snapshot, **view})
    step = redo(Step(page, query, ""), snapshot, ZH).new
    assert step is not None
    return replace(step, kept_at="2026-01-01T00:00:00Z")


def test_a_step_that_showed_the_latest_year_moves_on_and_says_why(two: Two) -> None:
    step = kept(two.before, indicator=METRIC, figure="map")
    step = replace(step, title="北京超1.14万件", note="先讲北京", group="一")
    assert step.parameters["year"] == "2023"
    found = redo(step, two.after, ZH)
    assert [reason.kind for reason in found.reasons] == ["period", "revision"]
    assert (found.reasons[0].before, found.reasons[0].after) == ("2023年", "2024年")
    compared = found.reasons[1].compared
    assert compared is not None and compared.largest is not None
    assert (compared.changed, compared.figures) == (1, 31)
    assert (compared.largest.row, compared.largest.before, compared.largest.after) == ("北京", 11438.0, 12438.0)
    new = found.new
    assert new is not None and not found.says_the_same
    assert (new.snapshot, new.parameters["year"]) == (two.after, "2024")
    assert (new.title, new.note, new.group, new.identifier) == (step.title, step.note, step.group, step.identifier)
    assert new.kept_at > step.kept_at
    # The new step is at rest: redone at once, nothing differs.
    again = redo(new, two.after, ZH)
    assert (again.reasons, again.says_the_same, again.stale) == ((), True, ())


def test_a_step_on_a_year_that_was_not_the_latest_stays_on_it(two: Two) -> None:
    step = kept(two.before, indicator=METRIC, year="2022", figure="map")
    found = redo(step, two.after, ZH)
    assert found.reasons == () and found.says_the_same
    assert found.new is not None and found.new.parameters["year"] == "2022"


def test_zones_say_that_they_are_made_of_other_provinces(two: Two) -> None:
    found = redo(kept(two.before, level="zone", indicator=METRIC, year="2022", figure="map"), two.after, ZH)
    assert [reason.kind for reason in found.reasons] == ["revision", "membership"]
    assert set(found.reasons[1].groups) == {"东部", "西部"}


def test_what_a_step_rested_on_is_remembered_from_when_it_was_kept(two: Two) -> None:
    step = kept(two.before, indicator=METRIC, year="2022", figure="map")
    assert step.method and step.boundary
    for changes, kinds in (
        ({"boundary": "0" * 16}, ["boundary"]),
        ({"method": "0" * 16}, ["method"]),
        ({"finding": "旧版的说法"}, ["version"]),
        ({"method": "", "boundary": ""}, []),
    ):
        assert [reason.kind for reason in redo(replace(step, **changes), two.after, ZH).reasons] == kinds  # type: ignore[arg-type]
    assert kept(two.before, indicator=METRIC, figure="ranking").boundary == ""


def test_own_words_with_an_old_number_are_told(two: Two) -> None:
    step = kept(two.before, indicator=METRIC, figure="map")
    found = redo(replace(step, title="2023年北京居首"), two.after, ZH)
    assert found.stale == ("2023",)


def test_a_step_whose_snapshot_is_gone_can_be_redone_but_not_explained(two: Two) -> None:
    step = kept(two.before, indicator=METRIC, figure="map")
    lost = replace(step, query=step.query.replace(two.before, "0123456789ab"))
    assert reason_at_a_glance(lost, ZH) == ZH("not_shown.snapshot", value="0123456789ab")
    found = redo(lost, two.after, ZH)
    assert [reason.kind for reason in found.reasons] == ["untold"]
    assert found.new is not None and found.new.snapshot == two.after


@pytest.mark.parametrize(("page", "changes", "key", "values"), [
    ("moon", {}, "page", {"value": "moon"}),
    ("distribution", {"crater": "7"}, "parameters", {"parameters": "crater"}),
    ("distribution", {"figure": "map-of-craters"}, "figure", {"value": "map-of-craters"}),
    ("distribution", {"indicator": "moonlight"}, "parameters", {"parameters": "indicator=moonlight"}),
    ("distribution", {"figure": "gap-map"}, "no_figure", {}),
])
def test_a_step_that_cannot_be_shown_says_exactly_why(
    two: Two, page: str, changes: dict[str, str], key: str, values: dict[str, str]
) -> None:
    view = {"lang": "zh", "layer": "published", "snapshot": two.before, "indicator": METRIC, "figure": "map", **changes}
    step = Step(page, urlencode(view), "句")
    for texts in (ZH, EN):
        assert check(step, texts) == reason_known(step, texts) == texts(f"not_shown.{key}", **values)
    found = redo(step, two.after, ZH)
    assert (found.new, found.refusal) == (None, ZH(f"not_shown.{key}", **values))


def test_what_is_taken_over_replaces_its_step_and_leaves_the_others(two: Two) -> None:
    from pages.controls.briefcase import Briefcase

    first, second = kept(two.before, indicator=METRIC, figure="map"), kept(two.before, "overview", figure="targets")
    new = redo(first, two.after, ZH).new
    assert new is not None
    held = with_steps_replaced(Briefcase("题", (first, second)), [new])
    assert held.steps == (new, second)
    assert held.undo is not None and held.undo.steps == (first,)
