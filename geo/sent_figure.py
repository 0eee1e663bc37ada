"""The figure of a map as it is sent to a browser: the same picture, the same words beside the pointer, fewer bytes.

Pictures and slides are drawn from the specification, checks read the figure itself: neither meets what is made here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

Part = dict[str, Any]
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
WHOLE = re.compile(r"0|[1-9]\d{0,2}(?:,\d{3})*|[1-9]\d*")
# Of fewer texts the words that all share weigh less than the template that would hold them.
FEWEST_TEXTS = 4
# Decimals of a degree that are kept: a small part of a pixel, on the map of a province as well.
PLACES = 3


def sent_figure(figure: go.Figure) -> go.Figure:
    """Return the figure of a map with what its places share sent once, and codes and coordinates as short numbers.

    None of it is sent in binary: Plotly takes such arrays for changed when Streamlit hands it the figure again.
    """
    content = figure.to_dict()
    # What is taken over was validated as it was drawn up; to validate all of it again takes longer than to send it.
    return go.Figure([_sent(trace) for trace in content["data"]], content["layout"], _validate=False)


def _sent(trace: Part) -> Part:
    parts = dict(trace)
    keys = trace.get("customdata")
    if trace["type"] == "choropleth":
        parts["locations"] = _codes(trace["locations"])
        if not trace.get("showlegend"):
            # Plotly leaves areas out of the legend by itself, and tells the name of a trace nowhere else.
            parts = {name: value for name, value in parts.items() if name not in ("name", "showlegend")}
    elif trace.get("name") == "symbols":
        parts |= {axis: [round(float(degrees), PLACES) for degrees in trace[axis]] for axis in ("lon", "lat")}
    else:
        return parts
    texts = trace.get("text")
    if trace.get("hovertemplate", "").startswith("%{text}") and texts is not None and len(texts) >= FEWEST_TEXTS:
        parts |= _shared_words(list(texts), trace["hovertemplate"], keys if keys is None else _codes(keys))
    return parts


def _codes(codes: Sequence[str]) -> Sequence[str] | list[int]:
    """Codes as numbers, where all of them are: Plotly finds a place by either, and a click names it by the number."""
    if len(codes) and all(code.isdecimal() and code[0] != "0" for code in codes):
        return [int(code) for code in codes]
    return codes


def _shared_words(texts: list[str], template: str, keys: Sequence[str] | Sequence[int] | None) -> Part:
    """The texts as a template of what all share and the columns in which they differ; nothing where they share nothing.

    `keys` are what a click on a place names it by; they stay the first of its data.
    """
    found = _split(texts)
    if found is None:
        return {}
    (names, *columns), literals = found
    pieces = ["%{text}", literals[0]]
    kept: list[list[str] | list[int]] = []
    for column, literal in zip(columns, literals[1:], strict=True):
        if len(set(column)) == 1:
            pieces += [column[0], literal]
            continue
        numbers = _whole_numbers(column)
        place = f"customdata[{len(kept) + (keys is not None)}]"
        pieces += ["%{", place, ":,}" if numbers is not None and any("," in one for one in column) else "}", literal]
        kept.append(column if numbers is None else numbers)
    rows = [list(row) for row in zip(*([list(keys)] if keys is not None else []), *kept, strict=True)]
    shared = "".join(pieces)
    if shared.count("%{") != 1 + len(kept):
        return {}
    return {"text": names, "customdata": rows, "hovertemplate": shared + template.removeprefix("%{text}")}


def _split(texts: list[str]) -> tuple[list[list[str]], list[str]] | None:
    """Columns of what differs, and the words behind each of them that all texts share; None without such words.

    The words are looked for between the numbers of most texts; where some texts go another way, as of a figure without
    an interval, what stands between the words around stays one column.
    """
    usual = Counter(tuple(NUMBER.split(text)[1:]) for text in texts).most_common(1)[0][0]
    behind_name = _common_end([NUMBER.split(text)[0] for text in texts])
    if not usual or not behind_name:
        return None
    columns, literals, rests = [], [], texts
    for literal in (behind_name, *usual[:-1]):
        parted = [rest.partition(literal) for rest in rests] if literal else []
        if parted and all(found for _, found, _ in parted):
            columns.append([before for before, _, _ in parted])
            literals.append(literal)
            rests = [behind for _, _, behind in parted]
    # Of a last column of numbers the end that all share could be a digit.
    end = usual[-1] if all(rest.endswith(usual[-1]) for rest in rests) else ""
    columns.append([rest.removesuffix(end) for rest in rests])
    return columns, [*literals, end]


def _common_end(words: Sequence[str]) -> str:
    """What all of the words end in."""
    end = min(words, key=len)
    while not all(word.endswith(end) for word in words):
        end = end[1:]
    return end


def _whole_numbers(column: list[str]) -> list[int] | None:
    """The column as numbers, if a browser that writes them puts down the very same signs."""
    grouped = any("," in one for one in column)
    if not all(WHOLE.fullmatch(one) for one in column):
        return None
    numbers = [int(one.replace(",", "")) for one in column]
    same = [f"{number:,}" if grouped else str(number) for number in numbers] == column
    return numbers if same and max(numbers) < 2**53 else None
