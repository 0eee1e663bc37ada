"""What a step shows on the wall, made beforehand: the next key press finds it ready."""

from __future__ import annotations

import logging
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

import pandas as pd
import plotly.graph_objects as go

from data.snapshot import snapshot_folder
from geo.map_figure import map_figure
from pages.controls.briefcase import Step
from pages.exporters.exhibit import Exhibit
from pages.exporters.print_page import PrintPage
from pages.frames.briefing.showable import exhibit_of_replay, replayed
from pages.frames.questions import questions_of
from pages.shell.presentation.dress import GROUNDS, ThemeName
from pages.shell.presentation.wall_figure import wall_figure
from pages.texts import Language, load_texts
from pages.texts.questions import Question

# The longest briefing in one look, or several usual ones.
MOST_SLIDES = 256
# What stands over and under a figure, in pixels of a window 1080 high; and the least that is left for the figure.
AROUND_THE_FIGURE = 190
LEAST_FIGURE = 200


class NotShownError(Exception):
    """The view of a step cannot be shown; the message says why, in the language of the meeting."""


@dataclass(frozen=True)
class Look:
    """What the same step looks different by: language, ground, height of the window in pixels."""

    language: Language
    theme: ThemeName
    window_height: int


@dataclass(frozen=True)
class Shown:
    """What a step shows, however it looks: its exhibit, the table twin of it, what is likely to be asked of it.

    `paper` is the whole of a figure that is more than a table: it is shown in place of the table.
    """

    exhibit: Exhibit
    table: pd.DataFrame
    questions: tuple[Question, ...]
    paper: PrintPage | None = None


@dataclass(frozen=True)
class Slide:
    """One step on the wall. Nothing `shown` makes a plain slide that says the `reason`; a table has no `figure`."""

    title: str
    shown: Shown | None
    figure: go.Figure | None
    reason: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is likely to be asked of the step."""
        return self.shown.questions if self.shown else ()


Key = tuple[Step, Look, str]
_slides: OrderedDict[Key, Future[Slide]] = OrderedDict()
_lock = Lock()
_makers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="slide")


def slide_of(step: Step, look: Look) -> Slide:
    """The slide of a step. It is made once: a step pins its snapshot, so it never changes.

    One that is asked for waits behind none that is made ahead. One that cannot be shown is tried anew the next time:
    what it lacks may be back.
    """
    key = _key(step, look)
    with _lock:
        found = _slides.get(key)
        is_ours = found is None or found.cancel()
        future: Future[Slide] = Future() if found is None or is_ours else found
        if is_ours:
            # What runs is never cancelled, so another reader waits for it.
            future.set_running_or_notify_cancel()
        _keep(key, future)
    if is_ours:
        try:
            future.set_result(_made(step, look))
        except BaseException as fault:
            # Whoever waits for it must not wait for ever.
            future.set_exception(fault)
            with _lock:
                _slides.pop(key, None)
            raise
    slide = future.result()
    if slide.shown is None:
        with _lock:
            _slides.pop(key, None)
    return slide


def prepare(step: Step, look: Look) -> None:
    """Begin to make the slide of a step, unless it is made or under way."""
    key = _key(step, look)
    with _lock:
        _keep(key, _slides.get(key) or _makers.submit(_made, step, look))


def words_of(step: Step, language: Language) -> tuple[str, tuple[Question, ...]]:
    """Title of the slide of a step and what is likely to be asked of it, without its figure."""
    try:
        shown = _shown(_view(step), language, str(snapshot_folder()))
        return step.title or shown.exhibit.finding, shown.questions
    except NotShownError:
        return step.shown_title, ()
    except Exception:
        logging.getLogger(__name__).exception("a step cannot be presented: %s %s", step.page, step.identifier)
        return step.shown_title, ()


def _key(step: Step, look: Look) -> Key:
    # The folder tells one atlas from another.
    return replace(_view(step), title=step.title), look, str(snapshot_folder())


def _view(step: Step) -> Step:
    """A step without what changes nothing on the wall: a note written in the meeting makes no slide anew."""
    return replace(step, note="", title="", group="", identifier="")


def _keep(key: Key, future: Future[Slide]) -> None:
    _slides[key] = future
    _slides.move_to_end(key)
    while len(_slides) > MOST_SLIDES:
        _slides.popitem(last=False)[1].cancel()


def _made(step: Step, look: Look) -> Slide:
    try:
        shown = _shown(_view(step), look.language, str(snapshot_folder()))
        return Slide(step.title or shown.exhibit.finding, shown, _figure(shown.exhibit, look))
    except NotShownError as fault:
        return Slide(step.shown_title, None, None, str(fault))
    except Exception:
        # Whatever is wrong with one step, the meeting goes on with the others; the log keeps what it was.
        logging.getLogger(__name__).exception("a step cannot be presented: %s %s", step.page, step.identifier)
        return Slide(step.shown_title, None, None, load_texts(look.language)("not_shown.failed"))


@lru_cache(maxsize=MOST_SLIDES)
def _shown(step: Step, language: Language, folder: str) -> Shown:
    """The part of the work that takes long; no failure is remembered, and nothing of another `folder` of snapshots."""
    played = replayed(step, load_texts(language))
    if isinstance(played, str):
        raise NotShownError(played)
    content = played.frames[0]
    exhibit = exhibit_of_replay(played)
    paper = exhibit.paper() if exhibit.paper else None
    return Shown(exhibit, exhibit.table(), questions_of(played.screen, content), paper)


def _figure(exhibit: Exhibit, look: Look) -> go.Figure | None:
    if exhibit.figure is None:
        return None
    height = max(look.window_height - AROUND_THE_FIGURE, LEAST_FIGURE)
    figure = map_figure(exhibit.spec, exhibit.boundaries, height) if exhibit.spec else exhibit.figure
    return wall_figure(figure, look.window_height, GROUNDS[look.theme])
