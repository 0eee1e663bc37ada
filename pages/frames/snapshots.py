"""The section of kept snapshots: when, by whom, what changed, and back to an earlier one for those who publish."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from data.audit import AuditError
from data.history import Difference, Entry, RestorationRefused, history, read_entry, restore
from data.snapshot import SnapshotError, snapshot_folder
from pages.controls.state import LAYERS, link_query
from pages.frames.html import as_plain
from pages.shell.access import NotAllowed, require_publisher
from pages.shell.screen import Screen
from pages.texts import Texts

MOST_SHOWN, MOST_REMEMBERED = 40, 1000
ASKED = "restoration-asked"


def snapshots(screen: Screen) -> None:
    """The snapshots, the newest first; a publisher can restore one."""
    t = screen.texts
    entries, damaged = history(snapshot_folder(), entry_remembered)
    st.caption(t("snapshots.help" if screen.reader.role == "publisher" else "snapshots.help_viewer"))
    for name in damaged:
        st.warning(t("snapshots.damaged", name=as_plain(name)), icon=":material/warning:")
    for entry in entries[:-MOST_SHOWN - 1 : -1]:
        _row(screen, entry)
    if len(entries) > MOST_SHOWN:
        st.caption(t("snapshots.older", count=len(entries) - MOST_SHOWN))
    asked = st.session_state.pop(ASKED, None)
    chosen = next((entry for entry in entries if entry.snapshot_id == asked), None)
    if chosen is not None:
        _confirm(screen, chosen, next((entry for entry in entries if entry.is_current), None))


def entry_remembered(path: Path) -> Entry:
    """What a snapshot says of itself, read once: one that the server has open must be copied to be read again."""
    known = path.stat()
    return _entry(path, known.st_mtime_ns, known.st_size)


@st.cache_data(max_entries=MOST_REMEMBERED, show_spinner=False)
def _entry(path: Path, changed_at: int, size: int) -> Entry:
    return read_entry(path)


def _row(screen: Screen, entry: Entry) -> None:
    t = screen.texts
    with st.container(border=True, key=f"snapshot-{entry.snapshot_id}", gap="xsmall"):
        told, buttons = st.columns([78, 22], vertical_alignment="center", gap="small")
        told.html(_described(screen, entry))
        with buttons, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
            if entry.snapshot_id != screen.engine.snapshot_id:
                address = escape(f"?{link_query(_view_on(screen, entry))}")
                link = f'<a class="snapshot" href="{address}" target="_self">{t("snapshots.open")}</a>'
                st.html(link, width="content")
            if screen.reader.role == "publisher" and not entry.is_current:
                st.button(
                    t("snapshots.restore"), key=f"restore-{entry.snapshot_id}", type="tertiary",
                    on_click=_ask, args=(entry.snapshot_id,),
                )


def _described(screen: Screen, entry: Entry) -> str:
    t = screen.texts
    marks = [t("snapshots.current")] if entry.is_current else []
    marks += [t("snapshots.shown")] if entry.snapshot_id == screen.engine.snapshot_id else []
    badges = "".join(f' <span class="status status-on_track">{mark}</span>' for mark in marks)
    head = t("snapshots.made", when=_local(entry.built_at), author=entry.author, snapshot=entry.snapshot_id)
    rows = t("snapshots.rows", layers=_rows(t, entry.rows)) if entry.rows else t("snapshots.rows_unknown")
    return (
        f'<p class="snapshot"><b>{escape(head)}</b>{badges}</p>'
        f'<p class="snapshot">{escape(rows)} · {escape(_changed(t, entry.difference))}</p>'
    )


def _rows(t: Texts, rows: Mapping[str, int]) -> str:
    return t.joined([t("snapshots.layer_rows", layer=t(f"layer.{layer}"), count=f"{rows[layer]:,}")
                     for layer in LAYERS if rows.get(layer)])


def _changed(t: Texts, change: Difference | None) -> str:
    if change is None:
        return t("snapshots.first")
    if change.added == change.removed == 0:
        return t("snapshots.unchanged", previous=change.previous_id)
    return t(
        "snapshots.changed", previous=change.previous_id, added=f"{change.added:,}", removed=f"{change.removed:,}",
        regions=f"{change.regions:,}",
    )


def _local(moment: datetime) -> str:
    return local_time(moment, st.context.timezone)


def local_time(moment: datetime, zone_name: str | None) -> str:
    """A time of a snapshot, which is UTC, by the clock of the reader's browser: ``2026-11-22 22:57 UTC+8``."""
    try:
        zone = ZoneInfo(zone_name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    local = moment.replace(tzinfo=UTC).astimezone(zone)
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60}" if minutes else ""
    return f"{local:%Y-%m-%d %H:%M} UTC{hours}" + (f":{abs(minutes) % 60:02d}" if minutes % 60 else "")


def _view_on(screen: Screen, entry: Entry) -> dict[str, object]:
    pinned = {} if entry.is_current else {"snapshot": entry.snapshot_id}
    return {"lang": screen.language, "layer": screen.chosen_layer, "section": "snapshots", **pinned}


def _ask(snapshot_id: str) -> None:
    st.session_state[ASKED] = snapshot_id


def _confirm(screen: Screen, chosen: Entry, current: Entry | None) -> None:
    """Ask before anything moves. Whoever lost the right since the page was drawn is told so instead."""
    t = screen.texts
    try:
        require_publisher(screen)
    except NotAllowed as refusal:
        st.error(str(refusal), icon=":material/block:")
        return

    @st.dialog(t("snapshots.confirm_title"))
    def ask() -> None:
        st.markdown(t("snapshots.confirm", snapshot=chosen.snapshot_id, when=_local(chosen.built_at),
                      author=as_plain(chosen.author)))
        st.html(_comparison(t, chosen, current))
        st.caption(t("snapshots.confirm_note"))
        if st.button(t("snapshots.confirm_yes"), key="restore-confirmed", type="primary"):
            _restore(screen, chosen, current)

    ask()


def _comparison(t: Texts, chosen: Entry, current: Entry | None) -> str:
    """What the rows of each layer are now and will be; the difference where one followed the other."""
    lines = []
    before = current.rows if current else {}
    for layer in LAYERS:
        now, then = before.get(layer, 0), chosen.rows.get(layer, 0)
        if now or then:
            lines.append(t("snapshots.becomes", layer=t(f"layer.{layer}"), now=f"{now:,}", then=f"{then:,}"))
    undone = current.difference if current else None
    if undone is not None and undone.previous_id == chosen.snapshot_id:
        lines.append(t("snapshots.undone", added=f"{undone.added:,}", removed=f"{undone.removed:,}",
                       regions=f"{undone.regions:,}"))
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _restore(screen: Screen, chosen: Entry, shown: Entry | None) -> None:
    """Restore what was chosen, unless it is no longer what the dialog compared it with, `shown`, that it replaces."""
    t = screen.texts
    try:
        reader = require_publisher(screen)
        # A page does not wait for a publication, which takes minutes and makes another snapshot current.
        restore(
            snapshot_folder(), chosen.snapshot_id, reader.name, shown=shown.snapshot_id if shown else "", waits=False
        )
    except NotAllowed as refusal:
        st.error(str(refusal), icon=":material/block:")
    except RestorationRefused as refusal:
        st.error(t(f"snapshots.refused.{refusal.kind}"), icon=":material/block:")
    except (SnapshotError, AuditError) as fault:
        logging.getLogger(__name__).error("%s", fault)
        st.error(fault.message(screen.language), icon=":material/error:")
    except OSError as fault:
        logging.getLogger(__name__).error("%s", fault)
        st.error(t("snapshots.not_restored"), icon=":material/error:")
    else:
        st.query_params.pop("snapshot", None)
        st.toast(t("snapshots.restored", snapshot=chosen.snapshot_id))
        st.rerun()
