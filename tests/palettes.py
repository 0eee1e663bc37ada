"""Every palette that carries meaning, and how far its colours stand apart for every kind of colour vision.

`python -m tests.palettes` writes the table to docs/measured/palettes.md. A palette either keeps its distance, or every
colour goes with a second sign: a shape, a letter, a word in the field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pages.charts import (
    balance_maps,
    cluster_bubbles,
    cluster_marks,
    gradient_ladder,
    gravity,
    life_course,
    light_grid,
    match_matrix,
    service_coverage,
    share_moves,
    shift_share,
    standing_marks,
    style,
)
from pages.shell.presentation.ground import mark_on_dark
from tests.benchmarks.report import Table, write_report
from tests.colour_vision import VISIONS, distance, nearest

LEAST_APART, LEAST_APART_IN_GREY = 8.0, 6.0
LEAST_ON_WALL, LEAST_ON_WALL_IN_GREY = 6.0, 4.0
"""CIEDE2000: paper and screen, and the dark ground of a presentation, whose classes share a shorter scale."""
LEAST_BESIDE_WORDS = 6.0
"""On both grounds for eyes that see every colour, where a word or a place tells the others what a colour means."""
COMMAND = "python -m tests.palettes"


@dataclass(frozen=True)
class Palette:
    """Colours with one meaning each. Of an `ordered` one only neighbours meet; `signs` tell colours that look alike.

    `constant` is where the colours stand, as module and name; `in_words` says what stands beside each where that is no
    mark of the chart, and `seen_by` is the test in tests/test_second_signs.py that finds it there.
    """

    name: str
    constant: str
    colours: tuple[str, ...]
    ordered: bool = False
    signs: tuple[str, ...] = ()
    in_words: str = ""
    seen_by: str = ""

    @property
    def second_sign(self) -> str:
        """The second sign in words; empty where colour alone carries the meaning."""
        return self.in_words or " ".join(self.signs)

    def on_wall(self) -> tuple[str, ...]:
        """The same colours on the dark ground."""
        return tuple(mark_on_dark(colour) for colour in self.colours)


def _marked(name: str, constant: str, looks: Sequence[tuple[str, str]]) -> Palette:
    colours, signs = zip(*looks, strict=True)
    return Palette(name, constant, colours, signs=signs)


PALETTES: tuple[Palette, ...] = (
    *(Palette(f"分级 classes, {count}", "style.SEQUENTIAL", style.sequential(count), ordered=True)
      for count in range(2, 8)),
    Palette("高低 short to above", "style.DIVERGING", style.DIVERGING),
    _marked("四大地带 zones", "style.ZONE_COLOURS",
            [(colour, style.ZONE_MARKS[zone]) for zone, colour in style.ZONE_COLOURS.items()]),
    _marked("对比地区 compared places", "style.PINNED", list(style.MARKS.items())),
    _marked("期望供给 expected supply", "standing_marks.MARKS",
            [(mark.colour, mark.symbol) for mark in standing_marks.MARKS.values()]),
    _marked("承接象限 match quarters", "match_matrix.LOOKS",
            [(look.colour, look.symbol) for look in match_matrix.LOOKS.values()]),
    _marked("转移类型 transfer types", "share_moves.TYPE_MARKS",
            [(mark.colour, mark.letter) for mark in share_moves.TYPE_MARKS.values()]),
    _marked("引力残差 gravity", "gravity.MARKS",
            [(colour, f"{shape}, {size}") for colour, shape, size in gravity.MARKS.values()]),
    _marked("集聚区类别 cluster status", "cluster_marks.STATUS_MARKS",
            [(mark.colour, mark.shape) for mark in cluster_marks.STATUS_MARKS.values()]),
    _marked("增速等级 growth classes", "cluster_bubbles.CLASS_MARKS",
            [(colour, shape) for shape, colour in cluster_bubbles.CLASS_MARKS]),
    Palette("空间格局 neighbours (LISA)", "balance_maps.PATTERN_COLOURS",
            tuple(balance_maps.PATTERN_COLOURS.values())),
    Palette("供需双变量 supply by demand", "balance_maps.CROSSED",
            tuple(colour for row in balance_maps.CROSSED for colour in row),
            in_words="legend and table name both classes", seen_by="crossed"),
    Palette("服务覆盖 coverage", "service_coverage.STATE_COLOURS", tuple(service_coverage.STATE_COLOURS.values()),
            signs=tuple(service_coverage.STATE_SYMBOLS.values())),
    Palette("政策灯 lights", "light_grid.FILLS", tuple(light_grid.FILLS.values()),
            in_words="symbol in the field", seen_by="lights"),
    Palette("梯度构成 parts of the gradient", "gradient_ladder.PART_COLOURS",
            (style.INK, *gradient_ladder.PART_COLOURS), in_words="order of the bars, named in the legend",
            seen_by="parts_of_the_gradient"),
    Palette("增长分解 shift and share", "(shift_share.MORE, LESS, WHOLE)",
            (shift_share.MORE, shift_share.LESS, shift_share.WHOLE), in_words="side of zero, or the number above",
            seen_by="shift_and_share"),
    Palette("阶段 stages of a cluster", "life_course.STATUS_COLOURS",
            tuple(dict.fromkeys(life_course.STATUS_COLOURS.values())), in_words="word in the band",
            seen_by="stages"),
)


def least(palette: Palette, colours: Sequence[str], vision: str) -> float:
    """The least CIEDE2000 distance of two colours that meet."""
    return nearest(colours, vision, palette.ordered)[0]


def confused(palette: Palette, colours: Sequence[str], apart: float, in_grey: float) -> list[str]:
    """Pairs of colours that some eye confuses and that no second sign tells apart, with vision and distance.

    Beside words the eyes that see every colour are asked alone.
    """
    signs = palette.signs or ("",) * len(colours)
    found = []
    for other in range(1, len(colours)):
        for one in range(other - 1 if palette.ordered else 0, other):
            if signs[one] != signs[other]:
                continue
            for vision in ("normal",) if palette.in_words else VISIONS:
                gap = distance(colours[one], colours[other], vision)
                least_gap = LEAST_BESIDE_WORDS if palette.in_words else in_grey if vision == "grey" else apart
                if gap < least_gap:
                    found.append(f"{colours[one]} {colours[other]} {vision} {gap:.1f}")
    return found


def tables() -> list[Table]:
    """One table for paper and screen, one for the dark ground of a presentation."""
    return [
        _table(("纸面与屏幕", "On paper and screen"), False),
        _table(("演示深色底", "On the dark ground of a meeting"), True),
    ]


def _table(title: tuple[str, str], on_wall: bool) -> Table:
    rows = []
    for palette in PALETTES:
        colours = palette.on_wall() if on_wall else palette.colours
        gaps = [f"{least(palette, colours, vision):.1f}" for vision in VISIONS]
        rows.append([palette.name, "neighbours" if palette.ordered else "all pairs", *gaps, palette.second_sign or "—"])
    return Table(title, ["色板 Palette", "比较 Compared", *VISIONS, "第二标志 Second sign"], rows)


def main() -> None:
    """Write the page."""
    write_report("palettes", ("色板与色觉", "Palettes and colour vision"), COMMAND, tables(), (
        "各格为该色觉下最接近的两色之 CIEDE2000 距离。Each cell is the CIEDE2000 distance of the two nearest colours.",
        "模拟：Machado, Oliveira, Fernandes 2009, 完全缺失（1.0）；灰度为相对亮度。"
        "Simulation: Machado et al. 2009, severity 1.0; grey is relative luminance.",
        f"要求：无第二标志的色板，纸面与屏幕不小于{LEAST_APART:g}（灰度{LEAST_APART_IN_GREY:g}），"
        f"深色底不小于{LEAST_ON_WALL:g}（灰度{LEAST_ON_WALL_IN_GREY:g}）；否则每色另有形状、字母或文字。"
        f"以文字或位置为第二标志的，正常色觉下仍不小于{LEAST_BESIDE_WORDS:g}。"
        f"Required without a second sign: {LEAST_APART:g} on paper and screen ({LEAST_APART_IN_GREY:g} in grey), "
        f"{LEAST_ON_WALL:g} on the dark ground ({LEAST_ON_WALL_IN_GREY:g} in grey). "
        f"Beside words or a place as second sign: {LEAST_BESIDE_WORDS:g} in normal vision.",
    ))


if __name__ == "__main__":
    main()
