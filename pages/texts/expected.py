"""Expected supply in words: sentences on the regions that fall short, and what the model is."""

from __future__ import annotations

import math

import pandas as pd

from pages.texts import Texts
from pages.texts.figures import unit_of
from pages.texts.numbers import grouped, in_words, percent, plain
from queries.catalogue import Indicator
from queries.expected_supply import ExpectedBoard
from queries.formulas.drivers import Reduction
from queries.formulas.expected_supply import Method, Standing
from queries.formulas.reasons import Reason

MOST_NAMED = 5
DECIMALS_BELOW = 10


def decimals_of(value: float, supply: Indicator) -> int:
    """Decimals for an estimate: one more where a count is so small that a whole number would hide it."""
    return supply.decimals if abs(value) >= DECIMALS_BELOW or value == round(value) else max(1, supply.decimals)


def unit_shown(supply: Indicator, texts: Texts) -> str:
    """The unit as headings and axes show it; English counts agencies without a word, and a heading needs one."""
    return unit_of(supply, texts) or texts("expected.number")


def amount(value: float, supply: Indicator, texts: Texts) -> str:
    """An actual or expected supply with its unit; estimates of large counts without decimals."""
    decimals = decimals_of(value, supply)
    return in_words(round(value, decimals), decimals, supply.unit(texts.language), texts)


def interval(lo: float, hi: float, supply: Indicator, texts: Texts) -> str:
    """Two ends of an interval, in digits of one size, without unit."""
    low, high = round(lo, decimals_of(lo, supply)), round(hi, decimals_of(hi, supply))
    ends = (grouped(low, decimals_of(lo, supply), texts, like=high), grouped(high, decimals_of(hi, supply), texts))
    return texts("expected.interval", lo=ends[0], hi=ends[1])


def driver_reason(reason: str, texts: Texts) -> str:
    """Why a region has no standing; a missing demand is here a missing driver."""
    return texts("expected.no_driver") if reason == Reason.NO_DENOMINATOR else texts(f"reason.{reason}")


def standing_counts(rows: pd.DataFrame) -> dict[str, int]:
    """Regions by standing, those with none included as zero."""
    counts = rows["standing"].value_counts()
    return {standing.value: int(counts.get(standing.value, 0)) for standing in Standing}


def expected_finding(
    rows: pd.DataFrame, names: dict[str, str], supply: Indicator, unit: str, texts: Texts, within: str | None = None
) -> str:
    """How many regions are short of what regions with like demand have, and which are so severely.

    Parameters
    ----------
    rows : as of ``ExpectedBoard.rows``; those of a group only where `within` names it
    unit : counting word of the level, as 个省
    """
    counts = standing_counts(rows)
    judged = sum(counts.values())
    if not judged:
        return texts("expected.none_within", place=within or "")
    parts = [texts(f"expected_count.{standing}", count=count) for standing, count in counts.items() if count]
    said = texts("expected.finding", judged=judged, unit=unit, name=supply.name(texts.language),
                 parts=texts.joined(parts))
    if within:
        said = texts("expected.within", place=within, text=said)
    short = rows[rows["standing"].isin((Standing.SEVERELY_SHORT, Standing.SHORT))]
    if short.empty:
        return said
    # Outside the interval an order is known: the smallest part of what is expected first.
    worst = short.sort_values(["relative_gap", "region_code"])
    listed = texts.joined([names[code] for code in worst["region_code"].head(MOST_NAMED)])
    key = "expected.short_all" if len(worst) <= MOST_NAMED else "expected.short_some"
    return said + texts(key, names=listed, count=len(worst))


def place_finding(row: pd.Series, name: str, supply: Indicator, unit: str, texts: Texts) -> str:
    """What one region has, what is expected of it, and whether the difference says anything."""
    if row["standing"] is None:
        return texts("expected_place.none", place=name, reason=driver_reason(row["reason"], texts))
    return texts(
        f"expected_place.{row['standing']}",
        place=name,
        unit=unit,
        supply=amount(row["supply"], supply, texts),
        expected=amount(row["expected"], supply, texts),
        interval=interval(row["lo_80"], row["hi_80"], supply, texts),
        outer=interval(row["lo_95"], row["hi_95"], supply, texts),
        gap=amount(abs(row["gap"]), supply, texts),
    )


def model_card(board: ExpectedBoard, names: dict[str, str], unit: str, texts: Texts) -> list[tuple[str, str]]:
    """What the model is, as pairs of a heading and a sentence. `names` are those of the drivers by metric."""
    model, design = board.model, board.model.design
    assert design is not None and model.method is not None and model.r_squared is not None
    used = [
        texts("expected.driver_of_year", name=names[metric], year=board.driver_years[metric])
        for metric in board.drivers
    ]
    card = [
        (texts("expected.card_drivers"), texts.joined(used)),
        (texts("expected.card_units"), texts("expected.units", count=model.n, unit=unit)),
        (texts("expected.card_method"), _method(board, texts)),
        (texts("expected.card_fit"), texts(
            "expected.fit" if model.method == Method.LOG_LINEAR else "expected.fit_counts",
            share=percent(model.r_squared, 0),
        )),
        (texts("expected.card_collinearity"), _collinearity(board, names, texts)),
        (texts("expected.card_reading"), texts("expected.reading")),
    ]
    absent = set(board.rows.loc[board.rows["standing"].notna(), "quantile_reason"])
    if None not in absent:
        card.insert(-1, (texts("expected.head_quantile"), texts("expected.no_quantile")))
    absent = set(board.rows.loc[board.rows["standing"].notna(), "frontier_reason"])
    if None not in absent:
        card.insert(-1, (texts("expected.head_frontier"), texts("expected.no_frontier")))
    if design.constant:
        left_out = texts.joined([names[metric] for metric in design.constant])
        card.insert(1, (texts("expected.card_constant"), texts("expected.constant", names=left_out)))
    return card


def _method(board: ExpectedBoard, texts: Texts) -> str:
    model = board.model
    if model.method == Method.LOG_LINEAR:
        return texts("expected_method.log_linear")
    overdispersion, dispersion = model.overdispersion or 0.0, model.dispersion or 0.0
    return texts(
        f"expected_method.{model.method}", test=plain(overdispersion, 2), alpha=plain(dispersion, 2),
        draws=grouped(board.draws, 0, texts), seed=board.seed,
    )


def _collinearity(board: ExpectedBoard, names: dict[str, str], texts: Texts) -> str:
    design = board.model.design
    assert design is not None
    if len(design.inflation) < 2:
        return texts("driver_reduction.one")
    factors = [
        texts("expected.vif", name=names[metric], value=texts("expected.vif_endless") if math.isinf(value) else
              plain(value, 1))
        for metric, value in design.inflation.items()
    ]
    first = names[design.drivers[0]]
    kept = percent(design.explained, 0) if design.reduction == Reduction.COMPONENT else ""
    return texts(f"driver_reduction.{design.reduction}", factors=texts.joined(factors), kept=kept, first=first)
