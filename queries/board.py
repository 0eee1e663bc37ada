"""The ranking of a level in one year, with what a rank is worth and its change since the last year before."""

from __future__ import annotations

import math

import pandas as pd

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.ranking import competition_rank, rank_change
from queries.rank_credibility import indicator_ranks
from queries.values import indicator_values

RANKED = ("lo", "hi", "ties", "verdict")


def credible_board(
    engine: Engine, indicator: Indicator, level: str, layer: str, year: int, against: int | None = None
) -> pd.DataFrame:
    """``ranking_board`` of an indicator with what its ranks are worth; the verdict is on the years of the change."""
    def board() -> pd.DataFrame:
        values = indicator_values(engine, indicator, level, layer)
        past = earlier_year(values, year, against)
        return ranking_board(values, year, against, indicator_ranks(engine, indicator, level, layer, year, past))

    return engine.recall(("credible_board", indicator, level, layer, year, against), board)


def earlier_year(values: pd.DataFrame, year: int, against: int | None = None) -> int | None:
    """The year that changes are counted from: `against` if it is an earlier one with a value, by default the last."""
    earlier = sorted(values.loc[(values["period"] < year) & values["value"].notna(), "period"].unique())
    earlier = [past for past in earlier if against in (None, year, past)]
    return int(earlier[-1]) if earlier else None


def ranking_board(
    values: pd.DataFrame, year: int, against: int | None = None, ranks: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the regions of a level in order of display.

    Parameters
    ----------
    values : result of ``indicator_values``
    year : the year ranked
    against : the earlier year that the change of rank is counted from; by default the last one with a value
    ranks : result of ``indicator_ranks``; without it nothing is told of what a rank is worth

    Returns
    -------
    Columns of `values` for that year plus rank (1..n among point values), change (places moved since
    `previous_period` among regions with a value in both, positive = up), previous_period, and of `ranks` rank_lo,
    rank_hi, rank_ties and rank_verdict. Ranked regions come first, then published bounds by their bound, then those
    without a figure.
    """
    now = values[values["period"] == year].set_index("region_code")
    past = earlier_year(values, year, against)
    board = now.copy()
    board["rank"] = competition_rank(now["value"])["value"]
    board["change"] = math.nan
    board["previous_period"] = pd.NA if past is None else past
    if past is not None:
        before = values[values["period"] == past].set_index("region_code")["value"]
        board["change"] = rank_change(before, now["value"])["value"].reindex(board.index)
    worth = pd.DataFrame(index=now.index, columns=list(RANKED)) if ranks is None else ranks[list(RANKED)]
    board = board.join(worth.add_prefix("rank_"))
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
