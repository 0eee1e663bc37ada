"""Words and tables of the transfer test, from the rows of its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.charts.evidence import EvidenceRow
from pages.frames.sheet import Column, Sheet, Shown, as_percent, word_or_none
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from pages.texts.numbers import percent, plain
from queries.formulas.outcome import number
from queries.formulas.transfer_evidence import LEGS, LegVerdict, Verdict, verdicts

SIGNS = {LegVerdict.HOLDS: "✓", LegVerdict.UNCLEAR: "？", LegVerdict.FAILS: "✗"}


def verdict_finding(screen: Screen, legs: pd.DataFrame, names: Mapping[str, object]) -> str:
    """The verdict on one pair and which legs it rests on; `legs` are its four rows."""
    t = screen.texts
    [own] = verdicts(legs).to_dict("records")

    def told(verdict: LegVerdict) -> str:
        return t.joined([t(f"transfer_test.leg.{leg}") for leg in legs.loc[legs["verdict"] == verdict, "leg"]])

    if own["verdict"] == Verdict.ESTABLISHED:
        why = t("transfer_test.all_hold")
    elif own["verdict"] == Verdict.REFUTED:
        why = t("transfer_test.failing", legs=told(LegVerdict.FAILS))
    else:
        why = t("transfer_test.missing", holding=own["holding"], legs=told(LegVerdict.UNCLEAR))
    return t("transfer_test.finding", **names, verdict=t(f"transfer_test.verdict.{own['verdict']}"), why=why)


def evidence_rows(screen: Screen, legs: pd.DataFrame) -> list[EvidenceRow]:
    """The four legs as the chart draws them."""
    return [_drawn(screen, row) for row in legs.to_dict("records")]


def _drawn(screen: Screen, row: Mapping[Any, Any]) -> EvidenceRow:
    t = screen.texts
    name = t("transfer_test.leg_name", sign=SIGNS[row["verdict"]], leg=t(f"transfer_test.leg.{row['leg']}"),
             verdict=t(f"transfer_test.leg_verdict.{row['verdict']}"))
    counts = {"hits": t("value.none") if pd.isna(row["hits"]) else plain(row["hits"], 0),
              "cases": plain(row["cases"], 0)}
    if row["reason"]:
        words = t("transfer_test.words_without", **counts, why=t(f"transfer_test.why.{row['reason']}"))
    else:
        key = "transfer_test.words" if row["mark"] == row["reference"] else "transfer_test.words_level"
        words = t(key, **counts, **{part: percent(row[part], 0) for part in ("value", "lo", "hi", "reference", "mark")})
    return EvidenceRow(name, number(row["value"]), number(row["lo"]), number(row["hi"]), number(row["mark"]),
                       row["verdict"], words)


def shares_words(screen: Screen, shares: pd.DataFrame, source: str, target: str, form: str) -> str:
    """How the shares of both ends changed, and that this proves nothing."""
    t = screen.texts
    if source not in shares.index or target not in shares.index:
        return t("transfer_test.no_shares")
    ends = {
        f"{end}_{time}": percent(float(shares[f"{time}_share"][code]))
        for end, code in (("source", source), ("target", target)) for time in ("first", "last")
    }
    return t("transfer_test.shares", form=form, source=screen.place(source), target=screen.place(target), **ends,
             period=period_words(int(shares["first_year"][source]), int(shares["last_year"][source]), t))


def pairs_finding(screen: Screen, rows: pd.DataFrame, names: Mapping[str, object]) -> str:
    """How many pairs are established, refuted and open."""
    counts = rows["verdict"].value_counts()
    return screen.texts(
        "transfer_test.pairs_finding", form=names["form"], period=names["period"], count=len(rows),
        **{verdict.value: int(counts.get(verdict, 0)) for verdict in Verdict},
    )


def legs_sheet(screen: Screen, legs: pd.DataFrame) -> Sheet:
    """One row per leg of one pair."""
    t = screen.texts
    share = as_percent(t)
    return Sheet((
        _column(screen, "source", [screen.place(code) for code in legs["source"]], None),
        _column(screen, "target", [screen.place(code) for code in legs["target"]], None),
        _column(screen, "leg", [t(f"transfer_test.leg.{leg}") for leg in legs["leg"]]),
        _column(screen, "hits", legs["hits"].tolist(), _whole(screen)),
        _column(screen, "cases", legs["cases"].tolist(), _whole(screen)),
        _column(screen, "value", legs["value"].tolist(), share),
        _column(screen, "lo", legs["lo"].tolist(), share),
        _column(screen, "hi", legs["hi"].tolist(), share),
        _column(screen, "reference", legs["reference"].tolist(), share),
        _column(screen, "mark", legs["mark"].tolist(), share),
        _column(screen, "verdict", [t(f"transfer_test.leg_verdict.{word}") for word in legs["verdict"]]),
        _column(screen, "reason", [t(f"transfer_test.why.{word}") if word else "" for word in legs["reason"]],
                word_or_none(t)),
    ))


def pairs_sheet(screen: Screen, rows: pd.DataFrame) -> Sheet:
    """One row per pair, as ordered."""
    t = screen.texts
    return Sheet((
        _column(screen, "source", [screen.place(code) for code in rows["source"]]),
        _column(screen, "target", [screen.place(code) for code in rows["target"]]),
        _column(screen, "branches", rows["branches"].tolist(), _whole(screen)),
        *(
            Column(t(f"transfer_test.leg.{leg}"), t("transfer_test.definition.verdict"),
                   [f"{SIGNS[word]} {t(f'transfer_test.leg_verdict.{word}')}" for word in rows[leg]],
                   lambda cell: str(cell)[0])
            for leg in LEGS
        ),
        _column(screen, "verdict", [t(f"transfer_test.verdict.{word}") for word in rows["verdict"]]),
    ))


def _column(screen: Screen, name: str, cells: list[Any], shown: Shown | None = str) -> Column:
    t = screen.texts
    return Column(t(f"transfer_test.column.{name}"), t(f"transfer_test.definition.{name}"), cells, shown)


def _whole(screen: Screen) -> Shown:
    return lambda cell: screen.texts("value.none") if pd.isna(cell) else plain(float(cell), 0)
