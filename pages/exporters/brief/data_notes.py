"""What stands at the end of a brief: definitions, sources, snapshots, addresses, notes of maps, what lacks."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import pandas as pd
from docx.enum.text import WD_ALIGN_PARAGRAPH

from pages.exporters.addresses import is_address
from pages.exporters.brief.fields import write
from pages.exporters.brief.paper import Paper
from pages.exporters.brief.wording import sentence
from pages.exporters.handout import Handout


def write_data_notes(paper: Paper, handout: Handout, names: Sequence[str]) -> None:
    """Write the notes on the data; `names` say for every step by which figure and table it is called."""
    if handout.steps:
        paper.heading(paper.texts("brief.data_notes"), 1)
        _definitions(paper, handout, names)
        _sources(paper, handout)
        _addresses(paper, handout, names)
        _maps(paper, handout)
    if handout.missing:
        paper.heading(paper.texts("brief.missing"), 2 if handout.steps else 1)
        for missing in handout.missing:
            text = paper.texts("brief.missing_step", title=missing.title, reason=missing.reason)
            paper.words(text, "Explanation")


def _definitions(paper: Paper, handout: Handout, names: Sequence[str]) -> None:
    """Every definition, formula and remark once, with the figures that rest on it."""
    texts = paper.texts
    paper.heading(texts("brief.definitions"), 2)
    maps = {step.exhibit.spec.note for step in handout.steps if step.exhibit.spec}
    told: dict[str, dict[str, None]] = {}
    # Sources and snapshots have sections of their own.
    apart = tuple(texts(key).split("{")[0] for key in ("note.sources", "note.snapshot"))
    for step, name in zip(handout.steps, names, strict=True):
        for note in step.exhibit.notes:
            if note not in maps and not note.startswith(apart):
                # One note may hold for several indicators of a figure.
                told.setdefault(note, {})[name] = None
    together: dict[str, list[str]] = {}
    for note, of in told.items():
        together.setdefault(texts.joined(list(of)), []).append(note)
    for whose, notes_of in together.items():
        write(paper.empty("Explanation"), texts("brief.definitions_of", names=whose), bold=True)
        for note in notes_of:
            paper.words(note, "Explanation")
    paper.words(texts("brief.rounding"), "Explanation")


def _sources(paper: Paper, handout: Handout) -> None:
    """Every source once, with its grade and address."""
    texts = paper.texts
    paper.heading(texts("brief.sources"), 2)
    columns = [texts(f"column.{name}") for name in ("source", "grade", "address")]
    frames = [step.exhibit.export().sources[columns] for step in handout.steps]
    found = pd.concat(frames, ignore_index=True).drop_duplicates()
    if found.empty:
        paper.words(texts("value.none"), "Explanation")
        return
    paper.table(found, texts("brief.sources"))


def _addresses(paper: Paper, handout: Handout, names: Sequence[str]) -> None:
    """The snapshot of every step, and the address that opens its view again."""
    texts = paper.texts
    paper.heading(texts("brief.addresses"), 2)
    if hosts := dict.fromkeys(host for step in handout.steps if (host := _host(step.address))):
        paper.words(texts("brief.hosts", hosts=texts.joined(list(hosts))), "Explanation")
    for step, name in zip(handout.steps, names, strict=True):
        exhibit = step.exhibit
        paragraph = paper.empty("Explanation")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        text = texts("brief.address", name=name, snapshot=exhibit.snapshot, layer=texts(f"layer.{exhibit.layer}"))
        write(paragraph, sentence(text, paper.language))
        if step.address:
            # What is no link on paper would read as one: it stands as it is.
            shown = texts("brief.open") if is_address(step.address) else step.address
            paper.link(paragraph, step.address, shown)


def _host(address: str) -> str:
    """Where a view is served; nothing where the address is none of the web."""
    if not is_address(address):
        return ""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _maps(paper: Paper, handout: Handout) -> None:
    notes = dict.fromkeys(step.exhibit.spec.note for step in handout.steps if step.exhibit.spec)
    if notes:
        paper.heading(paper.texts("brief.maps"), 2)
    for note in notes:
        paper.words(note, "Explanation")
