"""What an engine remembers: bounded in number and in bytes, and made once however many ask at the same time."""

from __future__ import annotations

import sys
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.errors import DatabaseError
from queries.copies import fresh_copy, own_copy
from queries.memory import OF_A_COLUMN, OF_A_FRAME, Memory, weight_of

WAIT = 20.0
KILOBYTE = b"x" * (1024 - sys.getsizeof(b""))


def kilobyte() -> bytes:
    return bytes(bytearray(KILOBYTE))


def test_answers_are_made_once_and_the_longest_unused_are_forgotten_by_number() -> None:
    memory, made = Memory(most_answers=2), []

    def ask(name: str) -> str:
        return memory.recall((name,), lambda: made.append(name) or name)

    assert [ask(name) for name in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    # "c" pushed "b" out, which had waited longer than "a".
    assert made == ["a", "b", "c", "b"]
    assert len(memory) == 2


def test_answers_are_bounded_in_bytes_however_few_they_are() -> None:
    memory = Memory(most_bytes=10 * 1024)
    for number in range(100):
        memory.recall((number,), kilobyte)
        assert memory.bytes <= 10 * 1024
    assert len(memory) == 10
    assert memory.bytes == 10 * 1024


def test_an_answer_heavier_than_the_bound_is_given_and_pushes_nothing_out() -> None:
    memory = Memory(most_bytes=2 * 1024)
    memory.recall(("light",), kilobyte)
    assert memory.recall(("heavy",), lambda: kilobyte() * 3) == KILOBYTE * 3
    assert (len(memory), memory.bytes) == (1, 1024)


def test_what_many_ask_for_at_once_is_made_by_one_of_them() -> None:
    memory, made, all_asked = Memory(), [], threading.Barrier(8)
    is_asked = threading.Event()

    def make() -> str:
        made.append(threading.get_ident())
        assert is_asked.wait(WAIT)
        return "answer"

    def ask(_: int) -> Any:
        all_asked.wait(WAIT)
        return memory.recall(("same",), make)

    with ThreadPoolExecutor(9) as pool:
        answers = [pool.submit(ask, number) for number in range(8)]
        other = pool.submit(memory.recall, ("other",), lambda: "at once")
        # Who asks for something else waits for nobody.
        assert other.result(WAIT) == "at once"
        is_asked.set()
        assert [answer.result(WAIT) for answer in answers] == ["answer"] * 8
    assert len(made) == 1


class Key:
    """A key that tells when it is asked for: whoever compares it has come to what is remembered or being made."""

    def __init__(self, asked: threading.Semaphore) -> None:
        self.asked = asked

    def __hash__(self) -> int:
        return 1

    def __eq__(self, other: object) -> bool:
        self.asked.release()
        return isinstance(other, Key)


def test_who_waited_for_an_answer_that_failed_makes_it() -> None:
    memory, attempts, is_begun, may_fail = Memory(), [], threading.Event(), threading.Event()
    waiting = threading.Semaphore(0)

    def make() -> str:
        attempts.append(None)
        is_begun.set()
        if len(attempts) == 1:
            assert may_fail.wait(WAIT)
            raise OSError("gone")
        return "answer"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(memory.recall, (Key(waiting),), make)
        assert is_begun.wait(WAIT)
        second = pool.submit(memory.recall, (Key(waiting),), make)
        assert waiting.acquire(timeout=WAIT)
        may_fail.set()
        with pytest.raises(OSError, match="gone"):
            first.result(WAIT)
        assert second.result(WAIT) == "answer"
    assert memory.recall((Key(waiting),), make) == "answer"
    assert len(attempts) == 2


def test_who_waited_for_what_the_database_did_not_answer_is_told_so_and_does_not_wait_in_turn() -> None:
    memory, attempts, is_begun, may_fail = Memory(), [], threading.Event(), threading.Event()
    waiting = threading.Semaphore(0)

    def make() -> str:
        attempts.append(None)
        is_begun.set()
        assert may_fail.wait(WAIT)
        raise DatabaseError("too_slow", "endless")

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(memory.recall, (Key(waiting),), make)]
        assert is_begun.wait(WAIT)
        answers += [pool.submit(memory.recall, (Key(waiting),), make) for _ in range(7)]
        for _ in range(7):
            assert waiting.acquire(timeout=WAIT)
        may_fail.set()
        faults = [answer.exception(WAIT) for answer in answers]
    assert {type(fault) for fault in faults} == {DatabaseError}
    assert len({id(fault) for fault in faults}) == 8
    assert len(attempts) == 1
    assert len(memory) == 0


def test_an_answer_that_asks_for_itself_fails_instead_of_waiting_for_itself() -> None:
    memory = Memory()

    def make() -> Any:
        return memory.recall(("same",), make)

    with pytest.raises(RecursionError):
        memory.recall(("same",), make)


@dataclass
class Record:
    frame: pd.DataFrame
    notes: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class SlottedRecord:
    frame: pd.DataFrame


@dataclass(frozen=True)
class Term:
    level: str
    years: tuple[Any, ...]


@dataclass(frozen=True)
class Worked(Term):
    @cached_property
    def labels(self) -> list[str]:
        return [self.level]


OWN = OF_A_FRAME + OF_A_COLUMN
NUMBERS = pd.DataFrame({"value": range(1000)})
TEXTS = pd.DataFrame({"name": ["服务机构" * 50] * 100})


@pytest.mark.parametrize(
    ("answer", "least", "most"),
    [
        (None, 0, 100),
        (NUMBERS, OWN + 8_000, OWN + 8_500),
        (NUMBERS["value"], OWN + 8_000, OWN + 8_500),
        (TEXTS, 100 * 200, 100 * 1200),
        ([NUMBERS, NUMBERS], 2 * OWN + 16_000, 2 * OWN + 17_000),
        ({"a": NUMBERS}, OWN + 8_000, OWN + 8_800),
        ((b"x" * 5_000,), 5_000, 5_200),
        (np.zeros(1000), 8_000, 8_200),
        (np.zeros(1000).reshape(10, 100), 8_000, 8_200),
        (SlottedRecord(NUMBERS), OWN + 8_000, OWN + 8_500),
        (Record(NUMBERS, {"a": ["b" * 3_000]}), OWN + 11_000, OWN + 12_500),
    ],
)
def test_an_answer_weighs_about_what_it_holds(answer: Any, least: int, most: int) -> None:
    assert least <= weight_of(answer) <= most


def notes_of_copies(frame: pd.DataFrame) -> int:
    """Of how many copies pandas keeps a note, at most in one part of a frame: its blocks of values and its labels."""
    held = [block.refs for block in frame._mgr.blocks]
    held += [labels._references for labels in (frame.index, frame.columns)]
    return max(len(refs.referenced_blocks) for refs in held)


def test_an_answer_given_a_thousand_times_carries_the_notes_of_its_last_reader_alone() -> None:
    memory = Memory()

    def read() -> Record:
        frame = pd.DataFrame({"place": ["a", "b"], "value": [1.0, 2.0]}, index=["x", "y"])
        copied = own_copy(memory.recall(("record",), lambda: Record(frame, {})))
        # Each of these leaves notes at what is remembered, too.
        assert [copied.frame[name].iloc[0] for name in copied.frame.columns] == ["a", 1.0]
        assert len(copied.frame.assign(more=1).rename(columns={"more": "much"})) == 2
        return copied

    read()
    copied = read()
    of_one_reader = notes_of_copies(memory.recall(("record",), dict).frame)
    for _ in range(1000):
        copied = read()
        assert 1 < notes_of_copies(memory.recall(("record",), dict).frame) <= of_one_reader + 2
    pd.testing.assert_frame_equal(copied.frame, pd.DataFrame({"place": ["a", "b"], "value": [1.0, 2.0]}, ["x", "y"]))


def test_a_copy_that_a_reader_still_holds_is_no_other_readers_when_notes_are_forgotten() -> None:
    kept = pd.DataFrame({"value": [1.0, 2.0]})
    held, lost = own_copy(kept), [own_copy(kept) for _ in range(50)]
    del lost
    other = own_copy(kept)
    held.loc[0, "value"] = 5.0
    other.loc[1, "value"] = 7.0
    assert (list(kept["value"]), list(held["value"]), list(other["value"])) == ([1.0, 2.0], [5.0, 2.0], [1.0, 7.0])


def test_a_frame_of_one_row_weighs_what_it_takes_and_not_its_values_alone() -> None:
    row = pd.DataFrame({"metric": ["patents"], "title": ["年报"], "year": [2023]})
    tracemalloc.start()
    try:
        frames = [fresh_copy(row) for _ in range(200)]
        taken = tracemalloc.get_traced_memory()[0] / len(frames)
    finally:
        tracemalloc.stop()
    assert 0.5 < weight_of(row) / taken < 2


def test_a_record_in_which_nothing_can_change_is_nobodys_own() -> None:
    term, held = Term("city", (2023, 2024)), Term("city", ([],))
    assert own_copy(term) is term
    assert own_copy((term, {"a": 1}))[0] is term
    worked = Worked("city", (2023,))
    own_copy(worked).labels.append("of another reader")
    assert own_copy(worked).labels == ["city"]
    copied = own_copy(held)
    assert copied == held and copied.years[0] is not held.years[0]


def test_a_fresh_copy_is_the_same_and_shares_nothing_that_can_change() -> None:
    held = Record(pd.DataFrame({"value": [1.0, 2.0]}, index=["x", "y"]), {"notes": ["one"]})
    fresh = fresh_copy(held)
    assert not np.shares_memory(fresh.frame["value"].to_numpy(), held.frame["value"].to_numpy())
    fresh.notes["notes"].append("two")
    assert held.notes == {"notes": ["one"]}
    pd.testing.assert_frame_equal(fresh.frame, held.frame)


def test_what_was_cut_out_of_another_frame_does_not_keep_it() -> None:
    whole = pd.DataFrame({"value": np.arange(1000.0)})
    memory = Memory()
    memory.recall(("part",), lambda: whole.iloc[:10])
    kept = memory.recall(("part",), dict)
    assert not np.shares_memory(kept["value"].to_numpy(), whole["value"].to_numpy())
    pd.testing.assert_frame_equal(kept, whole.iloc[:10])
