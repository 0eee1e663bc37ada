"""Service forms and types of IP of the sample register: who offers what in which year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.sample.allocation import Flags, Integers
from data.sample.institutions import Institutions
from data.sample.margins import Margins
from data.tables import tables

PATENT, TRADEMARK = "专利", "商标"
AGENCY, CONSULTING = "代理", "咨询"

# Form of service by metric; consulting comes last, so that it takes up who would otherwise offer nothing.
_METRICS = {
    "法律": "ip_legal_service_institutions",
    "信息": "ip_information_service_institutions",
    "运营": "ip_operation_service_institutions",
    "培训": "ip_training_service_institutions",
    "其他": "other_service_institutions",
    "咨询": "ip_consulting_service_institutions",
}
# What an institution is called, by the first of these that it offers.
_TYPES = {
    "法律": "律师事务所",
    TRADEMARK: "商标代理机构",
    "运营": "运营服务机构",
    "信息": "信息服务机构",
    "咨询": "咨询服务机构",
    "培训": "培训服务机构",
    "其他": "其他服务机构",
}


@dataclass(frozen=True)
class Services:
    """Who offers what: trademark agencies and each form but agency by institution (row) and year (column)."""

    trademark: Flags
    forms: dict[str, Flags]

    def agency(self, every: Institutions) -> Flags:
        """Return who is an agency for patents or trademarks in each year."""
        present = np.stack([every.present(year) for year in range(self.trademark.shape[1])], axis=1)
        return self.trademark | (every.is_patent_agency[:, None] & present)


def services(every: Institutions, margins: Margins) -> Services:
    """Return the services of every institution and year; the national number of each form is exact.

    Each institution leans to a form once and for all; the most inclined offer it, as many as the year has.
    """
    forms = {name: np.zeros((len(every), len(margins.years)), dtype=bool) for name in _METRICS}
    trademark = np.zeros((len(every), len(margins.years)), dtype=bool)
    leaning = {name: margins.stream(f"form {name}").random(len(every)) for name in (TRADEMARK, *_METRICS)}
    # Patent agencies file trademarks too more often than not.
    leaning[TRADEMARK] = leaning[TRADEMARK] * np.where(every.is_patent_agency, 0.5, 1.0)
    for position, year in enumerate(margins.years):
        there = np.flatnonzero(every.present(position))
        served = every.is_patent_agency[there].copy()
        chosen = _most_inclined(leaning[TRADEMARK][there], round(margins.total("trademark_agencies", year)))
        trademark[there[chosen], position] = True
        served[chosen] = True
        for name, metric in _METRICS.items():
            keys = leaning[name][there] + (served if name == CONSULTING else 0)
            chosen = _most_inclined(keys, round(margins.total(metric, year)))
            forms[name][there[chosen], position] = True
            served[chosen] = True
        if not served.all():
            raise ValueError(f"{year}: {int((~served).sum())} institutions offer nothing")
    return Services(trademark, forms)


def _most_inclined(keys: np.ndarray, count: int) -> Integers:
    return np.argsort(keys, kind="stable")[:count]


def types(every: Institutions, offered: Services) -> list[str]:
    """Return what each institution is called, by its services in its last year."""
    rows = np.arange(len(every))
    found = np.full(len(every), "", dtype=object)
    found[every.is_patent_agency] = "专利代理机构"
    for form, name in _TYPES.items():
        own = (offered.trademark if form == TRADEMARK else offered.forms[form])[rows, every.last]
        found[own & (found == "")] = name
    return found.tolist()


def offers(every: Institutions, offered: Services, margins: Margins) -> tuple[Integers, Integers, Integers]:
    """Return what each offers in its last year: institution, type of IP and form, the last two by their positions.

    Filing patents or trademarks is left to their agencies, and to them alone.
    """
    ip_types, words = (tables()["service_offer"].columns[name].words for name in ("ip_type", "service_form"))
    rows = np.arange(len(every))
    chances = margins.assumptions["services"]["ip_types"]
    draws = margins.stream("types of IP").random((len(every), len(ip_types)))
    served = draws < np.array([chances[name] for name in ip_types])
    filing = offered.agency(every)[rows, every.last]
    trademark = offered.trademark[rows, every.last]
    served[:, ip_types.index(PATENT)] |= every.is_patent_agency
    served[:, ip_types.index(TRADEMARK)] |= trademark | ~served.any(axis=1)
    result = np.zeros((len(every), len(ip_types), len(words)), dtype=bool)
    for name, by_year in offered.forms.items():
        result[:, :, words.index(name)] = served & by_year[rows, every.last][:, None]
    files = served & filing[:, None]
    files[:, ip_types.index(PATENT)] = every.is_patent_agency
    files[:, ip_types.index(TRADEMARK)] = trademark
    result[:, :, words.index(AGENCY)] = files
    institution, ip_type, form = np.nonzero(result)
    return institution, ip_type, form


def first_years(
    every: Institutions, offered: Services, margins: Margins, rows: tuple[Integers, Integers, Integers]
) -> pd.Series:
    """Return the first year of each offer in `rows`, as `offers` gives them; missing where none is told.

    A form that was taken up within the years of the register begins then, one that is older at an invented year
    between establishment and the first year. Never before establishment, never after the last year.
    """
    institution, _, form = rows
    assumed = margins.assumptions["services"]["first_years"]
    draws = margins.stream("first years of offers").random((4, len(institution)))
    words = tables()["service_offer"].columns["service_form"].words
    begun = np.stack([_begun(every, offered, margins, word) for word in words], axis=1)[institution, form]
    established, last = every.established[institution], np.array(margins.years)[every.last[institution]]
    is_older = (every.first[institution] == 0) & (begun == margins.years[0])
    span = begun - established + 1
    anywhere = established + np.floor(draws[1] * span).astype(np.int64)
    year = np.where(is_older, np.where(draws[0] < assumed["at_establishment"], established, anywhere), begun)
    is_first = np.zeros(len(institution), dtype=bool)
    is_first[np.unique(institution * len(words) + form, return_index=True)[1]] = True
    later = year + np.floor(draws[3] * (last - year + 1)).astype(np.int64)
    year = np.where(~is_first & (draws[2] < assumed["later_types"]), later, year)
    is_told = margins.stream("undated offers").random(len(institution)) >= assumed["undated"]
    return pd.Series(year).astype("Int64").where(is_told)


def _begun(every: Institutions, offered: Services, margins: Margins, form: str) -> Integers:
    """The year since which each institution has offered a form up to its last year without a break."""
    flags = offered.agency(every) if form == AGENCY else offered.forms[form]
    position = every.last.copy()
    for earlier in range(len(margins.years) - 2, -1, -1):
        position = np.where((position == earlier + 1) & flags[:, earlier] & (earlier >= every.first), earlier, position)
    return np.array(margins.years)[position]
