"""What a rank is worth: probabilities worked by hand, an independent oracle, and what must not change a rank."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, poisson, rankdata, skellam

from data.metrics import load_metrics
from pages.texts import LANGUAGES, Language, load_texts
from queries.derived_ranks import height_ranks, pace_ranks, quotient_ranks
from queries.formulas.random_draws import drawn_ratios
from queries.formulas.rank_uncertainty import DRAWS as DRAWS_FOR_FEW
from queries.formulas.rank_uncertainty import FEW_UNITS, FEWER_DRAWS, draws_for, figure_ranks
from queries.formulas.service_coverage import gap_draws, service_coverage
from queries.rank_credibility import error_kind

NAN = math.nan
DRAWS = 40_000


def series(*values: float) -> pd.Series:
    return pd.Series(values, index=[f"地区{place}" for place in range(len(values))], dtype=float)


def test_two_counts_against_the_exact_probabilities() -> None:
    # X ~ Poisson(9), Y ~ Poisson(4). The second is strictly ahead where Y − X > 0, which a Skellam law tells exactly:
    # P(Y > X) = 0.059, more than 5 %, so that the first may be second; P(Y ≥ X) is greater, so the second may lead.
    behind, ahead = skellam(4, 9).sf(0), skellam(9, 4).sf(0)
    assert behind == pytest.approx(0.0594, abs=5e-4) and ahead == pytest.approx(0.8978, abs=5e-4)
    ranks = figure_ranks(series(9, 4), "count", seed=3)
    assert ranks["rank"].tolist() == [1.0, 2.0] and ranks["median"].tolist() == [1.0, 2.0]
    assert ranks[["lo", "hi"]].to_numpy().tolist() == [[1.0, 2.0], [1.0, 2.0]]
    assert ranks["ties"].tolist() == [1.0, 1.0]
    # X ~ Poisson(16): P(Y > X) = 0.0016 and P(Y ≥ X) = 0.0034, both less than 5 %: no interval is wider than a rank.
    assert skellam(4, 16).sf(-1) < 0.05
    apart = figure_ranks(series(16, 4), "count", seed=3)
    assert apart[["lo", "hi"]].to_numpy().tolist() == [[1.0, 1.0], [2.0, 2.0]] and apart["ties"].tolist() == [0.0, 0.0]


def test_money_against_the_normal_law_of_its_logarithm() -> None:
    # ln X − ln Y is normal with a standard deviation of σ·√2: at an error of 5 % a figure 12 % ahead leads in 95 %.
    sigma = math.sqrt(math.log1p(0.05**2))
    for lead, is_apart in ((1.10, False), (1.15, True)):
        assert (norm.cdf(math.log(lead) / (sigma * math.sqrt(2))) > 0.95) == is_apart
        ranks = figure_ranks(series(100 * lead, 100), "money", error=0.05, seed=3)
        assert (ranks["ties"] == 0).all() == is_apart


def test_a_rise_against_the_exact_probability() -> None:
    # Before, 4 to 30: surely second. After, 60 to 30: first in P(X > Y) > 95 % of the draws. 35 to 30 is not enough.
    before = series(4, 30)
    assert skellam(60, 30).sf(0) > 0.95 > skellam(35, 30).sf(0)
    assert figure_ranks(series(60, 30), "count", before=before, seed=3)["verdict"].tolist() == ["rise", "fall"]
    assert figure_ranks(series(35, 30), "count", before=before, seed=3)["verdict"].tolist() == ["noise", "noise"]
    turned = figure_ranks(series(60, 30), "count", before=before, seed=3, largest_first=False)
    assert turned["verdict"].tolist() == ["fall", "rise"] and turned["rank"].tolist() == [2.0, 1.0]


def test_intervals_against_another_way_of_reckoning() -> None:
    # Every unit by itself: quantiles of the Poisson figures drawn by scipy and ranked by rankdata, of those that tie
    # the first rank for the lower end and the median, the last for the upper end.
    values = series(120, 118, 90, 60, 58, 55, 20, 3, 3, 0)
    own = figure_ranks(values, "count", draws=DRAWS, seed=3)
    drawn = poisson(values.to_numpy()).rvs(size=(DRAWS, len(values)), random_state=np.random.default_rng(99))
    first, last = (rankdata(-drawn, method=method, axis=1) for method in ("min", "max"))
    for column, tail, ranks in (("lo", 0.05, first), ("median", 0.5, first), ("hi", 0.95, last)):
        shares = np.stack([(ranks <= own[column].to_numpy()).mean(axis=0),
                           (ranks < own[column].to_numpy()).mean(axis=0)])
        # The quantile is the first rank that so many draws reach; two runs differ by what 40,000 draws leave open.
        assert (shares[0] >= tail - 0.01).all() and (shares[1] <= tail + 0.01).all()
    assert own["in_top"].to_numpy() == pytest.approx((first <= 5).mean(axis=0), abs=0.01)


def test_units_of_equal_value_stand_in_one_tie_band() -> None:
    # Two regions apart, and four without any: the four share the ranks 3 to 6, and nothing else can happen.
    values = series(900, 400, 0, 0, 0, 0)
    ranks = figure_ranks(values, "count", seed=3)
    assert ranks[["rank", "lo", "hi", "ties"]].to_numpy().tolist() == [
        [1.0, 1.0, 1.0, 0.0], [2.0, 2.0, 2.0, 0.0], *[[3.0, 3.0, 6.0, 3.0]] * 4,
    ]
    # A single agency may as well be none: its region stands in the band of those without, and they in its own.
    near = figure_ranks(series(900, 400, 1, 0, 0, 0), "count", seed=3)
    assert near["ties"].tolist() == [0.0, 0.0, 3.0, 3.0, 3.0, 3.0]
    assert near[["lo", "hi"]].to_numpy().tolist()[2:] == [[3.0, 6.0]] * 4
    # Smallest first, they share the ranks 1 to 4.
    turned = figure_ranks(values, "count", seed=3, largest_first=False)
    assert turned.loc[values == 0, ["rank", "lo", "hi"]].to_numpy().tolist() == [[1.0, 1.0, 4.0]] * 4


def test_equal_ratios_of_unequal_counts_have_one_interval() -> None:
    # 4 of 1 and 400 of 100: the first is far less certain, yet nobody may tell the two apart by it.
    values, amounts = series(4, 4, 3.2, 9), series(4, 400, 320, 900)
    ranks = figure_ranks(values, "count", seed=3, amounts=amounts)
    assert ranks.loc[values == 4, ["lo", "hi"]].drop_duplicates().to_numpy().tolist() == [[2.0, 4.0]]
    apart = figure_ranks(values.iloc[1:], "count", seed=3, amounts=amounts.iloc[1:])
    assert apart["ties"].tolist() == [0.0, 0.0, 0.0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=12), st.lists(st.integers(0, 6), min_size=12, max_size=12))
def test_an_interval_holds_every_rank_that_equal_units_could_take(values: list[int], earlier: list[int]) -> None:
    now, before = series(*values), series(*earlier[: len(values)])
    ranks = figure_ranks(now, "count", before=before, draws=200, seed=3)
    equals = now.map(now.value_counts())
    shared = equals > 1
    assert (ranks["lo"] <= ranks["rank"])[shared].all()
    assert (ranks["hi"] >= ranks["rank"] + equals - 1)[shared].all()
    assert (ranks["ties"] >= equals - 1).all() and (ranks.groupby(now)[["lo", "hi"]].nunique() == 1).all(axis=None)
    # Who had nothing then and has nothing now has neither risen nor fallen.
    assert (ranks.loc[(now == 0) & (before == 0), "verdict"] == "noise").all()


def test_a_unit_without_any_does_not_fall_because_others_get_some() -> None:
    before, now = series(900, 0, 0, 0, 0), series(900, 300, 200, 100, 0)
    verdicts = figure_ranks(now, "count", before=before, seed=3)["verdict"].tolist()
    assert verdicts == ["noise"] * 5


def test_only_the_numerator_of_a_ratio_is_drawn() -> None:
    # 4 of 1 and 400 of 100 are the same ratio, yet the first may be anything from a quarter to two and more.
    drawn = drawn_ratios(np.array([4.0, 4.0, 7.0, NAN]), np.array([4.0, 400.0, NAN, 5.0]), "count", DRAWS, seed=3)
    np.testing.assert_allclose(drawn[:, :2].std(axis=0), [2.0, 0.2], rtol=0.03)
    np.testing.assert_allclose(drawn[:, :2].mean(axis=0), [4.0, 4.0], rtol=0.02)
    assert (drawn[:, 2] == 7.0).all() and np.isnan(drawn[:, 3]).all()
    values = series(0.5, 0.4, 0.1)
    few, many = (figure_ranks(values, "count", seed=3, amounts=values * size) for size in (10, 10_000))
    assert few["ties"].tolist()[:2] != [0.0, 0.0] and many["ties"].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("values", "kind", "ranks", "has_interval"),
    [
        (series(5, NAN, 9), "count", [2.0, NAN, 1.0], True),
        (series(5, 5, 1), "count", [1.0, 1.0, 3.0], True),
        (series(5, NAN, 9), "exact", [2.0, NAN, 1.0], False),
        (series(-5, 2), "exact", [2.0, 1.0], False),
        (series(5, NAN), "count", [1.0, NAN], False),
        (series(NAN, NAN), "count", [NAN, NAN], False),
        (series(), "count", [], False),
    ],
)
def test_what_has_a_rank_and_what_has_an_interval(
    values: pd.Series, kind: str, ranks: list[float], has_interval: bool
) -> None:
    found = figure_ranks(values, kind, before=values, seed=3)  # type: ignore[arg-type]
    np.testing.assert_array_equal(found["rank"], ranks)
    assert (found["lo"].notna() == (values.notna() & has_interval)).all()
    assert (found["verdict"].notna() == (values.notna() & has_interval)).all()
    assert (found["rank"].isna() | found["lo"].isna() | (found["lo"] <= found["hi"])).all()


def test_the_same_seed_gives_the_same_ranks_and_the_years_have_streams_of_their_own() -> None:
    values = series(*range(1, 30))
    one, again, other = (figure_ranks(values, "count", before=values, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert not one["in_top"].equals(other["in_top"])
    # Were both years drawn from one stream, a figure that stays would never move at all.
    assert (one["verdict"] == "noise").all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=2, max_size=12), st.integers(0, 1000))
def test_the_rank_never_leaves_the_order_of_the_figures(values: list[int], seed: int) -> None:
    ranks = figure_ranks(series(*values), "count", draws=200, seed=seed)
    ordered = ranks.assign(value=values).sort_values("value", ascending=False, kind="stable")
    assert ordered["rank"].is_monotonic_increasing
    # A median rank may swap with a neighbour only where the intervals of both overlap.
    swapped = ordered["median"].diff() < 0
    assert (ordered.loc[swapped, "ties"] > 0).all()
    assert (ranks["lo"] <= ranks["median"]).all() and (ranks["median"] <= ranks["hi"]).all()


def test_the_order_of_the_units_does_not_matter_but_for_chance() -> None:
    values = series(400, 380, 200, 90, 85, 20)
    there = figure_ranks(values, "count", draws=DRAWS, seed=3)
    back = figure_ranks(values[::-1], "count", draws=DRAWS, seed=3).reindex(values.index)
    pd.testing.assert_frame_equal(there.drop(columns="in_top"), back.drop(columns="in_top"))


def test_more_error_never_narrows_an_interval() -> None:
    values = series(*(100 * 1.1**step for step in range(12)))
    widths = [
        (lambda ranks: (ranks["hi"] - ranks["lo"]).sum())(figure_ranks(values, "money", error=error, seed=3))
        for error in (0.0, 0.02, 0.05, 0.2)
    ]
    assert widths == sorted(widths) and widths[0] == 0 < widths[-1]


@pytest.mark.parametrize(
    ("metric", "kind"),
    [
        ("patent_agencies", "count"), ("employees", "count"), ("gdp", "money"), ("average_revenue_per_institution",
        "money"), ("office_rent", "money"), ("gdp_in_macao_patacas", "money"), ("rd_intensity", "exact"),
        ("annual_cases_per_attorney", "exact"), ("industry_revenue_growth", "exact"),
        ("rail_hours_to_eastern_hub", "exact"),
    ],
)
def test_how_a_metric_is_drawn(metric: str, kind: str) -> None:
    assert error_kind(load_metrics()[metric]) == kind


def test_gaps_in_services_against_gaps_of_drawn_agencies() -> None:
    # Two regions, three cells, a threshold of 2: every cell drawn as Poisson and the gap worked out by its formula.
    cells = ["代理", "法律", "运营"]
    providers = pd.DataFrame([[0.0, 2.0, 9.0], [3.0, NAN, 1.0]], index=["甲", "乙"], columns=cells)
    feasible, weight = pd.Series(1, index=cells), pd.Series([1.0, 2.0, 3.0], index=cells)
    own = gap_draws(providers, feasible, weight, 2, DRAWS, seed=3)
    drawn = np.random.default_rng(99).poisson(providers.fillna(0.0).to_numpy(), size=(400, 2, 3)).astype(float)
    drawn[:, providers.isna().to_numpy()] = NAN
    gaps = np.stack([
        service_coverage(pd.DataFrame(each, index=providers.index, columns=cells), feasible, weight, 2)["gap"]
        for each in drawn
    ])
    # 甲 lacks the first cell for certain (1/6); P(Poisson(2) < 2) = 3/e² = 0.406 of 2/6, and the last hardly ever.
    assert own[:, 0].mean() == pytest.approx(1 / 6 + 3 / math.e**2 / 3 + 0.5 * poisson(9).cdf(1), abs=0.005)
    np.testing.assert_allclose(own.mean(axis=0), gaps.mean(axis=0), atol=0.04)
    assert set(np.round(own[:, 1], 6)) <= {0.0, 0.25, 0.75, 1.0}


@pytest.mark.parametrize("units", [FEW_UNITS, FEW_UNITS + 1])
def test_every_rank_of_figures_is_drawn_as_often_as_the_number_of_its_units_has_it(units: int) -> None:
    figures = pd.Series(np.linspace(1.0, 2.0, units))
    rows = pd.DataFrame(dict.fromkeys(("height", "output", "supply", "before"), figures)).assign(after=2 * figures)
    shares = [
        figure_ranks(figures, "count"), figure_ranks(figures, "money", 0.05, before=figures),
        height_ranks(rows, "improved"), quotient_ranks(rows, "money"), pace_ranks(rows),
    ]
    # A share of so many draws is so many whole parts, and some of the units share no coarser one.
    for in_top in (found["in_top"] * draws_for(units) for found in shares):
        np.testing.assert_allclose(in_top, in_top.round(), atol=1e-6)
    for in_top in (found["in_top"] * FEWER_DRAWS for found in shares):
        assert bool((abs(in_top - in_top.round()) > 0.1).any()) == (units <= FEW_UNITS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_methods_says_how_often_figures_are_drawn(language: Language) -> None:
    words = load_texts(language)("treatment.rank.text").replace(",", "")
    assert all(str(number) in words for number in (DRAWS_FOR_FEW, FEW_UNITS, FEWER_DRAWS))


def test_output_that_enters_a_gradient_twice_counts_twice() -> None:
    rows = pd.DataFrame({"height": [1.2, 1.0, 0.5], "output": [12.0, 10.0, 5.0]}, index=["甲", "乙", "丙"])
    # A lead of 20 % is 2.6 standard deviations of a ratio of outputs at an error of 5 %, of its square 1.3, so a tie.
    once = figure_ranks(rows["height"], "money", error=0.05)
    twice = height_ranks(rows, "coefficient")
    assert once["ties"].tolist() == [0.0, 0.0, 0.0] and twice["ties"].tolist() == [1.0, 1.0, 0.0]
    assert twice["rank"].tolist() == [1.0, 2.0, 3.0]
