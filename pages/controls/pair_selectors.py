"""The selectors of a source and a target: two different regions of one level."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.controls.selectors import region_label
from pages.controls.state import publish, restore
from pages.shell.screen import Screen


def pair_selector(
    screen: Screen, left: DeltaGenerator, right: DeltaGenerator, usual: tuple[str, str], units: Sequence[str]
) -> tuple[str, str]:
    """Source and target among some `units`; never the same one twice. `usual` is the pair shown by default."""
    t = screen.texts
    with left:
        restore("source", units, usual[0], screen.rejected)
        source: str = st.selectbox(
            t("transfer_test.source"), units, key="source", format_func=lambda code: region_label(screen, code)
        )
        publish("source", source, usual[0])
    others = [code for code in units if code != source]
    default = usual[1] if usual[1] != source else usual[0]
    with right:
        restore("target", others, default, screen.rejected)
        target: str = st.selectbox(
            t("transfer_test.target"), others, key="target", format_func=lambda code: region_label(screen, code)
        )
        publish("target", target, default)
    return source, target
