"""The three questions likeliest to be asked of a figure, with their answers, worked out before anybody asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from pages.frames.asked_columns import asked_of_columns
from pages.frames.provenance import Provenance, formula_words, source_summary
from pages.shell.screen import Screen
from pages.texts import Texts
from pages.texts.asked import AskedOf
from pages.texts.questions import Question, Speaker
from queries.formulas.likely_questions import (
    Kind,
    biggest_mover,
    leading_share,
    likeliest,
    missing_units,
    other_order,
    outlier,
    then_and_now,
)

if TYPE_CHECKING:
    from pages.frames.figure_frame import FrameContent

ASKED = 3
OF_EVERY_FIGURE: frozenset[Kind] = frozenset({"definition", "source", "limits"})


def questions_of(screen: Screen, content: FrameContent) -> tuple[Question, ...]:
    """The three likeliest questions of what a frame shows, the likeliest first.

    They are answered from the rows of the figure where it has units with figures; what is lacking is made up from
    what every figure can be asked: how it is worked out, where it comes from, what to mind.
    """
    # A view and its sentence are the same only where their rows are.
    view = tuple(sorted((name, str(value)) for name, value in content.state.items()))
    key = ("questions_of", screen.language, screen.layer, content.key, content.finding, view)
    return tuple(screen.engine.recall(key, lambda: _questions(screen, content)))


def _questions(screen: Screen, content: FrameContent) -> list[Question]:
    asked = asked_of_columns(screen, content) if content.asked is None else content.asked()
    answers = answers_of_rows(asked, screen.texts) | _of_provenance(screen, content.provenance)
    return [answer() for answer in list(answers.values())[:ASKED]]


def answers_of_rows(asked: AskedOf | None, texts: Texts) -> dict[Kind, Callable[[], Question]]:
    """What the rows of a figure can answer, the likeliest first; nothing where they hold no figure."""
    if asked is None or asked.rows.empty:
        return {}
    period = 0 if asked.period is None else asked.period
    before = asked.before if asked.before is not None else _earlier(asked.rows, period)
    shown = asked.rows[asked.rows["period"] == period].drop_duplicates("unit").set_index("unit")
    now = shown["value"].astype(float)
    past = _of_period(asked.rows, before)
    speaker = Speaker(asked, texts, now, past, before)
    far = outlier(now, may_take_logarithms=not asked.is_score)
    moved, then = biggest_mover(past, now), then_and_now(past, now)
    missing = missing_units(now, shown["reason"])
    leading = leading_share(now) if asked.adds_up else None
    other = other_order(now, asked.other.values) if asked.other else None
    is_noise = moved is not None and moved.places != 0 and asked.verdicts.get(moved.unit) == "noise"
    answers: dict[Kind, Callable[[], Question]] = {}
    for kind in likeliest(far, moved, missing, then, leading, other, is_noise=is_noise):
        if kind == "outlier" and far:
            answers[kind] = lambda: speaker.outlier(far)
        elif kind == "mover" and moved:
            answers[kind] = lambda: speaker.mover(moved)
        elif kind == "missing":
            answers[kind] = lambda: speaker.missing(missing)
        elif kind == "against" and then and (then.n > 1 or len(now) == 1):
            answers[kind] = lambda: speaker.against(then)
        elif kind == "leading" and leading:
            answers[kind] = lambda: speaker.leading(leading)
        elif kind == "other" and other:
            answers[kind] = lambda: speaker.other(other)
    return answers


def _of_provenance(screen: Screen, provenance: Provenance) -> dict[Kind, Callable[[], Question]]:
    t = screen.texts
    return {
        "definition": lambda: Question("definition", t("question.definition"), _definition(screen, provenance)),
        "source": lambda: Question("source", t("question.source"), t(
            "questions.source", sources=source_summary(screen, provenance.sources), period=provenance.period,
            layer=t(f"layer.{screen.layer}"), snapshot=screen.engine.snapshot_id,
        )),
        "limits": lambda: Question("limits", t("question.limits"), _limits(screen, provenance)),
    }


def _definition(screen: Screen, provenance: Provenance) -> str:
    t = screen.texts
    formula = formula_words(screen, provenance).rstrip("。.")
    if not provenance.indicators:
        return t("questions.formula_alone", formula=formula)
    first = provenance.indicators[0]
    return t("questions.definition", name=first.name(screen.language), text=first.definition(screen.language),
             formula=formula)


def _limits(screen: Screen, provenance: Provenance) -> str:
    """That the data are synthetic or private, then the first caveat or remark; at least that figures are rounded."""
    t = screen.texts
    parts = [t("questions.synthetic")] if screen.layer == "sample" else []
    parts += [t("questions.private")] if screen.is_private else []
    caveats = [caveat for i in provenance.indicators if (caveat := i.caveat(screen.language))]
    noted = [*caveats, *provenance.remarks]
    parts += noted[:1] or [t("questions.rounding")]
    return (" " if screen.language == "en" else "").join(parts)


def _earlier(rows: pd.DataFrame, period: int) -> int | None:
    """The last period before with at least one figure."""
    known = rows.loc[(rows["period"] < period) & rows["value"].notna(), "period"]
    return int(known.max()) if len(known) else None


def _of_period(rows: pd.DataFrame, period: int | None) -> pd.Series:
    if period is None:
        return pd.Series(dtype=float)
    return rows[rows["period"] == period].drop_duplicates("unit").set_index("unit")["value"].astype(float)
