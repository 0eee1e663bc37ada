"""The number format of a native chart that writes the labels of its bars, so that they follow an edit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

MOST_DECIMALS = 4
LARGEST = 1e15
"""From here on a float holds no more decimals."""


def label_format(values: Sequence[float | None], labels: Sequence[str]) -> str | None:
    """The number format that writes all the labels from the values, so that they follow an edit; None if none does.

    Office programs round half away from zero what a value shows in decimals; a label that rounds otherwise is none
    that a format writes, and so is one whose words go on the number ("2" and ".5 家").
    """
    pairs = list(zip(values, labels, strict=True))
    known = [(value, label.replace("−", "-")) for value, label in pairs if value is not None]
    if not known or any((value is None) != (not label) for value, label in pairs):
        return None
    if any(abs(value) >= LARGEST for value, _ in known):
        return None
    for decimals in range(MOST_DECIMALS + 1):
        places = f".{'0' * decimals}" if decimals else ""
        suffix = known[0][1].removeprefix(_written(known[0][0], decimals))
        is_free = '"' not in suffix and not (suffix[:1].isdigit() or suffix[:1] in tuple(",."))
        if is_free and all(label == f"{_written(value, decimals)}{suffix}" for value, label in known):
            return f'#,##0{places}"{suffix}"' if suffix else f"#,##0{places}"
        if all(label == f"{_written(value, decimals, percent=True)}%" for value, label in known):
            return f"0{places}%"
    return None


def _written(value: float, decimals: int, *, percent: bool = False) -> str:
    """A number as an office program writes it with some decimals."""
    exact = Decimal(repr(float(value))) * (100 if percent else 1)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded}" if percent else f"{rounded:,}"
