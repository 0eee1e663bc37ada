"""The columns of a rank in a table and its file: the rank, its interval, how many it cannot be told from."""

from __future__ import annotations

import pandas as pd

from pages.frames.sheet import Column
from pages.shell.screen import Screen
from pages.texts.numbers import plain
from pages.texts.ranks import band


def rank_columns(screen: Screen, ranks: pd.DataFrame) -> list[Column]:
    """Columns of the ranks of the rows of a sheet, in its order: rank, lo, hi, ties (see ``ranks_with_draws``).

    The twin shows the interval in one cell, the file has its ends.
    """
    t = screen.texts
    bands = [
        "" if pd.isna(rank) else band(lo, hi, t)
        for rank, lo, hi in zip(ranks["rank"], ranks["lo"], ranks["hi"], strict=True)
    ]
    return [
        Column(t("ranks_column.rank"), t("ranks_definition.rank"), ranks["rank"].tolist(),
               lambda rank: "" if pd.isna(rank) else plain(rank, 0)),
        Column(t("ranks_column.band"), t("ranks_definition.band"), bands),
        *(Column(t(f"ranks_column.{name}"), t(f"ranks_definition.{name}"), ranks[name].tolist(), None)
          for name in ("lo", "hi", "ties")),
    ]
