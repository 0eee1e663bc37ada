"""The axes of native charts: from where to where, in which steps, with which labels and number format."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pages.exporters.deck.reading import NotNativeError, from_logarithm, logarithm_of_ticks, number_of, numbers, plain

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
TICKS = 6
ROOM = 0.04


@dataclass(frozen=True)
class Axis:
    """One axis of a chart in values of its data.

    `base` where equal steps are equal ratios. The figure then bears logarithms (`of_logarithms`), which the data of
    the chart no longer do, or values on an axis that Plotly itself divides so. `ticks` are places with words, where
    the axis cannot write its labels itself.
    """

    low: float
    high: float
    step: float
    number_format: str
    title: str = ""
    base: float | None = None
    of_logarithms: bool = True
    is_reversed: bool = False
    has_labels: bool = True
    has_grid: bool = True
    ticks: tuple[tuple[float, str], ...] = ()

    def share(self, value: float) -> float:
        """Where a value lies between both ends, 0 at the left or the bottom."""
        low, high = self.low, self.high
        if self.base:
            low, high, value = math.log(low), math.log(high), math.log(max(value, 1e-300))
        part = (value - low) / (high - low)
        return 1 - part if self.is_reversed else part

    def at(self, share: float) -> float:
        """The value at a share of the way, the other way round."""
        part = 1 - share if self.is_reversed else share
        if self.base:
            return float(math.exp(math.log(self.low) + part * (math.log(self.high) - math.log(self.low))))
        return self.low + part * (self.high - self.low)

    def value(self, of_figure: float | None) -> float | None:
        """The value of the data for a value of the figure."""
        return from_logarithm(of_figure, self.base if self.of_logarithms else None)


def read_axis(source: Any, values: Sequence[Any], *, from_zero: bool = False, keeps_words: bool = True) -> Axis:
    """Read an axis of numbers.

    `values` is all that stands on it, in values of the figure; bars reach from zero (`from_zero`). Words of ticks are
    kept as `ticks` where the axis cannot write them as numbers; not so where `keeps_words` is false.
    """
    places = numbers(source.tickvals) if source.tickvals is not None else []
    words = [plain(word) for word in source.ticktext] if source.ticktext is not None else []
    is_named = bool(words) and len(words) == len(places)
    base = logarithm_of_ticks([place or 0.0 for place in places], words) if is_named else None
    if source.type == "log":
        base = None
    low, high = _extent(source, values, from_zero and base is None and source.type != "log")
    backward = low > high
    low, high = min(low, high), max(low, high)
    axis = Axis(
        low, high, 0.0, "General", plain(source.title.text), base, is_reversed=backward,
        has_labels=source.visible is not False and source.showticklabels is not False,
        has_grid=source.showgrid is not False and source.visible is not False,
    )
    if axis.base or source.type == "log":
        return _ratios(axis, source, places, words)
    if words and keeps_words and not _are_numbers(places, words, str(source.ticksuffix or "")):
        return _in_words(axis, places, words)
    found = _aligned(axis, source, [place for place in places if place is not None])
    if places and keeps_words and (found.low < axis.low - 1e-9 or found.high > axis.high + 1e-9):
        # Ticks of a native axis begin at its end: where the figure's do not, words stand at the figure's places.
        return _in_words(axis, places, words or [_written(place or 0.0, found.number_format) for place in places])
    return found


def _written(place: float, shape: str) -> str:
    """A number in the format of an axis."""
    body, _, suffix = shape.partition('"')
    decimals = len(body.partition(".")[2].rstrip("%"))
    if body.endswith("%"):
        return f"{place:.{decimals}%}".replace("-", "−")
    grouped = "," if "," in body else ""
    return f"{place:{grouped}.{decimals}f}{suffix.rstrip(chr(34))}".replace("-", "−")


def _extent(source: Any, values: Sequence[Any], from_zero: bool) -> tuple[float, float]:
    if source.type == "log":
        return _extent_of_ratios(source, values)
    if source.range is not None and None not in tuple(source.range):
        low, high = source.range
        return float(low), float(high)
    held = [value for value in numbers(values) if value is not None] or [0.0, 1.0]
    low, high = min(held), max(held)
    if from_zero or source.rangemode == "tozero":
        low, high = min(low, 0.0), max(high, 0.0)
    spare = ROOM * (high - low or abs(high) or 1.0)
    return low - spare * (low != 0), high + spare * (high != 0)


def _extent_of_ratios(source: Any, values: Sequence[Any]) -> tuple[float, float]:
    """The ends of an axis of ratios, which says its range in powers of ten.

    Raises:
        NotNativeError: Not every value is above zero.
    """
    held = [value for value in numbers(values) if value is not None]
    if not held or min(held) <= 0:
        raise NotNativeError("zero on an axis of logarithms")
    if source.range is not None and None not in tuple(source.range):
        low, high = source.range
        return 10.0 ** float(low), 10.0 ** float(high)
    spare = (max(held) / min(held)) ** ROOM if min(held) < max(held) else 2.0
    return min(held) / spare, max(held) * spare


def _are_numbers(places: Sequence[float | None], words: Sequence[str], suffix: str) -> bool:
    return all(
        place is not None and number_of(word) is not None and math.isclose(number_of(word) or 0, place, abs_tol=1e-12)
        and len(word.removesuffix("%").removesuffix(suffix)) <= len(f"{place:,.4f}")
        for place, word in zip(places, words, strict=False)
    )


def _ratios(axis: Axis, source: Any, places: Sequence[float | None], words: Sequence[str]) -> Axis:
    """An axis of ratios: its ends are values, its ticks the figure's own words, or powers of ten."""
    base = axis.base
    if base is None:
        own = replace(axis, base=10.0, of_logarithms=False, step=10.0)
        if places:
            return _in_words(own, places, words or [f"{place:g}" for place in places])
        low, high = 10 ** math.floor(math.log10(axis.low)), 10 ** math.ceil(math.log10(axis.high))
        return replace(own, low=low, high=high)
    ticks = tuple((from_logarithm(place, base) or 0.0, word) for place, word in zip(places, words, strict=False)
                  if place is not None and axis.low <= place <= axis.high)
    low, high = (from_logarithm(end, base) or 0.0 for end in (axis.low, axis.high))
    return replace(axis, low=low, high=high, step=10.0, ticks=ticks)


def _in_words(axis: Axis, places: Sequence[float | None], words: Sequence[str]) -> Axis:
    ticks = tuple((place, word) for place, word in zip(places, words, strict=False)
                  if place is not None and axis.low <= place <= axis.high)
    return replace(axis, step=1.0, ticks=ticks)


def _aligned(axis: Axis, source: Any, places: Sequence[float]) -> Axis:
    """An axis of plain numbers: steps as in the figure where they are even, ends moved out to whole steps."""
    gaps = np.diff(places) if len(places) > 1 else np.array([])
    if len(gaps) and np.allclose(gaps, gaps[0]):
        step = float(abs(gaps[0]))
    elif source.dtick:
        step = float(source.dtick)
    else:
        step = nice_step(axis.low, axis.high, int(source.nticks or TICKS), whole=source.tickformat == "d")
    while (axis.high - axis.low) / step > 16:
        step *= 2
    # A range that ends a trifle beyond a tick, to leave room for half a mark, needs no further tick.
    trifle = 1e-9
    low, high = math.floor(axis.low / step + trifle) * step, math.ceil(axis.high / step - trifle) * step
    decimals = next((n for n in range(6) if math.isclose(step, round(step, n), rel_tol=1e-9)), 6)
    shape = f"0.{'0' * decimals}" if decimals else "0"
    if source.tickformat == ".0%":
        shape = "0%"
    elif source.tickformat != "d" and (source.separatethousands or max(abs(low), abs(high)) >= 10000):
        shape = f"#,##{shape}"
    if source.ticksuffix:
        suffix = plain(source.ticksuffix).replace('"', "")
        shape += f'"{suffix}"'
    return replace(axis, low=float(f"{low:.12g}"), high=float(f"{high:.12g}"), step=step, number_format=shape)


def nice_step(low: float, high: float, count: int, whole: bool = False) -> float:
    """A step of 1, 2, 2.5 or 5 times a power of ten that cuts a range into at most `count` parts."""
    rough = (high - low) / max(count, 1) or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * part for part in STEPS if power * part >= rough * (1 - 1e-9))
    return max(1.0, float(round(step))) if whole else step
