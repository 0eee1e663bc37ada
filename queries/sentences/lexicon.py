"""The words of sentences: indicators, places, years and what relates them, for one snapshot."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.regions import LEVELS, NATION, Regions

LEXICON_FILE = Path(__file__).with_name("lexicon.toml")
LONGEST_WORD = 60
PRINTED_GROWTH, REAL_GROWTH = "_growth", "_real_growth"
EAST_WEST, REST = "east-west", "rest"
COUNTED_IN_NAMES = ("数", "数量", "量", "家数", "总量", "总数", "人数")

WordKind = Literal["indicator", "place", "level", "year", "word", "unit"]


@dataclass(frozen=True)
class Meaning:
    """What a word means: `keys` are indicators or codes of places, the most usual first; `name` is its class.

    `opposite` is the word that says the contrary.
    """

    kind: WordKind
    name: str = ""
    keys: tuple[str, ...] = ()
    opposite: str = ""


@dataclass(frozen=True)
class PerBase:
    """What stands below the line of 每…: the metric, by preference, and how many of its units one is worth."""

    metrics: tuple[str, ...]
    factor: float


@dataclass(frozen=True)
class Lexicon:
    """Words with their meaning, in small letters and half-width signs, and the bases of 每….

    `parents` are the provinces of cities, `members` what lies in each zone, region and province.
    """

    words: Mapping[str, Meaning]
    per: Mapping[str, PerBase]
    parents: Mapping[str, str]
    members: Mapping[str, frozenset[str]]

    def longest(self, text: str, at: int) -> tuple[int, Meaning] | None:
        """End and meaning of the longest word that begins at a place; None where none does."""
        for end in range(min(len(text), at + LONGEST_WORD), at, -1):
            meaning = self.words.get(text[at:end])
            if meaning is not None and is_whole(text, at, end):
                return end, meaning
        return None

    def base(self, text: str, at: int) -> tuple[int, PerBase] | None:
        """End and base of the longest name of what 每 counts."""
        for end in range(min(len(text), at + LONGEST_WORD), at, -1):
            base = self.per.get(text[at:end])
            if base is not None and is_whole(text, at, end):
                return end, base
        return None


def is_whole(text: str, at: int, end: int) -> bool:
    """Whether no English word is cut at either end of a piece of text."""
    return not (_in_word(text, at - 1, at) or _in_word(text, end - 1, end))


def _in_word(text: str, left: int, right: int) -> bool:
    return left >= 0 and right < len(text) and all(
        text[i].isascii() and text[i].isalpha() for i in (left, right)
    )


def folded(text: str) -> str:
    """Text in small letters and half-width signs, sign for sign, so that places in it stay where they are."""
    return "".join(_FOLDED.get(sign) or _small(sign) for sign in text)


_FOLDED = {"％": "%", "．": ".", "＋": "+", "－": "-", "（": "(", "）": ")", "　": " ", "\t": " ", "\n": " ", "’": "'"}


def _small(sign: str) -> str:
    if "０" <= sign <= "９":
        return chr(ord(sign) - ord("０") + ord("0"))
    low = sign.lower()
    return low if len(low) == 1 else sign


@lru_cache(maxsize=1)
def records() -> dict[str, Any]:
    """The file of words as it stands."""
    with LEXICON_FILE.open("rb") as file:
        return tomllib.load(file)


def lexicon_of(engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator]) -> Lexicon:
    """Return all words for a snapshot; a word of the file means more than a name that happens to be the same."""
    return engine.recall(("lexicon_of_sentences",), lambda: _lexicon(engine, regions, catalogue))


def _lexicon(engine: Engine, regions: Regions, catalogue: Mapping[str, Indicator]) -> Lexicon:
    words: dict[str, Meaning] = {}
    for surface, code in _place_names(engine, regions):
        _add(words, surface, "place", code)
    for indicator in catalogue.values():
        if indicator.id.removesuffix(PRINTED_GROWTH) in catalogue and indicator.id.endswith(PRINTED_GROWTH):
            # 同比增长 is a relation; the printed rate is found by the name of what grew.
            continue
        for surface in _names(indicator):
            _add(words, surface, "indicator", indicator.id)
    for mention in records()["mention"]:
        keys = tuple(key for key in mention["of"] if set(key.split("/")[:2]) <= set(catalogue))
        for word in mention["words"] if keys else ():
            for surface in (word, *(f"{word}{ending}" for ending in COUNTED_IN_NAMES if not word.isascii())):
                words[surface] = Meaning("indicator", keys=keys)
    for unit, signs in records()["units"].items():
        words.update({sign: Meaning("unit", unit) for sign in signs})
    for name, opposites in records()["opposites"].items():
        for word, opposite in opposites:
            words[word] = Meaning("word", name, opposite=opposite)
    for name, listed in records()["words"].items():
        for word in listed:
            words.setdefault(word, Meaning("word", name))
    for table, kind in (("levels", "level"), ("years", "year")):
        for name, listed in records()[table].items():
            for word in listed:
                words[word] = Meaning(kind, name)  # type: ignore[arg-type]
    per = {
        word: PerBase(tuple(metric for metric in record["of"] if metric in catalogue), float(record["factor"]))
        for record in records()["per"] for word in record["words"]
    }
    parents = {
        code: parent for code in regions.levels["city"] if (parent := regions[code].parent_code) not in (None, NATION)
    }
    return Lexicon(words, {word: base for word, base in per.items() if base.metrics}, parents, _members(regions))


def _members(regions: Regions) -> dict[str, frozenset[str]]:
    found = {
        code: frozenset((*regions.members(code, "province"), *regions.members(code, "city"))) - {code}
        for level in LEVELS for code in regions.levels.get(level, ())
    }
    return {code: members for code, members in found.items() if members}


def _add(words: dict[str, Meaning], surface: str, kind: WordKind, key: str) -> None:
    """Let a word mean one thing more, where it already means something of the same kind."""
    held = words.get(surface)
    keys = held.keys if held is not None and held.kind == kind else ()
    words[surface] = Meaning(kind, keys=tuple(dict.fromkeys((*keys, key))))


def _place_names(engine: Engine, regions: Regions) -> Iterable[tuple[str, str]]:
    """Every spelling of every place, provinces before cities, so that the greater of two namesakes comes first."""
    shown = [code for level in ("nation", *LEVELS) for code in regions.levels.get(level, ())]
    for code in dict.fromkeys(shown):
        region = regions[code]
        for name in (region.name_zh, region.name_en, region.full_name_zh):
            if len(name) > 1:
                yield folded(name), code
    aliases = engine.query("region/names")
    for alias, code in zip(aliases["alias"], aliases["region_code"], strict=True):
        if code in set(shown) and len(alias) > 1 and not alias.isdigit():
            yield folded(alias), code
    for code, names in records()["places_more"].items():
        for name in names if code in regions else ():
            yield folded(name), code
    for code, names in records()["places"].items():
        for name in names:
            yield folded(name), code


_BRACKETS = re.compile(r"\([^()]{1,40}\)")


def _names(indicator: Indicator) -> Iterable[str]:
    """The names of an indicator, with and without what stands in brackets and a counting last sign."""
    for name in (indicator.name_zh, indicator.name_en):
        whole = folded(name)
        bare = _BRACKETS.sub("", whole)
        for surface in dict.fromkeys((whole, bare, bare.removesuffix("量"))):
            yield surface
            if not surface.isascii():
                yield from (f"{surface}{ending}" for ending in COUNTED_IN_NAMES)
                if indicator.kind == "share":
                    yield f"{surface.removesuffix('比重')}的比重"


__all__ = [
    "EAST_WEST", "NATION", "PRINTED_GROWTH", "REAL_GROWTH", "REST", "Lexicon", "Meaning", "PerBase", "folded",
    "is_whole", "lexicon_of", "records",
]
