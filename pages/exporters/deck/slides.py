"""The slides around the steps: title, contents, sections, sources, and what could not be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pages.exporters.deck.native_table import add_table
from pages.exporters.deck.slide import add_marks, drop_placeholder, new_slide, place_of, put, put_title
from pages.exporters.deck.theme import BODY, MARK
from pages.exporters.deck.words import (
    fill_placeholder,
    height_of,
    one_line,
    paragraphs_xml,
    shortened,
)
from pages.exporters.handout import Handout, HandoutStep, Section
from pages.exporters.table import is_missing
from pages.texts import load_texts

CONTENT_SIZE, CONTENT_SPACE = 14.0, 4.0
COVER_SIZES = (40.0, 36.0, 32.0, 28.0, 24.0, 20.0, 16.0)
SOURCE_SIZES = (11.0, 10.0, 9.0)


def add_title(presentation: Any, handout: Handout) -> Any:
    """The title slide: title, date, snapshots, layers, how many items, and the marks that some of them bear."""
    texts = load_texts(handout.language)
    slide = _slide_of(presentation, "title", handout, handout.steps)
    put(slide, "title", 0, [one_line(handout.title) or " "], COVER_SIZES, handout.language)
    day = handout.made_on
    exhibits = [step.exhibit for step in handout.steps]
    counted = "deck.counted" if handout.missing else "deck.counted_all"
    lines = [
        texts("deck.made_on", date=texts("deck.date", year=day.year, month=day.month, day=day.day)),
        texts("deck.snapshots", names=texts.joined(list(dict.fromkeys(one.snapshot for one in exhibits)))),
        texts("deck.layers", names=texts.joined(
            list(dict.fromkeys(texts(f"layer.{one.layer}") for one in exhibits)))),
        texts(counted, steps=len(handout.steps), missing=len(handout.missing)),
    ]
    put(slide, "title", 1, lines, (16.0, 14.0, 12.0, 10.0), handout.language, space=6)
    if handout.watermarks:
        put(slide, "title", MARK, [" / ".join(handout.watermarks)], (20.0, 16.0, 12.0), handout.language)
    else:
        drop_placeholder(slide, MARK)
    return slide


def _slide_of(presentation: Any, layout: str, handout: Handout, steps: Sequence[HandoutStep]) -> Any:
    """A slide that prints something of some steps: their snapshots and layers in its foot, and every mark they bear."""
    texts = load_texts(handout.language)
    title = one_line(handout.title)
    if not steps:
        return new_slide(presentation, layout, title, handout.language)
    exhibits = [step.exhibit for step in steps]
    snapshots = texts.joined(list(dict.fromkeys(one.snapshot for one in exhibits)))
    layers = texts.joined(list(dict.fromkeys(texts(f"layer.{one.layer}") for one in exhibits)))
    footer = texts("deck.footer", title=title[:60], snapshot=snapshots, layer=layers)
    slide = new_slide(presentation, layout, footer, handout.language)
    marks = {one.watermark: one.watermark_colour for one in exhibits if one.watermark}
    if marks:
        add_marks(slide, " / ".join(marks), next(iter(marks.values())), handout.language)
    return slide


def _line_of(step: HandoutStep, most: int, handout: Handout) -> str:
    """The title of a step; among steps of other data its mark stands behind it."""
    texts, exhibit = load_texts(handout.language), step.exhibit
    title = _brief(step.title, most)
    if not exhibit.watermark or len({other.exhibit.watermark for other in handout.steps}) == 1:
        return title
    is_sample_alone = exhibit.watermark == texts("layer.banner")
    return texts("deck.marked", title=title, mark=texts("layer.sample") if is_sample_alone else exhibit.watermark)


def add_list(
    presentation: Any, title: str, lines: Sequence[str], handout: Handout, steps: Sequence[HandoutStep] = ()
) -> None:
    """Slides of lines under a title, as many as it takes; `steps` are those that the lines tell of."""
    texts = load_texts(handout.language)
    _, _, width, height = place_of("list", BODY)
    left = [one_line(line) for line in lines]
    number = 1
    while left:
        count, used = 0, 0.0
        while count < len(left):
            used += height_of([left[count]], CONTENT_SIZE, width) + CONTENT_SPACE / 72
            if used > height and count:
                break
            count += 1
        slide = _slide_of(presentation, "list", handout, steps)
        shown = title if number == 1 else texts("deck.continued", title=title, number=number)
        put_title(slide, "list", shown, handout.language)
        cut = [shortened(line, CONTENT_SIZE, width, height - 0.1) for line in left[:count]]
        words = paragraphs_xml(cut, handout.language, size=CONTENT_SIZE, space=CONTENT_SPACE)
        fill_placeholder(slide.placeholders[BODY], words)
        left, number = left[count:], number + 1


def contents_lines(handout: Handout) -> list[str]:
    """The steps by groups, numbered through."""
    lines: list[str] = []
    number = 0
    for section in handout.sections:
        lines += [f"【{one_line(section.title)}】"] if section.title else []
        for step in section.steps:
            number += 1
            lines.append(f"{number}　{_line_of(step, 60, handout)}")
    return lines


def _brief(title: str, most: int) -> str:
    line = one_line(title)
    return line if len(line) <= most * 2 else line[: most * 2] + "…"


def add_section(presentation: Any, section: Section, handout: Handout) -> None:
    """A slide before the steps of a section: its name and what it holds."""
    slide = _slide_of(presentation, "section", handout, section.steps)
    put(slide, "section", 0, [one_line(section.title)], (36.0, 32.0, 28.0, 24.0, 20.0, 16.0, 12.0), handout.language)
    lines = [_line_of(step, 40, handout) for step in section.steps]
    put(slide, "section", 1, lines, (16.0, 14.0, 12.0, 10.0, 8.0), handout.language, space=3)


def add_missing(presentation: Any, handout: Handout) -> None:
    """What could not be shown, each with its reason."""
    texts = load_texts(handout.language)
    lines = [texts("deck.not_shown_lead")]
    lines += [
        texts("deck.not_shown_line", title=one_line(item.title), reason=one_line(item.reason))
        for item in handout.missing
    ]
    add_list(presentation, texts("deck.not_shown"), lines, handout)


def add_sources(presentation: Any, handout: Handout, slides_of: Mapping[int, Sequence[int]]) -> None:
    """Every source once, with grade and address, and the slides that rest on it; `slides_of` by number of the step."""
    texts = load_texts(handout.language)
    used: dict[tuple[str, ...], list[int]] = {}
    for number, step in enumerate(handout.steps):
        sources = step.exhibit.export().sources
        for row in sources.iloc[:, :3].itertuples(index=False, name=None):
            key = tuple("" if is_missing(value) else one_line(value) for value in row)
            used.setdefault(key, []).extend(slides_of[number])
    headings = tuple(texts(f"deck.{name}") for name in ("number", "source", "grade", "address", "used_on"))
    rows = [
        (str(number), *source, texts.joined([str(page) for page in dict.fromkeys(pages)]))
        for number, (source, pages) in enumerate(used.items(), start=1)
    ]
    if not rows:
        add_list(presentation, texts("deck.sources"), [texts("deck.no_sources")], handout, handout.steps)
    number = 1
    while rows:
        slide = _slide_of(presentation, "list", handout, handout.steps)
        title = texts("deck.sources")
        put_title(slide, "list", title if number == 1 else texts("deck.continued", title=title, number=number),
                  handout.language)
        drop_placeholder(slide, BODY)
        laid = add_table(slide, headings, rows, place_of("list", BODY), texts("deck.table_of", title=title),
                         handout.language, SOURCE_SIZES)
        rows, number = rows[max(laid.rows, 1):], number + 1


