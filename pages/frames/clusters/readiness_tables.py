"""The tables of the section readiness in words and in numbers: checklist, smallest set of lifts, clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pages.frames.sheet import headed
from pages.shell.screen import Screen
from pages.texts.figures import in_sentence, unit_of
from pages.texts.numbers import MINUS, bounds, percent, plain
from pages.texts.readiness import amount_words, item_name, pace_words
from queries.base_values import PUBLISHED
from queries.catalogue import Indicator
from queries.cluster_readiness import Item, ReadinessBoard
from queries.cluster_readiness_rules import requirement_rules
from queries.cluster_register import cluster_register
from queries.formulas.readiness import Lift, Verdict

CHECKLIST = ("requirement", "measure", "value", "threshold", "gap", "verdict", "origin", "pace")
CHECKLIST_FILE = (
    "requirement", "requirement_verdict", "measure", "value", "threshold", "gap", "verdict", "origin", "years",
)
LIFTS = ("figure", "present", "required", "difference", "effort")
CLAUSES = ("requirement", "applies", "clause", "rule", "why", "source")


def checklist_table(screen: Screen, board: ReadinessBoard) -> pd.DataFrame:
    """One row per check as the screen writes it."""
    t = screen.texts
    rows = [
        (
            t(f"readiness_requirement.{item.rule.requirement}"), _measure(screen, item), _value_words(screen, item),
            _digits(item, item.threshold.value), _digits(item, gap_of(item, board)),
            t(f"readiness_verdict.{board.found.checks[item.rule.id].value}"), _origin(screen, item),
            pace_words(item.pace, board.found.checks[item.rule.id] is Verdict.SHORT, t),
        )
        for item in board.items
    ]
    return _headed(screen, rows, CHECKLIST)


def checklist_rows(screen: Screen, board: ReadinessBoard) -> pd.DataFrame:
    """The same for a file: numbers unrounded, absent ones empty, and how the requirement stands."""
    t = screen.texts
    rows = [
        (
            t(f"readiness_requirement.{item.rule.requirement}"),
            t(f"readiness_verdict.{board.found.requirements[item.rule.requirement].value}"), _measure(screen, item),
            item.value, item.threshold.value, gap_of(item, board),
            t(f"readiness_verdict.{board.found.checks[item.rule.id].value}"), _origin(screen, item), item.pace.value,
        )
        for item in board.items
    ]
    return _headed(screen, rows, CHECKLIST_FILE)


def lifts_table(screen: Screen, lifts: Sequence[Lift], catalogue: Mapping[str, Indicator]) -> pd.DataFrame:
    """One row per figure of the smallest set, as the screen writes it."""
    t = screen.texts
    rows = []
    for lift in lifts:
        one = catalogue[lift.figure]
        sign = "+" if lift.difference > 0 else MINUS
        effort = lift.effort.value
        rows.append((
            one.name(screen.language), in_sentence(lift.present, one, t), in_sentence(lift.required, one, t),
            sign + amount_words(lift, one, t),
            t("readiness.from_nothing") if effort is None else sign + percent(effort),
        ))
    return _headed(screen, rows, LIFTS)


def lifts_rows(screen: Screen, lifts: Sequence[Lift], catalogue: Mapping[str, Indicator]) -> pd.DataFrame:
    """The same for a file."""
    t = screen.texts
    rows = [
        (headed(catalogue[lift.figure].name(screen.language), unit_of(catalogue[lift.figure], t), t), lift.present,
         lift.required, lift.difference, lift.effort.value)
        for lift in lifts
    ]
    return _headed(screen, rows, LIFTS)


def clauses_table(screen: Screen) -> pd.DataFrame:
    """What the public requirements say, how many checks of each must pass, and why the thresholds are what they are."""
    t = screen.texts
    criteria = screen.engine.query("cluster/criteria")
    found = {(row["applies_to"], row["criterion"]): row for row in criteria.to_dict("records")}
    rows = []
    for requirement in requirement_rules():
        criterion = found[requirement.applies_to, requirement.criterion]
        total = len(requirement.checks)
        rule = (t("readiness.needed_all") if requirement.needed == total
                else t("readiness.needed", total=total, needed=requirement.needed))
        rows.append((
            t(f"readiness_requirement.{requirement.id}"), requirement.applies_to, criterion["requirement"], rule,
            " / ".join(dict.fromkeys(check.why(screen.language) for check in requirement.checks)),
            criterion["source_title"],
        ))
    return _headed(screen, rows, CLAUSES)


def dictionary(screen: Screen, names: Sequence[str]) -> pd.DataFrame:
    """What the columns of a file mean."""
    t = screen.texts
    return pd.DataFrame(
        [(t(f"readiness_column.{name}"), t(f"readiness_definition.{name}")) for name in names],
        columns=[t("column.name"), t("column.definition")],
    )


def gap_of(item: Item, board: ReadinessBoard) -> float | None:
    """Figure less threshold in the unit of the measure, where the check falls short."""
    if board.found.checks[item.rule.id] is not Verdict.SHORT or item.value is None or item.threshold.value is None:
        return None
    return item.value - item.threshold.value


def _headed(screen: Screen, rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[screen.texts(f"readiness_column.{name}") for name in names])


def _measure(screen: Screen, item: Item) -> str:
    unit = "" if item.rule.is_self else item.rule.measure.unit(screen.language)
    name = item_name(item, screen.texts)
    return headed(name, "" if unit == name.lower() else unit, screen.texts)


def _digits(item: Item, number: float | None) -> str:
    """A number with the decimals of its measure; nothing where there is none."""
    return "" if number is None else plain(number, item.rule.measure.decimals)


def _value_words(screen: Screen, item: Item) -> str:
    """The figure; else the printed bound, or why there is none."""
    t = screen.texts
    if item.value is not None:
        return _digits(item, item.value)
    if item.at_least is not None:
        return bounds(item.at_least, None, item.rule.measure.decimals, t)
    if item.rule.is_self:
        return t("readiness_self.ticked" if item.check.at_least is not None else "readiness_reason.self")
    return t(f"reason.{item.reason}")


def _origin(screen: Screen, item: Item) -> str:
    t = screen.texts
    if item.rule.is_self:
        return t("readiness_origin.self")
    if item.threshold.origin == "fallback":
        zone = _zone_name(screen, item.rule.fallback_zone)
        return t("readiness_origin.fallback", zone=zone, year=item.threshold.year)
    return t(f"readiness_origin.{item.threshold.origin}", zones=item.threshold.zones)


def _zone_name(screen: Screen, cluster: str) -> str:
    published = cluster_register(screen.engine, PUBLISHED)
    return cluster if published is None else published.name(cluster, screen.language)
