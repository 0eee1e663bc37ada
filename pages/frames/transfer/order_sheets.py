"""The tables and files of the section order, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pages.frames.rank_columns import rank_columns
from pages.frames.sheet import Column, Sheet, Shown, as_percent, digits, word_or_none
from pages.frames.transfer.order_words import p_in_words
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from queries.branch_acceptance import FORMS, BranchAcceptance
from queries.branch_life import ORIGINS, BranchLife
from queries.derived_ranks import pair_ranks
from queries.transfer_order import TransferOrder

QUANTILES = (0.025, 0.5, 0.975)


def fall_sheet(screen: Screen, classes: pd.DataFrame) -> Sheet:
    """One row per class of the gradient difference, the deepest climb first."""
    t = screen.texts
    return Sheet((
        _column(screen, "difference_from", classes["lo"].tolist(), digits(t, 3)),
        _column(screen, "difference_to", classes["hi"].tolist(), digits(t, 3)),
        _column(screen, "pairs", classes["pairs"].tolist(), _count),
        _column(screen, "opened", classes["branches"].tolist(), _count),
        _column(screen, "per_pair", classes["mean"].tolist(), digits(t, 2)),
    ))


def chance_sheet(screen: Screen, found: TransferOrder) -> Sheet:
    """One row: the index, its p, and where 95 % of chance lie."""
    t, test = screen.texts, found.test
    low, middle, high = (float(test.simulated.quantile(at)) for at in QUANTILES)
    return Sheet((
        _column(screen, "rho", [test.index.value], digits(t, 4)),
        _column(screen, "p", [test.p.value], lambda _: p_in_words(screen, test)),
        _column(screen, "chance_low", [low], digits(t, 4)),
        _column(screen, "chance_middle", [middle], digits(t, 4)),
        _column(screen, "chance_high", [high], digits(t, 4)),
        _column(screen, "permutations", [test.permutations], _count),
        _column(screen, "units", [len(test.units)], _count),
        _column(screen, "pairs", [test.index.n], _count),
    ))


def down_sheet(screen: Screen, found: TransferOrder) -> Sheet:
    """One row per year: the share down the gradient with its interval and the branches it rests on."""
    rows = found.down
    return Sheet((
        _column(screen, "year", rows["year"].tolist()),
        _column(screen, "down", rows["value"].tolist(), as_percent(screen.texts)),
        _column(screen, "lo", rows["lo"].tolist(), as_percent(screen.texts)),
        _column(screen, "hi", rows["hi"].tolist(), as_percent(screen.texts)),
        _column(screen, "crossing", rows["n"].tolist(), _count),
        _remark(screen, [[reason] for reason in rows["reason"]]),
    ))


def years_sheet(screen: Screen, life: BranchLife) -> Sheet:
    """One row per year: openings, closings, net and what stands."""
    t, rows = screen.texts, life.years
    names = ("opened", "opened_other", "closed", "closed_other", "net", "standing")
    return Sheet((
        _column(screen, "year", rows["year"].tolist()),
        *(_column(screen, name, rows[name].tolist(), digits(t, 0)) for name in names),
    ))


def cohort_sheet(screen: Screen, life: BranchLife) -> Sheet:
    """One row per origin and year of opening with any branch: how many last three years."""
    t = screen.texts
    rows = life.cohorts[life.cohorts["opened"] > 0]
    rows = rows.sort_values(["origin", "year"], key=lambda cells: cells.map({name: n for n, name in enumerate(ORIGINS)})
                            if cells.name == "origin" else -cells, kind="stable")
    return Sheet((
        _column(screen, "origin", [t(f"transfer_order.origin.{origin}") for origin in rows["origin"]]),
        _column(screen, "year", rows["year"].tolist()),
        _column(screen, "opened", rows["opened"].tolist(), _count),
        _column(screen, "lasting", rows["standing"].tolist(), digits(t, 0)),
        _column(screen, "survival", rows["value"].tolist(), as_percent(screen.texts)),
        _column(screen, "lo", rows["lo"].tolist(), as_percent(screen.texts)),
        _column(screen, "hi", rows["hi"].tolist(), as_percent(screen.texts)),
        _remark(screen, [[reason] for reason in rows["reason"]]),
    ))


def received_sheet(screen: Screen, found: BranchAcceptance, rows: pd.DataFrame) -> Sheet:
    """One row per receiver, in the order of `rows`; the forms of inflow and gap are in the file alone."""
    t = screen.texts
    reasons = rows[["index_reason", "dependence_reason", "survival_reason", "match_reason"]]
    shares = as_percent(screen.texts)
    return Sheet((
        Column(t("column.code"), t("transfer_order.definition.code"), list(rows.index), None),
        Column(t("column.region"), t("transfer_order.definition.region"), [screen.place(code) for code in rows.index]),
        _column(screen, "inflow", rows["inflow"].tolist(), _count),
        _column(screen, "received_standing", rows["standing"].tolist(), _count),
        _column(screen, "index", rows["index"].tolist(), digits(t, 2)),
        _column(screen, "lo", rows["index_lo"].tolist(), digits(t, 2)),
        _column(screen, "hi", rows["index_hi"].tolist(), digits(t, 2)),
        _column(screen, "dependence", rows["dependence"].tolist(), as_percent(screen.texts, 1)),
        _column(screen, "agencies", rows["agencies"].tolist(), None),
        _column(screen, "survival", rows["survival"].tolist(), shares),
        _column(screen, "begun", rows["begun"].tolist(), digits(t, 0)),
        _column(screen, "survival_lo", rows["survival_lo"].tolist(), None),
        _column(screen, "survival_hi", rows["survival_hi"].tolist(), None),
        _column(screen, "match", rows["match"].tolist(), digits(t, 2)),
        _column(screen, "match_usual", rows["match_usual"].tolist(), digits(t, 2)),
        *(Column(t("transfer_order.inflow_of", form=t(f"service_form.{form}")),
                 t("transfer_order.definition.inflow_form"), found.inflow.loc[rows.index, form].tolist(), None)
          for form in FORMS),
        *(Column(t("transfer_order.gap_of", form=t(f"service_form.{form}")), t("transfer_order.definition.gap_form"),
                 found.gap.loc[rows.index, form].tolist(), None) for form in FORMS),
        _remark(screen, reasons.to_numpy().tolist()),
    ))


def pairs_sheet(screen: Screen, found: TransferOrder, most: int | None = None) -> Sheet:
    """One row per pair, the largest first; of the twin only the first `most`."""
    rows = found.concentration.pairs if most is None else found.concentration.pairs.head(most)
    shares = as_percent(screen.texts, 1)
    return Sheet((
        *rank_columns(screen, pair_ranks(found.concentration.pairs).reindex(rows.index)),
        _column(screen, "from_place", [screen.place(code) for code in rows["origin"]]),
        _column(screen, "to_place", [screen.place(code) for code in rows["destination"]]),
        _column(screen, "opened", rows["branches"].tolist(), _count),
        _column(screen, "share", rows["share"].tolist(), shares),
        _column(screen, "cumulative", rows["cumulative"].tolist(), shares),
    ))


def measures_sheet(screen: Screen, found: TransferOrder) -> Sheet:
    """One row per measure of concentration with how it is read."""
    t, spread = screen.texts, found.concentration
    held = len(spread.pairs)
    cells = {
        "entropy": digits(t, 3)(spread.entropy.value), "normalised": digits(t, 3)(spread.normalised.value),
        "herfindahl": digits(t, 4)(spread.herfindahl.value), "top": as_percent(t, 1)(spread.top.value),
        "held": t("transfer_order.of_pairs", held=plain(held, 0), possible=plain(spread.possible, 0)),
    }
    return Sheet((
        _column(screen, "measure", [t(f"transfer_order.measure.{name}") for name in cells]),
        _column(screen, "measured", list(cells.values())),
        _column(screen, "reading", [t(f"transfer_order.reading.{name}") for name in cells], word_or_none(t)),
    ))


def _column(screen: Screen, name: str, cells: Sequence[Any], shown: Shown | None = str) -> Column:
    t = screen.texts
    return Column(t(f"transfer_order.column.{name}"), t(f"transfer_order.definition.{name}"), cells, shown)


def _remark(screen: Screen, reasons: Sequence[Sequence[object]]) -> Column:
    """Why figures of a row are absent, each reason once."""
    t = screen.texts
    told = [[reason for reason in dict.fromkeys(own) if isinstance(reason, str)] for own in reasons]
    cells = [t.joined([t(f"transfer_order.reason.{reason}") for reason in own]) for own in told]
    return Column(t("column.remark"), t("transfer_order.definition.remark"), cells)


def _count(cell: Any) -> str:
    return plain(float(cell), 0)
