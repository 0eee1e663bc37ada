"""The policy text that the product stands on, clause by clause."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

POLICY_FILE = Path(__file__).parent / "policy" / "opinions_2022_47.txt"
POLICY_NUMBER = "国知发运字〔2022〕47号"
_HEADING = re.compile(r"^（([一二三四五六七八九十]+)）(.+?)。?$")
_SIGNATURE = "\xa0"
_PART = re.compile(r"^[一二三四五六七八九十]+、")


@lru_cache(maxsize=1)
def clauses() -> dict[str, tuple[str, str]]:
    """Return number → (heading, text) of every numbered clause, numbers in Chinese as printed: 一 … 二十七."""
    found: dict[str, tuple[str, list[str]]] = {}
    current: list[str] | None = None
    for line in POLICY_FILE.read_text(encoding="utf-8").splitlines():
        heading = _HEADING.match(line.strip())
        if heading:
            current = []
            found[heading[1]] = (heading[2], current)
        elif _PART.match(line) or _SIGNATURE in line:
            current = None
        elif current is not None:
            current.append(line.strip())
    return {number: (heading, "\n".join(lines)) for number, (heading, lines) in found.items()}
