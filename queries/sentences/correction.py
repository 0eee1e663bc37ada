"""The sentence with the right number, rank, word or places put in, ready to be said."""

from __future__ import annotations

import math
from collections.abc import Sequence

from queries.catalogue import Language
from queries.formulas.claimed_range import ClaimVerdict
from queries.regions import Regions
from queries.sentences.claim import Relation, Span
from queries.sentences.finding import Finding
from queries.sentences.lexicon import Lexicon, folded
from queries.sentences.tokens import Amount
from queries.sentences.units import base_unit

Edit = tuple[Span, str]
SCALE_WORDS: dict[Language, tuple[tuple[float, str], ...]] = {
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"), (1e3, "千"), (1e2, "百")),
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1e3, " thousand")),
}
ORDINAL_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
ENGLISH_UNITS = {"元": " yuan", "人": " people"}
MOST_DECIMALS = 6
NOT_WORDS = {"不是": "是", "并非": "是", "is not": "is", "are not": "are", "was not": "was"}


def language_of(sentence: str) -> Language:
    """The language a sentence is in: Chinese where any Chinese sign stands in it."""
    return "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in sentence) else "en"


def corrected(sentence: str, findings: Sequence[Finding], regions: Regions, lexicon: Lexicon) -> str | None:
    """Return the sentence with every clause that fails put right; None where there is nothing to put or no way to.

    The words stay as they are but for the number, the rank, the places or the word of direction that is wrong.
    """
    edits: list[Edit] = []
    for finding in findings:
        if finding.verdict is ClaimVerdict.FAILS:
            found = _edits(sentence, finding, regions, lexicon)
            if found is None:
                return None
            edits += found
    if not edits:
        return None
    if len({span for span, _ in edits}) < len(edits):
        return None
    result = sentence
    for (start, end), text in sorted(edits, reverse=True):
        result = result[:start] + text + result[end:]
    return result


def _edits(sentence: str, finding: Finding, regions: Regions, lexicon: Lexicon) -> list[Edit] | None:
    claim = finding.claim
    if claim.is_negated:
        start, end = claim.spans["not"]
        word = folded(sentence[start:end])
        if word == "没有" and claim.relation is Relation.DIRECTION:
            # 没有北京多 denied is 比北京多.
            return [((start, end), "比")]
        return [((start, end), NOT_WORDS.get(word, ""))]
    if finding.form == "rank" and "rank" in claim.spans:
        return [(claim.spans["rank"], _rank_words(int(finding.right.lo), claim.sign < 0, language_of(sentence)))]
    if finding.form in ("places", "rank"):
        names = [_name(code, regions, lexicon, language_of(sentence)) for code in finding.right_places]
        edits = [(claim.spans["places"], _listed(names, language_of(sentence)))]
        return edits if names else None
    if finding.form == "count":
        if not finding.right.is_known:
            return None
        unit = claim.count.unit if claim.count is not None else ""
        return [(claim.spans["count"], f"{finding.right.lo:.0f}{unit}")]
    if finding.form == "direction":
        if finding.right == finding.right.times(-1.0) or not claim.opposite:
            return None
        return [(claim.spans["direction"], claim.opposite)]
    return _with_amount(sentence, finding)


def _with_amount(sentence: str, finding: Finding) -> list[Edit] | None:
    """The right number in place of the wrong one, and the contrary word where the direction was wrong too."""
    claim, right = finding.claim, finding.right
    assert claim.amount is not None
    language = language_of(sentence)
    if not right.is_known:
        return _with_bound(sentence, finding) if claim.relation is Relation.VALUE else None
    value, form, edits = right.lo, finding.form, []
    is_turned = value < 0 and claim.relation in (Relation.MORE, Relation.GROWTH)
    if is_turned:
        value = abs(value)
        form = "percent" if form == "times" else form
        value = 100 * value if finding.form == "times" else value
        opposite = claim.opposite
        if "direction" in claim.spans:
            if not opposite:
                return None
            edits.append((claim.spans["direction"], opposite))
    number = _number(value, form, claim.amount, finding, language)
    start, end = claim.spans["amount"]
    if claim.relation is Relation.GROWTH and "direction" not in claim.spans:
        word = {"zh": ("下降", "增长"), "en": ("fell by ", "grew by ")}[language][0 if is_turned else 1]
        number = word + number
    elif claim.amount.head and claim.relation is Relation.VALUE:
        number = _copula(sentence, start, language) + number
    if "compared" in claim.spans:
        edits.append((claim.spans["compared"], "是"))
    return [*edits, ((start, end), number)]


def _copula(sentence: str, start: int, language: Language) -> str:
    """What takes the place of a verb that compares, such as 超过 or exceeds."""
    if language == "zh":
        return "" if sentence[:start].rstrip().endswith(("是", "为", "达", "达到", "有")) else "为"
    return "is " if folded(sentence[start:]).startswith("exceed") else ""


def _with_bound(sentence: str, finding: Finding) -> list[Edit] | None:
    """A published bound as its source prints it, in place of a number that it refutes."""
    claim, right = finding.claim, finding.right
    assert claim.amount is not None
    language = language_of(sentence)
    low_words = {"zh": ("超过", "至少"), "en": ("more than ", "at least ")}[language]
    high_words = {"zh": ("不足", "至多"), "en": ("less than ", "at most ")}[language]
    if math.isfinite(right.lo) == math.isfinite(right.hi):
        return None
    words, bound = (low_words, right.lo) if math.isfinite(right.lo) else (high_words, right.hi)
    number = _number(bound, finding.form, claim.amount, finding, language)
    return [(claim.spans["amount"], words[1 if right.with_ends else 0] + number)]


def _number(value: float, form: str, amount: Amount, finding: Finding, language: Language) -> str:
    """A number in the form and to the digits that the sentence uses, and never to fewer than it needs."""
    claimed = amount.end_number or amount.number
    if form == "times":
        return f"{_digits(value, claimed.value, claimed.step, 1)}{'倍' if language == 'zh' else ' times'}"
    if form == "percent":
        return f"{_digits(value, claimed.value, min(claimed.step, 1.0), 1)}%"
    if form == "points":
        word = "个百分点" if language == "zh" else " percentage points"
        return f"{_digits(value, claimed.value, claimed.step, 1)}{word}"
    unit = amount.unit if language == "zh" or not amount.unit else ENGLISH_UNITS.get(amount.unit, "")
    scale, word, decimals = claimed.scale, dict(SCALE_WORDS[language]).get(claimed.scale, ""), 1
    factor, _ = base_unit(finding.indicator)
    if scale == 1.0 and factor > 1.0 and not unit:
        return _digits(value / factor, claimed.value, claimed.step, finding.indicator.decimals)
    if scale == 1.0 or abs(value) < 0.1 * scale:
        # What the word of a scale would hide is told without it.
        return _digits(value, claimed.value, min(claimed.step, 1.0), finding.indicator.decimals) + unit
    return f"{_digits(value / scale, claimed.value / scale, claimed.step / scale, decimals)}{word}{unit}"


def _digits(value: float, claimed: float, step: float, least: int) -> str:
    """The value to the decimals of `step`, at least to `least`, and to as many as set it apart from what was claimed.

    Two digits that are not zero stand in any case; a whole number has no empty decimals where `least` asks for one.
    """
    if value == round(value) and least <= 1:
        return f"{value:,.0f}"
    decimals = max(least, -math.floor(math.log10(step) + 1e-9) if step < 1 else 0)
    if 0 < abs(value) < 1:
        decimals = max(decimals, 1 - math.floor(math.log10(abs(value))))
    while decimals < MOST_DECIMALS and float(f"{value:.{decimals}f}") == claimed:
        decimals += 1
    return f"{value:,.{min(decimals, MOST_DECIMALS)}f}"


def _rank_words(rank: int, from_below: bool, language: Language) -> str:
    if language == "zh":
        if rank == 1:
            return "末位" if from_below else "首位"
        return f"倒数第{rank}位" if from_below else f"第{rank}位"
    ending = "th" if 10 <= rank % 100 <= 20 else ORDINAL_ENDINGS.get(rank % 10, "th")
    return f"{rank}{ending}"


def _name(code: str, regions: Regions, lexicon: Lexicon, language: Language) -> str:
    """The short name of a place, or the full one where the short one means another place first."""
    name = regions[code].name(language)
    meaning = lexicon.words.get(folded(name))
    is_first = meaning is not None and meaning.kind == "place" and meaning.keys[:1] == (code,)
    return name if is_first else regions[code].full_name_zh


def _listed(names: Sequence[str], language: Language) -> str:
    if language == "zh" or len(names) < 2:
        return "、".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 2 else " and ".join(names)
