"""The ranking of a level in one year, with the change of rank since the last year before."""

from __future__ import annotations

import math

import pandas as pd

from queries.formulas.ranking import competition_rank, rank_change


def ranking_board(values: pd.DataFrame, year: int, against: int | None = None) -> pd.DataFrame:
    """Return the regions of a level in order of display.

    Parameters
    ----------
    values : result of ``indicator_values``
    year : the year ranked
    against : the earlier year that the change of rank is counted from; by default the last one with a value

    Returns
    -------
    Columns of `values` for that year plus rank (1..n among point values), change (places moved since
    `previous_period` among regions with a value in both, positive = up) and previous_period. Ranked regions come
    first, then published bounds by their bound, then those without a figure.
    """
    now = values[values["period"] == year].set_index("region_code")
    earlier_years = sorted(values.loc[(values["period"] < year) & values["value"].notna(), "period"].unique())
    earlier_years = [earlier for earlier in earlier_years if against in (None, year, earlier)]
    board = now.copy()
    board["rank"] = competition_rank(now["value"])["value"]
    board["change"] = math.nan
    board["previous_period"] = int(earlier_years[-1]) if earlier_years else pd.NA
    if earlier_years:
        before = values[values["period"] == earlier_years[-1]].set_index("region_code")["value"]
        board["change"] = rank_change(before, now["value"])["value"].reindex(board.index)
    board["order"] = board["value"].fillna(board["lo"]).fillna(board["hi"])
    board["group"] = 2
    board.loc[board["order"].notna(), "group"] = 1
    board.loc[board["rank"].notna(), "group"] = 0
    return (
        board.reset_index()
        .sort_values(["group", "order", "region_code"], ascending=[True, False, True], kind="stable")
        .drop(columns=["order", "group"])
        .reset_index(drop=True)
    )


def years_known(values: pd.DataFrame) -> list[int]:
    """Years in which at least one region has a value or a bound, oldest first."""
    known = values[values["value"].notna() | values["lo"].notna() | values["hi"].notna()]
    return sorted(int(year) for year in known["period"].unique())


def latest_well_covered(values: pd.DataFrame) -> int:
    """The latest year in which at least half as many regions are known as in the year best covered."""
    known = values[values["value"].notna() | values["lo"].notna() | values["hi"].notna()]
    counts = known.groupby("period").size()
    return int(counts.index[counts >= counts.max() / 2].max())
