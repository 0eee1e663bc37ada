"""The structure of offers and sizes in rows: for reading beside the figures, and for download."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain
from pages.texts.structure import points
from queries.agencies import IP_TYPES, SERVICE_FORMS, SIZES, UNKNOWN
from queries.offer_structure import OfferStructure, offer_structure

DOWNLOADED = ("region_code", "region", "year", "size", "ip_type", "form", "agencies", "offering", "share", "layer")


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


def structure_rows(screen: Screen, region: str, period: int | None, beside: str | None) -> pd.DataFrame:
    """Unrounded rows for download: both places, every size and all, every type and form and any."""
    t = screen.texts
    rows = []
    for place in [region, *([beside] if beside else [])]:
        for size in ("", *SIZES, UNKNOWN):
            found = offer_structure(
                screen.engine, screen.regions, screen.layer, place, period, [size] if size else []
            )
            name = t(f"size_class.{size}") if size else t("structure.all_sizes")
            for ip_type, form, count in _counts(found):
                rows.append((
                    place, screen.place(place), period if period else t("structure.standing"), name,
                    t(f"ip_type.{ip_type}") if ip_type else t("structure.any_type"),
                    t(f"service_form.{form}") if form else t("structure.any_form"),
                    count, found.offering, count / found.offering if found.offering else None,
                    t(f"layer.{screen.layer}"),
                ))
    return pd.DataFrame(rows, columns=[t(f"structure_column.{name}") for name in DOWNLOADED])


def structure_dictionary(screen: Screen) -> pd.DataFrame:
    """What each column of a download means."""
    t = screen.texts
    return pd.DataFrame(
        {
            t("column.name"): [t(f"structure_column.{name}") for name in DOWNLOADED],
            t("column.definition"): [t(f"structure_definition.{name}") for name in DOWNLOADED],
        }
    )


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
