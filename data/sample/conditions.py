"""What it costs to receive services in a province: wages, rents, and the way to the eastern hubs, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from data.sample.allocation import Numbers
from data.sample.demand import demand_years
from data.sample.margins import Margins
from data.sample.places import ZONES, Places


def conditions(margins: Margins, places: Places) -> dict[str, Numbers]:
    """Return for every condition a figure per province (row) and year of `demand_years` (column), in its unit.

    Conditions are prices and times: they add up to nothing, so cities and the nation have none.
    """
    return {
        metric: _levels(metric, rules, margins, places)
        for metric, rules in margins.assumptions["conditions"].items()
    }


def _levels(metric: str, rules: Mapping[str, Any], margins: Margins, places: Places) -> Numbers:
    """A level by zone with the noise of each province, moving by the assumed growth and its noise."""
    draws = margins.stream(f"conditions {metric}")
    shape = (len(places.provinces), len(demand_years(margins)))
    by_zone = np.array([float(rules["zone"][zone]) for zone in ZONES])
    first = [int(places.zone[places.province == number][0]) for number in range(shape[0])]
    start = np.log(by_zone[first]) + draws.normal(0.0, float(rules["sigma"]), shape[0])
    steps = draws.normal(float(rules["growth"]), float(rules["wander"]), shape)
    steps[:, 0] = 0.0
    levels: Numbers = np.exp(start[:, None] + steps.cumsum(axis=1)).round(int(rules["decimals"]))
    return levels
