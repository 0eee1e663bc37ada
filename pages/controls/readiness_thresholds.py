"""The reader's own thresholds of readiness and what the reader ticks: one parameter, so that a link carries them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from pages.controls.state import Rejected, publish, restore_text
from pages.shell.screen import Screen
from queries.cluster_readiness_rules import CheckRule, check_rules

PARAMETER = "grade-thresholds"
LONGEST = 600
NO_THRESHOLD = "none"
GREATEST, GREATEST_SHARE = 1e9, 100.0
_NUMBER = re.compile(r"-?\d{1,10}(\.\d{1,4})?", re.ASCII)


@dataclass(frozen=True)
class OwnThresholds:
    """Thresholds that the reader set, in the unit of the measure, None for none; and the checks the reader ticked."""

    thresholds: Mapping[str, float | None]
    ticked: frozenset[str]


def restore_thresholds(screen: Screen) -> OwnThresholds:
    """What the URL and this session say; a part that is unknown or no number is left out with a note."""
    restore_text(PARAMETER, LONGEST, screen.rejected)
    own, faults = parse_thresholds(st.session_state[PARAMETER])
    screen.rejected.extend(Rejected(PARAMETER, part) for part in faults)
    st.session_state[PARAMETER] = thresholds_text(own)
    publish(PARAMETER, thresholds_text(own), "")
    return own


def parse_thresholds(text: str) -> tuple[OwnThresholds, list[str]]:
    """Read ``institutions~90,taxes~none,culture``: thresholds by measure, ticked checks; and parts that are neither."""
    rules = {rule.id: rule for rule in check_rules()}
    thresholds: dict[str, float | None] = {}
    ticked: set[str] = set()
    faults = []
    for part in filter(None, text.split(",")):
        name, separator, number = part.partition("~")
        rule = rules.get(name)
        if rule is not None and rule.is_self and not separator:
            ticked.add(name)
        elif rule is not None and not rule.is_self and number == NO_THRESHOLD:
            thresholds[name] = None
        elif rule is not None and not rule.is_self and _NUMBER.fullmatch(number) and _is_fit(rule, float(number)):
            thresholds[name] = float(number)
        else:
            faults.append(part)
    return OwnThresholds(thresholds, frozenset(ticked)), faults


def thresholds_text(own: OwnThresholds) -> str:
    """The same as the URL holds it, in the order of the checks."""
    parts = []
    for rule in check_rules():
        if rule.id in own.thresholds:
            parts.append(f"{rule.id}~{_written(own.thresholds[rule.id])}")
        elif rule.id in own.ticked:
            parts.append(rule.id)
    return ",".join(parts)


def _written(threshold: float | None) -> str:
    return NO_THRESHOLD if threshold is None else f"{threshold:.4f}".rstrip("0").rstrip(".")


def threshold_editor(screen: Screen, defaults: Mapping[str, float | None], own: OwnThresholds) -> None:
    """A field for every threshold, a box for every check without figures, and the way back to the defaults."""
    t = screen.texts
    with st.expander(t("readiness.settings"), key="readiness-settings"):
        st.caption(t("readiness.settings_help"))
        measured = [rule for rule in check_rules() if not rule.is_self]
        columns = st.columns(4, gap="small", vertical_alignment="bottom")
        for place, rule in enumerate(measured):
            with columns[place % len(columns)]:
                _number_field(screen, rule, own.thresholds.get(rule.id, defaults[rule.id]), defaults)
        for rule in check_rules():
            if rule.is_self:
                st.session_state[f"ticked-{rule.id}"] = rule.id in own.ticked
                st.checkbox(
                    t("readiness.ticked", name=t(f"readiness_self.{rule.id}")), key=f"ticked-{rule.id}",
                    on_change=_keep, args=(defaults,),
                )
        st.button(t("readiness.reset"), key="readiness-reset", on_click=_reset, type="tertiary")


def _number_field(
    screen: Screen, rule: CheckRule, value: float | None, defaults: Mapping[str, float | None]
) -> None:
    measure, language = rule.measure, screen.language
    unit, key = measure.unit(language), f"threshold-{rule.id}"
    name = measure.name(language)
    st.session_state[key] = value
    st.number_input(
        screen.texts("readiness.measure", name=name, unit=unit) if unit else name,
        min_value=_least(rule), max_value=_greatest(rule), step=10.0 ** -measure.decimals,
        format=f"%.{measure.decimals}f", key=key, on_change=_keep, args=(defaults,), help=rule.why(language),
        placeholder=screen.texts("readiness_origin.none"),
    )


def _keep(defaults: Mapping[str, float | None]) -> None:
    """Take what the fields say into the parameter; what is as by default needs no mention."""
    typed = {name: st.session_state.get(f"threshold-{name}") for name in defaults}
    thresholds = {name: value for name, value in typed.items() if value != defaults[name]}
    ticked = frozenset(rule.id for rule in check_rules() if rule.is_self and st.session_state.get(f"ticked-{rule.id}"))
    st.session_state[PARAMETER] = thresholds_text(OwnThresholds(thresholds, ticked))


def _reset() -> None:
    st.session_state[PARAMETER] = ""


def _is_fit(rule: CheckRule, number: float) -> bool:
    return _least(rule) <= number <= _greatest(rule)


def _least(rule: CheckRule) -> float:
    """Only what may be negative has thresholds below zero."""
    return 0.0 if rule.measure.compounds else -GREATEST_SHARE


def _greatest(rule: CheckRule) -> float:
    is_share = rule.measure.unit_zh == "%" or not rule.measure.compounds
    return GREATEST_SHARE if is_share else GREATEST
