"""What lives is not looked over after each run; what was thrown away goes all the same."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from pages.shell.garbage import spare_what_lives


class Ring:
    """Holds itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.ring = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Nothing that later tests make is spared for ever."""
    yield
    spare_what_lives()


def test_what_lives_is_spared_from_the_collections_after_runs() -> None:
    ring = Ring()
    spare_what_lives()
    assert gc.get_freeze_count() > 0 and all(one is not ring for one in gc.get_objects())


@pytest.mark.parametrize("is_spared", [False, True], ids=["younger than the last call", "spared by the last call"])
def test_what_was_thrown_away_goes_with_the_next_call(is_spared: bool) -> None:
    ring = Ring()
    seen = weakref.ref(ring)
    if is_spared:
        spare_what_lives()
    del ring
    spare_what_lives()
    assert seen() is None


def test_what_runs_throw_away_between_two_calls_goes_with_the_collection_after_the_run() -> None:
    spare_what_lives()
    ring = Ring()
    seen = weakref.ref(ring)
    del ring
    gc.collect(2)
    assert seen() is None
