"""Sentences on moves between classes and on convergence, each from the record that its figure draws."""

from __future__ import annotations

from collections.abc import Sequence

from pages.frames.transfer.mobility_view import MobilityView, panel_name
from pages.shell.screen import Screen
from pages.texts.figures import within
from pages.texts.numbers import percent, plain
from queries.class_moves import ClassMoves
from queries.convergence import Convergence
from queries.formulas.convergence import Beta
from queries.formulas.markov import LEAST_OBSERVED, Transitions
from queries.formulas.outcome import Outcome

NAMED = 5
SIGNIFICANT = 0.05


def share_words(screen: Screen, share: Outcome) -> str:
    """A share in per cent; the word for none where there is none."""
    return screen.texts("value.none") if share.value is None else percent(share.value, 1)


def p_words(screen: Screen, p: Outcome) -> str:
    """A p-value; the word for none where there is none."""
    if p.value is None:
        return screen.texts("value.none")
    return "p<0.001" if p.value < 0.001 else f"p={plain(p.value, 3)}"


def matrix_finding(screen: Screen, view: MobilityView, moves: ClassMoves) -> str:
    """How many steps led up, nowhere and down."""
    t, steps = screen.texts, moves.steps
    key = "mobility.matrix_finding" if steps.total else "mobility.matrix_nothing"
    return t(key, first=view.first, last=view.last, name=within(panel_name(screen, view.panel), t),
             units=len(moves.classes), total=plain(steps.total, 0), up=share_words(screen, steps.up),
             stay=share_words(screen, steps.stay), down=share_words(screen, steps.down))


def matrix_notes(screen: Screen, moves: ClassMoves, names: Sequence[str]) -> list[str]:
    """Mobility index, where the steps lead, and which rows are not to be relied on."""
    t, steps = screen.texts, moves.steps
    visited = steps.among_visited()
    never = [name for place, name in enumerate(names) if place not in visited.counts.index]
    notes = [t("mobility.never", names=t.joined(never))] if never else []
    index, long_run = visited.shorrocks, visited.steady_state
    notes.append(t("mobility.shorrocks", value=plain(index.value, 2)) if index.value is not None
                 else t(f"mobility.no_shorrocks.{index.reason}"))
    if long_run["reason"].isna().all():
        ends = moves.classes.iloc[:, -1].value_counts(normalize=True)
        notes.append(t("mobility.long_run", year=int(moves.classes.columns[-1]), parts=t.joined([
            t("mobility.long_run_part", name=names[place], share=percent(share, 0),
              now=percent(float(ends.get(float(place), 0.0)), 0))
            for place, share in zip(visited.counts.index, long_run["value"].tolist(), strict=True)
        ])))
    else:
        notes.append(t(f"mobility.no_long_run.{long_run['reason'].iloc[0]}"))
    small = [names[row] for row in steps.counts.index if steps.is_small[row]]
    if small:
        notes.append(t("mobility.small_rows", least=LEAST_OBSERVED, rows=t.joined(small)))
    return notes


def ribbon_finding(screen: Screen, view: MobilityView, moves: ClassMoves) -> str:
    """Who stands in a higher class in the last year than in the first, and who in a lower one."""
    t, moved = screen.texts, moves.moved
    up = moved[moved["change"] > 0].sort_values("change", ascending=False, kind="stable")
    down = moved[moved["change"] < 0].sort_values("change", kind="stable")
    same = len(moved) - len(up) - len(down)
    parts = [
        t(f"mobility.{key}", count=len(rows), names=_named(screen, [str(code) for code in rows.index]))
        for key, rows in (("rose", up), ("fell", down)) if len(rows)
    ]
    return t("mobility.ribbon_finding", first=view.first, last=view.last, count=len(moved), same=same,
             parts="".join(parts))


def neighbours_finding(screen: Screen, moves: ClassMoves) -> str:
    """What neighbours do, as far as the observations carry it."""
    t, test = screen.texts, moves.test
    assert test is not None
    if test.q_p.value is None:
        return t("mobility.neighbours.untested", least=LEAST_OBSERVED)
    key = "differ" if test.q_p.value < SIGNIFICANT else "alike"
    return t(f"mobility.neighbours.{key}", p=p_words(screen, test.q_p))


def regime_words(screen: Screen, regimes: Sequence[Transitions], names: Sequence[str]) -> str:
    """Shares that rose and fell beside neighbours of every class."""
    t = screen.texts
    return "".join(
        t("mobility.regime_part", name=name, up=share_words(screen, regime.up),
          down=share_words(screen, regime.down), total=plain(regime.total, 0))
        for name, regime in zip(names, regimes, strict=True) if regime.total
    )


def test_words(screen: Screen, moves: ClassMoves) -> str:
    """Both statistics, their degrees of freedom, and the rows that entered."""
    t, test = screen.texts, moves.test
    assert test is not None
    if test.q.value is None or test.likelihood_ratio.value is None:
        return t("mobility.no_test", least=LEAST_OBSERVED)
    return t("mobility.test", q=plain(test.q.value, 2), q_p=p_words(screen, test.q_p),
             ratio=plain(test.likelihood_ratio.value, 2), ratio_p=p_words(screen, test.likelihood_ratio_p),
             degrees=test.degrees, rows=len(test.tested), least=LEAST_OBSERVED)


def slope_words(screen: Screen, beta: Beta) -> str:
    """b with its interval; the word for none where there is none."""
    t, slope = screen.texts, beta.slope
    if slope.central.value is None:
        return t("value.none")
    if slope.low.value is None or slope.high.value is None:
        return t("mobility.slope_alone", slope=plain(slope.central.value, 3))
    return t("mobility.slope", slope=plain(slope.central.value, 3), low=plain(slope.low.value, 3),
             high=plain(slope.high.value, 3))


def beta_finding(screen: Screen, view: MobilityView, found: Convergence) -> str:
    """Whether those that began low grew more, as far as the interval allows to say, and σ beside it."""
    t, beta = screen.texts, found.total
    shared = {"first": found.first, "last": found.last, "count": beta.n, "slope": slope_words(screen, beta)}
    if beta.slope.central.value is None:
        return t("mobility.beta_nothing", **shared)
    if beta.verdict == "converging" and not _spread_fell(found):
        return t("mobility.beta_galton", **shared)
    return t(f"mobility.beta.{beta.verdict}", **shared)


def _spread_fell(found: Convergence) -> bool:
    first, last = (found.spread["value"].iloc[place] for place in (0, -1))
    return bool(last < first) and found.spread_p.value is not None and found.spread_p.value < SIGNIFICANT


def whole_speed_words(screen: Screen, found: Convergence) -> str:
    """Speed of all regions together; one that the spread does not bear out is called so."""
    beta = found.total
    if beta.verdict == "converging" and not _spread_fell(found) and beta.speed.central.value is not None:
        return screen.texts("mobility.speed_doubtful", speed=percent(beta.speed.central.value, 1))
    return speed_words(screen, beta)


def speed_words(screen: Screen, beta: Beta) -> str:
    """Speed and half-life where both ends of the interval have one; else why there is none."""
    t, speed = screen.texts, beta.speed
    if speed.central.value is None or beta.half_life.value is None:
        reason = speed.central.reason
        return t(f"mobility.no_speed.{reason}")
    if beta.verdict != "converging":
        return t("mobility.speed_unsure", speed=percent(speed.central.value, 1))
    low = "" if speed.low.value is None else percent(speed.low.value, 1)
    high = t("mobility.no_limit") if speed.high.value is None else percent(speed.high.value, 1)
    return t("mobility.speed", speed=percent(speed.central.value, 1), low=low, high=high,
             half=plain(beta.half_life.value, 1))


def spread_finding(screen: Screen, view: MobilityView, found: Convergence) -> str:
    """Whether the spread fell or rose from the first year to the last, or nothing can be said."""
    t = screen.texts
    first, last = (found.spread["value"].iloc[place] for place in (0, -1))
    p = found.spread_p
    direction = "fell" if last < first else "rose"
    verdict = "untested" if p.value is None else direction if p.value < SIGNIFICANT else "unsure"
    return t(f"mobility.spread.{verdict}", first=found.first, last=found.last, begun=plain(float(first), 3),
             ended=plain(float(last), 3), p=p_words(screen, p), count=len(found.units.panel))


def residual_words(screen: Screen, found: Convergence) -> str:
    """Whether what the line leaves over is alike among neighbours."""
    t, test = screen.texts, found.residuals
    if test is None or test.statistic.value is None or test.p.value is None:
        return t("mobility.residuals_untested")
    key = "alike" if test.p.value < SIGNIFICANT else "by_chance"
    return t(f"mobility.residuals.{key}", value=plain(test.statistic.value, 2), p=p_words(screen, test.p))


def left_out_words(screen: Screen, found: Convergence) -> list[str]:
    """Regions that do not enter, with the reason."""
    t = screen.texts
    return [
        t(f"mobility.left_out.{key}", count=len(codes), names=_named(screen, [str(code) for code in codes]))
        for key, codes in (("zero", found.units.zero), ("missing", found.units.missing)) if codes
    ]


def _named(screen: Screen, codes: list[str]) -> str:
    t = screen.texts
    names = t.joined([screen.place(code) for code in codes[:NAMED]])
    return t("mobility.and_more", names=names) if len(codes) > NAMED else names
