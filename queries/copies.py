"""Copies of remembered answers: nothing that a caller can change is another's, and no copy leaves a trace for good."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd


def own_copy(answer: Any) -> Any:
    """The same answer in which nothing that a caller can change is another caller's.

    Frames share what is behind them: pandas copies that at the first change. What it noted of earlier copies that are
    gone by now is forgotten at the same time.
    """
    return _copied(answer, _shared)


def _shared(held: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    forget_lost_copies(held)
    return held.copy(deep=False)


def forget_lost_copies(held: pd.DataFrame | pd.Series) -> None:
    """Let pandas forget its notes of copies that are gone, of which it keeps up to five hundred for each block.

    A reader's work on a copy of a small frame leaves a hundred notes: they outweigh its values many times over.
    """
    for block in held._mgr.blocks:
        _sift(block.refs)
    for labels in held.axes:
        _sift(getattr(labels, "_references", None))


def _sift(notes: Any) -> None:
    # Whoever asks whether anybody shares the values makes pandas look which of the copies noted are still there.
    if notes is not None:
        notes.has_reference()


def fresh_copy(answer: Any) -> Any:
    """The same answer whose frames share nothing with those of the other, and know nothing of copies made of them."""
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
        # Beside its fields a record may hold what it has worked out once.
        names = {*(field.name for field in fields(answer)), *getattr(answer, "__dict__", ())}
        held = {name: getattr(answer, name) for name in names}
        copied = {name: _copied(value, frame) for name, value in held.items()}
        if _never_changes(type(answer)) and all(copied[name] is value for name, value in held.items()):
            # Nothing in it can change: definitions and outcomes are the same for everybody.
            return answer
        record = copy.copy(answer)
        for name, value in copied.items():
            # Most records are frozen; this one is nobody's yet.
            object.__setattr__(record, name, value)
        return record
    return answer


@lru_cache(maxsize=1024)
def _never_changes(kind: Any) -> bool:
    """Whether records of a class stay as they were made: none of their fields is set anew, and nothing worked out."""
    parts = [part for base in kind.__mro__ for part in vars(base).values()]
    return bool(kind.__dataclass_params__.frozen) and not any(isinstance(part, cached_property) for part in parts)
