"""Sentences on what the agencies of a place offer, and on how it differs from elsewhere."""

from __future__ import annotations

import math

import pandas as pd

from pages.texts import Texts
from pages.texts.numbers import percent, plain
from queries.agencies import SIZES
from queries.offer_structure import OfferStructure

MOST_NAMED = 3


def points(difference: float) -> str:
    """A difference of fractions in percentage points, with its sign."""
    text = plain(100 * difference, 1)
    return f"+{text}" if difference > 0 and text != "0.0" else text


def structure_finding(structure: OfferStructure, place: str, period: int | None, texts: Texts) -> str:
    """How many agencies there are, how many tell what they offer, and the offers that most of them make."""
    when = texts("frame.year", first=period) if period else texts("structure.standing_now")
    if not structure.total:
        return texts("structure.nothing", when=when, place=place)
    if not structure.offering:
        return texts("structure.no_offers", when=when, place=place, count=plain(structure.total, 0))
    leading = [
        texts("structure.leading", offer=_offer(form, ip_type, texts), share=percent(count / structure.offering))
        for form, ip_type, count in _ordered(structure.cells)[:MOST_NAMED]
        if count
    ]
    return texts("structure.finding", when=when, place=place, count=plain(structure.total, 0),
                 offering=plain(structure.offering, 0), leading=texts.joined(leading))


def difference_finding(difference: pd.DataFrame, place: str, other: str, texts: Texts) -> str:
    """The offers that a place has most ahead of another, and most behind it, if there are any of either."""
    ordered = _ordered(difference)
    if not ordered:
        return texts("structure.no_difference", place=place, other=other)
    (high_form, high_type, high), (low_form, low_type, low) = ordered[0], ordered[-1]
    key = "difference_finding"
    if high <= 0 or low >= 0:
        key = "difference_ahead" if high > 0 else "difference_behind" if low < 0 else "difference_equal"
    return texts(
        f"structure.{key}", place=place, other=other, ahead=_offer(high_form, high_type, texts),
        gain=points(high), behind=_offer(low_form, low_type, texts), loss=points(low),
    )


def size_finding(structure: OfferStructure, place: str, period: int | None, texts: Texts) -> str:
    """The share of every size."""
    when = texts("frame.year", first=period) if period else texts("structure.standing_now")
    if not int(structure.sizes.sum()):
        return texts("structure.nothing", when=when, place=place)
    shares = [
        texts("structure.of_size", size=texts(f"size_class.{size}"), share=percent(structure.size_shares[size], 2))
        for size in SIZES
    ]
    return texts("structure.size_finding", when=when, place=place, sizes=texts.joined(shares))


def _ordered(cells: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Form, type of IP and value of every cell that has one, the greatest first."""
    found = [
        (str(form), str(ip_type), float(value))
        for form, values in zip(cells.index, cells.to_numpy(dtype=float), strict=True)
        for ip_type, value in zip(cells.columns, values, strict=True)
        if not math.isnan(value)
    ]
    return sorted(found, key=lambda cell: -cell[2])


def _offer(form: str, ip_type: str, texts: Texts) -> str:
    return texts("agencies.offer", ip_type=texts(f"ip_type.{ip_type}"), form=texts(f"service_form.{form}"))
