"""Registered capital of the sample register, per institution and year; nothing is printed to hold it against."""

from __future__ import annotations

import numpy as np

from data.sample.allocation import Integers
from data.sample.institutions import Institutions
from data.sample.margins import Margins


def registered_capital(every: Institutions, employed: Integers, margins: Margins) -> Integers:
    """Return the registered capital of each institution (row) and year (column) in units of 100 yuan.

    An institution keeps the capital that it registered, and it is none of a year that the institution is not there.
    """
    rules = margins.assumptions["registered_capital"]
    draws = margins.stream("registered capital")
    staff = np.maximum(employed.max(axis=1), 1)
    spread = np.exp(rules["sigma"] * draws.standard_normal(len(every)))
    own = np.rint(100 * rules["at_one_employee"] * staff ** rules["elasticity"] * spread).astype(np.int64)
    present = np.stack([every.present(year) for year in range(len(margins.years))], axis=1)
    return np.where(present, own[:, None], 0)
