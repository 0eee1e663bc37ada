"""Copies of remembered answers: nothing that a caller can change is another's, and no copy leaves a trace for good."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd


def own_copy(answer: Any) -> Any:
    """The same answer in which nothing that a caller can change is another caller's.

    Frames share what is behind them: pandas copies that at the first change.
    """
    return _copied(answer, lambda held: held.copy(deep=False))


def fresh_copy(answer: Any) -> Any:
    """The same answer whose frames share nothing with those of the other, and know nothing of copies made of them.

    pandas notes every copy that shares the values of a frame, in each of its blocks and in its index, and keeps up to
    five hundred notes of copies long gone: of thousands of small frames the notes would outweigh the values.
    """
    return _copied(answer, _fresh)


def _fresh(held: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    fresh = held.copy(deep=True)
    # A deep copy shares its labels all the same.
    fresh.index = held.index.copy(deep=True)
    if isinstance(fresh, pd.DataFrame):
        fresh.columns = held.columns.copy(deep=True)
    return fresh


def _copied(answer: Any, frame: Callable[[Any], Any]) -> Any:
    if isinstance(answer, pd.DataFrame | pd.Series):
        return frame(answer)
    if isinstance(answer, dict):
        return {key: _copied(value, frame) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_copied(value, frame) for value in answer]
    if type(answer) is tuple:
        own = tuple(_copied(value, frame) for value in answer)
        return answer if all(new is old for new, old in zip(own, answer, strict=True)) else own
    if is_dataclass(answer) and not isinstance(answer, type):
        record = copy.copy(answer)
        # Beside its fields a record may hold what it has worked out once.
        for name in {*(field.name for field in fields(answer)), *getattr(answer, "__dict__", ())}:
            # Most records are frozen; this one is nobody's yet.
            object.__setattr__(record, name, _copied(getattr(answer, name), frame))
        return record
    return answer
