"""What may become of a load: it is used in this reader's browser alone, or it is published for everyone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import streamlit as st

from data.importing.errand import Report
from data.snapshot import snapshot_folder
from pages.controls.private_data import PrivateData, is_outdated, start, stop_using
from pages.exporters.load_report import kind_name
from pages.frames.html import quiet
from pages.frames.load_report import total
from pages.shell.access import NotAllowed, Reader, may_publish, require_publisher
from pages.shell.screen import Screen


def actions(screen: Screen, data: PrivateData) -> None:
    """Draw the ways on from a report, as far as the load has sound rows."""
    t = screen.texts
    if data.report is None:
        return
    if data.published:
        st.success(t("upload.published", snapshot=data.published), icon=":material/check:")
        return
    if data.fault:
        st.error(t(f"upload.fault.{data.fault}"), icon=":material/error:")
    if not loaded_rows(data.report):
        st.info(t("upload.nothing"))
        return
    private, public = st.columns(2)
    with private:
        _private(screen, data, data.report)
    with public:
        _publish(screen, data, data.report)


def loaded_rows(report: Report) -> int:
    """How many rows are sound."""
    return sum(account.loaded for account in report.accounts)


def _private(screen: Screen, data: PrivateData, report: Report) -> None:
    t = screen.texts
    with st.container(border=True, key="section-private", gap="small"):
        st.html(f'<h2 class="finding">{t("private.title")}</h2>')
        if data.view is not None:
            st.markdown(t("private.in_use"))
            if is_outdated(data.view) and st.button(t("private.rebuild"), key="private-rebuild", type="primary"):
                _build(screen, data)
            st.button(t("private.stop"), key="private-stop-here", on_click=stop_using)
            return
        st.html(quiet(t("private.explained")))
        if total(report, "error"):
            st.html(quiet(t("private.partly", count=loaded_rows(report))))
        if st.button(t("private.use"), key="private-use", type="primary"):
            _build(screen, data)


def _build(screen: Screen, data: PrivateData) -> None:
    start(data, "private", snapshot_folder(), author_of(screen), partly=True)
    st.query_params.pop("snapshot", None)
    st.rerun()


def author_of(screen: Screen) -> str:
    """Whom a load is from: the reader's name, else the page."""
    return screen.reader.name or screen.texts("upload.nobody")


def _publish(screen: Screen, data: PrivateData, report: Report) -> None:
    """For publishers what would be published, and the button; for others how publishing works."""
    t = screen.texts
    with st.container(border=True, key="section-publish", gap="small"):
        st.html(f'<h2 class="finding">{t("publish.title")}</h2>')
        if screen.reader.role != "publisher":
            st.html(quiet(t("publish.how", reason=t(f"access.{screen.reader.refusal}"))))
            return
        _consequences(screen, data, report)
        errors = total(report, "error")
        partly = bool(errors) and st.checkbox(t("publish.partly", errors=errors), key="publish-partly")
        is_sure = st.checkbox(t("publish.sure"), key="publish-sure")
        is_ready = is_sure and (partly or not errors)
        if st.button(t("publish.do"), key="publish-do", type="primary", disabled=not is_ready) and is_ready:
            try:
                reader = require_publisher(screen)
            except NotAllowed as refused:
                st.error(str(refused))
                return
            start(data, "publish", snapshot_folder(), reader.name, partly, _is_still_publisher(reader))
            st.rerun()


def _is_still_publisher(reader: Reader) -> Callable[[], bool]:
    """Whether a publisher still is one when the turn of the publication comes: a list can change meanwhile."""
    is_listed = may_publish(reader.name, {})
    return lambda: not is_listed or may_publish(reader.name, {})


def _consequences(screen: Screen, data: PrivateData, report: Report) -> None:
    """Rows by table, the layer they join, what they replace, and the difference where it was worked out."""
    t = screen.texts
    rows: Counter[str] = Counter()
    for account in report.accounts:
        rows[account.kind] += account.loaded
    kinds = t.joined([t("publish.rows", kind=kind_name(kind, t), count=count) for kind, count in rows.items() if count])
    replaced = sum(count for (_, rule), count in report.counts.items() if rule == "replaces")
    sentences = [
        t("publish.what", count=loaded_rows(report), layer=t("layer.imported"), kinds=kinds),
        t("publish.replaces", count=replaced),
    ]
    change = data.view.engine.query("quality/change") if data.view else None
    if change is not None and len(change):
        row = change.iloc[0]
        sentences.append(t("publish.difference", snapshot=row["previous_id"], added=row["rows_added"],
                           removed=row["rows_removed"], regions=row["regions_changed"]))
    else:
        sentences.append(t("publish.no_difference"))
    st.markdown("  \n".join(sentences))
