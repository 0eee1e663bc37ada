"""The structure of offers and sizes in rows: for reading beside the figures, and for download."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain
from pages.texts.structure import points
from queries.agencies import IP_TYPES, SERVICE_FORMS, SIZES, UNKNOWN
from queries.offer_structure import OfferStructure

# The columns of each frame's download.
DOWNLOADED = {
    "structure": (
        "region_code", "region", "year", "size", "total", "offering", "ip_type", "form", "agencies", "share", "layer",
    ),
    "difference": (
        "region_code", "region", "beside_code", "beside", "year", "size", "ip_type", "form", "agencies", "offering",
        "share", "agencies_beside", "offering_beside", "share_beside", "difference", "layer",
    ),
    "sizes": ("region_code", "region", "year", "one_size", "of_size", "total", "share_of_size", "layer"),
}


def structure_table(screen: Screen, structure: OfferStructure) -> pd.DataFrame:
    """One row per form, one column per type of IP, counts with shares; any type at the end, any form below."""
    t = screen.texts
    rows = {t(f"service_form.{form}"): [*structure.cells.loc[form], structure.forms[form]] for form in SERVICE_FORMS}
    rows[t("structure.any_form")] = [*structure.ip_types, structure.offering]
    return pd.DataFrame(
        [[name, *(_count(screen, count, structure.offering) for count in counts)] for name, counts in rows.items()],
        columns=[t("structure.form"), *_heads(screen), t("structure.any_type")],
    )


def difference_table(
    screen: Screen, here: OfferStructure, there: OfferStructure, places: tuple[str, str]
) -> pd.DataFrame:
    """One row per type of IP and form with the shares of both places and their difference in percentage points."""
    t = screen.texts
    rows = []
    pairs = zip(here.shares.to_numpy(dtype=float).flat, there.shares.to_numpy(dtype=float).flat, strict=True)
    for (form, ip_type), (one, other) in zip(product(SERVICE_FORMS, IP_TYPES), pairs, strict=True):
        rows.append((
            t(f"ip_type.{ip_type}"), t(f"service_form.{form}"),
            *(t("value.none") if math.isnan(share) else percent(share) for share in (one, other)),
            t("value.none") if math.isnan(one - other) else points(one - other),
        ))
    headings = [t("structure.ip_type"), t("structure.form"), *(screen.place(place) for place in places),
                t("structure.difference")]
    return pd.DataFrame(rows, columns=headings)


def size_table(screen: Screen, structures: Mapping[str, OfferStructure]) -> pd.DataFrame:
    """One row per size, one column per place, counts with shares."""
    t = screen.texts
    rows = []
    for size in (*SIZES, UNKNOWN):
        cells = [_count(screen, int(one.sizes[size]), int(one.sizes.sum())) for one in structures.values()]
        rows.append((t(f"size_class.{size}"), *cells))
    return pd.DataFrame(rows, columns=[t("agency_column.size"), *structures])


def structure_rows(
    screen: Screen, structures: Mapping[str, OfferStructure], period: int | None, sizes: Sequence[str]
) -> pd.DataFrame:
    """The grid of every place by its code, unrounded, for download: every type and form, and any."""
    t = screen.texts
    rows = []
    for place, structure in structures.items():
        for ip_type, form, count in _counts(structure):
            rows.append((
                place, screen.place(place), _when(screen, period), _chosen(screen, sizes), structure.total,
                structure.offering,
                t(f"ip_type.{ip_type}") if ip_type else t("structure.any_type"),
                t(f"service_form.{form}") if form else t("structure.any_form"),
                count, count / structure.offering if structure.offering else None, t(f"layer.{screen.layer}"),
            ))
    return _downloaded(screen, rows, "structure")


def difference_rows(
    screen: Screen, pair: Mapping[str, OfferStructure], period: int | None, sizes: Sequence[str]
) -> pd.DataFrame:
    """Both places side by side, unrounded, for download: shares and their difference in percentage points."""
    t = screen.texts
    (place, here), (other, there) = pair.items()
    rows = []
    for (ip_type, form, count), (_, _, count_there) in zip(_counts(here), _counts(there), strict=True):
        if not ip_type or not form:
            continue
        share, share_there = (number / (structure.offering or math.nan)
                              for number, structure in ((count, here), (count_there, there)))
        rows.append((
            place, screen.place(place), other, screen.place(other), _when(screen, period), _chosen(screen, sizes),
            t(f"ip_type.{ip_type}"), t(f"service_form.{form}"), count, here.offering, share,
            count_there, there.offering, share_there, 100 * (share - share_there),
            t(f"layer.{screen.layer}"),
        ))
    return _downloaded(screen, rows, "difference")


def size_rows(screen: Screen, structures: Mapping[str, OfferStructure], period: int | None) -> pd.DataFrame:
    """The sizes of every place drawn, by its code, unrounded, for download."""
    t = screen.texts
    rows = []
    for place, structure in structures.items():
        whole = int(structure.sizes.sum())
        for size in (*SIZES, UNKNOWN):
            count = int(structure.sizes[size])
            rows.append((
                place, screen.place(place), _when(screen, period), t(f"size_class.{size}"), count, whole,
                count / whole if whole else None, t(f"layer.{screen.layer}"),
            ))
    return _downloaded(screen, rows, "sizes")


def structure_dictionary(screen: Screen, columns: Sequence[str]) -> pd.DataFrame:
    """What each column of a download means."""
    t = screen.texts
    return pd.DataFrame(
        {
            t("column.name"): [t(f"structure_column.{name}") for name in columns],
            t("column.definition"): [t(f"structure_definition.{name}") for name in columns],
        }
    )


def _downloaded(screen: Screen, rows: list[tuple[Any, ...]], frame: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[screen.texts(f"structure_column.{name}") for name in DOWNLOADED[frame]])


def _when(screen: Screen, period: int | None) -> int | str:
    return period or screen.texts("structure.standing")


def _chosen(screen: Screen, sizes: Sequence[str]) -> str:
    """The sizes that a figure is restricted to, in words."""
    t = screen.texts
    return t.joined([t(f"size_class.{size}") for size in sizes]) if sizes else t("structure.all_sizes")


def _counts(structure: OfferStructure) -> list[tuple[str, str, int]]:
    counts = structure.cells.to_numpy(dtype=int).flat
    pairs = product(SERVICE_FORMS, IP_TYPES)
    cells = [(ip_type, form, int(count)) for (form, ip_type), count in zip(pairs, counts, strict=True)]
    return [
        *cells,
        *(("", form, int(structure.forms[form])) for form in SERVICE_FORMS),
        *((ip_type, "", int(structure.ip_types[ip_type])) for ip_type in IP_TYPES),
        ("", "", structure.offering),
    ]


def _heads(screen: Screen) -> list[str]:
    return [screen.texts(f"ip_type.{word}") for word in IP_TYPES]


def _count(screen: Screen, count: int, whole: int) -> str:
    share = percent(count / whole) if whole else screen.texts("value.none")
    return screen.texts("structure.count", count=plain(count, 0), share=share)
