"""Joint projects of provinces in the sample: more between large ones, within a zone, and between assisted pairs."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd

from data.intake import InputFolders
from data.sample.margins import Margins
from data.sample.places import Places


def joint_projects(inputs: InputFolders, margins: Margins, places: Places) -> pd.DataFrame:
    """Return the table joint_project: every pair of provinces with a project, and every province by itself.

    Who is assisted is published; how many projects follow from it is an assumption.
    """
    rules = margins.assumptions["cooperation"]
    draws = margins.stream("cooperation")
    count = len(places.provinces)
    weights = np.bincount(places.province, places.weights, minlength=count)
    zones = np.array([places.zone[places.province == province][0] for province in range(count)])
    first, second = np.triu_indices(count, k=1)
    pull = (weights[first] * weights[second]) ** rules["weight_power"]
    pull *= np.where(zones[first] == zones[second], rules["within_zone"], 1.0)
    assisted = _assisted(inputs, places)
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    named = [frozenset((places.provinces[a], places.provinces[b])) in assisted for a, b in pairs]
    pull *= np.where(named, rules["assisted"], 1.0)
    alone = weights ** (2 * rules["weight_power"])
    frames = []
    for step, year in enumerate(margins.years):
        total = rules["first_total"] * rules["growth"] ** step
        for kind, share in rules["kinds"].items():
            together = draws.poisson(total * share * (1 - rules["alone"]) * pull / pull.sum())
            own = draws.poisson(total * share * rules["alone"] * alone / alone.sum())
            frames.append(_rows(places, np.r_[first, range(count)], np.r_[second, range(count)],
                                np.r_[together, own]).assign(year=year, kind=kind))  # fmt: skip
    rows = pd.concat(frames, ignore_index=True)
    return rows.assign(layer="sample", source_id=margins.assumptions["source"]["source_id"])


def _rows(places: Places, first: np.ndarray, second: np.ndarray, projects: np.ndarray) -> pd.DataFrame:
    codes = np.array(places.provinces, dtype=object)
    frame = pd.DataFrame({"region_code": codes[first], "partner_code": codes[second], "projects": projects})
    return frame[frame["projects"] > 0]


def _assisted(inputs: InputFolders, places: Places) -> set[frozenset[str]]:
    with (inputs.published / "assistance_pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        pairs = [(row["helper_code"], row["assisted_code"]) for row in csv.DictReader(file)]
    return {frozenset(pair) for pair in pairs if set(pair) <= set(places.provinces)}
