"""What every place sends, receives and gains, with the check that all gains add up to nothing."""

from __future__ import annotations

from functools import partial

from pages.charts.flow_balance import Row, balance_figure
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.transfer.flow_sheets import balance_sheet, rate_words
from pages.frames.transfer.flow_view import FlowView, note_line
from pages.frames.unanswered import apart
from pages.texts.flows import balance_finding, check_words, signed
from pages.texts.numbers import plain

MOST_ROWS = 40


@apart
def balance_frame(view: FlowView) -> None:
    """Draw the places by net inflow; of more than fit, those with the largest flows and the selected ones."""
    screen, board = view.screen, view.board
    t = screen.texts
    order = list(board.balance.sort_values("net", ascending=False, kind="stable").index)
    drawn = _drawn(view, order)
    sheet = balance_sheet(screen, board, order)
    notes = [check_words(board, t), t("flows.rate_note")]
    if len(drawn) < len(order):
        notes.append(t("flows.rows_left", count=len(drawn), left=plain(len(order) - len(drawn), 0)))
    figure_frame(
        screen,
        FrameContent(
            key="flow-balance",
            finding=balance_finding(board, screen.place, t),
            figure=balance_figure(
                [_row(view, code) for code in drawn], (t("flow_column.sent"), t("flow_column.received")),
                t("flows.net_head"),
            ),
            alternative_text=t("flows.balance_alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=partial(sheet.dictionary, t),
            provenance=view.provenance(tuple(notes)),
            state=view.state(),
            subtitle=view.subtitle(),
        ),
        on_select=view.on_click("flow-balance"),
        below=lambda: note_line(notes),
    )


def _drawn(view: FlowView, order: list[str]) -> list[str]:
    if len(order) <= MOST_ROWS:
        return order
    moved = (view.board.balance["sent"] + view.board.balance["received"]).sort_values(ascending=False, kind="stable")
    chosen = {*moved.index[:MOST_ROWS], *view.units[:MOST_ROWS]}
    return [code for code in order if code in chosen]


def _row(view: FlowView, code: str) -> Row:
    screen, balance = view.screen, view.board.balance
    t = screen.texts
    sent, received = int(balance["sent"][code]), int(balance["received"][code])
    moved = sent + received > 0
    label = t("flows.net_label", net=signed(received - sent), rate=rate_words(screen)(balance["value"][code]))
    return Row(
        code, screen.place(code), sent, received,
        label if moved else t("flows.net_label_none"), bool(view.units) and code not in view.units,
    )
