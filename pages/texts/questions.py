"""The questions likeliest to be asked of a figure and their answers, in the words of a meeting.

Every answer rests on the rows that the figure shows; none says why a figure is what it is, which no figure tells.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pages.texts import Texts
from pages.texts.asked import AskedOf
from pages.texts.numbers import percent, plain
from queries.formulas.likely_questions import (
    FENCE,
    Kind,
    LeadingShare,
    Missing,
    Mover,
    OtherOrder,
    Outlier,
    Then,
)
from queries.formulas.reasons import Reason

MOST_NAMED = 5


@dataclass(frozen=True)
class Question:
    """One question with its answer of one or two sentences.

    `detail` is a small table with headings in the reader's language; `regions` are the codes of the places that the
    answer names, which a map may pick out.
    """

    kind: Kind
    question: str
    answer: str
    detail: pd.DataFrame | None = None
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Speaker:
    """Puts what was found of a figure into questions and answers of one language."""

    asked: AskedOf
    texts: Texts
    now: pd.Series
    past: pd.Series
    before: int | None

    def outlier(self, far: Outlier) -> Question:
        """Who stands out, by how much, and by which rule."""
        t, measure = self.texts, self.asked.measure
        like = measure.scale(far.value, far.median, texts=t)
        median = measure.words(far.median, t, like)
        scale = t("questions.of_logarithms") if far.is_log else ""
        ratio = far.value / far.median if far.median > 0 and (self.now.dropna() >= 0).all() else None
        if measure.is_percent or ratio is None:
            compared = t(
                "questions.above_median" if far.value > far.median else "questions.below_median", median=median,
                difference=measure.difference(measure.change(far.median, far.value), t, like),
            )
        elif ratio < 1:
            compared = t("questions.share_of_median", median=median, share=percent(ratio))
        else:
            compared = t("questions.times_median", median=median, ratio=_times(ratio))
        answer = t(
            "questions.outlier_beyond" if far.beyond else "questions.outlier_none", year=self._year(),
            measure=measure.name, name=self.asked.name(far.unit), value=measure.words(far.value, t, like),
            compared=compared,
            score=plain(far.score, 1), fence=plain(FENCE, 1), scale=scale, kind=self._kind(),
        )
        others = far.beyond[1:]
        if others:
            answer += t("questions.outlier_others", names=self._names(others))
        named = far.beyond[:MOST_NAMED] or (far.unit,)
        return self._question("outlier", answer, named, self._table(named))

    def mover(self, moved: Mover) -> Question:
        """Who changed most since the period before, and whether that is more than chance."""
        t, measure = self.texts, self.asked.measure
        change = measure.change(moved.before, moved.after)
        like = measure.scale(moved.before, moved.after, texts=t)
        if change == 0:
            return self._question("mover", t("questions.mover_none", before=self.before, kind=self._kind()), ())
        answer = t(
            "questions.mover_up" if change > 0 else "questions.mover_down", measure=measure.name,
            name=self.asked.name(moved.unit), old=measure.words(moved.before, t, like),
            new=measure.words(moved.after, t, like), difference=measure.difference(change, t, like),
            relative=self._relative(moved.before, moved.after),
        )
        named = [moved.unit]
        verdict = self.asked.verdicts.get(moved.unit)
        if verdict in ("rise", "fall", "noise"):
            answer += t(
                "questions.mover_in_place" if moved.places == 0
                else "questions.mover_noise" if verdict == "noise" else "questions.mover_real"
            )
        fastest = moved.relative_unit
        if fastest is not None and fastest != moved.unit and not measure.is_percent:
            old, new = self.past[fastest], self.now[fastest]
            like = measure.scale(old, new, texts=t)
            answer += t("questions.mover_relative", name=self.asked.name(fastest), old=measure.words(old, t, like),
                        new=measure.words(new, t, like), relative=percent(new / old - 1, signed=True))
            named.append(fastest)
        answer += self._broken()
        return self._question("mover", answer, tuple(named), self._table(self._most_moved(), with_past=True))

    def missing(self, found: Missing) -> Question:
        """How many have no figure, who, and for which reason."""
        t = self.texts
        parts = [
            t("questions.missing_part", reason=self._reason(reason), names=self._names(units))
            for reason, units in found.units.items()
        ]
        absent = [unit for units in found.units.values() for unit in units]
        answer = t("questions.missing", year=self._year(), units=found.n, known=found.known, absent=len(absent),
                   parts=t("questions.separator").join(parts), kinds=self._kinds())
        reasons = [(unit, self._reason(reason)) for reason, units in found.units.items() for unit in units]
        detail = pd.DataFrame(
            [(self.asked.name(unit), word) for unit, word in reasons],
            columns=[t(f"question_unit_heading.{self.asked.kind}"), t("column.remark")],
        )
        return self._question("missing", answer, tuple(absent), detail)

    def against(self, then: Then) -> Question:
        """The whole, the place picked out and the leader, then and now."""
        t, asked = self.texts, self.asked
        whole = asked.whole
        if whole is not None and {self.before, asked.period} <= whole.values.keys():
            old, new = whole.values[int(self.before or 0)], whole.values[int(asked.period or 0)]
            parts = [self._from_to(whole.name, old, new)]
        elif asked.adds_up and then.n == len(self.now.dropna()) == len(self.past.dropna()):
            parts = [self._from_to(t("questions.sum", count=then.n, kinds=self._kinds()), *then.total)]
        else:
            parts = [self._from_to(t("questions.median", count=then.n, kinds=self._kinds()), *then.median)]
        named = [then.leader]
        if then.n == 1:
            parts = [self._from_to(asked.name(then.leader), *then.total)]
        chosen = asked.selected
        if chosen is not None and then.n > 1 and self._knows(chosen):
            parts.append(self._from_to(asked.name(chosen), self.past[chosen], self.now[chosen]))
            named.append(chosen)
        if then.n > 1:
            stays = then.leader == then.leader_before
            parts.append(t("questions.leader_stays" if stays else "questions.leader_changes",
                           name=asked.name(then.leader), other=asked.name(then.leader_before)))
        told = t("questions.separator").join(parts)
        answer = t("questions.of_measure", measure=asked.measure.name, text=told) + self._broken()
        return self._question("against", answer, tuple(dict.fromkeys(named)),
                              self._table(tuple(dict.fromkeys(named)), with_past=True))

    def leading(self, found: LeadingShare) -> Question:
        """What part of the total the first three have."""
        t = self.texts
        answer = t(
            "questions.leading", year=self._year(), measure=self.asked.measure.name, names=self._names(found.units),
            amount=self.asked.measure.words(found.amount, t), share=percent(found.share), count=found.n,
            kinds=self._kinds(),
        )
        return self._question("leading", answer, found.units, self._table(found.units))

    def other(self, found: OtherOrder) -> Question:
        """Whether the leader leads by the other usual measure too."""
        t = self.texts
        assert self.asked.other is not None
        measure = self.asked.other.measure
        stays = found.leader == found.other_leader
        answer = t(
            "questions.other_stays" if stays else "questions.other_changes", measure=measure.name,
            leader=self.asked.name(found.leader), other=self.asked.name(found.other_leader),
            value=measure.words(found.other_value, t), rank=found.rank, count=found.n, kinds=self._kinds(),
        )
        named = tuple(dict.fromkeys((found.leader, found.other_leader)))
        return self._question("other", answer, named)

    def _question(
        self, kind: Kind, answer: str, units: tuple[str, ...], detail: pd.DataFrame | None = None
    ) -> Question:
        t = self.texts
        is_last_year = self.before is not None and self.asked.period == self.before + 1
        key = f"{kind}_last_year" if kind in ("against", "mover") and is_last_year else kind
        other = self.asked.other.measure.name if self.asked.other else ""
        words = t(f"question.{key}", kind=self._kind(), kinds=self._kinds(), before=self.before, measure=other)
        codes = (code for unit in units for code in self.asked.regions(unit))
        return Question(kind, words, answer, detail, tuple(dict.fromkeys(codes)))

    def _from_to(self, name: str, old: float, new: float) -> str:
        t, measure = self.texts, self.asked.measure
        change = measure.change(old, new)
        if change == 0:
            return t("questions.even", name=name, value=measure.words(new, t))
        like = measure.scale(old, new, texts=t)
        return t(
            "questions.rose" if change > 0 else "questions.fell", name=name, old=measure.words(old, t, like),
            new=measure.words(new, t, like), difference=measure.difference(change, t, like),
            relative=self._relative(old, new),
        )

    def _relative(self, old: float, new: float) -> str:
        """The change in per cent in brackets; nothing of percentages and of what was not positive."""
        if self.asked.measure.is_percent or old <= 0:
            return ""
        return self.texts("questions.relative", relative=percent(new / old - 1, signed=True))

    def _broken(self) -> str:
        """What broke the series in between, so that the periods do not quite compare."""
        last, first = self.asked.period, self.before
        if last is None or first is None:
            return ""
        found = [(year, words) for year, words in self.asked.breaks if first < year <= last]
        return self.texts("questions.broken", year=found[0][0], text=found[0][1]) if found else ""

    def _most_moved(self) -> tuple[str, ...]:
        change = (self.now - self.past).dropna().abs()
        ordered = sorted(change.items(), key=lambda pair: (-pair[1], str(pair[0])))
        return tuple(str(unit) for unit, _ in ordered[:MOST_NAMED])

    def _knows(self, unit: str) -> bool:
        return unit in self.now.dropna().index and unit in self.past.dropna().index

    def _table(self, units: tuple[str, ...], with_past: bool = False) -> pd.DataFrame | None:
        """The figures of the units that an answer names, as the table of the figure prints them."""
        t, measure, asked = self.texts, self.asked.measure, self.asked
        columns = {t(f"question_unit_heading.{asked.kind}"): [asked.name(unit) for unit in units]}
        if with_past and self.before is not None:
            columns[str(self.before)] = [measure.words(self.past[unit], t) for unit in units]
        heading = str(asked.period) if asked.period else t("column.value")
        columns[heading] = [measure.words(self.now[unit], t) for unit in units]
        return pd.DataFrame(columns)

    def _names(self, units: tuple[str, ...]) -> str:
        t = self.texts
        names = t.joined([self.asked.name(unit) for unit in units[:MOST_NAMED]])
        if len(units) <= MOST_NAMED:
            return names
        return t("questions.and_more", names=names, count=len(units))

    def _reason(self, reason: str) -> str:
        """A reason in words; a file may give its own."""
        return self.texts(f"reason.{reason}") if reason in frozenset(Reason) else reason

    def _kind(self) -> str:
        return self.texts(f"question_unit.{self.asked.kind}")

    def _kinds(self) -> str:
        return self.texts(f"question_units.{self.asked.kind}")

    def _year(self) -> str:
        asked, t = self.asked, self.texts
        when = asked.span or (t("frame.year", first=asked.period, last=asked.period) if asked.period else "")
        return t("questions.in_year", year=when) if when else ""


def _times(ratio: float) -> str:
    """A multiple of at least one: whole from ten on, two decimals below two, one in between."""
    return plain(ratio, 0 if ratio >= 10 else 1 if ratio >= 2 else 2)
