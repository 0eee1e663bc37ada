"""The answer to a checked sentence: verdict, what may be said instead, the figures, other readings, their sources."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.sheet import Column, Sheet
from pages.frames.unanswered import apart
from pages.shell.screen import Screen
from pages.texts.sentence import VERDICT_SHAPES, right_words, truth_words, verdict_words
from queries.formulas.claimed_range import ClaimVerdict
from queries.regions import LEVELS, NATION
from queries.sentences.answer import Answer
from queries.sentences.claim import Relation
from queries.sentences.finding import Finding
from queries.sentences.readings import ReadingFound


@apart
def answer_frame(screen: Screen, pages: Mapping[str, StreamlitPage], found: Answer) -> None:
    """Draw the answer in a frame of its own, so that it can be kept, downloaded and presented."""
    sheet = _sheet(screen, found)
    figure_frame(
        screen,
        FrameContent(
            key="sentence",
            finding=_title(screen, found),
            figure=None,
            alternative_text=screen.texts("sentence.alternative"),
            table=sheet.table,
            rows=sheet.rows,
            dictionary=lambda: sheet.dictionary(screen.texts),
            provenance=_provenance(screen, found),
            state={"page": "briefing", "section": "sentence", "sentence": found.reading.sentence},
        ),
        below=lambda: _card(screen, pages, found, sheet),
    )


def unread_notes(screen: Screen, found: Answer) -> None:
    """Say of every clause that could not be read what it lacks, and mark the words that were and were not read."""
    t = screen.texts
    sentence = found.reading.sentence
    for item in found.reading.unread:
        words = t.joined([f"“{sentence[start:end]}”" for start, end in item.words])
        why = t(f"sentence_lack.{item.lack.value}", words=words)
        clause = sentence[item.start:item.end]
        is_whole = not found.findings and len(found.reading.unread) == 1
        st.html(
            '<p class="claim-unread">'
            + escape(t("sentence.unread", why=why) if is_whole else t("sentence.unread_part", clause=clause, why=why))
            + "</p>"
        )
    if found.reading.unread:
        st.html(f'<p class="lead">{escape(t("sentence.unread_words"))}</p>{_marked(found)}')


def _marked(found: Answer) -> str:
    """The sentence with every word that was read underlined and every other framed."""
    sentence, parts, at = found.reading.sentence, [], 0
    unused = {span for item in found.reading.unread for span in item.words}
    for token in found.reading.tokens:
        parts.append(escape(sentence[at:token.start]))
        text = escape(sentence[token.start:token.end])
        if token.kind == "unknown" or (token.start, token.end) in unused:
            parts.append(f"<mark>{text}</mark>")
        else:
            parts.append(f"<u>{text}</u>" if token.kind != "stop" else text)
        at = token.end
    return f'<p class="claim-words">{"".join(parts)}{escape(sentence[at:])}</p>'


def _title(screen: Screen, found: Answer) -> str:
    t = screen.texts
    sentence = found.reading.sentence.strip()
    verdicts = [finding.verdict for finding in found.findings]
    unread = len(found.reading.unread)
    if len(verdicts) == 1 and not unread:
        return t("sentence.title_one", sentence=sentence, verdict=verdict_words(verdicts[0], t))
    parts = [
        t("sentence.part_count", count=verdicts.count(verdict), verdict=verdict_words(verdict, t))
        for verdict in ClaimVerdict if verdict in verdicts
    ]
    if unread:
        # A verdict on a part is none on the whole.
        parts.append(t("sentence.part_unread", count=unread))
    return t("sentence.title_many", sentence=sentence, count=len(verdicts) + unread, parts=t.joined(parts))


def _card(screen: Screen, pages: Mapping[str, StreamlitPage], found: Answer, sheet: Sheet) -> None:
    t = screen.texts
    lines = []
    for finding, readings in zip(found.findings, found.readings, strict=True):
        lines.append(_verdict_line(screen, found, finding))
        lines += [quiet(line) for line in _notes(screen, found, finding, readings)]
    if found.corrected is not None and not found.reading.unread:
        lines.append(
            f'<p class="claim-corrected"><span>{escape(t("sentence.corrected"))}</span>{escape(found.corrected)}</p>'
        )
    for layer in found.other_layers:
        lines.append(quiet(t("sentence.other_layer", layer=t(f"layer.{layer}"))))
    st.html("".join(lines))
    if any(finding.verdict is not ClaimVerdict.OPEN for finding in found.findings):
        st.html(html_table(sheet.table(), caption=t("sentence.alternative")))
    if not screen.presenting:
        _views(screen, pages, found)


def _verdict_line(screen: Screen, found: Answer, finding: Finding) -> str:
    t = screen.texts
    clause = found.reading.sentence[finding.claim.start:finding.claim.end]
    verdict = f"{VERDICT_SHAPES[finding.verdict]} {verdict_words(finding.verdict, t)}"
    said = f"<q>{escape(clause)}</q> " if len(found.findings) + len(found.reading.unread) > 1 else ""
    truth = truth_words(finding, screen.regions, screen.layer, t)
    return (
        f'<p class="claim-verdict claim-{finding.verdict.value}">{said}<b>{escape(verdict)}</b> {escape(truth)}</p>'
    )


def _notes(
    screen: Screen, found: Answer, finding: Finding, readings: tuple[ReadingFound, ...]
) -> list[str]:
    """How many readings agree, and what was taken for granted."""
    t = screen.texts
    notes = []
    if finding.verdict is not ClaimVerdict.OPEN:
        agreeing = sum(reading.finding.verdict is ClaimVerdict.HOLDS for reading in readings)
        if len(readings) == 1:
            notes.append(t("sentence.readings_alone"))
        else:
            notes.append(t("sentence.readings", count=len(readings), agreeing=agreeing))
            if 0 < agreeing < len(readings):
                notes.append(t("sentence.readings_depend"))
    words = _ambiguous_words(found, finding)
    if words:
        notes.append(t("sentence.chosen", words=words, name=finding.indicator.name(screen.language)))
    if finding.claim.year is None and finding.year is not None:
        notes.append(t("sentence.year_taken", year=finding.year))
    if any(side.figure.is_proxy for side in finding.sides):
        notes.append(t("sentence.proxy"))
    return notes


def _ambiguous_words(found: Answer, finding: Finding) -> str:
    """The word of the sentence that may mean several indicators; empty where it means one."""
    if len(finding.claim.indicators) < 2:
        return ""
    for token in found.reading.tokens:
        if token.kind == "indicator" and len(token.keys) > 1:
            return found.reading.sentence[token.start:token.end]
    return ""


def _sheet(screen: Screen, found: Answer) -> Sheet:
    """One row per statement and reading."""
    t = screen.texts
    pairs = [
        (finding, reading) for finding, readings in zip(found.findings, found.readings, strict=True)
        for reading in readings
    ]
    sentence = found.reading.sentence

    def column(name: str, cells: list[Any]) -> Column:
        return Column(t(f"sentence_column.{name}"), t(f"sentence_meaning.{name}"), cells)

    columns = [
        column("aspect", [t(f"sentence_aspect.{reading.aspect.value}") for _, reading in pairs]),
        column("indicator", [reading.finding.indicator.name(screen.language) for _, reading in pairs]),
        column("year", [str(reading.finding.year or "") for _, reading in pairs]),
        column("layer", [t(f"layer.{reading.layer}") for _, reading in pairs]),
        column("right", [_right(screen, reading.finding) for _, reading in pairs]),
        column("verdict", [verdict_words(reading.finding.verdict, t) for _, reading in pairs]),
    ]
    if len(found.findings) > 1:
        clauses = [sentence[finding.claim.start:finding.claim.end] for finding, _ in pairs]
        columns.insert(0, column("clause", clauses))
    return Sheet(tuple(columns))


def _right(screen: Screen, finding: Finding) -> str:
    if finding.form in ("places", "direction") and finding.verdict is not ClaimVerdict.OPEN:
        return truth_words(finding, screen.regions, screen.layer, screen.texts)
    return right_words(finding, screen.texts)


def _provenance(screen: Screen, found: Answer) -> Provenance:
    indicators = tuple(dict.fromkeys(finding.indicator for finding in found.findings))
    years = sorted({
        year for finding in found.findings for year in (finding.year, finding.base_year) if year is not None
    })
    levels = {
        screen.regions.level_of(code) for finding in found.findings for side in finding.sides
        for code in side.places.codes
    } | {finding.level for finding in found.findings if finding.level}
    remarks = [screen.texts("sentence.tolerance")]
    if any(finding.claim.relation is Relation.GROWTH for finding in found.findings):
        remarks.append(screen.texts("sentence.computed_rate"))
    return of_indicators(screen, indicators, years, sorted(levels or {"nation"}), remarks)


def _views(screen: Screen, pages: Mapping[str, StreamlitPage], found: Answer) -> None:
    """Links to the map and ranking of what was measured."""
    t = screen.texts
    for finding in {finding.indicator.id: finding for finding in found.findings}.values():
        if finding.indicator.id not in screen.catalogue or finding.year is None:
            continue
        codes = [code for side in finding.sides for code in side.places.codes if code != NATION]
        level = next((screen.regions.level_of(code) for code in codes), "province")
        query = {
            "indicator": finding.indicator.id, "year": str(finding.year), "layer": screen.layer,
            "level": level if level in LEVELS else "province", "lang": screen.language,
        }
        st.page_link(
            pages["distribution"], label=t("sentence.view", name=finding.indicator.name(screen.language)),
            query_params=query, icon=":material/map:",
        )
