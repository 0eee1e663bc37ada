"""Shift-share: vector 14, exact fractions as a second implementation, identities, cells without a base."""

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from queries.formulas.shift_share import COLUMNS, SPLITS, TERMS, Split, dynamic_shift_share, shift_share, summed_terms
from queries.formulas.spatial_weights import SpatialWeights, contiguity

VECTOR = json.loads((Path(__file__).parent / "vectors" / "14_shift_share_spatial.json").read_text("utf-8"))
REGIONS = list(VECTOR["input"]["x_t"])
FORMS = ["first", "second"]
BEFORE = pd.DataFrame(VECTOR["input"]["x_t"], index=FORMS, dtype=float).T
AFTER = pd.DataFrame(VECTOR["input"]["x_t1"], index=FORMS, dtype=float).T
WEIGHTS = contiguity(REGIONS, [("A", "B"), ("A", "C")])
REGIONAL = ("competitive", "homothetic", "allocation", "not_split", "neighbour", "local")


def test_vector_of_three_regions() -> None:
    given_weights = VECTOR["input"]["W_row_standardised"]
    assert WEIGHTS.matrix.tolist() == [[given_weights[i].get(j, 0.0) for j in REGIONS] for i in REGIONS]
    rows = shift_share(BEFORE, AFTER, WEIGHTS)
    for region, cells in VECTOR["expected"].items():
        for form, expected in zip(FORMS, cells, strict=True):
            row = rows.loc[(region, form)]
            found = {name: row[name] for name in ("national", "mix", "neighbour", "local")}
            merged = expected.pop("nh_neighbour_mix")
            assert found == pytest.approx(expected, abs=VECTOR["tolerance"]["abs"])
            assert row["mix"] + row["neighbour"] == pytest.approx(merged, abs=VECTOR["tolerance"]["abs"])
    assert rows["reason"].isna().all()


@st.composite
def panels(draw: st.DrawFn) -> dict[int, pd.DataFrame]:
    """Two to four years of counts by region and form, zeros among them; the nation has something in every year."""
    regions, forms, years = draw(st.integers(1, 5)), draw(st.integers(1, 4)), draw(st.integers(2, 4))
    cells = st.lists(st.integers(0, 300), min_size=regions * forms, max_size=regions * forms)
    tables = {
        year: pd.DataFrame(np.array(draw(cells), dtype=float).reshape(regions, forms),
                           index=[f"r{i}" for i in range(regions)], columns=[f"k{k}" for k in range(forms)])
        for year in range(2018, 2018 + years)
    }
    assume(all(table.to_numpy().sum() > 0 for table in tables.values()))
    return tables


def ring(table: pd.DataFrame) -> SpatialWeights:
    """Each region beside the next; the last one of more than two stands alone."""
    units = list(table.index)
    return contiguity(units, list(pairwise(units[:-1] if len(units) > 2 else units)))


steady = settings(deadline=None, max_examples=60, derandomize=True)


@steady
@given(panels())
def test_terms_of_every_split_add_up_to_the_change(tables: dict[int, pd.DataFrame]) -> None:
    steps = dynamic_shift_share(tables, ring(tables[2018]))
    for by in (["region"], ["region", "form"], ["year", "region"], ["form"]):
        sums = summed_terms(steps, by)
        for split in SPLITS:
            assert sums[list(TERMS[split])].sum(axis=1).to_numpy() == pytest.approx(sums["change"].to_numpy(), abs=1e-8)
    first, last = tables[min(tables)], tables[max(tables)]
    assert summed_terms(steps, ["region"])["change"].to_numpy() == pytest.approx((last - first).sum(axis=1).to_numpy())


@steady
@given(panels())
def test_regional_terms_of_all_regions_add_up_to_zero(tables: dict[int, pd.DataFrame]) -> None:
    steps = dynamic_shift_share(tables, ring(tables[2018]))
    old = steps[~steps["new_to_nation"]]
    sums = old.groupby(level=["year", "form"], sort=False)[list(REGIONAL)].sum()
    assert sums["competitive"].to_numpy() == pytest.approx(0.0, abs=1e-8)
    assert (sums["neighbour"] + sums["local"]).to_numpy() == pytest.approx(0.0, abs=1e-8)
    assert (sums["homothetic"] + sums["allocation"] + sums["not_split"]).to_numpy() == pytest.approx(0.0, abs=1e-8)


@steady
@given(panels())
def test_every_cell_agrees_with_exact_fractions(tables: dict[int, pd.DataFrame]) -> None:
    weights = ring(tables[2018])
    rows = dynamic_shift_share(tables, weights)
    for earlier, later in pairwise(sorted(tables)):
        exact = _exact(tables[earlier], tables[later], weights)
        for (region, form), expected in exact.items():
            found = rows.loc[(later, region, form)]
            for name, value in expected.items():
                if value is None:
                    assert np.isnan(found[name])
                else:
                    assert found[name] == pytest.approx(float(value), abs=1e-8)


def _exact(before: pd.DataFrame, after: pd.DataFrame, weights: SpatialWeights) -> dict:
    """The formulas as METHODS T4 prints them, in rates and exact fractions, cell by cell."""
    first = {(i, k): Fraction(int(before.loc[i, k])) for i in before.index for k in before}
    last = {(i, k): Fraction(int(after.loc[i, k])) for i in before.index for k in before}
    whole = sum(first.values())
    g = sum(last.values()) / whole - 1
    found = {}
    for (i, k), amount in first.items():
        of_form = sum(first[j, k] for j in before.index)
        g_k = sum(last[j, k] for j in before.index) / of_form - 1 if of_form else None
        cell: dict[str, Fraction | None] = {"national": amount * g}
        if not amount:
            cell |= {"mix": Fraction(0), "competitive": last[i, k], "homothetic": None, "allocation": None,
                     "neighbour": Fraction(0), "local": last[i, k]}
        else:
            assert g_k is not None
            lead = last[i, k] / amount - 1 - g_k
            even = sum(first[i, form] for form in before) * of_form / whole
            near = [j for j, w in zip(weights.units, weights.matrix[weights.units.index(i)], strict=True) if w]
            base = sum(first[j, k] for j in near)
            # Contiguity weighs all neighbours alike, so that the weights cancel in the rate.
            around = sum(last[j, k] for j in near) / base - 1 if base else g_k
            cell |= {"mix": amount * (g_k - g), "competitive": amount * lead, "homothetic": even * lead,
                     "allocation": (amount - even) * lead, "neighbour": amount * (around - g_k),
                     "local": amount * (last[i, k] / amount - 1 - around)}
        found[i, k] = cell
    return found


def test_a_form_new_to_a_region_is_wholly_competitive_and_not_split() -> None:
    before = pd.DataFrame({"old": [10.0, 30.0], "new": [0.0, 10.0]}, index=["A", "B"])
    after = pd.DataFrame({"old": [10.0, 30.0], "new": [4.0, 16.0]}, index=["A", "B"])
    row = shift_share(before, after).loc[("A", "new")]
    assert row["new_to_region"]
    assert row[["national", "mix", "competitive", "not_split"]].tolist() == [0.0, 0.0, 4.0, 4.0]
    assert row[["homothetic", "allocation", "neighbour", "local"]].isna().all()


def test_a_form_new_to_the_nation_is_flagged_since_no_region_loses_what_others_gain() -> None:
    before = pd.DataFrame({"old": [10.0, 30.0], "new": [0.0, 0.0]}, index=["A", "B"])
    after = pd.DataFrame({"old": [10.0, 30.0], "new": [4.0, 0.0]}, index=["A", "B"])
    rows = shift_share(before, after)
    assert rows.xs("new", level="form")["new_to_nation"].all()
    assert not rows.xs("old", level="form")["new_to_nation"].any()
    assert rows.xs("new", level="form")["competitive"].tolist() == [4.0, 0.0]
    assert rows[list(TERMS["plain"])].sum().sum() == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("case", "adjacent", "around"),
    [("no neighbours", [("B", "C")], "A"), ("neighbours without the form", [("A", "B"), ("A", "C")], "A")],
)
def test_without_neighbours_the_form_of_the_nation_stands_in(
    case: str, adjacent: list[tuple[str, str]], around: str
) -> None:
    before = pd.DataFrame({"k": [10.0, 0.0, 0.0 if "form" in case else 5.0]}, index=REGIONS)
    after = pd.DataFrame({"k": [15.0, 2.0, 9.0]}, index=REGIONS)
    row = shift_share(before, after, contiguity(REGIONS, adjacent)).loc[(around, "k")]
    assert row["without_neighbours"]
    assert row["neighbour"] == 0.0
    assert row["local"] == row["competitive"]


def test_a_nation_without_anything_before() -> None:
    rows = shift_share(0 * BEFORE, AFTER, WEIGHTS)
    assert set(rows["reason"]) == {"zero_denominator"}
    assert rows[COLUMNS[1:]].isna().all(axis=None)
    sums = summed_terms(dynamic_shift_share({2018: 0 * BEFORE, 2019: AFTER, 2020: AFTER}, WEIGHTS), ["region"])
    assert sums["change"].tolist() == AFTER.sum(axis=1).tolist()
    assert sums[COLUMNS[1:]].isna().all(axis=None)


def test_terms_move_with_the_years() -> None:
    middle = pd.DataFrame({"first": [95.0, 80.0, 230.0], "second": [25.0, 30.0, 150.0]}, index=REGIONS)
    steps = dynamic_shift_share({2018: BEFORE, 2019: middle, 2020: AFTER})
    by_hand = shift_share(BEFORE, middle)["mix"] + shift_share(middle, AFTER)["mix"]
    assert summed_terms(steps, ["region", "form"])["mix"].to_numpy() == pytest.approx(by_hand.to_numpy())
    assert by_hand.to_numpy() != pytest.approx(shift_share(BEFORE, AFTER)["mix"].to_numpy())


def test_zones_have_the_sums_of_their_provinces_in_the_plain_terms() -> None:
    zone = {"A": "east", "B": "inland", "C": "inland"}
    sums = summed_terms(dynamic_shift_share({0: BEFORE, 1: AFTER}), ["region"])[list(TERMS["plain"])]
    of_zones = dynamic_shift_share({0: BEFORE.groupby(zone).sum(), 1: AFTER.groupby(zone).sum()})
    expected = sums.groupby(zone).sum().to_numpy()
    assert summed_terms(of_zones, ["region"])[list(TERMS["plain"])].to_numpy() == pytest.approx(expected)


@pytest.mark.parametrize("split", SPLITS)
def test_the_order_of_regions_and_forms_does_not_matter(split: Split) -> None:
    rows = shift_share(BEFORE, AFTER, WEIGHTS)
    turned = REGIONS[::-1]
    other = shift_share(
        BEFORE.loc[turned, FORMS[::-1]], AFTER.loc[turned, FORMS[::-1]], contiguity(turned, [("A", "B"), ("A", "C")])
    )
    expected = rows[list(TERMS[split])].to_numpy()
    assert other.loc[rows.index, list(TERMS[split])].to_numpy() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("wrong", [np.nan, -1.0, np.inf])
def test_incomplete_tables_are_refused(wrong: float) -> None:
    table = BEFORE.copy()
    table.loc["A", "first"] = wrong
    with pytest.raises(ValueError, match="complete"):
        shift_share(table, AFTER)


def test_other_labels_and_single_years_are_refused() -> None:
    with pytest.raises(ValueError, match="same regions"):
        shift_share(BEFORE, AFTER.loc[REGIONS[::-1]])
    with pytest.raises(ValueError, match="twice"):
        shift_share(BEFORE.loc[["A", "A"]], AFTER.loc[["A", "A"]])
    with pytest.raises(ValueError, match="same regions"):
        shift_share(BEFORE, AFTER, contiguity(REGIONS[::-1], []))
    with pytest.raises(ValueError, match="two years"):
        dynamic_shift_share({2018: BEFORE})
