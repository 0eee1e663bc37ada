"""Where the names of points stand so that none lies on another: tried side by side, left out where no side is free."""

from __future__ import annotations

from collections.abc import Sequence

# Side of the point, and the corner of the label that lies next to it, in widths and heights of the label.
SIDES = {
    "middle right": (0.0, -0.5), "middle left": (-1.0, -0.5), "top center": (-0.5, 0.0), "bottom center": (-0.5, -1.0),
    "top right": (0.0, 0.0), "bottom right": (0.0, -1.0), "top left": (-1.0, 0.0), "bottom left": (-1.0, -1.0),
}
APART = 6.0
Box = tuple[float, float, float, float]


def label_sides(
    points: Sequence[tuple[float, float]], sizes: Sequence[tuple[float, float]], order: Sequence[int],
    frame: tuple[float, float], radii: Sequence[float] | None = None,
) -> list[str | None]:
    """The side of every point that its label stands on; None where none is free.

    Parameters
    ----------
    points : x to the right and y upward, px
    sizes : width and height of every label, px
    order : positions of the points, those first that must not go without a label
    frame : width and height of the drawing, px, which labels stay within
    radii : of the signs at the points, px; by default all are small
    """
    reach = [APART / 2] * len(points) if radii is None else list(radii)
    taken: list[Box] = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, reach, strict=True)]
    found: list[str | None] = [None] * len(points)
    for number in order:
        for side in SIDES:
            box = label_box(points[number], sizes[number], side, APART if radii is None else reach[number] + APART / 2)
            others = (other for place, other in enumerate(taken) if place != number)
            if _inside(box, frame) and not any(_overlap(box, other) for other in others):
                found[number] = side
                taken.append(box)
                break
    return found


def label_box(point: tuple[float, float], size: tuple[float, float], side: str, gap: float = APART) -> Box:
    """Left, lower, right and upper edge of a label on a side of its point, so far from it as `gap` says."""
    across, up = SIDES[side]
    beside = gap if across == 0 else -gap if across == -1 else 0.0
    above = gap if up == 0 else -gap if up == -1 else 0.0
    left, low = point[0] + across * size[0] + beside, point[1] + up * size[1] + above
    return left, low, left + size[0], low + size[1]


def _inside(box: Box, frame: tuple[float, float]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= frame[0] and box[3] <= frame[1]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
