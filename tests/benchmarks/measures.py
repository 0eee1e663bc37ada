"""The measurements: each returns the values of its runs in the unit of its line."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from playwright.sync_api import Browser

from data.build import build_snapshot
from data.snapshot import SnapshotReference
from geo.boundaries import load_boundaries
from queries.catalogue import load_catalogue
from queries.engine import QUESTION_FOLDER, Engine, Parameter, question_text
from queries.gap_basis import gap_basis
from queries.gap_ledger import gap_ledger
from queries.regions import Regions
from tests.benchmarks.browser import (
    Switch,
    Traffic,
    new_reader,
    open_map,
    settle,
    switch_option,
    switch_section,
)
from tests.running_app import Server, serve

ROOT = Path(__file__).resolve().parents[2]
EXTRA_VIEWERS = 10
LEVELS = ("province", "city")
# Supply, demand and year of the gaps that are measured.
GAP = ("patent_agencies", "invention_patents_in_force", 2023)
# Indicators whose years can be switched at a level.
MANY_YEARS = {"province": "pct_applications", "city": "gdp"}
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


def question_times(reference: SnapshotReference, runs: int, layer: str = "published") -> list[Question]:
    """Ask every question file of a layer at province and city level, forgetting the answers between the runs.

    Raises
    ------
    KeyError
        if a question has a parameter for which `TYPICAL` holds no value.
    """
    # As long as one engine is open, the next one finds the file open and its blocks in memory, but no answers.
    warm = Engine(reference)
    questions = [_ask(reference, name, runs, layer) for name in _question_names()]
    warm.close()
    return questions


def _question_names() -> list[str]:
    files = QUESTION_FOLDER.glob("*/*.sql")
    return sorted(path.relative_to(QUESTION_FOLDER).with_suffix("").as_posix() for path in files)


def _ask(reference: SnapshotReference, name: str, runs: int, layer: str) -> Question:
    names = duckdb.extract_statements(question_text(name))[0].named_parameters
    milliseconds, processor = [], []
    for _, level in itertools.product(range(runs), LEVELS if "level" in names else LEVELS[:1]):
        asked = {**TYPICAL, "layer": layer, "level": level}
        parameters = {key: asked[key] for key in sorted(names)}
        engine = Engine(reference)
        started, used = time.perf_counter(), time.process_time()
        engine.query(name, **parameters)
        milliseconds.append(1000 * (time.perf_counter() - started))
        processor.append(1000 * (time.process_time() - used))
        engine.close()
    return Question(name, milliseconds, processor)


def ledger_times(reference: SnapshotReference, runs: int, level: str) -> list[float]:
    """Milliseconds until the ledger of gaps of a level stands, questions and formulas, from no answers at all."""
    catalogue = load_catalogue()
    supply, demand, year = GAP
    milliseconds = []
    for _ in range(runs):
        engine = Engine(reference)
        regions = Regions(engine)
        started = time.perf_counter()
        basis = gap_basis(engine, regions, catalogue, supply, demand, level, year, "sample")
        assert basis is not None
        gap_ledger(engine, catalogue, basis)
        milliseconds.append(1000 * (time.perf_counter() - started))
        engine.close()
    return milliseconds


def section_switches(browser: Browser, server: Server, level: str, runs: int) -> dict[str, list[Switch]]:
    """Go round the sections of the gaps page, by their words; a first round fills memory and is left out."""
    traffic = Traffic()
    found: dict[str, list[Switch]] = {}
    with new_reader(browser) as reader:
        page = reader.new_page()
        page.on("websocket", traffic.watch)
        page.goto(f"{server.address}/gaps?lang=zh&layer=sample&level={level}", wait_until="commit")
        sections = page.locator(".st-key-section [role=radio]")
        sections.first.wait_for()
        settle(page)
        names = sections.all_inner_texts()
        for run in range(runs + 1):
            for number in (*range(1, len(names)), 0):
                switched = switch_section(page, number, traffic)
                if run:
                    found.setdefault(names[number], []).append(switched)
    return found


def cold_starts(browser: Browser, snapshots: Path, log: Path, runs: int) -> list[float]:
    """Seconds from the start of the server process to the painted map of a reader with an empty cache."""
    seconds = []
    for _ in range(runs):
        with new_reader(browser) as reader, serve(ROOT / "app.py", log, {"ATLAS_DATA": str(snapshots)}) as server:
            open_map(reader, f"{server.address}/distribution?lang=zh")
            seconds.append(time.perf_counter() - server.started)
    return seconds


def switches(browser: Browser, server: Server, level: str, control: str, runs: int) -> list[Switch]:
    """Switch a control of the map page again and again, each time to the next option."""
    traffic = Traffic()
    with new_reader(browser) as reader:
        address = f"{server.address}/distribution?lang=zh&level={level}"
        page = open_map(reader, address + (f"&indicator={MANY_YEARS[level]}" if control == "year" else ""), traffic)
        settle(page)
        return [switch_option(page, control, traffic) for _ in range(runs)]


def viewer_megabytes(browser: Browser, server: Server) -> float:
    """Growth of a fresh server's memory per further viewer who looks at a map, in MB."""
    with new_reader(browser) as reader:
        address = f"{server.address}/distribution?lang=zh"
        for _ in range(2):
            settle(open_map(reader, address))
        before = server.resident_bytes()
        for _ in range(EXTRA_VIEWERS):
            settle(open_map(reader, address))
        return (server.resident_bytes() - before) / EXTRA_VIEWERS / 1e6


def boundary_kilobytes() -> Iterator[tuple[str, float, float]]:
    """Layer, size and compressed size in kB of every boundary file that the app serves."""
    for name, entry in load_boundaries().manifest["layers"].items():
        yield name, entry["bytes"] / 1000, entry["gzip_bytes"] / 1000
