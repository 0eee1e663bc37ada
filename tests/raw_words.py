"""What no Chinese table or file may hold: words of the code where a reader expects words."""

from __future__ import annotations

import re

import pandas as pd

from queries.regions import Regions

RAW_WORD = re.compile(r"[a-z]+(?:_[a-z]+)*")


def raw_words(table: pd.DataFrame, regions: Regions) -> set[str]:
    """Headings and cells such as ``demand_lags``; codes of groups of regions and the symbol p are none."""
    cells = {str(cell) for row in table.itertuples(index=False, name=None) for cell in row if isinstance(cell, str)}
    return {text for text in cells | set(map(str, table.columns))
            if RAW_WORD.fullmatch(text) and text != "p" and text not in regions}
