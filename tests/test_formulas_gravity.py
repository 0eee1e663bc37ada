"""Gravity: the vector of Austria, margins that are given, oracles, and models that do not exist."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries.formulas.gravity import GravityForm, Linkage, TermState, effect_of, gravity
from queries.formulas.reasons import Reason

VECTOR = json.loads((Path(__file__).parent / "vectors" / "26_gravity_poisson_austria.json").read_text("utf-8"))
INPUT, EXPECTED = VECTOR["input"], VECTOR["expected"]
AUSTRIA = pd.DataFrame(
    {"flow": INPUT["flow"], "origin_mass": INPUT["o_mass"], "destination_mass": INPUT["d_mass"],
     "distance": INPUT["distance"]},
    index=pd.MultiIndex.from_arrays([INPUT["origin"], INPUT["destination"]], names=["origin", "destination"]),
)  # fmt: skip
SAME = pd.Series([first[:3] == second[:3] for first, second in AUSTRIA.index], index=AUSTRIA.index).astype(float)


def test_vector_of_austria() -> None:
    """The vector lets distance itself decay: the logarithm of its exponential."""
    found = gravity(AUSTRIA.assign(distance=np.exp(AUSTRIA["distance"])))
    assert found.terms["value"].tolist() == pytest.approx(EXPECTED["params"][1:], rel=1e-6)
    assert found.rows["expected"].head(10).tolist() == pytest.approx(EXPECTED["fitted_first10"], rel=1e-6)
    assert found.explained == pytest.approx(1 - EXPECTED["deviance"] / EXPECTED["null_deviance"], abs=1e-9)
    assert (found.n, found.parameters, found.left_out, found.reason) == (72, 4, 0, None)


def test_errors_are_those_of_a_sandwich_by_unordered_pair() -> None:
    found = gravity(AUSTRIA)
    design = np.column_stack([np.ones(72), *np.log(AUSTRIA[["origin_mass", "destination_mass", "distance"]]).T.values])
    mean = found.rows["expected"].to_numpy()
    scores = design * (AUSTRIA["flow"].to_numpy() - mean)[:, None]
    groups: dict[frozenset[str], np.ndarray] = {}
    for pair, score in zip(AUSTRIA.index, scores, strict=True):
        groups[frozenset(pair)] = groups.get(frozenset(pair), np.zeros(4)) + score
    bread = np.linalg.inv(design.T @ (design * mean[:, None]))
    count = len(groups)
    meat = sum(np.outer(score, score) for score in groups.values()) * count / (count - 1) * 71 / 68
    assert found.terms["error"].tolist() == pytest.approx(np.sqrt(np.diag(bread @ meat @ bread))[1:].tolist(), rel=1e-6)


MARGINS = [
    (GravityForm.ORIGIN, [0]), (GravityForm.DESTINATION, [1]), (GravityForm.BOTH, [0, 1]),
]  # fmt: skip


@pytest.mark.parametrize("form, levels", MARGINS)
@pytest.mark.parametrize("zeros", [0, 30])
def test_given_margins_come_out_exactly(form: GravityForm, levels: list[int], zeros: int) -> None:
    flows = AUSTRIA.copy()
    flows.loc[flows["flow"].nsmallest(zeros).index, "flow"] = 0
    found = gravity(flows, form)
    for level in levels:
        sums = found.rows.groupby(level=level)[["flow", "expected"]].sum()
        assert sums["expected"].tolist() == pytest.approx(sums["flow"].tolist(), rel=1e-6, abs=1e-6)
    assert found.rows["gap"].sum() == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("form, levels", MARGINS)
def test_a_mass_that_the_form_does_not_keep_may_be_missing(form: GravityForm, levels: list[int]) -> None:
    """With given margins a region without a mass sends and receives like any other: margins stay exact."""
    masses = [name for level, name in enumerate(("origin_mass", "destination_mass")) if level in levels]
    gaps = AUSTRIA.copy()
    for level, name in zip(levels, masses, strict=True):
        gaps.loc[gaps.index.get_level_values(level) == "AT13", name] = np.nan
    found = gravity(gaps, form)
    assert (found.left_out, found.n) == (0, 72)
    pd.testing.assert_frame_equal(found.rows, gravity(AUSTRIA, form).rows)


def test_masses_give_way_to_the_effects_that_hold_them() -> None:
    states = gravity(AUSTRIA, GravityForm.ORIGIN).terms["state"]
    assert states.to_dict() == {"origin_mass": "absorbed", "destination_mass": "estimated", "distance": "estimated"}
    assert list(gravity(AUSTRIA, GravityForm.BOTH).terms["state"]) == ["absorbed", "absorbed", "estimated"]


def test_a_law_without_noise_is_found() -> None:
    law = AUSTRIA.assign(same_region=SAME)
    law["flow"] = 2e-6 * law["origin_mass"] * law["destination_mass"] ** 0.5 * law["distance"] ** -0.8 * 3 ** SAME
    found = gravity(law)
    assert found.terms["value"].tolist() == pytest.approx([1, 0.5, -0.8, np.log(3)], abs=1e-6)
    assert (found.rows["ratio"] - 1).abs().max() < 1e-6
    assert set(found.rows["linkage"]) <= {Linkage.AS_EXPECTED, Linkage.FEW}


@pytest.mark.parametrize("form", list(GravityForm))
def test_the_order_of_the_pairs_changes_nothing(form: GravityForm) -> None:
    shuffled = AUSTRIA.sample(frac=1, random_state=4)
    pd.testing.assert_frame_equal(
        gravity(shuffled, form).rows.loc[AUSTRIA.index], gravity(AUSTRIA, form).rows, rtol=1e-6, atol=1e-6
    )


def test_one_pair_with_far_more_than_expected_stands_out() -> None:
    law = AUSTRIA.copy()
    law["flow"] = np.round(1e-5 * law["origin_mass"] * law["destination_mass"] / law["distance"]).astype(float)
    law.loc[("AT11", "AT34"), "flow"] = 90.0
    found = gravity(law).rows
    assert found["linkage"].eq(Linkage.OVER).sum() == 1
    row = found.loc[("AT11", "AT34")]
    assert row["linkage"] == Linkage.OVER and row["gap"] < 0 and row["ratio"] > 1 and row["deviance"] > 0


def test_a_pair_of_few_is_not_judged() -> None:
    law = AUSTRIA.copy()
    law["flow"] = np.round(4e-7 * law["origin_mass"] * law["destination_mass"] / law["distance"]).astype(float)
    law.loc[("AT11", "AT34"), "flow"] = 4.0
    found = gravity(law).rows
    row = found.loc[("AT11", "AT34")]
    assert row["pearson"] > 1.96 and row["linkage"] == Linkage.FEW
    assert (found["linkage"] == Linkage.FEW).equals(found[["flow", "expected"]].max(axis=1) < 5)


def test_a_region_that_sends_nothing_is_expected_to_send_nothing_where_margins_are_given() -> None:
    flows = AUSTRIA.copy()
    flows.loc["AT13", "flow"] = 0
    found = gravity(flows, GravityForm.ORIGIN)
    assert found.rows.loc["AT13", "expected"].eq(0).all() and found.n == 64
    assert found.rows.loc["AT13", "ratio"].isna().all()


def test_regressors_that_say_nothing_are_left_out_and_named() -> None:
    never = gravity(AUSTRIA.assign(assisted_pair=0.0)).terms
    assert never.loc["assisted_pair", "state"] == TermState.NO_VARIATION and np.isnan(never.loc["assisted_pair", "lo"])
    twice = gravity(AUSTRIA.assign(same_region=SAME, assisted_pair=1 - SAME)).terms
    assert list(twice["state"]) == ["estimated"] * 4 + ["no_variation"]
    without = AUSTRIA.assign(same_region=SAME).assign(flow=AUSTRIA["flow"].where(SAME == 0, 0))
    assert gravity(without).terms.loc["same_region", "state"] == TermState.SEPARATED


def test_pairs_without_a_mass_or_a_distance_are_left_out_and_counted() -> None:
    gaps = AUSTRIA.copy()
    gaps.loc[("AT11", "AT12"), "origin_mass"] = np.nan
    gaps.loc[("AT11", "AT13"), "destination_mass"] = 0
    gaps.loc[("AT11", "AT21"), "distance"] = 0
    found = gravity(gaps)
    assert (found.left_out, found.n) == (3, 69)
    assert found.rows["expected"].isna().sum() == 3 == found.rows["linkage"].isna().sum()


@pytest.mark.parametrize("pairs, form, reason", [
    (AUSTRIA.head(0), GravityForm.UNCONSTRAINED, Reason.NOT_PUBLISHED),
    (AUSTRIA.assign(flow=0), GravityForm.UNCONSTRAINED, Reason.TOO_FEW_POINTS),
    (AUSTRIA.assign(flow=0), GravityForm.BOTH, Reason.NOT_PUBLISHED),
    (AUSTRIA.head(9), GravityForm.UNCONSTRAINED, Reason.TOO_FEW_POINTS),
    (AUSTRIA.head(10), GravityForm.BOTH, Reason.TOO_FEW_POINTS),
    (AUSTRIA.assign(distance=np.nan), GravityForm.UNCONSTRAINED, Reason.NOT_PUBLISHED),
], ids=["no pair", "no flow", "no margin", "nine pairs", "fewer pairs than coefficients", "no distance"])  # fmt: skip
def test_a_model_that_does_not_exist(pairs: pd.DataFrame, form: GravityForm, reason: Reason) -> None:
    found = gravity(pairs, form)
    assert found.reason is reason and found.explained is None
    assert found.rows[["expected", "gap", "ratio", "linkage"]].isna().all(axis=None)
    assert found.terms["value"].isna().all()


@pytest.mark.parametrize("pairs, told", [
    (pd.concat([AUSTRIA, AUSTRIA.head(1)]), "once"),
    (AUSTRIA.head(1).rename(index={"AT12": "AT11"}), "itself"),
    (AUSTRIA.assign(flow=-1.0), "zero or more"),
    (AUSTRIA.assign(flow=np.nan), "zero or more"),
], ids=["twice", "to itself", "negative", "missing"])  # fmt: skip
def test_what_is_no_table_of_flows(pairs: pd.DataFrame, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        gravity(pairs)


@pytest.mark.parametrize("coefficient, factor, effect", [(-1, 1.1, 1 / 1.1 - 1), (0, 1.1, 0), (np.log(2), np.e, 1)])
def test_effects_in_plain_words(coefficient: float, factor: float, effect: float) -> None:
    assert effect_of(coefficient, factor) == pytest.approx(effect)
