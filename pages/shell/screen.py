"""What every page works with: the snapshot, its places, the language and the layer of this view."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from data.errors import DatabaseError
from data.snapshot import SnapshotError, snapshot_folder
from geo.boundaries import Boundaries, load_boundaries
from geo.page_text import PRIVATE, SYNTHETIC
from pages.controls.asked import strongest_layer
from pages.controls.browser import WINDOW_HEIGHT, cookie
from pages.controls.private_data import PrivateView, own_data
from pages.controls.state import Rejected, chosen_layer, figure_presented, is_presenting, resolved_language
from pages.shell.access import Reader, current_reader
from pages.texts import Language, Texts, load_texts
from queries.catalogue import Indicator, catalogue_of
from queries.engine import Engine, engine_room
from queries.regions import Regions

USUAL_HEIGHT, LEAST_HEIGHT, GREATEST_HEIGHT = 860, 700, 1200


@dataclass(frozen=True)
class Screen:
    """One reader's view of one snapshot. `fault` is what is wrong with the pointer while an older snapshot serves.

    `strongest_layer` is where the page opens by itself, as far as that is asked: not where there is a `chosen_layer`,
    the reader's own choice. `replayed` takes the content of frames instead of the window, where a view is replayed
    for an export. `unanswered` is what got no answer in this run.
    """

    engine: Engine
    regions: Regions
    boundaries: Boundaries
    catalogue: dict[str, Indicator]
    texts: Texts
    layers: tuple[str, ...]
    strongest_layer: str
    chosen_layer: str | None
    is_pinned: bool
    presenting: bool
    figure: str | None
    window_height: int
    fault: SnapshotError | None
    rejected: list[Rejected]
    reader: Reader
    private: PrivateView | None = None
    replayed: list[Any] | None = None
    unanswered: list[DatabaseError] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        """Whether the view rests on data that only this reader sees."""
        return self.private is not None and self.private.engine is self.engine

    @property
    def watermark(self) -> str | None:
        """What every figure and file of this view must say of its data before all else; None for facts for everyone."""
        marks = [self.texts("layer.banner")] if self.layer == "sample" else []
        marks += [self.texts("private.mark")] if self.is_private else []
        return " / ".join(marks) or None

    @property
    def watermark_colour(self) -> str:
        """Colour of the watermark: synthetic data are the graver matter."""
        return SYNTHETIC if self.layer == "sample" else PRIVATE

    @property
    def layer(self) -> str:
        """Layer of the view: the one chosen, else the strongest that can answer."""
        return self.chosen_layer or self.strongest_layer

    @property
    def language(self) -> Language:
        """Language of the view."""
        return self.texts.language

    def place(self, code: str) -> str:
        """Name of a place in the language of the view."""
        return self.regions[code].name(self.language)

    def place_shown(self, code: str, proxy: int) -> str:
        """Name of a place, marked where whole provinces stand in for it."""
        return self.texts("value.proxy_name", name=self.place(code)) if proxy == 1 else self.place(code)


@st.cache_resource(max_entries=4)
def _regions(snapshot_id: str, _engine: Engine) -> Regions:
    return Regions(_engine)


@st.cache_resource(max_entries=4)
def _catalogue(snapshot_id: str, _engine: Engine) -> dict[str, Indicator]:
    return catalogue_of(_engine)


def _window_height() -> int:
    """Height of the reader's window in pixels when the page was opened, within what a layout can use."""
    told = cookie(WINDOW_HEIGHT)
    height = int(told) if told.isdecimal() and len(told) <= 5 else USUAL_HEIGHT
    return min(max(height, LEAST_HEIGHT), GREATEST_HEIGHT)


def boundaries_served() -> Boundaries:
    """The boundaries of this installation; ATLAS_BOUNDARIES names another folder of them."""
    return _boundaries(os.environ.get("ATLAS_BOUNDARIES"))


@lru_cache(maxsize=2)
def _boundaries(folder: str | None) -> Boundaries:
    return load_boundaries(Path(folder) if folder else None)


def open_screen(page: str, replayed: list[Any] | None = None) -> Screen:
    """Open the snapshot of a view of `page`: the one its link names, the reader's own, or the current one.

    A private snapshot is found by the reader's browser alone, never by its identifier, and what is derived from it is
    kept beside it, in no cache that other readers share.

    Raises
    ------
    SnapshotError
        if no snapshot can be served at all; a DatabaseError where the database does not answer on the one pinned.
    BoundaryError
        if the boundary files are missing or changed.
    """
    rejected: list[Rejected] = []
    room = engine_room(snapshot_folder())
    engine, fault = room.current()
    pinned = st.query_params.get("snapshot")
    if pinned and pinned != engine.snapshot_id:
        try:
            engine = room.of(pinned)
        except DatabaseError:
            # It may be there again in a moment: the link is not told wrong, nor others' figures shown in its place.
            raise
        except SnapshotError:
            rejected.append(Rejected("snapshot", pinned))
            del st.query_params["snapshot"]
            pinned = None
    data = own_data()
    private = data.view if data else None
    mine = None if pinned else private
    if mine:
        engine = mine.engine
    layers: tuple[str, ...] = tuple(engine.query("quality/layers")["layer"])
    regions = mine.regions if mine else _regions(engine.snapshot_id, engine)
    catalogue = mine.catalogue if mine else _catalogue(engine.snapshot_id, engine)
    own = chosen_layer(layers, rejected)
    # Where the reader has chosen, nobody asks; to find out takes a question to each layer.
    strongest = own or strongest_layer(page, engine, regions, catalogue, layers)
    return Screen(
        engine=engine,
        regions=regions,
        boundaries=boundaries_served(),
        catalogue=catalogue,
        texts=load_texts(resolved_language()),
        layers=layers,
        strongest_layer=strongest,
        chosen_layer=own,
        is_pinned=bool(pinned) and pinned != room.current()[0].snapshot_id,
        presenting=is_presenting(),
        figure=figure_presented(),
        window_height=_window_height(),
        fault=fault,
        rejected=rejected,
        reader=current_reader(),
        private=private,
        replayed=replayed,
    )
