"""The measurements on data: each returns the values of its runs in the unit of its line."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.build import build_snapshot
from data.snapshot import SnapshotReference
from geo.boundaries import load_boundaries
from queries.asked import QUESTION_FOLDER, Parameter, question_text
from queries.catalogue import load_catalogue
from queries.engine import Engine
from queries.gap_basis import gap_basis
from queries.gap_ledger import gap_ledger
from queries.regions import Regions

LEVELS = ("province", "city")
# Supply, demand and year of the gaps that are measured.
GAP = ("patent_agencies", "invention_patents_in_force", 2023)
TYPICAL: dict[str, Parameter] = {
    "metric": "pct_applications",
    "metrics": ["pct_applications", "population_census"],
    "numerator": "pct_applications",
    "denominator": "population_census",
    "denominator_year": 2020,
    "weight_metric": "population_census",
    "weight_year": 2020,
    "level": "province",
    "levels": ["province"],
    "layer": "published",
    "year": 2023,
    "years": [2022, 2023],
    "region_code": "100000",
    "additive": True,
    "scale": 1_000_000,
    "threshold": 0.95,
    "regions": None,
    "one_scope": True,
    "nation_of_34": False,
    **dict.fromkeys(("places", "text", "offers", "sizes", "statuses", "types", "grades", "foreign", "branches")),
    "agency_code": "SAMPLE-000001",
    "source_id": "imported-register",
    "rule": "same_name",
    "sort": "employees",
    "rows": 25,
    "first": 0,
    "period": 2023,
    "closed_words": ["注销"],
    "cluster_id": "sample_a01",
    "first_year": 2020,
    "last_year": 2023,
    "form": None,
    "lent_by": None,
}


@dataclass(frozen=True)
class Question:
    """One question file, with the milliseconds of every run by the clock and of the processors."""

    name: str
    milliseconds: list[float]
    processor: list[float]


def snapshot_builds(folder: Path, runs: int) -> tuple[SnapshotReference, list[float]]:
    """Build the snapshot of the shipped files anew; the last one, and seconds per build."""
    seconds = []
    for run in range(runs):
        started = time.perf_counter()
        reference = build_snapshot(folder / f"build-{run}", author="benchmark")
        seconds.append(time.perf_counter() - started)
    return reference, seconds


def sampled_builds(folder: Path, runs: int) -> tuple[SnapshotReference, list[float], list[float]]:
    """Build the snapshot with the sample register anew; the last one, and seconds per build by clock and processors."""
    seconds, processor = [], []
    for run in range(runs):
        started, used = time.perf_counter(), time.process_time()
        reference = build_snapshot(folder / f"sampled-{run}", author="benchmark", sample=True)
        seconds.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
    return reference, seconds, processor


def question_times(
    reference: SnapshotReference, runs: int, layer: str = "published", **asked: Parameter
) -> list[Question]:
    """Ask every question file of a layer at province and city level, forgetting the answers between the runs.

    `asked` are parameters to be asked for in place of the typical ones.

    Raises
    ------
    KeyError
        if a question has a parameter for which `TYPICAL` holds no value.
    """
    # As long as one engine is open, the next one finds the file open and its blocks in memory, but no answers.
    warm = Engine(reference)
    typical = {**TYPICAL, **asked, "layer": layer}
    questions = [_ask(reference, name, runs, typical) for name in _question_names()]
    warm.close()
    return questions


def _question_names() -> list[str]:
    files = QUESTION_FOLDER.glob("*/*.sql")
    return sorted(path.relative_to(QUESTION_FOLDER).with_suffix("").as_posix() for path in files)


def _ask(reference: SnapshotReference, name: str, runs: int, typical: dict[str, Parameter]) -> Question:
    names = duckdb.extract_statements(question_text(name))[0].named_parameters
    milliseconds, processor = [], []
    for _, level in itertools.product(range(runs), LEVELS if "level" in names else LEVELS[:1]):
        asked = {**typical, "level": level}
        parameters = {key: asked[key] for key in sorted(names)}
        engine = Engine(reference)
        started, used = time.perf_counter(), time.process_time()
        engine.query(name, **parameters)
        milliseconds.append(1000 * (time.perf_counter() - started))
        processor.append(1000 * (time.process_time() - used))
        engine.close()
    return Question(name, milliseconds, processor)


def ledger_times(reference: SnapshotReference, runs: int, level: str, layer: str = "sample") -> list[float]:
    """Milliseconds until the ledger of gaps of a level stands, questions and formulas, from no answers at all."""
    catalogue = load_catalogue()
    supply, demand, year = GAP
    milliseconds = []
    for _ in range(runs):
        engine = Engine(reference)
        regions = Regions(engine)
        started = time.perf_counter()
        basis = gap_basis(engine, regions, catalogue, supply, demand, level, year, layer)
        assert basis is not None
        gap_ledger(engine, catalogue, basis)
        milliseconds.append(1000 * (time.perf_counter() - started))
        engine.close()
    return milliseconds


def boundary_kilobytes() -> Iterator[tuple[str, float, float]]:
    """Layer, size and compressed size in kB of every boundary file that the app serves."""
    for name, entry in load_boundaries().manifest["layers"].items():
        yield name, entry["bytes"] / 1000, entry["gzip_bytes"] / 1000
