"""What a meeting hands over: the steps of a briefing as exhibits, with their titles, notes and addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from pages.exporters.exhibit import Exhibit
from pages.texts import Language, load_texts


@dataclass(frozen=True)
class Missing:
    """A step that cannot be shown, and why in the reader's language."""

    title: str
    reason: str


@dataclass(frozen=True)
class HandoutStep:
    """One step: the exhibit, its title (the reader's own, else the finding), speaker's note, group, and full address.

    `questions` are the likeliest questions from the floor with their answers; `general` are those of them that every
    figure can be asked (how worked out, whence, what to mind), which notes on the data answer.
    """

    exhibit: Exhibit
    title: str
    note: str = ""
    group: str = ""
    address: str = ""
    questions: tuple[tuple[str, str], ...] = ()
    general: frozenset[str] = frozenset()

    @property
    def questions_of_substance(self) -> tuple[tuple[str, str], ...]:
        """The questions that the rows of this figure answer."""
        return tuple(pair for pair in self.questions if pair[0] not in self.general)


@dataclass(frozen=True)
class Section:
    """Steps that stand under one heading; the heading is empty where the handout has no groups at all."""

    title: str
    steps: tuple[HandoutStep, ...]


@dataclass(frozen=True)
class Handout:
    """The whole: in the order of the meeting. Steps of one `group` stand next to each other under its heading."""

    title: str
    language: Language
    made_on: date
    steps: tuple[HandoutStep, ...]
    missing: tuple[Missing, ...] = field(default=())

    @property
    def sections(self) -> tuple[Section, ...]:
        """The steps in their order, parted where the group changes.

        Steps of no group stand under a heading of their own as soon as there are groups: what a meeting reads under
        an earlier heading would be taken for a part of it.
        """
        runs = [(group, tuple(steps)) for group, steps in groupby(self.steps, key=lambda step: step.group.strip())]
        if all(not group for group, _ in runs):
            return tuple(Section("", steps) for _, steps in runs)
        texts = load_texts(self.language)
        return tuple(
            Section(group or texts("handout.others" if number else "handout.first"), steps)
            for number, (group, steps) in enumerate(runs)
        )

    @property
    def watermarks(self) -> tuple[str, ...]:
        """Every mark that some step bears, each once."""
        return tuple(dict.fromkeys(step.exhibit.watermark for step in self.steps if step.exhibit.watermark))
