"""Readiness: by hand, against every amount on a grid, and never better for a higher threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.formulas.readiness import Check, Readiness, Verdict, readiness
from queries.formulas.reasons import Reason

PASS, SHORT, UNJUDGED = Verdict.PASS, Verdict.SHORT, Verdict.UNJUDGED
INSTITUTIONS = Check("institutions", "gathered", "institutions", 40, step=1)
ATTORNEYS = Check("attorneys_each", "gathered", "attorneys", 2.5, per="institutions", step=1)
BRANDS = Check("brands", "brand", "brands", 5, step=1)
AWARDS = Check("awards", "brand", "awards", 4, step=1)
# Revenue was 10 and the economy around grew by 6 %: m = 100 · x / 10 − 106, to be above zero.
PREMIUM = Check("premium", "growth", "revenue", 0, slope=10.0, offset=-106.0, strict=True, step=0.01)
PER_HEAD = Check("per_head", "yield", "revenue", 30, slope=1e4, per="employees", step=0.01)
COMPLAINTS = Check("complaints", "order", "complaints", 5, slope=1000, per="cases", rises=False, step=1)

steady = settings(deadline=None, max_examples=60, derandomize=True)


def lifted(found: Readiness) -> dict[str, float]:
    return {lift.figure: lift.required for lift in found.lifts}


def test_a_figure_that_is_raised_raises_what_a_ratio_to_it_asks_for() -> None:
    # 37 institutions need 3 more; 2.5 attorneys for each of 40 are 100, for each of 37 they would be 92.5.
    found = readiness([INSTITUTIONS, ATTORNEYS], {"institutions": 37, "attorneys": 93})
    assert found.checks == {"institutions": SHORT, "attorneys_each": PASS}
    assert (found.requirements, found.grade) == ({"gathered": SHORT}, SHORT)
    assert lifted(found) == {"institutions": 40, "attorneys": 100}
    assert [lift.difference for lift in found.lifts] == [3, 7]
    assert [lift.effort.value for lift in found.lifts] == pytest.approx([3 / 37, 7 / 93])
    assert found.effort == pytest.approx(3 / 37 + 7 / 93)


def test_one_figure_may_serve_two_requirements() -> None:
    # More than 6 % beyond 10 is 10.61 at the least; 30 units a head of 3,600 heads are 10.80, which serves both.
    amounts = {"revenue": 10.5, "employees": 3600}
    assert lifted(readiness([PREMIUM], amounts)) == pytest.approx({"revenue": 10.61})
    assert lifted(readiness([PREMIUM, PER_HEAD], amounts)) == pytest.approx({"revenue": 10.80})


def test_to_exceed_is_more_than_to_reach() -> None:
    amounts = {"revenue": 10.6}
    assert readiness([PREMIUM], amounts).grade is SHORT
    assert readiness([replace(PREMIUM, strict=False)], amounts).grade is PASS
    assert lifted(readiness([PREMIUM], amounts)) == pytest.approx({"revenue": 10.61})


@pytest.mark.parametrize(
    ("amounts", "k", "expected"),
    [
        ({"brands": 4, "awards": 1}, 2, {"brands": 5, "awards": 4}),
        ({"brands": 4, "awards": 1}, 1, {"brands": 5}),  # a quarter more, not three times more
        ({"brands": 1, "awards": 3}, 1, {"awards": 4}),
        ({"brands": 5, "awards": 1}, 1, {}),
        ({"brands": 0, "awards": 1}, 1, {"awards": 4}),  # from nothing no effort can be told: the other is chosen
    ],
)
def test_of_several_ways_the_least_effort_is_taken(
    amounts: dict[str, float], k: int, expected: dict[str, float]
) -> None:
    assert lifted(readiness([BRANDS, AWARDS], amounts, {"brand": k})) == expected


def test_ties_go_to_the_first_check() -> None:
    twin = replace(BRANDS, id="awards", figure="awards")
    for checks in ([BRANDS, twin], [twin, BRANDS]):
        found = readiness(checks, {"brands": 4, "awards": 4}, {"brand": 1})
        assert list(lifted(found)) == [checks[0].figure]


def test_what_falls_is_set_when_what_it_is_a_ratio_to_has_risen() -> None:
    amounts = {"complaints": 9, "cases": 1000}
    assert lifted(readiness([COMPLAINTS], amounts)) == {"complaints": 5}
    cases = Check("cases", "work", "cases", 1500, step=1)
    # 5 of 1,000 of 1,500 cases are 7.5: seven.
    assert lifted(readiness([COMPLAINTS, cases], amounts)) == {"complaints": 7, "cases": 1500}


def test_from_nothing_there_is_a_way_but_no_effort() -> None:
    found = readiness([BRANDS], {"brands": 0})
    assert lifted(found) == {"brands": 5} and found.lifts[0].effort.reason is Reason.ZERO_DENOMINATOR
    assert math.isinf(found.effort)


@pytest.mark.parametrize(
    ("amounts", "k", "requirement", "grade", "lifts"),
    [
        ({}, 2, UNJUDGED, UNJUDGED, {}),
        ({"brands": 6}, 2, UNJUDGED, UNJUDGED, {}),  # one passes, the other is not known
        ({"brands": 6}, 1, PASS, PASS, {}),
        ({"brands": 3}, 2, SHORT, SHORT, {"brands": 5}),  # all must pass and one does not
        ({"brands": 3}, 1, UNJUDGED, UNJUDGED, {"brands": 5}),  # the other may pass: not short, but not passed
        ({"brands": math.nan, "awards": 4}, 1, PASS, PASS, {}),
    ],
)
def test_what_is_unknown_neither_passes_nor_fails(
    amounts: dict[str, float], k: int, requirement: Verdict, grade: Verdict, lifts: dict[str, float]
) -> None:
    found = readiness([BRANDS, AWARDS], amounts, {"brand": k})
    assert (found.requirements["brand"], found.grade, lifted(found)) == (requirement, grade, lifts)
    assert found.unjudged == tuple(name for name in ("brands", "awards") if math.isnan(amounts.get(name, math.nan)))


def test_a_threshold_that_nobody_set_judges_nothing() -> None:
    found = readiness([replace(BRANDS, threshold=None)], {"brands": 9})
    assert (found.grade, found.unjudged, found.lifts) == (UNJUDGED, ("brands",), ())


@pytest.mark.parametrize(("at_least", "verdict"), [(700, PASS), (40, PASS), (39, UNJUDGED), (None, UNJUDGED)])
def test_a_published_bound_may_be_enough_to_pass_and_never_to_fail(at_least: float | None, verdict: Verdict) -> None:
    found = readiness([replace(INSTITUTIONS, at_least=at_least)], {})
    assert (found.grade, found.lifts) == (verdict, ())


def test_a_base_of_zero_gives_no_ratio() -> None:
    assert readiness([ATTORNEYS], {"attorneys": 9, "institutions": 0}).unjudged == ("attorneys_each",)


@pytest.mark.parametrize(
    ("checks", "needed"),
    [
        ([BRANDS, BRANDS], {}),
        ([replace(BRANDS, slope=0.0)], {}),
        ([replace(PREMIUM, step=0.0)], {}),
        ([BRANDS], {"brand": 2}),
        ([BRANDS], {"brand": 0}),
        ([COMPLAINTS, replace(BRANDS, figure="complaints")], {}),
        ([COMPLAINTS, replace(BRANDS, per="complaints")], {}),
        (
            [Check("a", "r", "x", 2, per="y"), Check("b", "r", "y", 2, per="x")],
            {},
        ),
    ],
)
def test_what_no_search_can_answer_is_refused(checks: list[Check], needed: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"checks|figure|circle"):
        readiness(checks, {"x": 1, "y": 1}, needed)


@steady
@given(st.floats(1, 1e12), st.floats(-0.5, 0.5), st.floats(-0.3, 0.3), st.sampled_from([1.0, 0.1, 0.01, 0.001]))
def test_what_is_asked_for_passes_whatever_its_size(before: float, growth: float, around: float, step: float) -> None:
    """A growth over x0 less that around, as the official rule has it: from a million times too large, too."""
    check = Check("premium", "growth", "x", 0.0, slope=100 / before, offset=-100 * (1 + around), strict=True, step=step)
    present = round(before * (1 + growth) / step) * step
    found = readiness([check], {"x": present})
    if found.grade is SHORT:
        required = lifted(found)["x"]
        assert required > present and readiness([check], {"x": required}).grade is PASS
        # No more than a step beyond what reckoning in whole numbers asks for.
        assert required <= max(before * (1 + around), present) * (1 + 1e-9) + 2 * step
    else:
        assert not found.lifts


def test_a_circle_is_found_before_anything_is_short() -> None:
    ring = [Check("a", "r", "x", 0.1, per="y"), Check("b", "r", "y", 0.1, per="z"), Check("c", "r", "z", 0.1, per="x")]
    with pytest.raises(ValueError, match="circle"):
        readiness(ring, {"x": 1, "y": 1, "z": 1})


FIGURES = ("x", "y", "z")


@st.composite
def cases(draw: st.DrawFn, with_ratios: bool) -> tuple[list[Check], dict[str, float], dict[str, int]]:
    """Up to four checks of two requirements on three counts; a ratio is of a later figure to an earlier one."""
    checks = []
    for number in range(draw(st.integers(1, 4))):
        moved = draw(st.integers(0, 2))
        base = draw(st.sampled_from(FIGURES[:moved])) if with_ratios and moved and draw(st.booleans()) else None
        checks.append(Check(
            f"c{number}", draw(st.sampled_from("rs")), FIGURES[moved], draw(st.integers(1, 2 if base else 6)),
            per=base, strict=draw(st.booleans()), step=1,
        ))
    amounts = {name: float(draw(st.integers(1, 6))) for name in FIGURES if draw(st.integers(0, 9))}
    names = [check.requirement for check in checks]
    return checks, amounts, {name: draw(st.integers(1, names.count(name))) for name in set(names)}


def best_on_the_grid(
    checks: Sequence[Check], amounts: Mapping[str, float], needed: Mapping[str, int]
) -> tuple[int, float]:
    """The oracle: of all amounts that are no smaller, those with which as many known checks pass as are needed."""
    def value(check: Check, at: Mapping[str, float]) -> float:
        return at[check.figure] / (at[check.per] if check.per else 1)

    known = [c for c in checks if c.figure in amounts and (c.per is None or c.per in amounts)]
    costs = []
    for grid in product(*(range(int(amounts[name]), 33) for name in amounts)):
        at = dict(zip(amounts, grid, strict=True))
        counts = dict.fromkeys(needed, 0)
        for check in known:
            above = value(check, at) - (check.threshold or 0)
            counts[check.requirement] += above > 0 if check.strict else above >= 0
        if all(counts[r] >= min(k, sum(c.requirement == r for c in known)) for r, k in needed.items()):
            costs.append((
                sum(at[name] > amounts[name] for name in amounts), sum(at[n] / amounts[n] - 1 for n in amounts),
            ))
    return min(costs)


@settings(deadline=None, max_examples=25, derandomize=True)
@given(cases(with_ratios=True))
def test_no_smaller_set_of_lifts_exists(case: tuple[list[Check], dict[str, float], dict[str, int]]) -> None:
    checks, amounts, needed = case
    found = readiness(checks, amounts, needed)
    assert (len(found.lifts), found.effort) == pytest.approx(best_on_the_grid(checks, amounts, needed))
    after = readiness(checks, {**amounts, **lifted(found)}, needed)
    assert not after.lifts and after.grade is not SHORT


RANKED = {SHORT: 0, UNJUDGED: 1, PASS: 2}


def is_no_worse(found: Readiness, other: Readiness) -> bool:
    ranks = [RANKED[found.requirements[name]] >= RANKED[verdict] for name, verdict in other.requirements.items()]
    cost, dearer = (len(found.lifts), found.effort), (len(other.lifts), other.effort + 1e-9)
    return all(ranks) and RANKED[found.grade] >= RANKED[other.grade] and cost <= dearer


@steady
@given(cases(with_ratios=False), st.sampled_from(FIGURES), st.integers(0, 9))
def test_raising_a_figure_never_makes_readiness_worse(
    case: tuple[list[Check], dict[str, float], dict[str, int]], figure: str, more: int
) -> None:
    checks, amounts, needed = case
    raised = {**amounts, figure: amounts[figure] + more} if figure in amounts else amounts
    assert is_no_worse(readiness(checks, raised, needed), readiness(checks, amounts, needed))


@steady
@given(cases(with_ratios=True), st.integers(0, 3), st.integers(0, 9))
def test_raising_a_threshold_never_makes_it_better(
    case: tuple[list[Check], dict[str, float], dict[str, int]], place: int, more: int
) -> None:
    checks, amounts, needed = case
    at = place % len(checks)
    check = checks[at]
    assert check.threshold is not None
    harder = [*checks[:at], replace(check, threshold=check.threshold + more), *checks[at + 1:]]
    assert is_no_worse(readiness(checks, amounts, needed), readiness(harder, amounts, needed))
