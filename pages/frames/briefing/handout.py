"""From the steps of a briefing to what a meeting hands over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pages.controls.briefcase import Step
from pages.exporters.handout import Handout, HandoutStep, Missing
from pages.frames.briefing.showable import exhibit_of_replay, replayed
from pages.frames.questions import OF_EVERY_FIGURE, questions_of
from pages.texts import Language, load_texts


def handout_of(title: str, steps: Sequence[Step], language: Language, server: str, made_on: date) -> Handout:
    """Replay every step on its own snapshot and return the whole in one language.

    `server` is the address that the atlas is served at, without a page; links lead there. A step that cannot be shown
    is told with its reason and leaves the others as they are.
    """
    texts = load_texts(language)
    shown: list[HandoutStep] = []
    missing: list[Missing] = []
    for step in steps:
        played = replayed(step, texts)
        if isinstance(played, str):
            missing.append(Missing(step.shown_title, played))
            continue
        found = exhibit_of_replay(played)
        questions = questions_of(played.screen, played.frames[0])
        shown.append(
            HandoutStep(
                exhibit=found,
                title=step.title or found.finding,
                note=step.note,
                group=step.group,
                address=f"{server.rstrip('/')}/{step.page}?{found.query}",
                questions=tuple((asked.question, asked.answer) for asked in questions),
                general=frozenset(asked.question for asked in questions if asked.kind in OF_EVERY_FIGURE),
            )
        )
    return Handout(title, language, made_on, tuple(shown), tuple(missing))
