"""What the indices of supply and demand are scaled by, worked by hand: one layer, years that are set side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_snapshot import PROVINCES, Fact, facts, metric, write_snapshot

from queries.balance import FixedBounds, balance
from queries.catalogue import build_catalogue
from queries.engine import Engine
from queries.gap_basis import gap_basis
from queries.regions import Regions

CATALOGUE = build_catalogue({
    name: replace(metric("agencies"), metric=name) for name in ("patent_agencies", "gdp")
})


def everywhere(name: str, year: int, *values: float) -> list[Fact]:
    return facts(name, year, **{f"_{code}": value for code, value in zip(PROVINCES, values, strict=True)})


SUPPLY = [
    *everywhere("patent_agencies", 2019, 2, 10, 20, 8, 12, 1, 4),
    *everywhere("patent_agencies", 2020, 3, 11, 30, 8, 12, 2, 4),
]
LENT = [
    *everywhere("gdp", 2018, 1, 300, 400, 50, 60, 5, 70),
    *everywhere("gdp", 2019, 100, 310, 410, 50, 60, 5, 70),
    *everywhere("gdp", 2020, 120, 320, 420, 50, 60, 6, 70),
    *everywhere("gdp", 2025, 120, 330, 999, 50, 60, 6, 70),
]
OWN = [
    *everywhere("gdp", 2019, 90, 300, 390, 40, 50, 7, 60),
    *everywhere("gdp", 2020, 95, 310, 395, 40, 50, 8, 60),
]


@pytest.mark.parametrize(
    ("own", "lent", "year", "demand"),
    [
        # The layer's own base, which published years beside it neither widen nor lower.
        (OWN, LENT, 2020, FixedBounds(7, 395, 2019, 2020, "imported")),
        (OWN, LENT, 2019, FixedBounds(7, 395, 2019, 2020, "imported")),
        # A base that is wholly borrowed: 2018 and 2025 meet no supply.
        ([], LENT, 2020, FixedBounds(5, 420, 2019, 2020, "published")),
        # A year that the layer lacks is lent, and bounded by what is lent alone.
        (OWN[7:], LENT, 2019, FixedBounds(5, 410, 2019, 2019, "published")),
        (OWN[7:], LENT, 2020, FixedBounds(8, 395, 2020, 2020, "imported")),
        # A base of one year, such as a census, answers every year of the supply.
        ([], LENT[:7], 2020, FixedBounds(1, 400, 2018, 2018, "published")),
        # Where the layer speaks of a part, the indices rest on both, and so do their bounds: 北京 and 江苏 are its own.
        (OWN[7:9], LENT, 2020, FixedBounds(6, 420, 2020, 2020, "imported")),
    ],
)
def test_bounds_are_of_one_layer_and_of_years_set_side_by_side(
    own: list[Fact], lent: list[Fact], year: int, demand: FixedBounds, tmp_path: Path
) -> None:
    engine = Engine(write_snapshot(tmp_path, published=lent, imported=[*SUPPLY, *own], breaks=()))
    regions = Regions(engine)
    basis = gap_basis(engine, regions, CATALOGUE, "patent_agencies", "gdp", "province", year, "imported")
    assert basis is not None
    found = balance(engine, regions, CATALOGUE, basis, [])
    assert found.demand_bounds == demand
    assert found.supply_bounds is not None and found.supply_bounds.layer == "imported"
    years = {2019: (2019, 2019), 2020: (2020, 2020)}[year] if own and len(own) < len(OWN) else (2019, 2020)
    assert (found.supply_bounds.first_year, found.supply_bounds.last_year) == years
    index = (basis.rows.set_index("region_code")["demand"] - demand.lowest) / (demand.highest - demand.lowest)
    assert found.rows["demand_index"].to_dict() == pytest.approx(index[found.rows.index].clip(0.01, 0.99).to_dict())
    engine.close()
