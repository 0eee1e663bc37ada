"""What an engine remembers: the answers used last, bounded in number and in bytes, each made by one reader only."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.errors import DatabaseError
from queries.copies import fresh_copy

MOST_ANSWERS = 4096
MOST_BYTES = 256 * 2**20
DEEPEST = 12
OF_A_FRAME, OF_A_COLUMN = 1500, 1000
"""Bytes that a frame takes beside its values, whatever it holds, and so each of its columns: measured, pandas 3.1."""


class Memory:
    """Answers by key. Safe to share between threads.

    The bound in bytes matters more than that in number: the profile of a region takes a hundred times what a count
    takes, and readers together ask for every region in every language. Where many ask for the same at once, as when a
    meeting begins, one of them works it out and the others wait for it.
    """

    def __init__(self, most_answers: int = MOST_ANSWERS, most_bytes: int = MOST_BYTES) -> None:
        self.most_answers = most_answers
        self.most_bytes = most_bytes
        self.bytes = 0
        self._kept: OrderedDict[tuple[Any, ...], _Kept] = OrderedDict()
        self._making: dict[tuple[Any, ...], _Making] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def recall(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """The answer to a key, made where it is not remembered, or no longer.

        Whoever waited for one that failed makes it again, so that everybody hears of a failure from an attempt of
        the own; but where the database gave no answer, all who waited are told so: one after the other they would wait
        for as many times as long as a question may take. Raises what `make` raises.
        """
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key].answer
                making = self._making.get(key)
                if making is None:
                    making = self._making[key] = _Making()
                    break
            if making.maker == threading.get_ident():
                # An answer that asks for itself: the fault shall show as one.
                return make()
            making.done.wait()
            if making.fault is not None:
                # Each thread adds its own trace to what it raises.
                raise copy(making.fault) from making.fault
            if making.outcome:
                return making.outcome[0]
        try:
            answer = make()
            making.outcome.append(answer)
            self._keep(key, answer)
            return answer
        except DatabaseError as fault:
            making.fault = fault
            raise
        finally:
            with self._lock:
                del self._making[key]
            making.done.set()

    def _keep(self, key: tuple[Any, ...], answer: Any) -> None:
        # What was cut out of other frames would keep them whole, and their notes of copies with them.
        answer = fresh_copy(answer)
        weight = weight_of(answer)
        if weight > self.most_bytes:
            # It would push everything else out, and then itself.
            return
        with self._lock:
            self._kept[key] = _Kept(answer, weight)
            self.bytes += weight
            while len(self._kept) > self.most_answers or self.bytes > self.most_bytes:
                _, lost = self._kept.popitem(last=False)
                self.bytes -= lost.weight


@dataclass
class _Kept:
    """An answer that is remembered, and its weight in bytes."""

    answer: Any
    weight: int


@dataclass
class _Making:
    """An answer that a thread is about to make; `outcome` holds it once it is there, `fault` why it never will be."""

    maker: int = field(default_factory=threading.get_ident)
    done: threading.Event = field(default_factory=threading.Event)
    outcome: list[Any] = field(default_factory=list)
    fault: DatabaseError | None = None


def weight_of(answer: Any, depth: int = 0) -> int:
    """Roughly how many bytes an answer takes: its frames with their texts, and what lists and records hold.

    A frame of one row takes thirty times as much as its values: what pandas needs for it counts, too.

    What two answers share counts in both, so the sum is rather too great than too small.
    """
    if isinstance(answer, pd.DataFrame):
        of_frame = OF_A_FRAME + OF_A_COLUMN * len(answer.columns)
        return of_frame + int(answer.memory_usage(index=True, deep=True).sum())
    if isinstance(answer, pd.Series):
        return OF_A_FRAME + OF_A_COLUMN + int(answer.memory_usage(deep=True))
    if isinstance(answer, pd.Index):
        return int(answer.memory_usage(deep=True))
    if isinstance(answer, np.ndarray):
        # A view on numbers keeps them all the same, though it owns none of them.
        return sys.getsizeof(answer) if answer.flags.owndata else sys.getsizeof(answer) + answer.nbytes
    own = sys.getsizeof(answer)
    if depth == DEEPEST or isinstance(answer, str | bytes | int | float):
        return own
    if isinstance(answer, Mapping):
        parts = [part for pair in answer.items() for part in pair]
    elif isinstance(answer, list | tuple | set | frozenset):
        parts = list(answer)
    elif is_dataclass(answer) and not isinstance(answer, type):
        # Beside its fields, which may lie in slots, a record may hold what it has worked out once.
        names = {*(each.name for each in fields(answer)), *getattr(answer, "__dict__", ())}
        parts = [getattr(answer, name, None) for name in names]
    else:
        return own
    return own + sum(weight_of(part, depth + 1) for part in parts)
