"""The sample register as tables of a snapshot: `generate`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.intake import InputFolders, normalised
from data.sample.aggregates import measures, statistics
from data.sample.allocation import Flags, Integers
from data.sample.attorneys import attorneys
from data.sample.branches import Branches, branches
from data.sample.capital import registered_capital
from data.sample.clusters import clusters
from data.sample.cooperation import joint_projects
from data.sample.institutions import Institutions, agency_codes, institutions
from data.sample.margins import Margins, load_margins
from data.sample.places import Places, load_places, scatter
from data.sample.services import Services, first_years, offers, services, types
from data.sample.staff import employees, foreign_related, revenue, size_classes
from data.tables import tables

LAYER = "sample"
HUNDRED_YUAN_PER_10000 = 100
CLOSED = "注销"


class SampleError(Exception):
    """No register can meet the published figures together with the assumptions; the message says which step failed."""

    def __str__(self) -> str:
        detail = super().__str__()
        return f"合成示例无法与公开数据相符 / the sample register cannot meet the published figures [{detail}]"


@dataclass(frozen=True)
class Figures:
    """What is drawn per institution (row) and year (column). `revenue` is in units of 100 yuan."""

    attorneys: Integers
    employees: Integers
    revenue: Integers
    foreign: Flags


def generate(inputs: InputFolders | None = None, seed: int | None = None) -> dict[str, pd.DataFrame]:
    """Return the rows of every table that the sample register fills, in the order of loading.

    The same seed, parameters and published figures give the same rows. Raises SampleError where the published
    figures and the assumptions contradict each other, or where one that is needed is missing.
    """
    inputs = inputs or InputFolders()
    try:
        return _generate(inputs, load_margins(inputs, seed))
    except (KeyError, ValueError) as error:
        raise SampleError(f"{type(error).__name__}: {error}") from error


def _generate(inputs: InputFolders, margins: Margins) -> dict[str, pd.DataFrame]:
    places = load_places(inputs, margins)
    every = institutions(margins, places)
    practising = attorneys(every, margins, places)
    employed = employees(every, practising, margins, places)
    foreign = foreign_related(every, employed, margins, places)
    figures = Figures(practising, employed, revenue(every, employed, margins), foreign)
    offered = services(every, margins)
    branched = branches(every, practising, margins, places)
    capital = registered_capital(every, employed, margins)
    measured = measures(
        every, practising, employed, figures.revenue, capital, foreign, offered, branched, margins, places
    )
    of_clusters = clusters(every, measured, margins, places)
    inside = of_clusters.pop("cluster_member")
    return {
        "source": _source(margins),
        "stat": statistics(every, measured, margins, places),
        **of_clusters,
        "joint_project": joint_projects(inputs, margins, places),
        "agency": _agencies(every, figures, offered, margins, places),
        "cluster_member": inside,
        "agency_year": _years(every, figures, margins),
        "branch": _branches(every, branched, margins, places),
        "service_offer": _offers(every, offered, margins),
    }


def fingerprint() -> str:
    """Return a hash of all that shapes the sample register beside the published figures."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for ending in ("py", "toml", "csv") for path in folder.glob(f"*.{ending}")):
        digest.update(f"\0{path.name}\0".encode() + normalised(path.read_bytes()))
    return digest.hexdigest()


def _source(margins: Margins) -> pd.DataFrame:
    source = margins.assumptions["source"]
    return pd.DataFrame([{**source, "url": None, "grade": "unconfirmed", "layer": "sample"}])


def _dates(years: Integers, draws: np.random.Generator) -> np.ndarray:
    starts = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return (starts + draws.integers(0, 365, len(years))).astype("datetime64[s]")


def _agencies(
    every: Institutions, figures: Figures, offered: Services, margins: Margins, places: Places
) -> pd.DataFrame:
    rules = margins.assumptions["institutions"]
    draws = margins.stream("register")
    rows = np.arange(len(every))
    longitude, latitude = scatter(places, every.city, draws)
    grades = rules["credit_grades"]
    grade = draws.choice(np.array(list(grades), dtype=object), len(every), p=list(grades.values()))
    is_agency = offered.agency(every)[rows, every.last]
    unusual = draws.random(len(every)) < rules["unusual_status"]
    status = np.where(unusual, "经营异常", "正常").astype(object)
    status[every.last < len(margins.years) - 1] = CLOSED
    names = np.array(places.names, dtype=object)
    street = draws.integers(1, 1000, len(every))
    return pd.DataFrame({
        "agency_code": agency_codes(rows),
        "name": [f"示例机构 {number + 1:06d}" for number in rows.tolist()],
        "credit_code": None,
        "status": status,
        "type": types(every, offered),
        "established_on": _dates(every.established, draws),
        "region_code": np.array(places.codes, dtype=object)[every.city],
        "address": [f"{city}示例路{number}号" for city, number in zip(names[every.city], street.tolist(), strict=True)],
        "attorneys": figures.attorneys[rows, every.last],
        "credit_grade": pd.Series(grade).where(is_agency, None),
        "longitude": longitude,
        "latitude": latitude,
        "layer": LAYER,
    })


def _years(every: Institutions, figures: Figures, margins: Margins) -> pd.DataFrame:
    present = np.stack([every.present(year) for year in range(len(margins.years))], axis=1)
    institution, year = np.nonzero(present)
    codes = np.array(agency_codes(np.arange(len(every))), dtype=object)
    words = np.array(tables()["agency_year"].columns["size_class"].words, dtype=object)
    employed = figures.employees[institution, year]
    return pd.DataFrame({
        "agency_code": codes[institution],
        "year": np.array(margins.years)[year],
        "size_class": words[size_classes(employed, margins)],
        "employees": employed,
        "attorneys": figures.attorneys[institution, year],
        "revenue": figures.revenue[institution, year] / HUNDRED_YUAN_PER_10000,
        "foreign_related": figures.foreign[institution, year],
        "layer": LAYER,
    })


def _branches(every: Institutions, branched: Branches, margins: Margins, places: Places) -> pd.DataFrame:
    draws = margins.stream("branch dates")
    opened = _dates(branched.opened, draws)
    # A branch that closes in the year after it opened must not close before.
    closed = _dates(np.maximum(branched.closed, branched.opened + 1), draws)
    is_open = branched.closed == 0
    rows = pd.DataFrame({
        "agency_code": agency_codes(branched.head),
        "established_on": opened,
        "closed_on": pd.Series(closed).where(~is_open),
        "region_code": np.array(places.codes, dtype=object)[branched.city],
        "address": [f"{places.names[city]}示例路{number}号" for city, number in
                    zip(branched.city.tolist(), draws.integers(1, 1000, len(opened)).tolist(), strict=True)],
        "status": np.where(is_open, "正常", CLOSED),
        "layer": LAYER,
    })
    number = rows.groupby("agency_code").cumcount() + 1
    rows["branch_code"] = [f"{code}-{n:03d}" for code, n in zip(rows["agency_code"], number, strict=True)]
    heads = rows["agency_code"].str.removeprefix("SAMPLE-")
    rows["name"] = [f"示例机构 {head} 分支 {n:03d}" for head, n in zip(heads, number, strict=True)]
    return rows


def _offers(every: Institutions, offered: Services, margins: Margins) -> pd.DataFrame:
    institution, ip_type, form = offers(every, offered, margins)
    since = first_years(every, offered, margins, (institution, ip_type, form))
    codes = np.array(agency_codes(np.arange(len(every))), dtype=object)
    words = {name: np.array(tables()["service_offer"].columns[name].words, dtype=object)
             for name in ("ip_type", "service_form")}
    return pd.DataFrame({
        "agency_code": codes[institution],
        "ip_type": words["ip_type"][ip_type],
        "service_form": words["service_form"][form],
        "first_year": since,
        "layer": LAYER,
    })
