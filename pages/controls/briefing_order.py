"""The order of the steps of a briefing: moved one by one or in groups, which stay together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar
from uuid import uuid4

from pages.controls.briefcase import Briefcase, Step, Undo

Block = list[Step]
Item = TypeVar("Item")


def arranged(kept: Sequence[Step]) -> list[Step]:
    """The steps with those of one group next to each other, in the order in which the groups first appear."""
    return [step for block in _blocks(kept) for step in block]


def groups(kept: Sequence[Step]) -> list[str]:
    """The groups there are, in their order."""
    return list(dict.fromkeys(step.group for step in kept if step.group))


def reach(kept: Sequence[Step], identifier: str) -> tuple[int, int]:
    """First and last position, from 0, that a step can be moved to: within its group, or anywhere where it has none."""
    group = next((step.group for step in kept if step.identifier == identifier), "")
    places = [place for place, step in enumerate(kept) if not group or step.group == group]
    return (places[0], places[-1]) if places else (0, 0)


def moved(kept: Sequence[Step], identifier: str, places: int) -> list[Step]:
    """The steps with one of them moved up (negative) or down; beyond its reach, or if it is gone, nothing changes.

    A step of a group moves within it; one without a group passes a whole group at a time.
    """
    position = _position(kept, identifier)
    if position is None:
        return list(kept)
    if kept[position].group:
        return moved_to(kept, identifier, position + places)
    blocks = _blocks(kept)
    place = next(number for number, block in enumerate(blocks) if block[0].identifier == identifier)
    return _flat(_shifted(blocks, place, place + places))


def moved_to(kept: Sequence[Step], identifier: str, target: int) -> list[Step]:
    """The steps with one of them at a position, counted from 0; out of its reach, or if it is gone, nothing changes.

    One without a group that would land within a group comes to stand behind it where it moves down, before it where
    it moves up.
    """
    position = _position(kept, identifier)
    if position is None:
        return list(kept)
    first, last = reach(kept, identifier)
    if not first <= target <= last or target == position:
        return list(kept)
    if kept[position].group:
        return _shifted(list(kept), position, target)
    blocks = _blocks(kept)
    goal = kept[target]
    place = next(number for number, block in enumerate(blocks) if block[0].identifier == identifier)
    return _flat(_shifted(blocks, place, next(number for number, block in enumerate(blocks) if goal in block)))


def group_moved(kept: Sequence[Step], group: str, places: int) -> list[Step]:
    """The steps with a whole group moved past its neighbours; beyond the ends nothing changes."""
    blocks = _blocks(kept)
    place = next((number for number, block in enumerate(blocks) if group and block[0].group == group), None)
    return list(kept) if place is None else _flat(_shifted(blocks, place, place + places))


def with_group(kept: Sequence[Step], identifier: str, group: str) -> list[Step]:
    """The steps with one of them put into a group, at its end, or taken out of its group and put behind it."""
    position = _position(kept, identifier)
    if position is None or kept[position].group == group:
        return list(kept)
    changed = replace(kept[position], group=group)
    others = [step for step in kept if step.identifier != identifier]
    behind = group if group in groups(others) else kept[position].group
    places = [place for place, step in enumerate(others) if behind and step.group == behind]
    others.insert(places[-1] + 1 if places else position, changed)
    return arranged(others)


def with_group_renamed(kept: Sequence[Step], group: str, name: str) -> list[Step]:
    """The steps with a group renamed; by the name of another it joins that one, by an empty name it is dissolved."""
    return arranged([replace(step, group=name) if group and step.group == group else step for step in kept])


def with_note(kept: Sequence[Step], identifier: str, note: str) -> list[Step]:
    """The steps with the note of one of them replaced."""
    return [replace(step, note=note) if step.identifier == identifier else step for step in kept]


def with_title(kept: Sequence[Step], identifier: str, title: str) -> list[Step]:
    """The steps with the own title of one of them replaced; an empty one leaves the finding."""
    return [replace(step, title=title) if step.identifier == identifier else step for step in kept]


def doubled(kept: Sequence[Step], identifier: str) -> list[Step]:
    """The steps with one of them twice, the second right behind the first."""
    return [
        copy for step in kept
        for copy in ([step, replace(step, identifier=uuid4().hex)] if step.identifier == identifier else [step])
    ]


def pinned(kept: Sequence[Step], snapshot: str) -> list[Step]:
    """The steps with those that name no snapshot pinned to one: a step never follows the data by itself."""
    return [
        step if step.snapshot else replace(step, query="&".join(filter(None, [step.query, f"snapshot={snapshot}"])))
        for step in kept
    ]


def without(kept: Sequence[Step], identifier: str) -> list[Step]:
    """The steps but one."""
    return [step for step in kept if step.identifier != identifier]


def with_step_removed(held: Briefcase, identifier: str) -> Briefcase:
    """The briefing without one of its steps, which can be brought back."""
    position = _position(held.steps, identifier)
    if position is None:
        return held
    undo = Undo("removed", (held.steps[position],), position)
    return replace(held, steps=tuple(without(held.steps, identifier)), undo=undo)


def with_steps_replaced(held: Briefcase, redone: Sequence[Step]) -> Briefcase:
    """The briefing with steps in place of those of the same identifiers, which can be brought back."""
    new = {step.identifier: step for step in redone}
    before = tuple(step for step in held.steps if step.identifier in new)
    steps = tuple(new.get(step.identifier, step) for step in held.steps)
    return replace(held, steps=steps, undo=Undo("redone", before))


def with_file_opened(held: Briefcase, title: str, steps: Sequence[Step]) -> Briefcase:
    """The briefing of a file in place of this one, which can be brought back."""
    undo = Undo("opened", held.steps, title=held.title, came=_identifiers(steps)) if held.steps else None
    return Briefcase(title, tuple(arranged(steps)), undo)


def with_steps_added(held: Briefcase, steps: Sequence[Step]) -> Briefcase:
    """The briefing with the steps of a file behind its own, which can be taken back."""
    return replace(held, steps=tuple(arranged([*held.steps, *steps])), undo=Undo("added", came=_identifiers(steps)))


def undone(held: Briefcase) -> Briefcase:
    """The briefing with what was changed last taken back; what was kept or changed since in other steps stays."""
    undo = held.undo
    if undo is None:
        return held
    others = [step for step in held.steps if step.identifier not in undo.came]
    if undo.kind == "opened":
        return Briefcase(undo.title, tuple(arranged([*undo.steps, *others])))
    if undo.kind == "added":
        return replace(held, steps=tuple(others), undo=None)
    if undo.kind == "redone":
        return replace(with_steps_replaced(held, undo.steps), undo=None)
    kept = list(held.steps)
    kept[undo.position:undo.position] = undo.steps
    return replace(held, steps=tuple(arranged(kept)), undo=None)


def _identifiers(steps: Sequence[Step]) -> frozenset[str]:
    return frozenset(step.identifier for step in steps)


def _position(kept: Sequence[Step], identifier: str) -> int | None:
    return next((place for place, step in enumerate(kept) if step.identifier == identifier), None)


def _blocks(kept: Sequence[Step]) -> list[Block]:
    """The steps in blocks that move as one: a group, or a single step without one."""
    order: dict[str, int] = {}
    for step in kept:
        order.setdefault(step.group or step.identifier, len(order))
    in_order = sorted(kept, key=lambda step: order[step.group or step.identifier])
    return [list(block) for _, block in groupby(in_order, key=lambda step: step.group or step.identifier)]


def _flat(blocks: Sequence[Block]) -> list[Step]:
    return [step for block in blocks for step in block]


def _shifted(items: list[Item], place: int, target: int) -> list[Item]:
    if not 0 <= target < len(items):
        return items
    rest = [item for number, item in enumerate(items) if number != place]
    return [*rest[:target], items[place], *rest[target:]]
