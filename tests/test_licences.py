"""Licences of what the atlas runs on: known, listed as installed, and none that would bind whoever passes it on."""

from __future__ import annotations

import re

import pytest

from tests.licences import LICENCES, licences, table

# Permissive, or binding only whoever changes the package itself.
TAKEN = re.compile(
    r"\b(0BSD|MIT(-0|-CMU)?|BSD(-[23]-Clause)?|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|HPND|Zlib"
    r"|Unlicense|CC0|OFL)\b"
)
# Licences that bind whoever passes the package on, whatever else stands beside them.
BINDING = re.compile(r"\b(A|L)?GPL|General Public|SSPL|BUSL|Commons Clause|CC-BY-(NC|SA)", re.IGNORECASE)
# Packages that are taken in spite of one, each with its reason.
EXCEPTED: dict[str, str] = {}


def is_taken(licence: str) -> bool:
    """Whether all that holds at once is permissive; of what may be chosen one is enough, a choice being in brackets."""
    parts = [re.split(r"\bOR\b", part) for part in re.split(r"\bAND\b|,", licence)]
    return all(any(TAKEN.search(one) and not BINDING.search(one) for one in choice) for choice in parts)


@pytest.fixture(scope="module")
def found() -> dict[str, str | None]:
    """Licence of each package."""
    return licences()


def test_every_licence_is_known_and_listed(found: dict[str, str | None]) -> None:
    assert len(found) > 50 and [name for name, licence in found.items() if licence is None] == []
    assert LICENCES.read_text(encoding="utf-8") == table(found)


def test_no_licence_binds_whoever_passes_the_atlas_on(found: dict[str, str | None]) -> None:
    assert [(name, licence) for name, licence in found.items() if not is_taken(licence or "")] == list(EXCEPTED.items())


@pytest.mark.parametrize(("licence", "taken"), [
    ("MIT", True), ("MIT License", True), ("3-Clause BSD License", True), ("Apache-2.0 AND BSD-2-Clause", True),
    ("MPL-2.0 AND (Apache-2.0 OR MIT)", True), ("Mozilla Public License 2.0 (MPL 2.0)", True), ("PSF-2.0", True),
    ("GPL-3.0-only OR MIT", True),
    ("GPL-3.0-only AND MIT", False), ("MIT AND LGPL-2.1-or-later", False), ("AGPL-3.0", False), ("", False),
    ("MIT, GNU General Public License v2 (GPLv2)", False), ("SUBMITTED", False), ("MIT AND Proprietary", False),
])  # fmt: skip
def test_what_holds_at_once_is_permissive_in_every_part(licence: str, taken: bool) -> None:
    assert is_taken(licence) is taken
