"""Where a figure comes from is asked when it is told, after the figure; a replay asks everything at once."""

from dataclasses import replace
from typing import Any

from real_maps import RATE, screen_of

from pages.frames.provenance import of_indicators
from queries.asked import noting
from queries.engine import Engine

SOURCES = "source/of_metrics"


def asks_for_sources(engine: Engine, replayed: list[Any] | None) -> tuple[bool, bool]:
    """Whether the sources were asked for as the figure was described, and whether they were once they were told."""
    screen = replace(screen_of(engine), replayed=replayed)
    with noting() as before:
        provenance = of_indicators(screen, [screen.catalogue[RATE]], [2023], ["province"])
    with noting() as after:
        assert len(provenance.sources) and provenance.sources is provenance.sources
    described, told = ({asked.name for asked in notes.asked} for notes in (before, after))
    return SOURCES in described, SOURCES in told


def test_a_figure_on_the_screen_waits_for_no_source(engine: Engine) -> None:
    assert asks_for_sources(engine, None) == (False, True)


def test_a_replay_notes_what_its_sources_rest_on(engine: Engine) -> None:
    assert asks_for_sources(engine, []) == (True, False)
