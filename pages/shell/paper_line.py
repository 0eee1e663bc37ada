"""What every sheet of paper says of where it comes from: product, page, layer, snapshot, day, address, mark."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.shell.screen import Screen


def paper_line(screen: Screen, page: str) -> None:
    """Draw the line that heads a printed page; nothing of it is seen on the screen.

    The browser adds the day, and the address that reopens the view on this snapshot.
    """
    t = screen.texts
    said = [
        t(f"nav.{page}"),
        t("paper.layer", layer=t(f"layer.{screen.layer}")),
        t("paper.snapshot", snapshot=screen.engine.snapshot_id),
    ]
    mark = screen.watermark
    over = f'<div class="paper-mark" style="color: {screen.watermark_colour}">{escape(mark)}</div>' if mark else ""
    st.html(
        f'<div class="paper-line" data-snapshot="{escape(screen.engine.snapshot_id)}">'
        f"<b>{escape(t('app.title'))}</b>{''.join(f'<span>{escape(part)}</span>' for part in said)}"
        f'<span class="paper-date">{escape(t("paper.printed_on"))}</span>'
        f'<span class="paper-address">{escape(t("paper.address"))}</span></div>{over}'
    )
