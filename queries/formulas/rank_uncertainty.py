"""Ranks with uncertainty: what a rank is worth when the figures and the weights behind it could be others.

Units of equal value share every rank that they take up together: their band. What is said of a rank is said of the
band, or units that nothing tells apart would seem to hold a certain rank, and to lose it when others catch up.

Everything random takes a seed (METHODS.md E10): the same seed gives the same draws.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.formulas.random_draws import ErrorKind, drawn_ratios

__all__ = [
    "DRAWS", "FEWER_DRAWS", "FEW_UNITS", "PROBABILITY", "REAL", "TOP", "bands_of_draws", "change_verdicts",
    "draws_for", "figure_ranks", "overlaps", "rank_intervals", "ranks_of_draws", "ranks_with_draws",
]

TOP = 5
"""First how many the probability `in_top` is of."""

DRAWS = 2000
"""Number of draws behind an interval."""

FEW_UNITS, FEWER_DRAWS = 60, 500
"""More units than these are drawn less often: their intervals are wider than what fewer draws leave open."""

PROBABILITY = 0.90
"""Probability that an interval of ranks holds: from the 5 % to the 95 % quantile."""

REAL = 0.95
"""Share of the draws that must agree on the direction before a change counts as real."""

Bands = tuple[np.ndarray, np.ndarray]
"""First and last rank of a band, each of shape (draws, n)."""


def draws_for(units: int) -> int:
    """Number of draws behind the intervals of so many units."""
    return DRAWS if units <= FEW_UNITS else FEWER_DRAWS


def figure_ranks(
    values: pd.Series, kind: ErrorKind, error: float | None = None, before: pd.Series | None = None,
    draws: int | None = None, seed: int = 0, largest_first: bool = True, *, amounts: pd.Series | None = None,
    amounts_before: pd.Series | None = None,
) -> pd.DataFrame:
    """The ranks of one column of figures, each with its interval, its tie band and the verdict on its change.

    Parameters
    ----------
    values : shape (n,), index = units, ≥ 0 unless ``exact``; NaN = missing, which takes no rank
    kind : what the figures are: count (Poisson), money (lognormal with its relative standard `error`), or exact:
        figures printed without the counts behind them have ranks and no interval
    before : the figures of an earlier year, for the verdict; units may differ
    draws : number of draws; by default as ``draws_for`` has it
    seed : of the draws; those of the earlier year have a stream of their own
    largest_first : rank 1 for the largest figure, else for the smallest
    amounts, amounts_before : numerators of ratios, which are drawn while the denominators stand; by default the
        figures themselves

    Returns
    -------
    See ``ranks_with_draws``.

    Notes
    -----
    Whether a count of a full register has an error at all is a matter of reading: as Poisson it is taken for one
    outcome of a process that might have ended otherwise (a super-population). Source: METHODS.md section 4.
    """
    draws = draws_for(len(values)) if draws is None else draws
    drawn = _drawn_column(values, amounts, kind, draws, seed, error)
    if before is None:
        return ranks_with_draws(values, drawn, largest_first=largest_first)
    earlier = before.reindex(values.index)
    drawn_before = _drawn_column(earlier, amounts_before, kind, draws, seed + 1, error)
    return ranks_with_draws(values, drawn, drawn_before, largest_first=largest_first)


def ranks_with_draws(
    values: pd.Series, drawn: np.ndarray | None, drawn_before: np.ndarray | None = None, *, largest_first: bool = True
) -> pd.DataFrame:
    """Ranks of figures beside what the draws of these figures make of them.

    Parameters
    ----------
    values : shape (n,), index = units; NaN = missing
    drawn, drawn_before : shape (draws, n), of the year and of an earlier one; None where nothing is drawn

    Returns
    -------
    pd.DataFrame, index = units: rank (of the figures as they are), median, lo, hi, in_top, ties (see
    ``rank_intervals``; NaN where nothing is drawn), verdict (rise, fall, noise; None where one of the years lacks
    the figure or nothing is drawn). Of a single figure there is neither interval nor verdict: to be first of one
    says nothing. Units of equal figures have one interval between them, and it holds the band of all.
    """
    numbers = values.to_numpy(dtype=float)[None, :]
    own = bands_of_draws(numbers, largest_first)
    is_alone = int(np.isfinite(numbers).sum()) < 2
    shown = np.empty((0, len(values))) if drawn is None or is_alone else drawn
    bands = bands_of_draws(shown, largest_first)
    equals = pd.DataFrame({"value": numbers[0], "lo": own[0][0], "hi": own[1][0]})
    found = _intervals(bands, values.index, equals=equals)
    result = pd.DataFrame({"rank": own[0][0]}, index=values.index).join(found)
    result["verdict"] = pd.Series(None, index=values.index, dtype=object)
    if drawn_before is not None and len(shown):
        now, before = ~np.isnan(shown).any(axis=0), ~np.isnan(drawn_before).any(axis=0)
        both = now & before
        # Ranking is the dear part: where nobody has dropped out since, the ranks of the year serve again.
        is_same = bool((both == now).all())
        after = (bands[0][:, both], bands[1][:, both]) if is_same else bands_of_draws(shown[:, both], largest_first)
        earlier = bands_of_draws(drawn_before[:, both], largest_first)
        result["verdict"] = _verdicts(_places_gained(earlier, after), both, values.index)[2]
    return result


def _drawn_column(
    values: pd.Series, amounts: pd.Series | None, kind: ErrorKind, draws: int, seed: int, error: float | None
) -> np.ndarray | None:
    """The draws of one column; None of figures that have no error of their own."""
    if kind == "exact":
        return None
    counted = values if amounts is None else amounts.reindex(values.index)
    numbers = values.to_numpy(dtype=float)
    return drawn_ratios(numbers, counted.to_numpy(dtype=float), kind, draws, seed, error)


def ranks_of_draws(scores: np.ndarray, largest_first: bool = True) -> np.ndarray:
    """Competition rank within every draw: 1 + the number strictly ahead; NaN scores take no rank.

    Parameters
    ----------
    scores : shape (draws, n)

    Returns
    -------
    shape (draws, n), float, 1..n, NaN where the score is
    """
    return bands_of_draws(scores, largest_first)[0]


def bands_of_draws(scores: np.ndarray, largest_first: bool = True) -> Bands:
    """The band of ranks of every unit within every draw: its competition rank, and that rank + its equals - 1.

    Parameters
    ----------
    scores : shape (draws, n); NaN scores take no rank

    Returns
    -------
    first and last rank of the band, each of shape (draws, n), float, 1..n, NaN where the score is
    """
    keys = np.where(np.isnan(scores), np.inf, -scores if largest_first else scores)
    order = np.argsort(keys, axis=1)
    ordered = np.take_along_axis(keys, order, axis=1)
    places = np.arange(scores.shape[1])
    is_new = np.ones(ordered.shape, dtype=bool)
    is_new[:, 1:] = ordered[:, 1:] > ordered[:, :-1]
    is_end = np.ones(ordered.shape, dtype=bool)
    is_end[:, :-1] = is_new[:, 1:]
    first = np.maximum.accumulate(np.where(is_new, places, 0), axis=1)
    last = np.minimum.accumulate(np.where(is_end, places, len(places))[:, ::-1], axis=1)[:, ::-1]
    bands = np.empty((2, *scores.shape))
    for band, ends in zip(bands, (first, last), strict=True):
        np.put_along_axis(band, order, ends + 1.0, axis=1)
    # Where the smallest is first, an endless figure would share the end of the order with those that are missing.
    bands[1] = np.minimum(bands[1], (~np.isnan(scores)).sum(axis=1)[:, None])
    bands[:, np.isnan(scores)] = np.nan
    return bands[0], bands[1]


def rank_intervals(
    scores: np.ndarray, units: pd.Index, *, top: int = TOP, probability: float = PROBABILITY,
    largest_first: bool = True,
) -> pd.DataFrame:
    """The rank of every unit as an interval.

    Parameters
    ----------
    scores : shape (draws, n), one row per draw of figures or weights; a unit that is missing is NaN in every draw
    units : shape (n,), labels of the columns
    top : first how many the probability `in_top` is of
    probability : of the interval, 0..1

    Returns
    -------
    pd.DataFrame, index = units: median, lo, hi (ranks, whole numbers as float), in_top (0..1), ties (number of
    other units whose interval overlaps); NaN for units without scores; in_top is NaN where fewer than twice `top`
    units have scores, because to be among the first five of four is certain and of six says little

    Notes
    -----
    Quantiles are of the empirical distribution, so that they are ranks: the lower of the first, the upper of the last
    rank of the band that a unit shares with its equals in a draw; median and `in_top` are of the first (competition)
    rank. Units whose intervals overlap form a tie band and cannot be told apart.
    Source: METHODS.md section 4; Goldstein & Spiegelhalter (1996) JRSS A.
    """
    return _intervals(bands_of_draws(scores, largest_first), units, top, probability)


def _intervals(
    bands: Bands, units: pd.Index, top: int = TOP, probability: float = PROBABILITY,
    equals: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """``rank_intervals`` of bands that have been taken already.

    `equals` (value, lo, hi of the band of the figures as they are) joins the intervals of units of one value.
    """
    ranks, last = bands
    known = np.asarray(~np.isnan(ranks).any(axis=0))
    # Filled as bare arrays: writing parts of a frame took longer than all the draws of the provinces.
    found = {name: np.full(len(units), np.nan) for name in ("median", "lo", "hi", "in_top", "ties")}
    if len(ranks) and known.any():
        tail = (1.0 - probability) / 2
        chosen = ranks[:, known]
        lo, found["median"][known] = np.quantile(chosen, [tail, 0.5], axis=0, method="inverted_cdf")
        hi = np.quantile(last[:, known], 1.0 - tail, axis=0, method="inverted_cdf")
        if equals is not None:
            lo, hi = _joined(lo, hi, equals[known])
        found["lo"][known], found["hi"][known] = lo, hi
        if chosen.shape[1] >= 2 * top:
            found["in_top"][known] = (chosen <= top).mean(axis=0)
        found["ties"][known] = _touching(lo, hi).sum(axis=1) - 1.0
    return pd.DataFrame(found, index=units)


def _joined(lo: np.ndarray, hi: np.ndarray, equals: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper bounds: units of one value have the widest of their intervals, and it holds their band."""
    _, group, count = np.unique(equals["value"].to_numpy(), return_inverse=True, return_counts=True)
    lowest, highest = np.full(len(count), np.inf), np.full(len(count), -np.inf)
    np.minimum.at(lowest, group, np.minimum(lo, equals["lo"].to_numpy()))
    np.maximum.at(highest, group, np.maximum(hi, equals["hi"].to_numpy()))
    shared = count[group] > 1
    return np.where(shared, lowest[group], lo), np.where(shared, highest[group], hi)


def overlaps(intervals: pd.DataFrame) -> pd.DataFrame:
    """Which intervals overlap: shape (n, n), True on the diagonal; a unit without an interval overlaps none.

    Parameters
    ----------
    intervals : columns lo and hi
    """
    touching = _touching(intervals["lo"].to_numpy(), intervals["hi"].to_numpy())
    return pd.DataFrame(touching, index=intervals.index, columns=intervals.index)


def _touching(lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
    return np.asarray((lo[:, None] <= hi[None, :]) & (lo[None, :] <= hi[:, None]))


def change_verdicts(
    before: np.ndarray, after: np.ndarray, units: pd.Index, *, largest_first: bool = True
) -> pd.DataFrame:
    """Whether the score of a unit rose or fell, and whether its rank did, by more than the draws differ.

    Parameters
    ----------
    before, after : shape (draws, n), scores of two years in paired draws: row k of both rests on the same weights

    Returns
    -------
    pd.DataFrame, index = units: score_up, score_down, rank_up, rank_down (share of the draws with a higher or lower
    score, a better or worse rank, 0..1), score_verdict and rank_verdict (rise, fall, noise; None for units without
    scores in both years)

    Raises
    ------
    ValueError
        If the two do not pair.

    Notes
    -----
    Ranks are taken among units with scores in both years, or a unit would seem to rise because another stopped
    reporting. A rank is better only where the band shared with equals lies wholly ahead of the earlier one: units
    without any stay where they were, however many others catch up or fall back to them. Figures of the two years are
    drawn independently of each other, which overstates the noise of a stock that mostly stays: a verdict of rise or
    fall errs on the side of caution. Source: METHODS.md section 4.
    """
    if before.shape != after.shape:
        raise ValueError("paired draws have the same shape in both years")
    known = ~(np.isnan(before).any(axis=0) | np.isnan(after).any(axis=0))
    result = pd.DataFrame(index=units)
    gains = {
        "score": after[:, known] - before[:, known],
        "rank": _places_gained(
            bands_of_draws(before[:, known], largest_first), bands_of_draws(after[:, known], largest_first)
        ),
    }
    for name, gain in gains.items():
        up, down, verdict = _verdicts(gain, known, units)
        result[f"{name}_up"], result[f"{name}_down"], result[f"{name}_verdict"] = up, down, verdict
    return result


def _places_gained(before: Bands, after: Bands) -> np.ndarray:
    """Places by which the band of a draw lies ahead of (> 0) or behind (< 0) the earlier; 0 where the two overlap."""
    return np.asarray(np.maximum(before[0] - after[1], 0.0) - np.maximum(after[0] - before[1], 0.0))


def _verdicts(gain: np.ndarray, known: np.ndarray, units: pd.Index) -> tuple[np.ndarray, np.ndarray, pd.Series]:
    """Share of the draws with a gain and with a loss by unit, and what they amount to."""
    up, down = (_shares(holds, known) for holds in (gain > 0, gain < 0))
    words = np.select([up >= REAL, down >= REAL, ~np.isnan(up)], ["rise", "fall", "noise"], "")
    return up, down, pd.Series([str(word) or None for word in words], index=units, dtype=object)


def _shares(holds: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Share of the draws in which something holds, by unit; NaN for units that are not known, and without draws."""
    shares = np.full(len(known), np.nan)
    if len(holds):
        shares[known] = holds.mean(axis=0)
    return shares
