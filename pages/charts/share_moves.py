"""Who gained and who lost share: the map of transfer types, and the change of the amount against that of the share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from geo.map_spec import Fill, Letter, MapLevel, MapSpec, Outline
from pages.charts.atlas_map import absence_fills, approval_number, map_note
from pages.charts.style import GRID, INK, QUIET, layout
from pages.shell.screen import Screen
from queries.formulas.share_dynamics import TransferType

MOST_NAMED = 9
LETTERED = ("zone", "major", "province")
ROOM = 1.22
LETTER, LINE = 0.0135, 0.05
"""Room that half a letter of a name and a line take, as parts of the spread across and upward."""


@dataclass(frozen=True)
class TypeMark:
    """Letter, colour, colour of the letter on it, and shape of a transfer type; orange gives, blue receives."""

    letter: str
    colour: str
    ink: str
    symbol: str


TYPE_MARKS: dict[str, TypeMark] = {
    TransferType.ABSOLUTE_OUT.value: TypeMark("A", "#9a4a06", "#ffffff", "triangle-down"),
    TransferType.RELATIVE_OUT.value: TypeMark("B", "#f0bd7c", INK, "diamond"),
    TransferType.RELATIVE_IN.value: TypeMark("C", "#1f6aa5", "#ffffff", "triangle-up"),
    TransferType.CONTRACTION_GAIN.value: TypeMark("D", "#a9cbe0", INK, "circle"),
    TransferType.SHARE_HELD.value: TypeMark("E", "#e3ded2", INK, "square"),
}


def type_map_spec(
    screen: Screen, level: MapLevel, rows: pd.DataFrame, hover: dict[str, str], outlined: tuple[str, ...]
) -> MapSpec:
    """Build the specification of the map of types; `rows` are those of ``ShareMoves.rows``."""
    t = screen.texts
    fills = []
    for kind, mark in TYPE_MARKS.items():
        codes = tuple(str(code) for code in rows.index[rows["transfer_type"] == kind])
        if codes:
            label = t("map.class", label=f"{mark.letter} {t(f'transfer_type.{kind}')}", count=len(codes))
            fills.append(Fill("class", label, mark.colour, codes))
    painted = {code for fill in fills for code in fill.codes}
    absent = pd.DataFrame(
        [
            (code, "not_published" if screen.regions[code].in_survey else "out_of_survey")
            for code in screen.regions.levels[level] if code not in painted
        ],
        columns=["region_code", "reason"],
    ).assign(value=None, lo=None, hi=None)
    known = rows["reason"].dropna()
    absent["reason"] = absent["region_code"].map(known).astype(object).fillna(absent["reason"])
    return MapSpec(
        level=level,
        fills=(*fills, *absence_fills(screen, absent, level)),
        hover={**{code: screen.place(code) for code in absent["region_code"]}, **hover},
        note=map_note(screen),
        inset_title=t("map.inset"),
        legend_title=t("share_dynamics.legend"),
        alternative_text=t("share_dynamics.map_alternative", level=t(f"level.{level}")),
        outlines=(Outline(outlined, INK),) if outlined else (),
        ground_label=t("map.outside_majors") if level == "major" else "",
        approval=approval_number(),
        watermark=screen.watermark,
        watermark_colour=screen.watermark_colour,
        letters=_letters(screen, level, rows),
    )


def _letters(screen: Screen, level: MapLevel, rows: pd.DataFrame) -> tuple[Letter, ...]:
    """The letter of its type in every region, where there is room for letters."""
    if level not in LETTERED:
        return ()
    letters = []
    for code, kind in rows["transfer_type"].dropna().items():
        place, mark = screen.regions[str(code)], TYPE_MARKS[str(kind)]
        letters.append(Letter(place.longitude, place.latitude, mark.letter, mark.ink))
    return tuple(letters)


def quadrant_figure(
    screen: Screen, rows: pd.DataFrame, hover: dict[str, str], selected: str | None, axes: tuple[str, str], height: int
) -> go.Figure:
    """Draw the change of the amount (across) against the change of the share (upward).

    Parameters
    ----------
    rows : as of ``ShareMoves.known``: change, share_change, transfer_type by region_code
    axes : what stands at the axes
    """
    t = screen.texts
    across = float(rows["change"].abs().max()) or 1.0
    upward = float(rows["share_change"].abs().max()) or 1.0
    left = min(float(rows["change"].min()), -0.25 * across) * ROOM
    right = max(float(rows["change"].max()), 0.25 * across) * ROOM
    traces: list[dict[str, Any]] = []
    for kind, mark in TYPE_MARKS.items():
        chosen = rows[rows["transfer_type"] == kind]
        if len(chosen):
            traces.append({
                "type": "scatter", "mode": "markers", "x": chosen["change"].tolist(),
                "y": chosen["share_change"].tolist(), "customdata": [str(code) for code in chosen.index],
                "text": [hover[str(code)] for code in chosen.index], "hovertemplate": "%{text}<extra></extra>",
                "name": f"{mark.letter} {t(f'transfer_type.{kind}')}",
                "marker": {"color": mark.colour, "symbol": mark.symbol, "size": 10,
                           "line": {"color": QUIET, "width": 1}},
                "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}},
            })
    axis = {"fixedrange": True, "zeroline": True, "zerolinecolor": QUIET, "gridcolor": GRID, "automargin": True,
            "tickfont": {"size": 11, "color": QUIET}, "nticks": 6}
    heading = {"size": 11, "color": QUIET}
    return go.Figure(traces, layout(
        height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        hovermode="closest",
        xaxis={**axis, "range": [left, right], "separatethousands": True, "exponentformat": "none",
               "title": {"text": axes[0], "font": heading}},
        yaxis={**axis, "range": [-upward * 1.3, upward * 1.3], "title": {"text": axes[1], "font": heading}},
        annotations=[*_quadrants(screen, (left, right), upward * 1.3), *_names(screen, rows, selected)],
    ))


def _quadrants(screen: Screen, across: tuple[float, float], reach: float) -> list[dict[str, Any]]:
    """The type of each quadrant, in its outer corner."""
    corners = {
        TransferType.CONTRACTION_GAIN: (across[0], reach, "left", "top"),
        TransferType.RELATIVE_IN: (across[1], reach, "right", "top"),
        TransferType.ABSOLUTE_OUT: (across[0], -reach, "left", "bottom"),
        TransferType.RELATIVE_OUT: (across[1], -reach, "right", "bottom"),
    }
    return [
        {"x": x, "y": y, "xref": "x", "yref": "y", "xanchor": horizontal, "yanchor": vertical, "showarrow": False,
         "text": f"<b>{TYPE_MARKS[kind.value].letter}</b> {screen.texts(f'transfer_type.{kind.value}')}",
         "font": {"size": 12, "color": QUIET}}
        for kind, (x, y, horizontal, vertical) in corners.items()
    ]


def _names(screen: Screen, rows: pd.DataFrame, selected: str | None) -> list[dict[str, Any]]:
    """Names of the selected region and of those that moved farthest; one that would lie on another is left out."""
    places = {
        str(code): (float(change), float(step))
        for code, change, step in zip(rows.index, rows["change"], rows["share_change"], strict=True)
    }
    far = sorted(places, key=lambda code: -abs(places[code][1]))
    spread = [max(values) - min(values) or 1.0 for values in zip(*places.values(), strict=True)]
    named: list[str] = []
    width = {code: LETTER * len(screen.place(code)) * (2 if screen.language == "zh" else 1) for code in places}
    for code in dict.fromkeys([*([selected] if selected in places else []), *far[:MOST_NAMED]]):
        if all(abs(places[code][0] - places[other][0]) > (width[code] + width[other]) * spread[0]
               or abs(places[code][1] - places[other][1]) > LINE * spread[1] for other in named):
            named.append(code)
    middle = 0.75 * max(change for change, _ in places.values())
    return [
        {"x": places[code][0], "y": places[code][1], "text": screen.place(code), "xref": "x", "yref": "y",
         "showarrow": False, "yanchor": "middle", "xanchor": "right" if places[code][0] > middle else "left",
         "xshift": -9 if places[code][0] > middle else 9,
         "font": {"size": 13 if code == selected else 11, "color": INK}}
        for code in named
    ]
