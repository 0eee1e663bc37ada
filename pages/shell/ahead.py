"""What is worked out before a reader asks for it."""

from __future__ import annotations

import logging
from threading import Lock

from data.snapshot import SnapshotError, snapshot_folder
from geo.boundaries import BoundaryError
from geo.compliance import check_boundaries, check_layer
from geo.map_spec import FILL_LAYERS
from pages.controls.asked import DEFAULT_LEVEL
from pages.shell.page_map import page_module
from pages.shell.readers_first import READERS
from pages.shell.replay import replay
from pages.shell.screen import boundaries_served
from queries.catalogue import catalogue_of
from queries.coverage import indicators_known
from queries.engine import Engine, engine_room
from queries.regions import Regions
from queries.scorecard import scorecard

DRAWN_FIRST = "distribution"
_ONE_AT_A_TIME = Lock()
_log = logging.getLogger(__name__)


def work_ahead() -> None:
    """Open the current snapshot and the boundaries, and work out what first views need, now and for each snapshot."""
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


def draw_ahead() -> None:
    """Draw for nobody what most readers see first, unless one is here: what is done once in a process is done then.

    Half of the time of a first view goes there: the shapes of figures, the signs in labels, the words, the places.
    """
    if READERS.is_anybody_served():
        return
    try:
        page_module(DRAWN_FIRST)
        replay(DRAWN_FIRST, "")
    except Exception as fault:
        # The first reader meets the same and is told.
        _log.info("%s", fault)


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
