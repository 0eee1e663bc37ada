"""A synthetic peer: weights known by construction, two other solvers, and silence where the fit is bad."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from queries.formulas.reasons import Reason
from queries.formulas.synthetic_control import BAD_FIT, simplex_weights, synthetic_control

NAN = math.nan
steady = settings(deadline=None, max_examples=40, derandomize=True)
YEARS = list(range(2012, 2022))


def panel_of(seed: int = 3, donors: int = 6, effect: float = 0.0, spread: float = 0.3) -> pd.DataFrame:
    """Donors on paths of their own; unit z is 0.6 of a and 0.4 of b, with `effect` added from 2018 on."""
    rng = np.random.default_rng(seed)
    rows = 20 + np.cumsum(rng.uniform(0.2, 3, size=(donors, len(YEARS))), axis=1)
    table = pd.DataFrame(rows, index=list("abcdefgh"[:donors]), columns=YEARS)
    own = 0.6 * table.loc["a"] + 0.4 * table.loc["b"] + spread * rng.standard_normal(len(YEARS))
    own[[year for year in YEARS if year >= 2018]] += effect
    return pd.concat([table, own.rename("z").to_frame().T])


def enumerated(target: np.ndarray, donors: np.ndarray) -> float:
    """Least squared distance by solving the equations of every set of donors that may carry weight."""
    best = math.inf
    for size in range(1, donors.shape[1] + 1):
        for chosen in itertools.combinations(range(donors.shape[1]), size):
            part = donors[:, chosen]
            system = np.block([[part.T @ part, np.ones((size, 1))], [np.ones((1, size)), np.zeros((1, 1))]])
            solved = np.linalg.lstsq(system, np.append(part.T @ target, 1.0), rcond=None)[0][:size]
            if (solved >= -1e-9).all() and abs(solved.sum() - 1) < 1e-6:
                best = min(best, float(((target - part @ solved) ** 2).sum()))
    return best


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Three to seven years, two to five donors."""
    years, donors = draw(st.integers(3, 7)), draw(st.integers(2, 5))
    numbers = draw(st.lists(st.integers(1, 400), min_size=years * (donors + 1), max_size=years * (donors + 1)))
    table = np.array(numbers, dtype=float).reshape(years, donors + 1)
    return table[:, 0], table[:, 1:]


@steady
@given(cases())
def test_no_set_of_donors_comes_nearer(case: tuple[np.ndarray, np.ndarray]) -> None:
    target, donors = case
    weights = simplex_weights(target, donors)
    assert weights.sum() == pytest.approx(1) and (weights >= 0).all()
    assert float(((target - donors @ weights) ** 2).sum()) == pytest.approx(enumerated(target, donors), rel=1e-5,
                                                                            abs=1e-3)


@steady
@given(cases())
def test_a_general_solver_agrees(case: tuple[np.ndarray, np.ndarray]) -> None:
    target, donors = case
    scale, count = donors.max(), donors.shape[1]
    solved = minimize(
        lambda w: (((target - donors @ w) / scale) ** 2).sum(), np.full(count, 1 / count), method="SLSQP",
        bounds=[(0, 1)] * count, constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 500},
    )
    own = (((target - donors @ simplex_weights(target, donors)) / scale) ** 2).sum()
    assert own <= solved.fun + 1e-7


def test_weights_known_by_construction_are_found() -> None:
    found = synthetic_control(panel_of(spread=0), "z", 2018)
    expected = {"a": 0.6, "b": 0.4, "c": 0.0, "d": 0.0, "e": 0.0, "f": 0.0}
    assert found.weights.to_dict() == pytest.approx(expected, abs=1e-4)
    assert found.error_before.value == pytest.approx(0, abs=1e-4)
    assert found.before == tuple(range(2012, 2018)) and found.after == tuple(range(2018, 2022))


def test_a_unit_outside_its_donors_gets_the_nearest_of_them() -> None:
    # Donors at 1 and 2, the unit at 5: nothing between them is nearer than 2.
    assert simplex_weights(np.full(4, 5.0), np.array([[1.0, 2.0]] * 4)) == pytest.approx([0, 1], abs=1e-8)
    assert simplex_weights(np.full(4, 1.25), np.array([[1.0, 2.0]] * 4)) == pytest.approx([0.75, 0.25], abs=1e-6)
    assert simplex_weights(np.ones(3), np.ones((3, 4))) == pytest.approx([0.25] * 4), "all the same: even weights"
    assert simplex_weights(np.array([1.0, 2, 3]), np.array([[1.0, 1], [2, 2], [3, 3]])) == pytest.approx([0.5, 0.5])


def test_an_effect_is_the_gap_after_and_ranks_first_among_placebos() -> None:
    found = synthetic_control(panel_of(seed=0, effect=12.0, donors=8, spread=0.5), "z", 2018)
    assert found.fits and found.placebos == 7
    assert found.gaps[found.gaps.index >= 2018].mean() == pytest.approx(12, abs=1.5)
    assert abs(found.gaps[found.gaps.index < 2018].mean()) < 0.5
    assert found.ratio.value is not None and found.ratio.value > 10
    assert found.p.value == pytest.approx(1 / 8), "first among all: with seven placebos no p can be less"


def test_the_placebo_rank_by_hand() -> None:
    table = panel_of(seed=4, donors=8, effect=3.0, spread=0.5)
    found = synthetic_control(table, "z", 2018)

    def ratio(code: str) -> tuple[float, float]:
        pool = table.drop(index=code)
        before = [year for year in YEARS if year < 2018]
        weights = simplex_weights(table.loc[code, before].to_numpy(float), pool[before].to_numpy(float).T)
        gap = table.loc[code] - weights @ pool
        return (math.sqrt((gap[gap.index < 2018] ** 2).mean()), math.sqrt((gap[gap.index >= 2018] ** 2).mean()))

    own = ratio("z")
    assert found.error_before.value == pytest.approx(own[0])
    assert found.ratio.value == pytest.approx(own[1] / own[0])
    good = [pair for pair in map(ratio, "abcdefgh") if pair[0] ** 2 <= 5 * own[0] ** 2]
    assert found.placebos == len(good)
    assert 2 <= len(good) < 8, "some placebos fit too badly to be held against it"
    first = sum(pair[1] / pair[0] >= own[1] / own[0] for pair in good)
    assert found.p.value == pytest.approx((1 + first) / (1 + len(good)))


def test_a_bad_fit_is_told_and_claims_nothing() -> None:
    table = panel_of(effect=12.0)
    table.loc["z"] = table.loc["z"] * 5
    found = synthetic_control(table, "z", 2018)
    assert found.reason is None and not found.fits
    assert found.relative_error.value is not None and found.relative_error.value > BAD_FIT
    assert found.p.reason is Reason.NOT_APPLICABLE


def test_what_is_too_little_is_refused() -> None:
    table = panel_of(donors=4)
    for few in (table.loc[["z"]], table.loc[["z", "a"]]):
        assert synthetic_control(few, "z", 2018).reason is Reason.TOO_FEW_POINTS
    assert synthetic_control(table, "z", 2014).reason is Reason.TOO_FEW_POINTS, "two years before"
    silent = table.copy()
    silent.loc["z"] = NAN
    assert synthetic_control(silent, "z", 2018).reason is Reason.NOT_PUBLISHED
    last = synthetic_control(table, "z", 2030)
    assert last.reason is None and last.after == () and last.p.reason is Reason.TOO_FEW_POINTS


def test_a_donor_with_a_gap_is_dropped_and_nothing_is_filled() -> None:
    table = panel_of(donors=5)
    gapped = table.copy()
    gapped.loc["e", 2015] = NAN
    found, without = synthetic_control(gapped, "z", 2018), synthetic_control(table.drop(index="e"), "z", 2018)
    pd.testing.assert_series_equal(found.weights, without.weights)
    gapped = table.copy()
    gapped.loc["z", 2015] = NAN
    assert 2015 not in synthetic_control(gapped, "z", 2018).line.index


def test_order_and_unit_of_measure_are_nothing() -> None:
    table = panel_of(effect=4.0)
    found = synthetic_control(table, "z", 2018)
    turned = synthetic_control(table.iloc[::-1, ::-1], "z", 2018)
    pd.testing.assert_series_equal(turned.weights, found.weights)
    assert turned.p == found.p
    scaled = synthetic_control(table * 1e4, "z", 2018)
    assert scaled.weights.to_numpy() == pytest.approx(found.weights.to_numpy(), abs=1e-6)
    assert scaled.relative_error.value == pytest.approx(found.relative_error.value or 0)


def test_a_panel_that_is_none_is_refused() -> None:
    table = panel_of(donors=3)
    with pytest.raises(ValueError, match="must be one row"):
        synthetic_control(table, "y", 2018)
    with pytest.raises(ValueError, match="must be one row"):
        synthetic_control(pd.concat([table, table]), "z", 2018)
    with pytest.raises(ValueError, match="infinite"):
        synthetic_control(table.replace(table.loc["a", 2015], math.inf), "z", 2018)
