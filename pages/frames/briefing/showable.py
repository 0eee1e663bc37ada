"""Whether the steps of a briefing can be shown here: at a glance for every run of the page, by replay when asked."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from urllib.parse import urlencode

from data.errors import DatabaseError
from data.snapshot import SnapshotError, find_snapshot, snapshot_folder
from pages.controls.briefcase import LONGEST_QUERY, Step
from pages.controls.state import FIGURES, PARAMETERS, Rejected
from pages.exporters.exhibit import Exhibit
from pages.frames.exhibit import exhibit_of
from pages.shell.page_names import PAGES
from pages.shell.replay import Replay, replay
from pages.texts import LANGUAGES, Language, Texts, load_texts

MOST_CHECKED = 2000
_checked: OrderedDict[tuple[str, ...], str | None] = OrderedDict()
_lock = Lock()


def reason_at_a_glance(step: Step, texts: Texts) -> str | None:
    """Why a step cannot be shown as far as its page, parameters and the files kept here tell; None if they do not."""
    return _unknown(step, texts) or _gone(step.snapshot, texts)


def _unknown(step: Step, texts: Texts) -> str | None:
    if step.page not in PAGES:
        return texts("not_shown.page", value=step.page)
    if len(step.query) > LONGEST_QUERY:
        return texts("not_shown.too_long")
    unknown = [name for name in step.asked if name not in PARAMETERS]
    if unknown:
        return texts("not_shown.parameters", parameters=texts.joined(unknown))
    figure = step.parameters.get("figure")
    if figure is None or FIGURES.fullmatch(str(figure)):
        return None
    return texts("not_shown.figure", value=figure)


def _gone(snapshot: str, texts: Texts) -> str | None:
    try:
        if snapshot:
            find_snapshot(snapshot_folder(), snapshot)
    except SnapshotError:
        return texts("not_shown.snapshot", value=snapshot)
    return None


def reason_known(step: Step, texts: Texts) -> str | None:
    """The same with what was found out when the step was last shown; it shows nothing anew and takes no time."""
    return reason_at_a_glance(step, texts) or _recalled(step, texts.language)


def check(step: Step, texts: Texts) -> str | None:
    """Why a step cannot be shown, found out by showing it once.

    A snapshot never changes, so it is not done twice; but one that failed may have failed by chance and is tried anew,
    as is one for which the database gave no answer.
    """
    reason = reason_at_a_glance(step, texts)
    if reason is None and _is_open(step, texts):
        played = replayed(step, texts)
        reason = played if isinstance(played, str) else None
        if _recalled(step, texts.language) is not None:
            for language in LANGUAGES:
                if language != texts.language:
                    replayed(step, load_texts(language))
    return reason or _recalled(step, texts.language)


def _is_open(step: Step, texts: Texts) -> bool:
    with _lock:
        view = _view(step, texts.language)
        return view not in _checked or _checked[view] == texts("not_shown.failed")


def _recalled(step: Step, language: Language) -> str | None:
    with _lock:
        return _checked.get(_view(step, language))


def _remember(step: Step, language: Language, reason: str | None) -> None:
    """Remember why a step was not shown; one that was shown can be shown in every language."""
    with _lock:
        for each in LANGUAGES if reason is None else (language,):
            _checked[_view(step, each)] = reason
        while len(_checked) > MOST_CHECKED:
            _checked.popitem(last=False)


def _view(step: Step, language: Language) -> tuple[str, ...]:
    # The folder tells one atlas from another.
    return step.page, step.query, language, str(snapshot_folder())


def exhibit_of_replay(played: Replay) -> Exhibit:
    """The figure of a step that was replayed."""
    return exhibit_of(played.screen, played.frames[0], played.asked)


def replayed(step: Step, texts: Texts, **changes: str | None) -> Replay | str:
    """What a step shows in the language of `texts`, with parameters changed or left out (None), or why it cannot."""
    played = _played(step, texts, changes)
    if isinstance(played, _Unanswered):
        return played.reason
    if not changes:
        _remember(step, texts.language, played if isinstance(played, str) else None)
    return played


@dataclass(frozen=True)
class _Unanswered:
    """Why the database gave no answer this time: nothing that a step could help, so it is not remembered."""

    reason: str


def _played(step: Step, texts: Texts, changes: Mapping[str, str | None]) -> Replay | str | _Unanswered:
    asked: dict[str, str | list[str] | None] = {**step.parameters, "lang": texts.language, **changes}
    reason = _unknown(step, texts) or _gone(str(asked.get("snapshot") or ""), texts)
    if reason:
        return reason
    query = urlencode({name: value for name, value in asked.items() if value is not None}, doseq=True)
    try:
        played = replay(step.page, query)
    except DatabaseError as fault:
        return _Unanswered(fault.message(texts.language))
    except SnapshotError as fault:
        return fault.message(texts.language)
    except Exception:
        # A file from elsewhere may hold a view that no reader could put together; the others are shown all the same.
        logging.getLogger(__name__).exception("a step of a briefing cannot be shown: %s %s", step.page, step.identifier)
        return texts("not_shown.failed")
    if played.unanswered and not (played.frames and asked.get("figure")):
        # What was asked for may be what got no answer: another figure is not shown in its place.
        return _Unanswered(played.unanswered[0].message(texts.language))
    return reason_not_shown(played, texts) or played


def reason_not_shown(played: Replay, texts: Texts) -> str | None:
    """Why a replayed step does not show what it was kept for; None where it does."""
    unknown = [item for item in played.rejected if item.parameter in ("snapshot", "figure")]
    if unknown:
        return texts(f"not_shown.{unknown[0].parameter}", value=unknown[0].value)
    if played.rejected:
        return texts("not_shown.parameters", parameters=texts.joined(_named(played.rejected)))
    if not played.frames:
        return " ".join(played.told) or texts("not_shown.no_figure")
    return None


def _named(rejected: tuple[Rejected, ...]) -> list[str]:
    return [f"{item.parameter}={item.value}" for item in rejected]
