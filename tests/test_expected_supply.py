"""Expected supply against explicit refits without each unit, and what no choice of unit or order may change."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.discrete.discrete_model import NegativeBinomial
from statsmodels.stats.outliers_influence import variance_inflation_factor

from queries.formulas.count_regression import leave_one_out_counts
from queries.formulas.drivers import Reduction, driver_design, variance_inflation
from queries.formulas.expected_supply import ExpectedSupply, Method, Standing, expected_supply
from queries.formulas.log_linear import leave_one_out_log_linear
from queries.formulas.reasons import Reason

SEED = 20220847
INTERVALS = ["lo_80", "hi_80", "lo_95", "hi_95"]


def regions(n: int = 31, seed: int = 5) -> pd.DataFrame:
    """Regions with two drivers that differ and a supply that follows them with noise."""
    random = np.random.default_rng(seed)
    patents, enterprises = random.lognormal(8, 1, n), random.lognormal(3, 0.7, n)
    supply = np.exp(-4 + 0.8 * np.log(patents) + 0.3 * np.log(enterprises) + random.normal(0, 0.4, n))
    codes = pd.Index([f"{code:06d}" for code in range(110000, 110000 + n)])
    return pd.DataFrame({"supply": supply, "patents": patents, "enterprises": enterprises}, index=codes)


def counted_regions(n: int = 40, dispersed: bool = True, seed: int = 7) -> pd.DataFrame:
    """Regions whose counts include zeros, Poisson or with more variance than that."""
    random = np.random.default_rng(seed)
    table = regions(n, seed)
    mean = np.exp(-3.5 + 0.7 * np.log(table["patents"]))
    share = random.gamma(1.2, 1 / 1.2, n) if dispersed else np.ones(n)
    table["supply"] = random.poisson(mean * share).astype(float)
    table.iloc[[2, 11], 0] = 0.0
    return table


def answer(
    table: pd.DataFrame, drivers: list[str] | None = None, draws: int = 400, is_count: bool = True
) -> ExpectedSupply:
    chosen = table[drivers or ["patents", "enterprises"]]
    return expected_supply(table["supply"], chosen, is_count=is_count, seed=SEED, draws=draws)


def test_closed_forms_equal_refits_without_each_unit() -> None:
    table = regions()
    result = answer(table)
    assert result.method == Method.LOG_LINEAR
    x = sm.add_constant(np.log(table[["patents", "enterprises"]]))
    y = np.log(table["supply"])
    for code in table.index:
        rest = table.index != code
        refit = sm.OLS(y[rest], x[rest]).fit()
        forecast = refit.get_prediction(x.loc[[code]])
        row = result.rows.loc[code]
        median = math.exp(forecast.predicted_mean[0])
        assert row["expected"] == pytest.approx(median, rel=1e-9)
        assert row["expected_mean"] == pytest.approx(median * np.exp(refit.resid).mean(), rel=1e-9)
        for inner, alpha in (("80", 0.20), ("95", 0.05)):
            lo, hi = np.exp(forecast.conf_int(obs=True, alpha=alpha)[0])
            assert (row[f"lo_{inner}"], row[f"hi_{inner}"]) == pytest.approx((lo, hi), rel=1e-9)
        assert row["gap"] == pytest.approx(median - table.loc[code, "supply"], rel=1e-9)
        assert row["relative_gap"] == pytest.approx(table.loc[code, "supply"] / median - 1, rel=1e-9)


def test_the_deleted_residual_is_that_of_influence_analysis() -> None:
    table = regions()
    y, x = np.log(table["supply"]), driver_design(table[["patents", "enterprises"]]).matrix
    fit = leave_one_out_log_linear(y, x)
    whole = sm.OLS(y, x).fit()
    influence = whole.get_influence()
    assert fit.rows["deleted"].to_numpy() == pytest.approx(influence.resid_press, rel=1e-9)
    assert fit.rows["studentised"].to_numpy() == pytest.approx(influence.resid_studentized_external, rel=1e-9)
    assert fit.r_squared == pytest.approx(whole.rsquared, rel=1e-12)
    assert fit.degrees == 31 - 3 - 1


def test_the_standing_says_where_the_studentised_residual_falls() -> None:
    result = answer(regions(60, seed=3))
    degrees = 60 - 3 - 1
    inner, outer = stats.t.ppf([0.9, 0.975], degrees)
    for _, row in result.rows.iterrows():
        t = row["studentised"]
        expected = (
            Standing.SEVERELY_SHORT if t < -outer else Standing.SHORT if t < -inner
            else Standing.ABOVE if t > inner else Standing.AS_EXPECTED
        )
        assert row["standing"] == expected
    assert set(result.rows["standing"]) >= {Standing.SHORT, Standing.AS_EXPECTED, Standing.ABOVE}


def test_a_region_does_not_move_its_own_benchmark() -> None:
    table = regions()
    code = table.index[4]
    without = answer(table).rows.loc[code]
    table.loc[code, "supply"] *= 1000
    moved = answer(table).rows.loc[code]
    assert moved[["expected", "expected_mean", *INTERVALS]].to_numpy(dtype=float) == pytest.approx(
        without[["expected", "expected_mean", *INTERVALS]].to_numpy(dtype=float), rel=1e-9
    )
    assert moved["standing"] == Standing.ABOVE


def test_a_power_law_leaves_nothing_to_explain() -> None:
    table = regions()
    table["supply"] = 3 * table["patents"] ** 0.8
    result = answer(table, ["patents"])
    assert result.r_squared == pytest.approx(1)
    assert result.rows["gap"].to_numpy() == pytest.approx(np.zeros(31), abs=1e-6)
    assert set(result.rows["standing"]) == {Standing.AS_EXPECTED}


@pytest.mark.parametrize("dispersed", [False, True])
def test_counts_with_zeros_equal_refits_without_each_unit(dispersed: bool) -> None:
    table = counted_regions(dispersed=dispersed)
    design = driver_design(table[["patents"]]).matrix
    fit = leave_one_out_counts(table["supply"], design)
    assert fit.is_dispersed == dispersed
    for code in table.index:
        rest = table.index != code
        y, x = table.loc[rest, "supply"], design[rest]
        if dispersed:
            refit = NegativeBinomial(y, x).fit(disp=False, maxiter=500, method="bfgs", gtol=1e-8)
            beta, alpha = refit.params[:-1], refit.params.iloc[-1]
            assert 1 / fit.rows.loc[code, "shape"] == pytest.approx(alpha, rel=1e-4)
            mean = np.exp(x.to_numpy() @ beta)
            weight = mean / (1 + alpha * mean)
            covariance = np.linalg.inv(x.T.to_numpy() @ (weight[:, None] * x.to_numpy()))
        else:
            refit = sm.GLM(y, x, family=sm.families.Poisson()).fit(tol=1e-12)
            beta, covariance = refit.params, refit.cov_params().to_numpy()
        unit = design.loc[code].to_numpy()
        assert fit.rows.loc[code, "predicted"] == pytest.approx(float(unit @ beta), abs=1e-5)
        assert fit.rows.loc[code, "spread"] == pytest.approx(math.sqrt(unit @ covariance @ unit), rel=1e-3)


def test_explained_deviance_is_that_of_the_library() -> None:
    table = counted_regions(dispersed=False)
    design = driver_design(table[["patents"]]).matrix
    refit = sm.GLM(table["supply"], design, family=sm.families.Poisson()).fit()
    fit = leave_one_out_counts(table["supply"], design)
    assert fit.explained == pytest.approx(1 - refit.deviance / refit.null_deviance, rel=1e-8)


def test_simulated_intervals_of_poisson_are_its_quantiles_where_coefficients_are_sure() -> None:
    table = pd.DataFrame({"supply": 400.0, "patents": np.geomspace(10, 1000, 200)}, index=[str(i) for i in range(200)])
    table.iloc[0, 0] = 0.0
    rows = expected_supply(table["supply"], table[["patents"]], is_count=True, seed=SEED).rows.iloc[50:150]
    assert rows["lo_95"].to_numpy() == pytest.approx(np.full(100, stats.poisson.ppf(0.025, 398)), rel=0.03)
    assert rows["hi_95"].to_numpy() == pytest.approx(np.full(100, stats.poisson.ppf(0.975, 398)), rel=0.03)


def test_the_seed_fixes_the_draws_and_another_seed_gives_others() -> None:
    table = counted_regions()
    first, again = answer(table).rows, answer(table).rows
    pd.testing.assert_frame_equal(first, again)
    other = expected_supply(table["supply"], table[["patents"]], is_count=True, seed=SEED + 1, draws=400).rows
    assert not other[INTERVALS].equals(answer(table, ["patents"]).rows[INTERVALS])


def test_variance_inflation_is_that_of_the_library() -> None:
    logarithms = np.log(regions()[["patents", "enterprises"]]).assign(
        gdp=lambda table: table["patents"] + np.random.default_rng(1).normal(0, 0.5, 31)
    )
    design = sm.add_constant(logarithms).to_numpy()
    expected = {name: variance_inflation_factor(design, place + 1) for place, name in enumerate(logarithms)}
    assert variance_inflation(logarithms) == pytest.approx(expected)


def test_drivers_that_repeat_one_another_give_way_to_their_component() -> None:
    table = regions()
    table["gdp"] = 7 * table["patents"] ** 1.1 * np.exp(np.random.default_rng(2).normal(0, 0.05, 31))
    design = driver_design(table[["patents", "gdp"]])
    assert min(design.inflation.values()) > 10
    assert design.reduction == Reduction.COMPONENT
    assert list(design.matrix) == ["constant", "component"]
    standard = np.log(table[["patents", "gdp"]]).apply(lambda column: (column - column.mean()) / column.std(ddof=0))
    score = np.linalg.svd(standard.to_numpy(), full_matrices=False)
    assert abs(design.matrix["component"].to_numpy()) == pytest.approx(abs(score.U[:, 0] * score.S[0]))
    assert design.explained == pytest.approx(score.S[0] ** 2 / (score.S**2).sum())
    assert answer(table, ["patents", "gdp"]).rows["reason"].isna().all()


def test_the_same_driver_twice_is_an_infinite_inflation_and_still_a_model() -> None:
    table = regions().assign(again=lambda table: 12 * table["patents"])
    result = answer(table, ["patents", "again"])
    assert result.design is not None
    assert result.design.inflation == {"patents": math.inf, "again": math.inf}
    expected = answer(table, ["patents"]).rows["expected"]
    assert result.rows["expected"].to_numpy() == pytest.approx(expected.to_numpy())


def test_a_component_that_would_weigh_a_driver_negatively_leaves_the_first_driver() -> None:
    table = regions().assign(remoteness=lambda table: 1 / table["patents"])
    design = driver_design(table[["patents", "remoteness"]])
    assert design.reduction == Reduction.SINGLE
    assert list(design.matrix) == ["constant", "patents"]


def test_a_driver_that_is_the_same_everywhere_is_left_out_and_named() -> None:
    table = regions().assign(law=4.0)
    result = answer(table, ["patents", "law"])
    assert result.design is not None
    assert (result.design.drivers, result.design.constant) == (("patents",), ("law",))
    alone = answer(table.assign(law=4.0), ["law"])
    assert alone.rows["expected_mean"].notna().all()


MISSING = [
    ("supply", np.nan, Reason.NOT_PUBLISHED),
    ("patents", np.nan, Reason.NO_DENOMINATOR),
    ("patents", 0.0, Reason.NOT_POSITIVE),
    ("supply", -1.0, Reason.NEGATIVE_INPUT),
    ("supply", math.inf, Reason.NOT_FINITE),
]


@pytest.mark.parametrize(("column", "value", "reason"), MISSING)
def test_a_unit_that_cannot_enter_says_why_and_changes_nothing(column: str, value: float, reason: Reason) -> None:
    table = regions()
    code = table.index[8]
    rest = answer(table.drop(index=code)).rows
    table.loc[code, column] = value
    result = answer(table)
    assert result.rows.loc[code, "reason"] == reason
    assert pd.isna(result.rows.loc[code, "expected"])
    assert result.rows.loc[code, "standing"] is None
    assert result.n == 30
    pd.testing.assert_frame_equal(result.rows.drop(index=code), rest)


@pytest.mark.parametrize("n", [0, 1, 7, 9])
def test_fewer_than_ten_units_give_no_expectation(n: int) -> None:
    result = answer(regions(31).head(n))
    assert (result.reason, result.method, result.n) == (Reason.TOO_FEW_POINTS, None, n)
    assert set(result.rows["reason"]) <= {Reason.TOO_FEW_POINTS}
    assert result.rows["expected"].isna().all()


@pytest.mark.parametrize("factor", [1.0, 1e-4])
def test_money_with_zeros_has_no_model_in_whatever_unit(factor: float) -> None:
    table = regions()
    # Whole numbers of 万元 are fractions of 亿元.
    table["supply"] = (table["supply"] * 1000).round() * factor
    table.iloc[0, 0] = 0.0
    result = answer(table, is_count=False)
    assert (result.reason, result.method) == (Reason.NOT_POSITIVE, None)


NO_MODEL = [
    ("nowhere anything", [0.0] * 31, True, Reason.TOO_FEW_POINTS),
    ("no money anywhere", [0.0] * 31, False, Reason.NOT_POSITIVE),
    ("one event", [1.0] + [0.0] * 30, True, Reason.TOO_FEW_POINTS),
    ("nine with any", [3.0, 1, 2, 5, 1, 2, 4, 8, 3] + [0.0] * 22, True, Reason.TOO_FEW_POINTS),
    ("the same everywhere", [5.0] * 31, True, Reason.ZERO_DENOMINATOR),
    ("the same but for rounding", [0.1 + 0.2] * 16 + [0.3] * 15, False, Reason.ZERO_DENOMINATOR),
]


@pytest.mark.parametrize(
    ("supply", "is_count", "reason"), [case[1:] for case in NO_MODEL], ids=[case[0] for case in NO_MODEL]
)
def test_a_supply_that_says_nothing_has_no_model(supply: list[float], is_count: bool, reason: Reason) -> None:
    result = answer(regions().assign(supply=supply), is_count=is_count)
    assert (result.reason, result.method, result.r_squared, result.n) == (reason, None, None, 31)
    assert set(result.rows["reason"]) == {reason} and result.rows["expected"].isna().all()


def test_ten_regions_with_any_are_enough_for_a_model_of_counts() -> None:
    table = counted_regions(31)
    table["supply"] = table["supply"].where(table["supply"].rank(method="first", ascending=False) <= 10, 0.0)
    assert (table["supply"] > 0).sum() == 10
    assert answer(table).method in (Method.POISSON, Method.NEGATIVE_BINOMIAL)


def test_counts_beyond_every_bound_beside_a_zero_have_no_model() -> None:
    table = regions()
    table["supply"] = (table["supply"] * 1e16).round()
    table.iloc[3, 0] = 0.0
    result = answer(table)
    assert (result.reason, result.method) == (Reason.NOT_FINITE, None)
    assert set(result.rows["reason"]) == {Reason.NOT_FINITE}


@pytest.mark.parametrize("value", [0.1, 5.0, 1e9])
def test_a_constant_supply_has_no_share_that_is_explained(value: float) -> None:
    table = regions()
    design = driver_design(table[["patents", "enterprises"]]).matrix
    assert leave_one_out_log_linear(np.log(table["supply"] * 0 + value), design).r_squared is None


def test_a_unit_that_alone_carries_a_driver_cannot_be_left_out() -> None:
    table = regions().assign(port=1.0)
    table.iloc[6, table.columns.get_loc("port")] = 50.0
    result = answer(table, ["patents", "port"])
    assert result.rows["reason"].iloc[6] == Reason.TOO_FEW_POINTS
    assert result.rows["expected"].drop(table.index[6]).notna().all()


@pytest.mark.parametrize("drivers", [[], ["a", "b", "c", "d"]])
def test_one_to_three_drivers(drivers: list[str]) -> None:
    table = regions().assign(a=1.0, b=2.0, c=3.0, d=4.0)
    with pytest.raises(ValueError, match="one to 3 drivers"):
        expected_supply(table["supply"], table[drivers], is_count=True, seed=SEED)


def steady(test):
    """The same examples in every run."""
    return settings(deadline=None, max_examples=25, derandomize=True)(test)


@steady
@given(st.integers(0, 1000), st.booleans(), st.permutations(range(31)))
def test_the_order_of_regions_changes_nothing(seed: int, counted: bool, order: list[int]) -> None:
    table = counted_regions(31, seed=seed) if counted else regions(31, seed)
    straight = answer(table, draws=100).rows
    turned = answer(table.iloc[order], draws=100).rows.loc[table.index]
    columns = ["expected", "expected_mean", "gap"]
    np.testing.assert_allclose(turned[columns], straight[columns], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(turned[INTERVALS], straight[INTERVALS], rtol=1e-5, atol=1.01)


@steady
@given(st.integers(0, 1000), st.floats(1e-6, 1e8), st.floats(1e-3, 1e3))
def test_the_unit_of_a_driver_changes_nothing_and_that_of_the_supply_only_the_unit(
    seed: int, driver_factor: float, supply_factor: float
) -> None:
    table = regions(31, seed)
    scaled = table.assign(patents=table["patents"] * driver_factor, supply=table["supply"] * supply_factor)
    before, after = answer(table).rows, answer(scaled).rows
    columns = ["expected", "expected_mean", *INTERVALS]
    np.testing.assert_allclose(after[columns], before[columns] * supply_factor, rtol=1e-7)
    np.testing.assert_allclose(after["relative_gap"], before["relative_gap"], rtol=1e-6, atol=1e-9)
    assert after["standing"].equals(before["standing"])


@steady
@given(st.integers(0, 1000), st.booleans())
def test_intervals_are_nested_around_what_is_expected(seed: int, counted: bool) -> None:
    rows = answer(counted_regions(31, seed=seed) if counted else regions(31, seed)).rows
    assert (rows["lo_95"] <= rows["lo_80"]).all()
    assert (rows["lo_80"] <= rows["hi_80"]).all()
    assert (rows["hi_80"] <= rows["hi_95"]).all()
    inside = rows["supply"].between(rows["lo_80"], rows["hi_80"])
    assert (rows["standing"][inside] == Standing.AS_EXPECTED).all()
