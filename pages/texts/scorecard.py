"""What the policy scorecard says in words: levels, changes, standings, reasons and the sentence above it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.texts import Texts
from pages.texts.figures import within
from pages.texts.numbers import MINUS, YUAN, in_words, plain, with_unit
from queries.formulas.reasons import Reason
from queries.formulas.scorecard_light import Light
from queries.scorecard import Scorecard
from queries.scorecard_record import Measure, measures, sentences

RELATIVE = ("nation", "demand")
"""References that move from year to year, so that a level may grow and its standing recede."""
LIGHTS = (Light.GREEN, Light.AMBER, Light.RED, Light.GREY)


def level_text(row: Mapping[Any, Any], measure: Measure, texts: Texts) -> str:
    """The level with its unit, or why there is none."""
    if _is_missing(row["value"]):
        return texts(f"reason.{row['reason'] or Reason.NOT_PUBLISHED.value}")
    level = _amount(row["value"], measure, texts)
    return _few_text(row, level, measure, texts) if row["is_few"] else level


def _few_text(row: Mapping[Any, Any], level: str, measure: Measure, texts: Texts) -> str:
    """A level that rests on few cases, with their number and its exact interval."""
    words = {"level": level, "count": plain(row["events"], 0)}
    if _is_missing(row["lo"]) or _is_missing(row["hi"]):
        return texts("scorecard.few", **words)
    lo, hi = (plain(row[bound], measure.decimals) for bound in ("lo", "hi"))
    return texts("scorecard.few_interval", lo=lo, hi=hi, **words)


def change_text(row: Mapping[Any, Any], measure: Measure, texts: Texts) -> str:
    """The change over three years with a sign, in the unit of the level, or why there is none."""
    if _is_missing(row["change"]):
        return texts(f"reason.{row['change_reason'] or Reason.NOT_PUBLISHED.value}")
    number = plain(abs(row["change"]), measure.decimals)
    is_nothing = not float(number.replace(",", ""))
    sign = "" if is_nothing else (MINUS if row["change"] < 0 else "+")
    if measure.unit(texts.language) == "%":
        return with_unit(sign + number, texts("scorecard.points"), texts)
    return sign + _amount(abs(row["change"]), measure, texts)


def against_text(row: Mapping[Any, Any], measure: Measure, texts: Texts, base: str) -> str:
    """What the level is held against, with its value; that there is neither target nor reference.

    `base` names the demand base with its year, where the reference is a share of demand.
    """
    if measure.target is None and measure.reference == "none":
        return texts("scorecard.against.none")
    if _is_missing(row["against"]):
        return texts("scorecard.against.missing")
    value = _amount(row["against"], measure, texts)
    if measure.target == "plan":
        return texts("scorecard.against.plan", value=value, year=int(row["target_year"]))
    return texts(f"scorecard.against.{measure.target or measure.reference}", value=value, base=base)


def status_text(row: Mapping[Any, Any], measure: Measure, texts: Texts) -> str:
    """The standing in a word and a shape, and to what if that moves too; a dash where there is nothing to stand to."""
    if _is_missing(row["status"]):
        return texts("scorecard.no_status")
    status = texts(f"status.{row['status']}")
    is_relative = measure.target is None and measure.reference in RELATIVE
    return texts(f"scorecard.relative.{measure.reference}", status=status) if is_relative else status


def percentile_text(row: Mapping[Any, Any], texts: Texts) -> str:
    """The percentile among the units that the sentence addresses."""
    if _is_missing(row["percentile"]):
        return texts("value.none")
    return texts("scorecard.percentile", percentile=plain(row["percentile"], 0), n=int(row["n"]))


def shortfall_text(row: Mapping[Any, Any], measure: Measure, texts: Texts) -> str:
    """What a place lacks to the reference, in whole units; empty where that cannot be told or nothing is lacking."""
    if _is_missing(row["shortfall"]) or row["shortfall"] <= 0:
        return ""
    counted = measure.counted_zh if texts.language == "zh" else measure.counted_en
    return texts("scorecard.shortfall", count=with_unit(plain(math.ceil(row["shortfall"]), 0), counted, texts))


def absent_text(measure: Measure, metric_names: Mapping[str, str], texts: Texts) -> str:
    """A measure without any figure and what would have to be loaded for it."""
    metrics = [metric_names.get(metric, metric) for metric in dict.fromkeys(measure.metrics)]
    needs = measure.needs(texts.language) or texts.joined(metrics) or texts("scorecard.register")
    return texts("scorecard.absent", name=measure.name(texts.language), needs=needs)


def scorecard_finding(card: Scorecard, texts: Texts) -> str:
    """How many sentences have which light, those that are few by name."""
    names = {light: [one.name(texts.language) for one in sentences() if card.lights[one.id] is light]
             for light in LIGHTS}
    parts = [_counted(light, found, texts) for light, found in names.items() if found]
    return texts("scorecard.finding", count=len(sentences()), parts=texts("scorecard.separator").join(parts))


def lights_in_short(card: Scorecard, texts: Texts) -> str:
    """How many sentences have which light, or that none has one yet."""
    counts = {light: sum(own is light for own in card.lights.values()) for light in LIGHTS}
    if not any_lit(card):
        return texts("scorecard.none_lit", count=len(card.lights))
    parts = [texts("scorecard.counted", light=texts(f"scorecard.light.{light.value}"), count=count)
             for light, count in counts.items() if count]
    return texts("scorecard.in_short", count=len(card.lights), parts=texts.joined(parts))


def any_lit(card: Scorecard) -> bool:
    """Whether any sentence has a light."""
    return any(light is not Light.GREY for light in card.lights.values())


def region_finding(card: Scorecard, code: str, place: str, texts: Texts) -> str:
    """Where a place stands lowest and highest in the rows that address it, or that none does."""
    own = card.rows[(card.rows["unit"] == code) & card.rows["percentile"].notna()]
    if own.empty:
        return texts("scorecard.not_addressed", place=place)
    ordered = own.sort_values("percentile", kind="stable").to_dict("records")
    low, high = ordered[0], ordered[-1]
    low_name, high_name = (within(measures()[row["measure"]].name(texts.language), texts) for row in (low, high))
    return texts(
        "scorecard.region", place=place, count=own["sentence"].nunique(),
        low=low_name, low_percentile=plain(low["percentile"], 0),
        high=high_name, high_percentile=plain(high["percentile"], 0),
    )


def _counted(light: Light, names: list[str], texts: Texts) -> str:
    word = texts(f"scorecard.light.{light.value}")
    if len(names) <= 2 and light is not Light.GREY:
        return texts("scorecard.named", light=word, count=len(names), names=texts.joined(names))
    return texts("scorecard.counted", light=word, count=len(names))


def _amount(value: float, measure: Measure, texts: Texts) -> str:
    """A value with its unit; in English money as thousands, millions or billions of yuan."""
    if texts.language == "en" and measure.unit_zh.partition("/")[0] in YUAN:
        return in_words(value, measure.decimals, measure.unit_zh, texts)
    return with_unit(plain(value, measure.decimals), measure.unit(texts.language), texts)


def _is_missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))
