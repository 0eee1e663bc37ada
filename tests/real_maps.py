"""Maps as the product draws them: the real snapshot, the real boundaries, the page's own specification."""

from __future__ import annotations

from geo.boundaries import Boundaries, load_boundaries
from geo.classes import BreakMethod
from geo.map_spec import MapLevel, MapSpec, Outline
from pages.charts.atlas_map import MapView, map_spec
from pages.charts.style import INK
from pages.shell.access import Reader
from pages.shell.screen import Screen
from pages.texts import Language, load_texts
from queries.board import ranking_board, years_known
from queries.catalogue import load_catalogue
from queries.engine import Engine
from queries.regions import Regions
from queries.values import indicator_values

RATE = "pct_applications_per_million_people"
COUNT = "utility_models_in_force"
SPARSE = "patent_agencies_per_million_people"
CITY_COUNT = "patent_agencies"


def screen_of(engine: Engine, language: Language = "zh", boundaries: Boundaries | None = None) -> Screen:
    """What a page works with, without a server."""
    return Screen(
        engine=engine,
        regions=Regions(engine),
        boundaries=boundaries or load_boundaries(),
        catalogue=load_catalogue(),
        texts=load_texts(language),
        layers=("published",),
        strongest_layer="published",
        chosen_layer=None,
        is_pinned=False,
        presenting=False,
        figure=None,
        window_height=860,
        fault=None,
        rejected=[],
        reader=Reader("", "viewer", "nobody"),
    )


def real_map(
    engine: Engine,
    indicator: str,
    level: MapLevel,
    selected: tuple[str, ...] = (),
    focus: str | None = None,
    method: BreakMethod = "quantile",
    custom: tuple[float, ...] = (),
) -> MapSpec:
    """The map of an indicator in its latest year."""
    screen = screen_of(engine)
    asked = screen.catalogue[indicator]
    values = indicator_values(engine, asked, level, "published")
    board = ranking_board(values, years_known(values)[-1])
    outlines = (Outline(selected, INK),) if selected else ()
    return map_spec(screen, board, asked, MapView(level, (method, custom), outlines, focus))
