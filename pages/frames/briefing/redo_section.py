"""Redoing the steps on new data: what each would say, why it differs, and which of it the reader takes over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from data.snapshot import SnapshotError, current_snapshot, snapshot_folder
from pages.controls.briefcase import Briefcase, Step, change_briefcase, steps
from pages.controls.briefing_order import with_steps_replaced
from pages.frames.briefing.reason_words import reason_words
from pages.frames.briefing.redo import Redone, redo
from pages.frames.html import as_plain
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts import Texts

FOUND = "briefing-redone"


@apart
def redo_section(screen: Screen) -> None:
    """Offer to redo the steps, and show what came of it until the reader takes it over or puts it away."""
    t = screen.texts
    try:
        current = current_snapshot(snapshot_folder()).snapshot_id
    except SnapshotError:
        return
    kept = steps()
    older = [step for step in kept if step.snapshot != current]
    with st.container(key="redo", horizontal=True, vertical_alignment="center", gap="small"):
        told = t("redo.older", count=len(older), all=len(kept)) if older else t("redo.none_older")
        st.html(f'<p class="lead">{told}</p>', width="content")
        if older and st.button(t("redo.start"), key="redo-older", help=t("redo.help")):
            _compare(screen, older, current)
        if st.button(t("redo.start_all"), key="redo-all", type="tertiary", help=t("redo.help_all")):
            _compare(screen, kept, current)
    found: list[Redone] = st.session_state.get(FOUND, [])
    if found:
        # What another window changed, removed or redid meanwhile is out of date here.
        as_kept = {(step.identifier, step.query) for step in kept}
        _found(screen, [item for item in found if (item.step.identifier, item.step.query) in as_kept])


def _compare(screen: Screen, kept: Sequence[Step], snapshot: str) -> None:
    t = screen.texts
    bar = st.progress(0.0)
    found = []
    for done, step in enumerate(kept, start=1):
        found.append(redo(step, snapshot, t))
        bar.progress(done / len(kept), text=t("redo.comparing", done=done, count=len(kept)))
    bar.empty()
    st.session_state[FOUND] = found


def _found(screen: Screen, found: Sequence[Redone]) -> None:
    t = screen.texts
    changed = [item for item in found if not _is_unchanged(item)]
    with st.container(border=True, key="redone", gap="xsmall"):
        st.html(f'<h2 class="finding">{_summary(t, found, changed)}</h2><p class="lead">{t("redo.nothing_yet")}</p>')
        numbers = {step.identifier: number for number, step in enumerate(steps(), start=1)}
        for item in changed:
            _row(screen, numbers[item.step.identifier], item)
        for key, same in (
            ("unchanged", [item for item in found if _is_unchanged(item) and _is_on_other(item)]),
            ("at_rest", [item for item in found if _is_unchanged(item) and not _is_on_other(item)]),
        ):
            if same:
                told = t(f"redo.{key}", numbers=t.joined([str(numbers[item.step.identifier]) for item in same]))
                st.html(f'<p class="redo-reason">{told}</p>')
        # A step that rests on the current snapshot already and says the same has nothing to take over.
        takeable = [item for item in found if item.new is not None and (item in changed or _is_on_other(item))]
        chosen = [item for item in takeable
                  if item not in changed or st.session_state.get(f"take-{item.step.identifier}")]
        with st.container(horizontal=True, gap="small"):
            st.button(t("redo.take_chosen", count=len(chosen)), key="redo-take", type="primary",
                      disabled=not chosen, on_click=_take, args=(chosen,))
            st.button(t("redo.take_all", count=len(takeable)), key="redo-take-all", disabled=not takeable,
                      on_click=_take, args=(takeable,))
            st.button(t("redo.put_away"), key="redo-put-away", type="tertiary", on_click=_put_away)


def _is_unchanged(item: Redone) -> bool:
    return item.says_the_same and not item.reasons


def _is_on_other(item: Redone) -> bool:
    return item.new is not None and item.new.snapshot != item.step.snapshot


def _summary(t: Texts, found: Sequence[Redone], changed: Sequence[Redone]) -> str:
    lost = sum(item.new is None for item in found)
    other = sum(item.new is not None and not item.says_the_same for item in found)
    told = t("redo.summary", count=len(found), other=other, same=len(found) - other - lost)
    return told + (t("redo.summary_lost", count=lost) if lost else "")


def _row(screen: Screen, number: int, item: Redone) -> None:
    t = screen.texts
    key = f"take-{item.step.identifier}"
    with st.container(key=f"redone-{number}", gap="xsmall"):
        choice, old, new = st.columns([6, 42, 52], gap="small")
        with choice:
            if item.new is not None:
                st.session_state.setdefault(key, True)
                st.checkbox(str(number), key=key, help=t("redo.take_help"))
            else:
                st.html(f"<b>{number}</b>")
        old.html(_cell(t("redo.before"), item.step.finding))
        if item.new is None:
            new.html(_cell(t("redo.after"), t("redo.cannot", reason=item.refusal)))
            return
        new.html(_cell(t("redo.after"), t("redo.same_sentence") if item.says_the_same else item.new.finding)
                 + _reasons(t, item))
        if item.stale:
            st.warning(as_plain(t("redo.stale", numbers=t.joined(list(item.stale)))), icon=":material/edit_note:")


def _cell(label: str, sentence: str) -> str:
    return f'<p class="redo-cell"><small>{label}</small>{escape(sentence)}</p>'


def _reasons(t: Texts, item: Redone) -> str:
    return "".join(
        f'<p class="redo-reason"><span class="status status-at_risk">{t(f"redo_reason.{reason.kind}")}</span> '
        f"{escape(reason_words(reason, t))}</p>"
        for reason in item.reasons
    )


def _take(chosen: Sequence[Redone]) -> None:
    """Put the chosen steps in place of the old ones, with the reader's own words as they are by now."""
    new = {item.step.identifier: item.new for item in chosen if item.new is not None}

    def with_chosen(held: Briefcase) -> Briefcase:
        return with_steps_replaced(held, [
            replace(new[kept.identifier], note=kept.note, title=kept.title, group=kept.group)
            for kept in held.steps if kept.identifier in new
        ])

    change_briefcase(with_chosen)
    _put_away()


def _put_away() -> None:
    for item in st.session_state.pop(FOUND, []):
        st.session_state.pop(f"take-{item.step.identifier}", None)
