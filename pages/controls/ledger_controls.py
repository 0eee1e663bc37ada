"""How the gap ledger is read: which benchmark, in what form, which rows, in what order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from pages.controls.state import publish, restore, restore_text
from pages.shell.screen import Screen
from pages.texts.ledger import MEASURED, Measured
from queries.gap_ledger import BENCHMARKS, WITH_PEERS, Benchmark
from queries.regions import ZONES

Word = TypeVar("Word", bound=str)
LONGEST_SEARCH = 30
EVERY_ZONE = ""
BY_GAP = "gap"
FIELDS = ("region", "supply", "ratio")
"""The columns before the benchmarks."""
ORDERS = tuple(f"{sign}{name}" for name in (BY_GAP, *FIELDS) for sign in ("", "-"))


@dataclass(frozen=True)
class LedgerChoice:
    """What the reader chose. `order` is a field of `ORDERS`, with a minus sign for descending."""

    benchmark: Benchmark
    measured: Measured
    zone: str
    only_short: bool
    find: str
    order: str

    @property
    def descending(self) -> bool:
        """Whether the largest stands first."""
        return self.order.startswith("-")

    @property
    def ordered_by(self) -> str:
        """The field that the rows are ordered by."""
        return self.order.removeprefix("-")


def ledger_choice(screen: Screen, level: str) -> LedgerChoice:
    """Draw the line of controls above the ledger and return what they say."""
    with st.container(key="ledger-controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        benchmark: Benchmark = _segments(screen, "benchmark", BENCHMARKS, "nation")
        measured: Measured = _segments(screen, "measured", MEASURED, "absolute")
        zone = _zone(screen) if level in WITH_PEERS else EVERY_ZONE
        find = _find(screen)
        only_short = _only_short(screen)
    restore("order", ORDERS, BY_GAP, screen.rejected)
    order = str(st.session_state["order"])
    publish("order", order, BY_GAP)
    return LedgerChoice(benchmark, measured, zone, only_short, find, order)


def reorder(column: int) -> None:
    """Order by the column that was clicked, the other way round if it is so already; a benchmark is chosen by that."""
    if column < len(FIELDS):
        name = FIELDS[column]
    else:
        name, benchmark = BY_GAP, BENCHMARKS[column - len(FIELDS)]
        if st.session_state.get("benchmark") != benchmark:
            st.session_state["benchmark"] = benchmark
            st.session_state["order"] = BY_GAP
            return
    st.session_state["order"] = f"-{name}" if st.session_state.get("order") == name else name


def column_of(choice: LedgerChoice) -> int:
    """Position of the column that the rows are ordered by."""
    if choice.ordered_by == BY_GAP:
        return len(FIELDS) + BENCHMARKS.index(choice.benchmark)
    return FIELDS.index(choice.ordered_by)


def _segments(screen: Screen, parameter: str, options: tuple[Word, ...], default: Word) -> Word:
    t = screen.texts
    restore(parameter, options, default, screen.rejected)
    chosen = st.segmented_control(
        t(f"ledger.label.{parameter}"), options, required=True, key=parameter,
        format_func=lambda name: t(f"ledger.{parameter}.{name}"),
    )
    publish(parameter, chosen, default)
    return chosen or default


def _zone(screen: Screen) -> str:
    t = screen.texts
    restore("zone", (EVERY_ZONE, *ZONES), EVERY_ZONE, screen.rejected)
    zone = st.selectbox(
        t("ledger.label.zone"), (EVERY_ZONE, *ZONES), key="zone", width=130,
        format_func=lambda code: screen.place(code) if code else t("ledger.every_zone"),
    )
    publish("zone", zone, EVERY_ZONE)
    return str(zone)


def _find(screen: Screen) -> str:
    t = screen.texts
    restore_text("find", LONGEST_SEARCH, screen.rejected)
    text = st.text_input(
        t("ledger.find"), key="find", max_chars=LONGEST_SEARCH, placeholder=t("ledger.find_example"), width=150
    )
    publish("find", text, "")
    return str(text).strip()


def _only_short(screen: Screen) -> bool:
    restore("only-short", (False, True), False, screen.rejected)
    chosen = st.checkbox(screen.texts("ledger.only_short"), key="only-short")
    publish("only-short", chosen, False)
    return bool(chosen)
