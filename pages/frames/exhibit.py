"""From the content of a frame to the exhibit that exports are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from pages.controls.state import link_query
from pages.exporters.exhibit import Exhibit
from pages.exporters.table import Export
from pages.frames.provenance import lines, one_line, titles_of
from pages.shell.screen import Screen
from pages.texts.figures import unit_of
from queries.asked import Asked, note, noting

if TYPE_CHECKING:
    from pages.frames.figure_frame import FrameContent


def exhibit_of(screen: Screen, content: FrameContent, asked: tuple[Asked, ...] = ()) -> Exhibit:
    """Return what a frame shows, apart from the screen. `asked` are the questions that its page asked."""
    notes = tuple(lines(screen, content.provenance))
    state = view_state(screen, content.state)
    return Exhibit(
        page=str(state.pop("page")),
        key=content.key,
        query=link_query({**state, "figure": content.key}),
        language=screen.language,
        layer=screen.layer,
        snapshot=screen.engine.snapshot_id,
        finding=content.finding,
        subtitle=content.subtitle,
        alternative_text=content.alternative_text,
        figure=content.figure,
        spec=content.spec,
        boundaries=screen.boundaries,
        table=content.table,
        export=_remembered(lambda: _export(screen, content, notes)),
        source_line=one_line(screen, content.provenance),
        notes=notes,
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
        asked=asked,
        paper=content.paper,
    )


def _remembered(make: Callable[[], Export]) -> Callable[[], Export]:
    """The same, made once for deck, brief and workbook; whoever notes questions hears of its own each time."""
    kept: list[tuple[Export, tuple[Asked, ...]]] = []

    def once() -> Export:
        if not kept:
            with noting() as notes:
                made = make()
            kept.append((made, notes.asked))
        found, asked = kept[0]
        note(asked)
        return found

    return once


def view_state(screen: Screen, state: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a view with the language, layer and snapshot it is seen in."""
    return {"lang": screen.language, "layer": screen.layer, "snapshot": screen.engine.snapshot_id, **state}


def _export(screen: Screen, content: FrameContent, notes: tuple[str, ...]) -> Export:
    t = screen.texts
    dictionary = content.dictionary() if content.dictionary else pd.DataFrame(
        [
            {
                t("column.name"): indicator.name(screen.language),
                t("column.identifier"): indicator.id,
                t("column.unit"): unit_of(indicator, t),
                t("column.definition"): indicator.definition(screen.language),
                t("column.formula"): t(f"formula.{indicator.kind}"),
                t("column.caveat"): indicator.caveat(screen.language),
            }
            for indicator in content.provenance.indicators
        ]
    )
    sources = content.provenance.sources
    return Export(
        rows=content.rows(),
        dictionary=dictionary,
        sources=pd.DataFrame(
            {
                t("column.source"): titles_of(screen, sources),
                t("column.grade"): [t(f"grade.{grade}") for grade in sources["grade"]],
                t("column.address"): sources["url"],
                t("column.figures"): sources["figures"],
            }
        ),
        notes=notes,
        watermark=screen.watermark,
    )
