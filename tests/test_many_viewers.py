"""The load driver: the browser's client without a network, bounds, slope; and a few viewers on a real server."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data.snapshot import SnapshotReference
from tests.load import walk as walking
from tests.load.answers import View, briefing_faults, faults_of, fingerprint
from tests.load.crowd import LONGEST, MOST_VIEWERS, Plan, TooMuchError, crowd
from tests.load.reader import NotLocalError, Reader, local_address
from tests.load.slope import BLOCKS, Slope, slope_after_warm_up
from tests.load.viewer import LEVELS, MOST_INDICATORS, OTHER_PAGES, SWITCHING, Record, Viewer, places
from tests.load.viewers import Measured, ask_alone
from tests.load.walk import ALL_YEARS, walk
from tests.load.window import ProtocolError, Window
from tests.running_app import running_app

ADDRESS = "http://127.0.0.1:8501"


@pytest.mark.parametrize(
    "address",
    ["http://192.0.2.1:8501", "http://atlas.example", "https://127.0.0.1", "http://", "http://0.0.0.0:1", "127.0.0.1"],
)
def test_another_machine_is_never_driven(address: str) -> None:
    with pytest.raises(NotLocalError):
        Reader(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8501/", "http://localhost:8501", "http://[::1]:8501"])
def test_this_machine_is(address: str) -> None:
    assert local_address(address) == address.rstrip("/")


@pytest.mark.parametrize(
    ("viewers", "seconds"), [(0, 10.0), (MOST_VIEWERS + 1, 10.0), (1, 0.0), (1, LONGEST + 1), (1, -1.0)]
)
def test_a_crowd_is_bounded_in_number_and_time(viewers: int, seconds: float) -> None:
    with pytest.raises(TooMuchError):
        Plan(viewers, seconds, 1.0, SWITCHING)


def test_every_viewer_has_a_place_and_a_language_that_its_neighbour_has_not() -> None:
    assert len(set(places())) == len(places()) > MOST_VIEWERS
    crowd_of_ten = [Viewer(number, ADDRESS, Record()) for number in range(10)]
    assert len({viewer.place for viewer in crowd_of_ten}) == 10
    assert Counter(viewer.locale for viewer in crowd_of_ten) == {"zh-CN": 5, "en-US": 5}


def frame(**parts: object) -> bytes:
    return ForwardMsg(**parts).SerializeToString()


def selectbox(path: int, key: str, options: list[str], value: str, script: str = "main", **told: object) -> ForwardMsg:
    message = ForwardMsg(hash=f"hash of {key} {value}")
    message.metadata.delta_path.append(path)
    message.metadata.active_script_hash = script
    box = message.delta.new_element.selectbox
    box.id, box.set_value, box.raw_value = f"$$ID-0-{key}", True, value
    box.options.extend(options)
    message.metadata.cacheable = bool(told.get("cacheable", False))
    return message


def begin(window: Window) -> None:
    message = ForwardMsg()
    message.new_session.initialize.session_id = "session"
    message.new_session.main_script_hash = "main"
    message.new_session.config.max_cached_message_age = 2
    assert window.receive(message.SerializeToString()) is False


def end(window: Window) -> None:
    assert window.receive(frame(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)) is True


def states(window: Window) -> dict[str, str]:
    asked = window.again().rerun_script
    return {state.id: state.string_value for state in asked.widget_states.widgets}


def test_a_control_is_sent_back_as_it_was_told_and_as_it_was_chosen() -> None:
    window = Window(ADDRESS)
    window.open("distribution", "level=city")
    begin(window)
    window.receive(selectbox(0, "year", ["2023", "2022"], "2023").SerializeToString())
    end(window)
    assert states(window) == {"$$ID-0-year": "2023"}
    asked = window.choose("year", 1).rerun_script
    assert [state.string_value for state in asked.widget_states.widgets] == ["2022"]
    assert asked.query_string == "level=city"
    # What the next run no longer draws has no state any more.
    begin(window)
    window.receive(selectbox(1, "region", ["a"], "a").SerializeToString())
    end(window)
    assert states(window) == {"$$ID-0-region": "a"}
    with pytest.raises(LookupError):
        window.choose("year", 0)


def test_another_page_takes_along_what_the_header_holds_alone() -> None:
    window = Window(ADDRESS)
    window.open("distribution", "")
    begin(window)
    link = ForwardMsg()
    link.metadata.delta_path.append(0)
    link.delta.new_element.page_link.page = "gaps"
    link.delta.new_element.page_link.page_script_hash = "hash of gaps"
    link.delta.new_element.page_link.query_string = "region=1"
    window.receive(link.SerializeToString())
    window.receive(selectbox(1, "lang", ["zh", "en"], "zh", "main").SerializeToString())
    window.receive(selectbox(2, "year", ["2023"], "2023", "page").SerializeToString())
    end(window)
    asked = window.follow("gaps").rerun_script
    assert (asked.page_script_hash, asked.query_string) == ("hash of gaps", "region=1")
    assert [state.id for state in asked.widget_states.widgets] == ["$$ID-0-lang"]


def test_a_message_is_kept_by_its_hash_used_again_and_dropped_by_the_second_run_without_it() -> None:
    window = Window(ADDRESS)
    window.open("", "")
    begin(window)
    message = selectbox(0, "year", ["2023"], "2023", cacheable=True)
    window.receive(message.SerializeToString())
    end(window)
    assert list(window.again().rerun_script.cached_message_hashes) == [message.hash]
    begin(window)
    named = ForwardMsg(ref_hash=message.hash)
    named.metadata.delta_path.append(5)
    window.receive(named.SerializeToString())
    end(window)
    assert (window.by_reference, list(window.drawn)) == (1, [(5,)])
    for expected in ([message.hash], []):
        begin(window)
        end(window)
        assert list(window.again().rerun_script.cached_message_hashes) == expected
    with pytest.raises(ProtocolError, match="unknown message"):
        window.receive(named.SerializeToString())


def shown(query: str, box: str, finding: str, language: str = "zh") -> Window:
    window = Window(ADDRESS, page="distribution", query=query)
    begin(window)
    texts = [f"<script>document.documentElement.lang = '{language}-CN'</script>", f'<h2 class="finding">{finding}</h2>']
    for place, text in enumerate(texts):
        message = ForwardMsg()
        message.metadata.delta_path.append(place)
        message.delta.new_element.html.body = text
        window.receive(message.SerializeToString())
    window.receive(selectbox(9, "region", [box], box).SerializeToString())
    end(window)
    return window


OWN = shown("region=320500", "苏州 · 江苏", "2023年苏州为191家")


@pytest.mark.parametrize(
    ("window", "fault"),
    [
        (OWN, None),
        (shown("region=320000", "江苏", "江苏"), None),
        (shown("region=510100", "成都 · 四川", "成都"), "region '510100' in the address"),
        (shown("region=320500", "成都 · 四川", "苏州"), "in the select box instead of '苏州'"),
        (shown("region=320500", "苏州 · 江苏", "成都为9家"), "no finding names '苏州'"),
        (shown("region=320500", "苏州 · 江苏", "苏州", "en"), "language 'en' instead of 'zh'"),
    ],
)
def test_an_answer_meant_for_somebody_else_is_noticed(window: Window, fault: str | None) -> None:
    found = faults_of(window, "320500", figures=0)
    assert found == [] if fault is None else [fault in text for text in found] == [True]


def test_a_missing_figure_and_an_error_on_the_page_are_noticed() -> None:
    window = shown("region=320500", "苏州 · 江苏", "苏州")
    error = ForwardMsg()
    error.metadata.delta_path.append(20)
    error.delta.new_element.alert.format = error.delta.new_element.alert.ERROR
    error.delta.new_element.alert.body = "no snapshot"
    window.receive(error.SerializeToString())
    found = faults_of(window, "320500", figures=1)
    assert "no snapshot" in found[0]
    assert found[1] == "0 figures instead of 1"


def test_a_step_that_another_reader_kept_is_noticed() -> None:
    window = Window(ADDRESS)
    begin(window)
    message = ForwardMsg()
    message.delta.new_element.html.body = '<p class="step-title">甲 &amp; 乙</p>'
    window.receive(message.SerializeToString())
    assert briefing_faults(window, ["甲 & 乙"]) == []
    assert len(briefing_faults(window, [])) == len(briefing_faults(window, ["甲 & 乙", "丙"])) == 1


def test_two_answers_to_one_view_contradict_each_other() -> None:
    record, view = Record(), View("distribution", "region=1", "zh-CN", "s")
    record.note(view, fingerprint(OWN))
    record.note(view, fingerprint(OWN))
    assert record.contradictions() == []
    record.note(view, fingerprint(shown("region=320500", "苏州 · 江苏", "苏州为192家")))
    assert len(record.contradictions()) == 1
    record.note(replace(view, locale="en-US"), "another")
    assert len(record.contradictions()) == 1


MINUTES = np.arange(0, 1800, 10.0)


@pytest.mark.parametrize(
    ("megabytes", "verdict"),
    [
        # Steep while caches fill in the first third, even after that.
        (np.minimum(MINUTES, 590.0) + 0.1 * np.sin(MINUTES), "flat"),
        (500 + MINUTES / 60, "growing"),
        (500 - MINUTES / 60, "flat"),
        (500 + 100 * np.sin(MINUTES / 90), "undecided"),
    ],
)
def test_memory_is_called_flat_by_a_rule_laid_down_beforehand(megabytes: np.ndarray, verdict: str) -> None:
    assert slope_after_warm_up(MINUTES, megabytes).verdict == verdict


def test_the_slope_of_a_straight_line_is_its_own_in_megabytes_an_hour() -> None:
    slope = slope_after_warm_up(MINUTES, 300 + 12 * MINUTES / 3600)
    assert slope.estimate == pytest.approx(12)
    assert (slope.lower, slope.upper) == (pytest.approx(12), pytest.approx(12))


def test_the_interval_is_that_of_students_t() -> None:
    # Twelve blocks that rise by one a block and lie off the line by one in turn: worked by hand for x = 1 … 12,
    # slope = 1 − 6/143, squared deviations 12 − 36/143, so s² = that / 10 and s(slope) = sqrt(s² / 143).
    block = np.clip((MINUTES - 600) // 100, 0, 11)
    slope = slope_after_warm_up(MINUTES, block + np.where(block % 2 == 0, 1.0, -1.0))
    per_hour = 3600 / 100
    assert slope.estimate == pytest.approx((1 - 6 / 143) * per_hour, rel=0.01)
    error = np.sqrt((12 - 36 / 143) / 10 / 143) * per_hour
    assert slope.upper - slope.estimate == pytest.approx(2.228 * error, rel=0.02)


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(ValueError, match=f"do not fill {BLOCKS} blocks"):
        slope_after_warm_up([0.0, 10.0, 20.0], [1.0, 1.0, 1.0])
    assert Slope(5.0, -1.0, 70.0).verdict == "undecided"


class Walker:
    """A viewer without a server: what it looks at."""

    seen: Counter[tuple[object, ...]]

    def __init__(self, number: int, address: str, record: Record) -> None:
        self.number = number
        self.chosen: dict[str, int] = {}

    async def come(self) -> None:
        self.chosen = {}

    async def choose(self, control: str, wanted: int) -> None:
        self.chosen[control] = wanted

    async def see_every_year(self) -> None:
        self.seen[self.number, self.chosen["level"], self.chosen["indicator"]] += 1

    async def visit(self, page: str) -> None:
        self.seen[self.number, self.chosen["level"], page] += 1

    async def leave(self) -> None:
        pass


def test_a_walk_passes_every_indicator_in_every_language_and_every_page_of_every_place_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(walking, "Viewer", Walker)
    monkeypatch.setattr(Walker, "seen", Counter(), raising=False)
    record = Record()
    walked = asyncio.run(walk(ADDRESS, 3, people=5, seconds=60.0, record=record))
    indicators = {(number, level, each) for number in range(2) for level in LEVELS for each in range(MOST_INDICATORS)}
    pages = {(number, level, page) for number in range(5) for level in LEVELS for page in OTHER_PAGES}
    assert Walker.seen == Counter(indicators | pages)
    assert {Viewer(number, ADDRESS, record).locale for number in range(ALL_YEARS)} == {"zh-CN", "en-US"}
    assert walked.done == walked.of
    assert record.faults == []


def test_a_walk_whose_time_is_over_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "Viewer", Walker)
    monkeypatch.setattr(Walker, "seen", Counter(), raising=False)
    walked = asyncio.run(walk(ADDRESS, 3, people=5, seconds=0.0, record=Record()))
    assert (walked.done, Walker.seen) == (0, Counter())
    assert walked.of > 0


def test_four_viewers_at_once_each_get_their_own(sampled_snapshot: SnapshotReference, tmp_path: Path) -> None:
    measured = Measured(4, 4.0)
    everything = {"indicator": 2, "year": 1, "level": 1, "keep": 1, "briefing": 1, "return": 1, "leave": 1}

    async def use(address: str) -> None:
        await crowd(address, Plan(4, measured.seconds, 0.2, everything, arrive=0.05), measured.record)
        measured.record.faults.extend(measured.record.contradictions())
        await ask_alone(address, measured)

    with running_app(sampled_snapshot.path.parent, tmp_path / "server.log") as address:
        asyncio.run(use(address))
    record = measured.record
    assert record.faults + record.contradictions() == []
    assert record.lost == []
    assert {timed.viewer for timed in record.runs} == {0, 1, 2, 3}
    assert len(record.runs) >= 8
    assert measured.asked_again == len(record.seen) >= 4
