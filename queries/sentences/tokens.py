"""A sentence cut into the words that the rules know: indicators, places, years, amounts, and what relates them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from queries.formulas.claimed_range import Hedge
from queries.sentences.lexicon import Lexicon, Meaning, folded, is_whole
from queries.sentences.numerals import Number, read_number

LONGEST_SENTENCE = 300
LATEST, BEFORE = "latest", "before"
HEDGES_BEFORE = {
    "about": Hedge.ABOUT, "nearly": Hedge.NEARLY, "above": Hedge.OVER, "below": Hedge.UNDER,
    "at_least": Hedge.AT_LEAST, "at_most": Hedge.AT_MOST, "exactly": Hedge.PRINTED,
}
HEDGES_AFTER = {"or_more": Hedge.AT_LEAST, "or_less": Hedge.AT_MOST, "or_so": Hedge.ABOUT}

TokenKind = Literal[
    "indicator", "place", "level", "year", "amount", "per", "rank", "word", "stop", "unit", "unknown",
]


@dataclass(frozen=True)
class Amount:
    """A number with its hedge and unit; `end_number` closes a range such as 2到3倍.

    `head` is the word before it that compares (超过), which a right number does not need.
    """

    number: Number
    hedge: Hedge = Hedge.PRINTED
    unit: str = ""
    end_number: Number | None = None
    head: str = ""


@dataclass(frozen=True)
class Rank:
    """A place in an order: `first` to `last`, from the bottom if `from_below`; 前三 is 1 to 3."""

    first: int
    last: int
    from_below: bool = False


@dataclass(frozen=True)
class Token:
    """One word, from `start` up to `end` of the sentence. What else is set depends on the kind."""

    kind: TokenKind
    start: int
    end: int
    name: str = ""
    keys: tuple[str, ...] = ()
    opposite: str = ""
    years: tuple[int | str, ...] = ()
    amount: Amount | None = None
    rank: Rank | None = None
    scale: float = 1.0


_YEARS = re.compile(
    r"(?P<first>(?:19|20)\d\d)年?(?:末|底)?"
    r"(?:\s{0,2}(?:-|——|—|–|~|～|至|到|to|and)\s{0,2}(?P<last>(?:19|20)\d\d))?(?:年|(?!\d))", re.ASCII
)
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d(?!\d|[.,]\d|\s{0,1}(?:家|人|件|个|元|亿|万|%|倍|名|位|所|项|多|余))", re.ASCII)
_RANK = re.compile(r"(?P<word>第|倒数第|前|后|top\s|bottom\s)")
_ORDINAL = re.compile(r"(?P<number>\d{1,3})(?:st|nd|rd|th)\b")
_ORDINALS = {
    "first": Rank(1, 1), "second": Rank(2, 2), "third": Rank(3, 3), "fourth": Rank(4, 4), "fifth": Rank(5, 5),
    "last": Rank(1, 1, True), "首位": Rank(1, 1), "榜首": Rank(1, 1), "末位": Rank(1, 1, True),
    "最后一位": Rank(1, 1, True), "最末": Rank(1, 1, True), "首": Rank(1, 1),
}
_STOPS = "，,；;。.！!？?：:\"“”「」『』‘()（）[]【】"
_ENDS = "；;。！!？?."
MORE_THAN_HALF = ("过半数", "超半数", "过半")


def tokens_of(sentence: str, lexicon: Lexicon) -> list[Token]:
    """Cut a sentence of at most `LONGEST_SENTENCE` signs into tokens, in order, in time that grows with its length.

    What no rule knows becomes tokens of the kind unknown, one for each run of signs.
    """
    text = folded(sentence[:LONGEST_SENTENCE])
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        token = _token(text, at, lexicon)
        if token is None:
            end = _end_of_unknown(text, at)
            last = tokens[-1] if tokens else None
            if last is not None and last.kind == "unknown" and last.end == at:
                tokens[-1] = replace(last, end=end)
            else:
                tokens.append(Token("unknown", at, end))
            at = end
            continue
        tokens.append(token)
        at = token.end
    return _amounts(tokens)


def _end_of_unknown(text: str, at: int) -> int:
    """An unknown English word is unknown as a whole, a Chinese sign by itself."""
    end = at + 1
    while text[at].isascii() and text[at].isalnum() and end < len(text) and text[end].isascii() and text[end].isalnum():
        end += 1
    return end


def _token(text: str, at: int, lexicon: Lexicon) -> Token | None:
    if text[at] in _STOPS and not (text[at] == "." and text[at + 1:at + 2].isdigit()):
        return Token("stop", at, at + 1, name="end" if text[at] in _ENDS else "pause")
    year = _year(text, at)
    if year is not None:
        return year
    for read in (_per, _rank):
        token = read(text, at, lexicon)
        if token is not None:
            return token
    found = lexicon.longest(text, at)
    more_than_half = next((word for word in MORE_THAN_HALF if text.startswith(word, at)), None)
    if more_than_half:
        half = Number(50.0, 1.0, "percent", 1.0, at + len(more_than_half))
        return Token("amount", at, half.end, amount=Amount(half, Hedge.OVER))
    number = read_number(text, at)
    if number is not None and (found is None or number.end >= found[0]) and _begins_word(text, at):
        return _some_more(text, at, number)
    if found is None:
        return None
    end, meaning = found
    return _of_meaning(at, end, meaning)


def _some_more(text: str, at: int, number: Number) -> Token:
    """A number with 多 or 余 behind it, which leaves its last digit that is not zero open."""
    end = number.end
    if text[end:end + 1] not in ("多", "余"):
        # A fraction in words is never meant to the last hundredth.
        return Token("amount", at, end, amount=Amount(number, Hedge.ABOUT if number.is_rough else Hedge.PRINTED))
    step = number.step
    while step == number.step and step >= 1 and number.value >= 10 * step and number.value % (10 * step) == 0:
        number = replace(number, step=10 * step)
        step = number.step
    return Token("amount", at, end + 1, amount=Amount(number, Hedge.SOME_MORE))


def _begins_word(text: str, at: int) -> bool:
    """Whether what begins here begins a word: nothing inside an English one is a number."""
    return at == 0 or not (text[at - 1].isascii() and text[at - 1].isalpha())


def _of_meaning(at: int, end: int, meaning: Meaning) -> Token:
    if meaning.kind == "year":
        years: dict[str, tuple[int | str, ...]] = {
            "latest": (LATEST,), "before": (BEFORE,), "since_2020": (2020, LATEST), "from_2015_to_2020": (2015, 2020),
        }
        return Token("year", at, end, years=years[meaning.name])
    return Token(meaning.kind, at, end, name=meaning.name, keys=meaning.keys, opposite=meaning.opposite)


def _year(text: str, at: int) -> Token | None:
    if not text[at].isdigit() or (at and (text[at - 1].isdigit() or text[at - 1] in ".,")):
        return None
    found = _YEARS.match(text, at)
    if found is None or (found["last"] is None and "年" not in found.group() and not _YEAR_ALONE.match(text, at)):
        return None
    first, last = int(found["first"]), int(found["last"] or found["first"])
    return Token("year", at, found.end(), years=(first,) if first == last else (min(first, last), max(first, last)))


def _per(text: str, at: int, lexicon: Lexicon) -> Token | None:
    """每万人、每百亿元GDP、per 10,000 people: what follows is stated for so many units of a base."""
    word = next((w for w in ("每", "人均", "per ") if text.startswith(w, at)), None)
    if word is None or (word == "per " and not is_whole(text, at, at + 3)):
        return None
    if word == "人均":
        base = lexicon.per.get("人")
        return Token("per", at, at + 2, keys=base.metrics, scale=1.0) if base else None
    begin = at + len(word)
    number = read_number(text, begin)
    many, after = 1.0, begin
    if number is not None and number.form == "plain":
        many, after = number.value, number.end
    else:
        for sign, scale in (("百万", 1e6), ("千万", 1e7), ("百亿", 1e10), ("十万", 1e5), ("万", 1e4), ("亿", 1e8)):
            if text.startswith(sign, begin):
                many, after = scale, begin + len(sign)
                break
    while text.startswith(" ", after):
        after += 1
    found = lexicon.base(text, after)
    if found is None:
        return None
    end, base = found
    return Token("per", at, end, keys=base.metrics, scale=many * base.factor)


def _rank(text: str, at: int, lexicon: Lexicon) -> Token | None:
    """第3位、首位、倒数第二、前三、3rd, top three."""
    for word, rank in _ORDINALS.items():
        if text.startswith(word, at) and is_whole(text, at, at + len(word)) and (
            len(word) > 1 or text[at - 1:at] in ("居", "列")
        ):
            return Token("rank", at, at + len(word), rank=rank)
    ordinal = _ORDINAL.match(text, at)
    if ordinal and int(ordinal["number"]) > 0:
        number = int(ordinal["number"])
        return Token("rank", at, ordinal.end(), rank=Rank(number, number))
    found = _RANK.match(text, at)
    number_read = read_number(text, found.end()) if found else None
    if found is None or number_read is None or number_read.form != "plain" or not 1 <= number_read.value <= 400:
        return None
    place, end, word = int(number_read.value), number_read.end, found["word"].strip()
    if word in ("前", "后") and text.startswith("年", end):
        return None
    end += next((len(sign) for sign in ("位", "名", "强") if text.startswith(sign, end)), 0)
    first = 1 if word in ("前", "后", "top", "bottom") else place
    return Token("rank", at, end, rank=Rank(first, place, word in ("倒数第", "后", "bottom")))


def _amounts(tokens: list[Token]) -> list[Token]:
    """Join every number with the hedge before it, the unit and the hedge behind it."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "amount":
            joined.append(token)
            at += 1
            continue
        assert token.amount is not None
        token, at = _range(tokens, at, token)
        token, at = _unit(tokens, at, token)
        token, at = _hedged_after(tokens, at, token)
        while joined and joined[-1].kind == "word" and joined[-1].name in HEDGES_BEFORE:
            before = joined.pop()
            assert token.amount is not None
            hedge = HEDGES_BEFORE[before.name]
            head = before.name if before.name in ("above", "below", "at_least", "at_most") else token.amount.head
            amount = replace(token.amount, hedge=_stronger(hedge, token.amount.hedge), head=head)
            token = replace(token, start=before.start, amount=amount)
        joined.append(token)
    return joined


def _stronger(before: Hedge, behind: Hedge) -> Hedge:
    """Of two hedges on one number the one that is more than its own digits."""
    return behind if before is Hedge.PRINTED else before


def _range(tokens: list[Token], at: int, token: Token) -> tuple[Token, int]:
    """2到3倍: two numbers, of which the second tells form and scale."""
    after = tokens[at + 1:at + 3]
    if len(after) == 2 and after[0].kind == "word" and after[0].name in ("until", "dash") and after[1].kind == "amount":
        first, last = token.amount, after[1].amount
        assert first is not None and last is not None
        low = first.number
        if low.form == "plain" and low.scale == 1.0:
            low = replace(low, value=low.value * last.number.scale, form=last.number.form, scale=last.number.scale)
        if low.form == last.number.form and low.value < last.number.value:
            amount = Amount(low, unit=last.unit, end_number=last.number)
            return replace(token, end=after[1].end, amount=amount), at + 3
    return token, at + 1


def _unit(tokens: list[Token], at: int, token: Token) -> tuple[Token, int]:
    assert token.amount is not None
    if at < len(tokens) and tokens[at].kind == "unit" and token.amount.number.form == "plain":
        return replace(token, end=tokens[at].end, amount=replace(token.amount, unit=tokens[at].name)), at + 1
    return token, at


def _hedged_after(tokens: list[Token], at: int, token: Token) -> tuple[Token, int]:
    assert token.amount is not None
    if at < len(tokens) and tokens[at].kind == "word" and tokens[at].name in HEDGES_AFTER:
        amount = replace(token.amount, hedge=HEDGES_AFTER[tokens[at].name])
        return replace(token, end=tokens[at].end, amount=amount), at + 1
    return token, at
