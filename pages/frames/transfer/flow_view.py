"""What the views of the flows of branches share: the board, what it counts, and where that comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from pages.controls.trail import go_to
from pages.frames.maps import clicked_code
from pages.frames.provenance import Provenance
from pages.frames.register import of_register
from pages.frames.transfer.transfer_view import TransferView, transfer_state
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.branch_register import BranchRegister, Counted
from queries.flow_board import FlowBoard
from queries.regions import NATION


@dataclass(frozen=True)
class FlowView:
    """What the reader chose, and the board it leads to.

    Attributes
    ----------
    what : what is counted, in words
    units : selected units of the board's level; none where nothing, or everything, is selected
    known_by_province : branches that are no part of a board of cities, since only the province of an end is known
    """

    screen: Screen
    page: TransferView
    register: BranchRegister
    board: FlowBoard
    counted: Counted
    form: str | None
    what: str
    units: tuple[str, ...]
    known_by_province: int = 0

    @property
    def place(self) -> str | None:
        """Name of the selected place, where it has units on the board."""
        region = self.page.region
        return self.screen.place(region) if self.units and region else None

    def state(self) -> dict[str, Any]:
        """The parameters that reopen this view."""
        return transfer_state("flows")

    def subtitle(self) -> str:
        """What the figure shows, for a file."""
        t = self.screen.texts
        return t("flows.subtitle", what=self.what, level=t(f"level.{self.board.level}"),
                 layer=t(f"layer.{self.screen.layer}"))

    def provenance(self, remarks: tuple[str, ...] = (), with_map: bool = False) -> Provenance:
        """Where the counts come from and what they leave out."""
        t = self.screen.texts
        own = (t("flows.remark_notation"), t("flows.remark_register"), *self.notes())
        return of_register(self.screen, t("flows.formula"), (*own, *remarks), with_map,
                           t("flows.period", what=self.what))

    def notes(self) -> list[str]:
        """What must be read beside the figure: branches left out, and what the form stands for."""
        t = self.screen.texts
        undated, unplaced = self.register.undated, self.register.unplaced
        notes = [
            t("flows.remark_left", undated=plain(undated, 0), unplaced=plain(unplaced, 0)) if undated or unplaced
            else t("flows.remark_none_left")
        ]
        if self.known_by_province:
            notes.append(t("flows.remark_city", count=plain(self.known_by_province, 0)))
        if self.form:
            notes.append(t("flows.remark_form"))
        if self.counted == "closings":
            notes.append(t("flows.remark_closed"))
        if self.page.level == "major":
            notes.append(t("flows.remark_major"))
        return notes

    def on_click(self, key: str) -> partial[None]:
        """What a click in a figure does: it selects the place, or none where that one is selected already."""
        return partial(_choose, key, self.page.region, self.page.level)


def note_line(notes: Sequence[str]) -> None:
    """What stands right below a figure."""
    text = escape("　".join(notes))
    st.html(f'<p class="map-note">{text}</p>')


def _choose(key: str, selected: str | None, level: str) -> None:
    code = clicked_code(st.session_state[key]["selection"]["points"])
    go_to(NATION if code is None or code == selected else code, level)
