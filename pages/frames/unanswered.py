"""What stands in place of a figure whose question got no answer: what happened, in words, and a way to ask again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

import streamlit as st

from data.errors import DatabaseError, DatabaseFailure
from pages.shell.screen import Screen


class View(Protocol):
    """What a frame shows, with the screen it is drawn on."""

    @property
    def screen(self) -> Screen:
        """The screen."""
        ...


First = TypeVar("First", bound=Screen | View)
Rest = ParamSpec("Rest")


# Where a question takes too much, others are answered; of other failures it cannot be told.
OF_ONE_QUESTION: tuple[DatabaseFailure, ...] = ("too_slow", "too_large")


@contextmanager
def told_if_unanswered(screen: Screen, part: Literal["page", "apart"]) -> Iterator[None]:
    """Say in the reader's language that the database gave no answer, and go on with what follows.

    Of a part that is drawn apart from others it is said that they are not affected, where that is so; of a page, that
    nothing more of it is drawn.
    """
    try:
        yield
    except DatabaseError as fault:
        logging.getLogger(__name__).error("%s", fault)
        is_alone = fault.failure in OF_ONE_QUESTION
        key = "fault.page" if part == "page" else "fault.unanswered" if is_alone else "fault.here"
        icon = ":material/timer_off:" if fault.failure == "too_slow" else ":material/error:"
        st.error(screen.texts(key, reason=fault.message(screen.language)), icon=icon)
        screen.unanswered.append(fault)
        if screen.replayed is None:
            # Answers alone are remembered: any run asks anew what got none.
            st.button(
                screen.texts("fault.again"), key=f"ask-again-{len(screen.unanswered)}", icon=":material/refresh:"
            )


def apart(draw: Callable[Concatenate[First, Rest], None]) -> Callable[Concatenate[First, Rest], None]:
    """A frame or section apart from others: where its question gets no answer, they are drawn all the same."""

    @wraps(draw)
    def drawn(first: First, *rest: Rest.args, **named: Rest.kwargs) -> None:
        with told_if_unanswered(first if isinstance(first, Screen) else first.screen, "apart"):
            draw(first, *rest, **named)

    return drawn
