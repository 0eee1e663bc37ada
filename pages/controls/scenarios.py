"""Scenarios of catching up: named by the reader, kept in the URL, the same in every language."""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.regions import LEVELS, Regions
from queries.years_to_close import REFERENCES, Aim

MOST_SCENARIOS = 5
LONGEST_SCENARIO_NAME = 30
PARAMETER = "scenario"
LEAST_PACE, GREATEST_PACE, PACE_STEP = -10.0, 40.0, 0.5
PACES = tuple(LEAST_PACE + PACE_STEP * step for step in range(round((GREATEST_PACE - LEAST_PACE) / PACE_STEP) + 1))
"""The growth rates that a reader can set and a link can hold, in per cent a year."""
_FORM = re.compile(r"([a-z0-9-]{1,30})~([a-z0-9-]{1,10})~(?:y(\d{4})|g(-?\d{1,3}(?:\.\d)?))~(.+)", re.DOTALL | re.ASCII)


@dataclass(frozen=True)
class Scenario:
    """An aim with the name that the reader gave it."""

    name: str
    aim: Aim


def scenario_text(scenario: Scenario) -> str:
    """The scenario as the URL holds it: place, reference, year or per cent a year, name."""
    aim = scenario.aim
    fixed = f"y{aim.year}" if aim.growth is None else f"g{100 * aim.growth:.1f}"
    return "~".join((aim.region_code, aim.reference, fixed, scenario.name))


def parse_scenario(text: str, regions: Regions) -> Scenario | None:
    """Read a scenario from the URL; None where it is none: unknown place or reference, bad number, unfit name."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    code, reference, year, pace, name = found.groups()
    places = {place for level in LEVELS for place in regions.levels[level]}
    known = next((word for word in REFERENCES if word == reference), None)
    if code not in places or known is None or fit_name(name) != name:
        return None
    if year is not None:
        return Scenario(name, Aim(code, known, year=int(year))) if 1900 <= int(year) <= 2200 else None
    return Scenario(name, Aim(code, known, growth=float(pace) / 100)) if float(pace) in PACES else None


def fit_name(typed: str) -> str:
    """The name without blanks around it and signs that no screen shows, cut to its greatest length."""
    return "".join(sign for sign in typed if sign.isprintable()).strip()[:LONGEST_SCENARIO_NAME].strip()


def restore_scenarios(screen: Screen) -> list[Scenario]:
    """The scenarios of this view; those of the URL that are none, or too many, are rejected with a note."""
    asked = [*st.query_params.get_all(PARAMETER), *st.session_state.get(PARAMETER, [])]
    readable = [text for text in dict.fromkeys(asked) if parse_scenario(text, screen.regions)]
    in_url = [text for text in dict.fromkeys(st.query_params.get_all(PARAMETER)) if text in readable]
    beyond = set(in_url[MOST_SCENARIOS:]) - set(st.session_state.get(PARAMETER, []))
    restore(PARAMETER, [text for text in readable if text not in beyond], [], screen.rejected)
    kept: list[str] = st.session_state[PARAMETER]
    publish(PARAMETER, kept, [])
    return [scenario for text in kept if (scenario := parse_scenario(text, screen.regions))]


def add_scenario(name_key: str, aim: Aim, unnamed: str) -> None:
    """Keep an aim under the name that was typed, or under the next free number after `unnamed`."""
    kept: list[str] = st.session_state.get(PARAMETER, [])
    if len(kept) < MOST_SCENARIOS:
        name = fit_name(str(st.session_state.get(name_key) or "")) or f"{unnamed}{len(kept) + 1}"
        text = scenario_text(Scenario(name, aim))
        st.session_state[PARAMETER] = [*kept, *([text] if text not in kept else [])]
        st.session_state[name_key] = ""


def remove_scenario(text: str) -> None:
    """Let a scenario go."""
    st.session_state[PARAMETER] = [kept for kept in st.session_state.get(PARAMETER, []) if kept != text]
