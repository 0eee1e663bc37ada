"""What the sections of the transfer page ask of a register: figures of each from nothing, and remembered."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from data.snapshot import SnapshotReference
from geo.boundaries import Boundaries, load_boundaries
from queries.branch_acceptance import branch_acceptance
from queries.branch_life import branch_life
from queries.branch_register import BranchRegister, FlowLevel, branch_register
from queries.capacity import Capacity, capacity
from queries.catalogue import Indicator, load_catalogue
from queries.centres import supply_and_demand_centres
from queries.class_moves import class_moves
from queries.convergence import convergence
from queries.cooperation import assistance_pairs, cooperation_board, joint_projects
from queries.engine import Engine
from queries.flow_board import flow_board
from queries.form_panel import form_panel
from queries.gap_basis import gap_basis
from queries.gap_measures import best_covered, demand_reported, supply_years
from queries.gradient import gradient, gradient_years
from queries.gradient_panel import GradientPanel, gradient_panel
from queries.gravity import MODEL_FORMS, gravity_board
from queries.match_matrix import match_matrix
from queries.ratio_panel import RatioPanel, measures_reported, ratio_panel
from queries.regions import NATION, Regions
from queries.share_dynamics import share_moves
from queries.shift_share import shift_share_of
from queries.supply_panel import known_measures, supply_panel
from queries.transfer_match import transfer_match
from queries.transfer_order import transfer_order, years_offered
from queries.transfer_test import transfer_test

FORM, MEASURE = "agency", "agencies"
CITY_SECTIONS = (
    "agencies by form", "gradient", "mobility", "shares", "shift-share", "centres", "flows", "transfer test",
)
"""Those that can be asked for cities."""


@dataclass(frozen=True)
class Desk:
    """One engine with what goes with it, and the layer and level that are asked for."""

    engine: Engine
    regions: Regions
    catalogue: Mapping[str, Indicator]
    boundaries: Boundaries
    layer: str
    level: FlowLevel

    @property
    def register(self) -> BranchRegister:
        """The branches of the layer, which the benchmark always has."""
        found = branch_register(self.engine, self.regions, self.layer)
        assert found is not None
        return found


@dataclass(frozen=True)
class SectionTime:
    """Milliseconds of a section: by the clock and of the processors, from no answers at all and asked again."""

    name: str
    cold: float
    cold_processor: float
    remembered: float
    remembered_processor: float


def section_times(reference: SnapshotReference, layer: str, level: FlowLevel) -> list[SectionTime]:
    """Ask what every section of the transfer page asks for as it opens, of an engine without answers, and again."""
    # As long as one engine is open, the next one finds the file open and its blocks in memory, but no answers.
    warm = Engine(reference)
    catalogue, boundaries = load_catalogue(), load_boundaries()
    names = CITY_SECTIONS if level == "city" else tuple(SECTIONS)
    times = []
    for name in names:
        engine = Engine(reference)
        desk = Desk(engine, Regions(engine), catalogue, boundaries, layer, level)
        times.append(SectionTime(name, *timed(SECTIONS[name], desk), *timed(SECTIONS[name], desk)))
        engine.close()
    warm.close()
    return times


def timed(section: Callable[[Desk], object], desk: Desk) -> tuple[float, float]:
    """Milliseconds of one call by the clock and of the processors."""
    started, used = time.perf_counter(), time.process_time()
    assert section(desk) is not None, f"{desk.layer} lacks what the section needs"
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - used)


def _libraries(_: Desk) -> object:
    """What the sections import on their first use, once in a process."""
    return [import_module(name) for name in ("scipy.stats", "esda.moran", "libpysal.weights", "statsmodels.api")]


def _forms(desk: Desk) -> object:
    return form_panel(desk.engine, desk.regions, desk.layer, desk.level)


def _gradient(desk: Desk) -> object:
    parts = (desk.engine, desk.regions, desk.catalogue)
    year = gradient_years(*parts, desk.level, desk.layer)[-1]
    gradient(*parts, "zone", year, desk.layer)
    gradient(*parts, desk.level, year, desk.layer, FORM)
    return gradient(*parts, desk.level, year, desk.layer)


def _mobility(desk: Desk) -> object:
    """What the section opens on: the coefficient; the choices beside it are the measures that are reported."""
    measures_reported(desk.engine, desk.catalogue, desk.level, desk.layer)
    return _moves(desk, gradient_panel(desk.engine, desk.regions, desk.catalogue, desk.level, desk.layer))


def _mobility_of_density(desk: Desk) -> object:
    units = desk.regions.surveyed(desk.level)
    supply = best_covered(measures_reported(desk.engine, desk.catalogue, desk.level, desk.layer), units)
    demand = best_covered(demand_reported(desk.engine, desk.catalogue, desk.level, desk.layer), units)
    assert supply is not None and demand is not None
    _, year = supply_years(desk.engine, desk.catalogue[supply], desk.level, desk.layer)
    assert year is not None
    parts = (desk.engine, desk.regions, desk.catalogue)
    basis = gap_basis(*parts, supply, demand, desk.level, year, desk.layer)
    assert basis is not None
    return _moves(desk, ratio_panel(*parts, basis))


def _moves(desk: Desk, panel: GradientPanel | RatioPanel) -> object:
    recall = desk.engine.recall
    moves = recall(
        ("class moves", *panel.key), lambda: class_moves(panel.relative, desk.level, desk.boundaries, "fixed")
    )
    converging = recall(
        ("convergence", *panel.key), lambda: convergence(panel.ratios, desk.level, desk.regions, desk.boundaries)
    )
    return moves, converging


def _shares(desk: Desk) -> object:
    parts = (desk.engine, desk.regions, desk.catalogue)
    assert known_measures(*parts, desk.layer, desk.level)
    years = supply_panel(*parts, desk.layer, desk.level, MEASURE).years
    return share_moves(*parts, desk.layer, desk.level, MEASURE, (years[0], years[-1]))


def _shift_share(desk: Desk) -> object:
    parts = (desk.engine, desk.regions, desk.catalogue)
    years = supply_panel(*parts, desk.layer, desk.level, MEASURE).years
    return shift_share_of(*parts, desk.boundaries, desk.layer, desk.level, MEASURE, (years[0], years[-1]))


def _centres(desk: Desk) -> object:
    supply, demand = desk.catalogue["ip_service_institutions"], desk.catalogue["gdp"]
    return supply_and_demand_centres(desk.engine, desk.regions, supply, demand, desk.level, NATION, desk.layer)


def _flows(desk: Desk) -> object:
    years = desk.register.years
    return flow_board(desk.register, "openings", years[0], years[-1], desk.level, None)


def _order(desk: Desk) -> object:
    parts = (desk.engine, desk.regions, desk.catalogue, desk.layer, desk.level)
    years = years_offered(*parts, desk.register)
    return transfer_order(*parts, years[0], years[-1])


def _life(desk: Desk) -> object:
    return branch_life(desk.engine, desk.regions, desk.layer, NATION)


def _acceptance(desk: Desk) -> object:
    parts = (desk.engine, desk.regions, desk.catalogue, desk.layer, desk.level)
    years = years_offered(*parts, desk.register)
    return branch_acceptance(*parts, "gdp", years[0], years[-1])


def _capacity(desk: Desk) -> Capacity:
    found = capacity(desk.engine, desk.regions, desk.catalogue, desk.layer)
    assert isinstance(found, Capacity)
    return found


def _matrix(desk: Desk) -> object:
    return match_matrix(desk.engine, desk.regions, desk.catalogue, _capacity(desk), "average")


def _partners(desk: Desk) -> object:
    return transfer_match(desk.engine, desk.regions, desk.catalogue, desk.layer, _capacity(desk))


def _cooperation(desk: Desk) -> object:
    assistance_pairs(desk.engine, desk.layer)
    projects = joint_projects(desk.engine, desk.regions, desk.layer)
    assert projects is not None
    return cooperation_board(desk.engine, desk.regions, desk.layer, projects.years[0], projects.years[-1])


def _gravity(desk: Desk) -> object:
    register = desk.register
    years = register.years[0], register.years[-1]
    return gravity_board(
        desk.engine, desk.regions, desk.catalogue, register, desk.layer, "openings", *years, None, MODEL_FORMS[0]
    )


def _test(desk: Desk) -> object:
    years = desk.register.years
    return transfer_test(desk.engine, desk.regions, desk.layer, desk.level, FORM, years[-5], years[-1])


SECTIONS: Mapping[str, Callable[[Desk], object]] = {
    "libraries": _libraries,
    "agencies by form": _forms,
    "gradient": _gradient,
    "mobility": _mobility,
    "mobility, supply per demand": _mobility_of_density,
    "shares": _shares,
    "shift-share": _shift_share,
    "centres": _centres,
    "flows": _flows,
    "order, 9,999 permutations": _order,
    "order, life of branches": _life,
    "order, what receivers make of them": _acceptance,
    "capacity index": _capacity,
    "capacity and gap": _matrix,
    "partners": _partners,
    "cooperation": _cooperation,
    "gravity": _gravity,
    "transfer test": _test,
}
