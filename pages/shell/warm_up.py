"""What the server does before the first reader comes."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable
from threading import Lock, Thread

from data.snapshot import SnapshotError, snapshot_folder
from geo.boundaries import BoundaryError
from geo.compliance import check_boundaries, check_layer
from geo.map_spec import FILL_LAYERS
from pages.controls.asked import DEFAULT_LEVEL
from pages.shell.allocator import keep_giving_memory_back, keep_memory_together
from pages.shell.page_map import page_module
from pages.shell.page_names import PAGES
from pages.shell.readers_first import READERS
from pages.shell.screen import boundaries_served
from queries.catalogue import catalogue_of
from queries.coverage import indicators_known
from queries.engine import Engine, engine_room
from queries.regions import Regions
from queries.scorecard import scorecard

OPENED_FIRST = ("overview", "distribution")
_ONE_AT_A_TIME = Lock()
_log = logging.getLogger(__name__)


def warm_up() -> None:
    """Import the pages that most readers open first, and work the rest out in the background.

    What the first view needs is worked out while the browser still reads Streamlit's own scripts, and again after each
    publication. The other pages, a third of what there is to import, come when nobody waits.
    """
    keep_memory_together()
    keep_giving_memory_back()
    _import(OPENED_FIRST)
    Thread(target=_work_ahead, daemon=True).start()


def _import(names: Iterable[str]) -> None:
    """Import pages, and spare what was imported from garbage collection.

    Streamlit collects garbage after each run; walking over all imported modules took longer than drawing a page.
    """
    for name in names:
        page_module(name)
    gc.collect()
    gc.freeze()


def _work_ahead() -> None:
    try:
        room = engine_room(snapshot_folder())
        room.work_ahead = prepare
        room.current()
        boundaries = boundaries_served()
        check_boundaries(boundaries)
        check_layer(boundaries, FILL_LAYERS[DEFAULT_LEVEL])
    except (SnapshotError, BoundaryError) as fault:
        # The first reader is told what to do; here it only means that nothing could be done ahead.
        _log.info("%s", fault)
    READERS.wait_for_pause()
    _import(name for name in PAGES if name not in OPENED_FIRST)


def prepare(engine: Engine) -> None:
    """Work out and remember what first views of a snapshot need, one snapshot at a time. Raises no SnapshotError.

    What every map asks for comes first; what the overview alone asks for waits until no reader would wait for it.
    """
    try:
        with _ONE_AT_A_TIME:
            catalogue, layers = catalogue_of(engine), list(engine.query("quality/layers")["layer"])
            for layer in layers:
                indicators_known(engine, catalogue, DEFAULT_LEVEL, layer)
            READERS.wait_for_pause()
            for layer in layers:
                scorecard(engine, Regions(engine), catalogue, layer)
    except SnapshotError as fault:
        _log.info("%s", fault)
