"""How wide the columns of a table must be, so that no number and no word breaks, and how the rest is shared out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pages.exporters.print_room import ems

WORD = re.compile(r"[\x21-\x7e\u00a0-\u024f–—−]+|\S")


def longest_word(text: str) -> float:
    """Ems of the longest part that is not broken; Chinese breaks after any character."""
    return max(map(ems, WORD.findall(text)), default=0.0)


def spread(least: Sequence[float], wished: Sequence[float], width: float) -> list[float]:
    """Give every column what it needs, and share out the rest by what each would like.

    Where the width holds less than all need, every column gets the same part of its need.
    """
    left = width - sum(least)
    if left < 0:
        return [need * width / sum(least) for need in least]
    more = [max(wish - need, 0.0) for wish, need in zip(wished, least, strict=True)]
    if sum(more) <= left:
        spare = (left - sum(more)) / len(least)
        return [need + extra + spare for need, extra in zip(least, more, strict=True)]
    return [need + left * extra / sum(more) for need, extra in zip(least, more, strict=True)]
