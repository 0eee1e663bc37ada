"""What the quality section shows, as tables with headings in the reader's language, and the sentence above them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain, quantity
from queries.regions import NATION

# Two counts of one thing that differ by no more are taken as one.
CLOSE = 0.05


def quality_finding(screen: Screen, answers: pd.DataFrame, cells: pd.DataFrame, found: pd.DataFrame) -> str:
    """The state of the register in one sentence."""
    t = screen.texts
    sentence = t(
        "quality.finding", agencies=_count(answers["agencies"].sum()), open=_count(answers["open_agencies"].sum()),
        provinces=len(answers),
    )
    if answers["last_year"].notna().any():
        year = int(answers["last_year"].max())
        # A province that reports for no such year has no answers for it.
        answered = answers.loc[answers["last_year"] == year, "answers"].sum() / max(answers["open_agencies"].sum(), 1)
        sentence += t("quality.finding_year", year=year, answered=percent(answered))
    else:
        sentence += t("quality.finding_no_year")
    return sentence + t(
        "quality.finding_rest", filled=percent(cells["filled_share"].mean()), rules=len(found),
        found=_count(found["found"].sum()),
    )


def files_table(screen: Screen, files: pd.DataFrame) -> pd.DataFrame:
    """One row per loaded sheet with its rows, who loaded it and when."""
    t = screen.texts
    return pd.DataFrame(
        {
            t("column.file"): files["file"],
            t("quality.heading.sheet"): files["sheet"],
            t("quality.heading.table"): [t(f"quality.table.{kind}") for kind in files["kind"]],
            t("column.rows_in"): _counts(files["rows_in"]),
            t("quality.heading.rows_loaded"): _counts(files["rows_loaded"]),
            t("column.rows_reported"): _counts(files["rows_rejected"]),
            t("quality.heading.author"): files["author"],
            t("quality.heading.loaded_at"): [f"{moment:%Y-%m-%d %H:%M}" for moment in files["loaded_at"]],
        }
    )


def cells_table(screen: Screen, cells: pd.DataFrame) -> pd.DataFrame:
    """One row per table and column of the register, the emptiest columns of a table first."""
    t = screen.texts
    return pd.DataFrame(
        {
            t("quality.heading.table"): [t(f"quality.table.{name}") for name in cells["table_name"]],
            t("quality.heading.column"): [t(f"quality.column.{name}") for name in cells["column_name"]],
            t("quality.heading.rows"): _counts(cells["row_count"]),
            t("quality.heading.filled"): _counts(cells["filled_count"]),
            t("quality.heading.filled_share"): _shares(cells["filled_share"]),
        }
    )


def answers_table(screen: Screen, answers: pd.DataFrame) -> pd.DataFrame:
    """One row per province with its last year and who reports for it."""
    t = screen.texts
    has_year = answers["last_year"].notna()
    return pd.DataFrame(
        {
            t("column.region"): [screen.place(code) for code in answers["region_code"]],
            t("quality.heading.agencies"): _counts(answers["agencies"]),
            t("quality.heading.open"): _counts(answers["open_agencies"]),
            t("quality.heading.last_year"): [
                str(int(year)) if known else t("value.none")
                for year, known in zip(answers["last_year"], has_year, strict=True)
            ],
            t("quality.heading.answers"): _counts(answers["answers"].where(has_year)),
            t("quality.heading.answered_share"): _shares(answers["answered_share"]),
        }
    )


def checks_table(screen: Screen, found: pd.DataFrame) -> pd.DataFrame:
    """One row per rule with what it says, looked at and found."""
    t = screen.texts
    return pd.DataFrame(
        {
            t("quality.heading.rule"): [t(f"quality.rule.{rule}") for rule in found["rule"]],
            t("quality.heading.checked"): _counts(found["checked"]),
            t("quality.heading.found"): _counts(found["found"]),
            t("quality.heading.found_share"): [percent(share, 2) for share in found["found_share"]],
            t("quality.heading.meaning"): [t(f"quality.meaning.{rule}") for rule in found["rule"]],
        }
    )


def findings_table(screen: Screen, rows: pd.DataFrame, rule: str) -> pd.DataFrame:
    """One row per finding of a rule, with the columns that the rule has anything to say in."""
    t = screen.texts
    against = f"quality.against.{rule}"
    table = pd.DataFrame(
        {
            t("quality.heading.agency_code"): rows["agency_code"],
            t("quality.heading.name"): rows["name"],
            t("column.region"): [screen.place(code) for code in rows["region_code"]],
            t("column.year"): ["" if pd.isna(year) else str(int(year)) for year in rows["period"]],
            t("quality.heading.column"): [t(f"quality.column.{measure}") for measure in rows["measure"]],
            t("quality.heading.value"): _figures(rows["value"], rows["measure"]),
            t(against if against in t else "quality.heading.against"): _figures(rows["against"], rows["measure"]),
            t("quality.heading.other_code"): rows["other_code"].fillna(""),
        }
    )
    return table.loc[:, [bool((table[name].astype(str) != "").any()) for name in table.columns]]


def coverage_table(screen: Screen, rows: pd.DataFrame, registered: set[str]) -> pd.DataFrame:
    """One row per province and one of the nation: register, published figure, ratio, and what is to be said of them."""
    t = screen.texts
    ordered = rows.assign(order=rows["region_code"] != NATION).sort_values(["order", "region_code"])
    indicator = screen.catalogue[rows["metric"].iloc[0]]
    records: list[Any] = list(ordered.itertuples())
    return pd.DataFrame(
        {
            t("column.region"): [screen.place(row.region_code) for row in records],
            t("column.year"): ["" if pd.isna(row.period) else str(int(row.period)) for row in records],
            t("quality.heading.counted"): [
                "" if pd.isna(row.counted) else plain(row.counted, indicator.decimals) for row in records
            ],
            t("quality.heading.published"): [
                "" if pd.isna(row.published)
                else quantity(row.published, indicator.decimals, indicator.numerator.unit, t, row.qualifier)
                for row in records
            ],
            t("quality.heading.ratio"): [percent(row.ratio) if pd.notna(row.ratio) else "" for row in records],
            t("column.remark"): [_coverage_remark(screen, row, registered) for row in records],
        }
    )


def coverage_verdict(screen: Screen, rows: pd.DataFrame) -> str:
    """How many figures can be compared with a published one, and how many are close to it."""
    ratios = rows["ratio"].dropna()
    if ratios.empty:
        return screen.texts("quality.coverage_none")
    close = int(((ratios - 1).abs() <= CLOSE).sum())
    return screen.texts("quality.coverage_verdict", compared=len(ratios), close=close)


def _coverage_remark(screen: Screen, row: Any, registered: set[str]) -> str:
    t = screen.texts
    if pd.isna(row.counted) and row.region_code == NATION:
        return t("quality.no_nation")
    if pd.isna(row.counted):
        return t("quality.no_figure" if row.region_code in registered else "quality.no_agencies")
    if pd.isna(row.published):
        return t("quality.no_published")
    if pd.isna(row.ratio):
        return t("quality.bound")
    return t("quality.like" if abs(row.ratio - 1) <= CLOSE else "quality.unlike")


def _count(number: float) -> str:
    return plain(number, 0)


def _counts(numbers: Iterable[float]) -> list[str]:
    return ["" if pd.isna(number) else _count(number) for number in numbers]


def _shares(shares: Iterable[float]) -> list[str]:
    return ["" if pd.isna(share) else percent(share) for share in shares]


def _figures(values: Iterable[float], measures: Iterable[str]) -> list[str]:
    """Years as years, money with its decimals, everything else as counts."""
    texts = []
    for value, measure in zip(values, measures, strict=True):
        if pd.isna(value):
            texts.append("")
        elif measure in ("year", "established_on"):
            texts.append(str(int(value)))
        else:
            texts.append(plain(value, 1 if measure.startswith("revenue") else 0))
    return texts
