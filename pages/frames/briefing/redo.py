"""The steps of a briefing once more on new data: the old sentence beside the new one, and why they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pages.controls.briefcase import Step, now
from pages.controls.state import link_query
from pages.frames.briefing.changed_view import Headings, Reason, Seen, reasons, stale_numbers
from pages.frames.briefing.showable import replayed
from pages.frames.exhibit import view_state
from pages.frames.fingerprint import boundary_of, method_of
from pages.shell.replay import Replay
from pages.texts import LANGUAGES, Language, Texts, load_texts

RANK_COLUMNS = ("lo", "hi", "ties")
# Parameters of views that are a year, or the last year of a span.
LATEST = ("year", "to", "until", "growth-to", "peer-year", "standing-year")


@dataclass(frozen=True)
class Redone:
    """What became of one step.

    Attributes
    ----------
    step : as it is kept
    new : the step on the new data, with the reader's own words; None where it cannot be shown there
    reasons : why it says something else; empty where nothing that it rests on has changed
    refusal : why it cannot be shown on the new data; None where it can
    stale : numbers of the reader's own title and note that the new sentence no longer holds
    """

    step: Step
    new: Step | None
    reasons: tuple[Reason, ...] = ()
    refusal: str | None = None
    stale: tuple[str, ...] = ()

    @property
    def says_the_same(self) -> bool:
        """Whether the sentence is the same as before."""
        return self.new is not None and self.new.finding == self.step.finding


def redo(step: Step, snapshot: str, texts: Texts) -> Redone:
    """Show a step on its own snapshot and on another, in the language it was kept in, and compare.

    Where the view showed the latest year of its data, it moves on to the latest year of the new data. What cannot be
    shown is told in the language of `texts`.
    """
    language = _language(step, texts)
    before = replayed(step, texts, lang=language)
    moving = () if isinstance(before, str) else _at_latest(step, texts, language)
    after = replayed(step, texts, lang=language, snapshot=snapshot, **dict.fromkeys(moving))
    if isinstance(after, str):
        return Redone(step, None, refusal=after)
    same: Replay | str = replayed(step, texts, lang=language, snapshot=snapshot) if moving else after
    content = after.frames[0]
    state = view_state(after.screen, {**content.state, "figure": content.key})
    new = replace(
        step,
        page=str(state.pop("page")),
        query=link_query(state),
        finding=content.finding,
        kept_at=now(),
        method=method_of(content),
        boundary=boundary_of(after.screen, content),
    )
    old = None if isinstance(before, str) else _seen(before)
    found = reasons(
        step, old, None if isinstance(same, str) else _seen(same), _seen(after),
        _headings([content.rows(), *([] if old is None else [old.rows])], load_texts(language)),
    )
    return Redone(step, new, found, stale=stale_numbers(f"{step.title}\n{step.note}", step.finding, content.finding))


def _language(step: Step, texts: Texts) -> Language:
    asked = step.parameters.get("lang")
    return next((language for language in LANGUAGES if language == asked), texts.language)


def _at_latest(step: Step, texts: Texts, language: Language) -> tuple[str, ...]:
    """The years of a view that are those the page shows by itself on the snapshot of the step."""
    asked = [name for name in LATEST if name in step.parameters]
    opened = replayed(step, texts, lang=language, **dict.fromkeys(asked)) if asked else ""
    if isinstance(opened, str):
        return ()
    state = opened.frames[0].state
    return tuple(name for name in asked if str(state.get(name)) == step.parameters[name])


def _seen(played: Replay) -> Seen:
    content, regions, language = played.frames[0], played.screen.regions, played.screen.language
    rows = regions.membership
    rows = rows[rows["inclusion"] != "excluded"]
    groups = {str(code): frozenset(members["member_code"]) for code, members in rows.groupby("group_code")}
    return Seen(
        finding=content.finding,
        period=content.provenance.period,
        method=method_of(content),
        boundary=boundary_of(played.screen, content),
        groups=groups,
        names={code: regions[code].name(language) for code in groups},
        rows=_figures(content.rows(), played.screen.texts),
    )


def _figures(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """The rows without the bounds of exact figures, which only say the figure again."""
    bounds = [texts("column.lo"), texts("column.hi")]
    if not set(bounds) <= set(rows.columns):
        return rows
    low, high = (pd.to_numeric(rows[name], errors="coerce") for name in bounds)
    return rows.assign(**{name: side.mask(low == high) for name, side in zip(bounds, (low, high), strict=True)})


def _headings(tables: Sequence[pd.DataFrame], texts: Texts) -> Headings:
    """What the headings of the rows tell, in the words that all figures share."""
    columns = {str(name): table[name] for table in tables for name in table.columns}
    year = texts("column.year").casefold()
    ranks = (texts("column.rank"), texts("column.change"), *(texts(f"ranks_column.{name}") for name in RANK_COLUMNS))
    beside = {texts("column.n"), texts("column.coverage")}
    return Headings(
        periods=frozenset(name for name, cells in columns.items()
                          if name.casefold().endswith(year) and _holds_years(cells)),
        codes=frozenset(name for name in columns if name.endswith(texts("column.code"))),
        left_out=frozenset(name for name in columns if name.startswith(ranks) or name in beside),
    )


def _holds_years(cells: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(cells)) and bool(cells.dropna().between(1900, 2100).all())
