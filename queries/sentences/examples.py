"""Sentences that can be checked on a snapshot, true or instructively false, the nearest to what was written first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from queries.catalogue import Indicator, Language
from queries.engine import Engine
from queries.formulas.claimed_range import ClaimVerdict
from queries.regions import Regions
from queries.sentences.check import check_claim
from queries.sentences.grammar import read_sentence
from queries.sentences.lexicon import folded, lexicon_of
from queries.sentences.measures import Ground

OFFERED = 3
PATTERNS: dict[Language, tuple[str, ...]] = {
    "zh": (
        "东部{name}是西部的3.2倍", "东部{name}占全国的一半以上", "广东{name}居全国首位", "全国{name}比上年增长10%",
        "{name}前三位是北京、广东、江苏", "北京{name}高于上海", "东西部{name}差距扩大",
    ),
    "en": (
        "{name}: the east has 3.2 times as many as the west", "The east accounts for more than half of {name}",
        "Guangdong ranks first by {name}", "{name} in the nation grew by 10%", "Beijing has more {name} than Shanghai",
    ),
}
NAMED: dict[Language, tuple[str, ...]] = {
    "zh": ("机构密度", "专利代理机构", "PCT申请量", "执业专利代理师", "知识产权服务机构", "有效实用新型"),
    "en": ("institution density", "patent agencies", "PCT applications", "patent attorneys", "institutions",
           "utility models"),
}


def examples_for(
    sentence: str,
    engine: Engine,
    regions: Regions,
    catalogue: Mapping[str, Indicator],
    layer: str,
    language: Language,
) -> tuple[str, ...]:
    """Return up to three sentences that this snapshot and layer can answer, each of another pattern."""
    offered = engine.recall(
        ("examples_of_sentences", layer, language),
        lambda: list(_checkable(Ground(engine, regions, catalogue, layer), language)),
    )
    written = _pairs(sentence)
    ranked = sorted(offered, key=lambda item: -len(written & _pairs(item[1])) if written else 0)
    return tuple(_of_different_patterns(ranked))


def _checkable(ground: Ground, language: Language) -> Iterable[tuple[int, str]]:
    """Number of the pattern and sentence, of all that get a clear answer."""
    lexicon = lexicon_of(ground.engine, ground.regions, ground.catalogue)
    for name in NAMED[language]:
        for number, pattern in enumerate(PATTERNS[language]):
            example = pattern.format(name=name)
            reading = read_sentence(example, lexicon)
            verdicts = [check_claim(ground, claim).verdict for claim in reading.claims]
            if len(verdicts) == 1 and not reading.unread and verdicts[0] is not ClaimVerdict.OPEN:
                yield number, example


def _pairs(text: str) -> set[str]:
    """Neighbouring signs of a text, by which two texts are compared."""
    plain = folded(text)
    return {plain[i:i + 2] for i in range(len(plain) - 1)}


def _of_different_patterns(ranked: Sequence[tuple[int, str]]) -> Iterable[str]:
    taken: set[int] = set()
    for number, example in ranked:
        if number not in taken and len(taken) < OFFERED:
            taken.add(number)
            yield example
