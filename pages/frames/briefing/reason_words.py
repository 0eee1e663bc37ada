"""Why a step of a briefing says something else on new data, in words."""

from __future__ import annotations

from pages.frames.briefing.changed_view import Reason
from pages.texts import Texts
from pages.texts.numbers import plain
from queries.changed_figures import Compared

MOST_DECIMALS = 6


def reason_words(reason: Reason, texts: Texts) -> str:
    """One reason as a sentence: what was, what is, and how much of the view it touches."""
    if reason.kind == "period":
        return texts("redo_words.period", before=reason.before, after=reason.after)
    if reason.kind == "revision" and reason.compared is not None:
        return _revision(reason.compared, texts)
    if reason.kind == "membership":
        return texts("redo_words.membership", groups=texts.joined(list(reason.groups)))
    return texts(f"redo_words.{reason.kind}")


def _revision(compared: Compared, texts: Texts) -> str:
    parts = []
    if compared.changed:
        parts.append(texts("redo_words.revision", changed=compared.changed, figures=compared.figures))
    if compared.largest is not None:
        before, after = told_apart(compared.largest.before, compared.largest.after)
        parts.append(texts("redo_words.largest", row=compared.largest.row, column=compared.largest.column,
                           before=before, after=after))
    if compared.added or compared.gone:
        parts.append(texts("redo_words.rows", added=compared.added, gone=compared.gone))
    return texts("redo_words.and").join(parts)


def told_apart(before: float, after: float) -> tuple[str, str]:
    """Two numbers with as few decimals as tell them apart; a whole number beside a whole number has none."""
    for decimals in range(MOST_DECIMALS):
        texts = plain(before, decimals), plain(after, decimals)
        if texts[0] != texts[1] and abs(before - after) > 0.5 * 10 ** -decimals:
            return texts
    return plain(before, MOST_DECIMALS), plain(after, MOST_DECIMALS)
