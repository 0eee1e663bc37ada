"""Every visible word of the product, in Chinese and English, by key."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent


class Texts:
    """The texts of one language. Call it with a key and the values of its placeholders."""

    def __init__(self, language: Language, entries: dict[str, str]) -> None:
        self.language: Language = language
        self._entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key such as ``distribution.title``.

        Raises
        ------
        KeyError
            if the catalogue lacks the key or a placeholder lacks its value.
        """
        return self._entries[key].format(**values) if values else self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    @property
    def keys(self) -> frozenset[str]:
        """Every key of the language."""
        return frozenset(self._entries)

    def joined(self, items: list[str]) -> str:
        """Items as an enumeration of the language."""
        return ("、" if self.language == "zh" else ", ").join(items)


@lru_cache(maxsize=len(LANGUAGES))
def load_texts(language: Language) -> Texts:
    """Return the texts of a language, from all files of its folder.

    Raises
    ------
    ValueError
        if a table stands in two of them.
    """
    tables: dict[str, Any] = {}
    for path in sorted((FOLDER / language).glob("*.toml")):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := tables.keys() & found.keys():
            raise ValueError(f"{path.name}: {sorted(twice)} stand in another file of the folder too")
        tables |= found
    return Texts(language, _flatten(tables))


def _flatten(tables: dict[str, Any], prefix: str = "") -> dict[str, str]:
    entries: dict[str, str] = {}
    for key, value in tables.items():
        if isinstance(value, dict):
            entries |= _flatten(value, f"{prefix}{key}.")
        else:
            entries[prefix + key] = value
    return entries
