"""Whether what a viewer got is what this viewer asked for: place, language, briefing; and what tells it from others."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs

from geo.place_names import place_names
from tests.load.window import Window

FINDING = re.compile(r'<h2 class="finding">(.*?)</h2>', re.DOTALL)
STEP = re.compile(r'<p class="step-title">(.*?)</p>', re.DOTALL)
LANGUAGE = re.compile(r"documentElement\.lang = '(\w\w)")
SNAPSHOT = re.compile(r'data-snapshot="(\w+)"')


@dataclass(frozen=True)
class View:
    """A view as its link says it, with the language of the browser that opens it and the data it was shown on."""

    page: str
    query: str
    locale: str
    snapshot: str


def language_of(locale: str) -> str:
    """Language that a browser of a locale is shown: zh or en."""
    return "zh" if locale.startswith("zh") else "en"


def view_of(window: Window) -> View:
    """The view that a window shows."""
    return View(window.page, window.query, window.locale, _first(SNAPSHOT, window.texts()))


def findings(window: Window) -> list[str]:
    """The sentence over every figure of the page."""
    return [unescape(found[1]) for text in window.texts() if (found := FINDING.search(text))]


def steps_kept(window: Window) -> list[str]:
    """Titles of the steps that the briefing page lists."""
    return [unescape(found) for text in window.texts() for found in STEP.findall(text)]


def fingerprint(window: Window) -> str:
    """Hash of every finding and every figure of the page: the same view has the same, whoever asks."""
    parts = [*findings(window), *(chart.spec for chart in window.charts())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def faults_of(window: Window, place: str, figures: int) -> list[str]:
    """What of an answer is not this viewer's own: whose place is the city `place`; nothing where all is.

    `figures` is how many figures the page must have at least.
    """
    language = language_of(window.locale)
    faults = [f"the page says: {fault}" for fault in window.faults]
    spoken = _first(LANGUAGE, window.texts())
    if spoken != language:
        faults.append(f"language {spoken!r} instead of {language!r}")
    if len(window.charts()) < figures:
        faults.append(f"{len(window.charts())} figures instead of {figures}")
    return faults + (_place_faults(window, place, language) if window.page in PAGES_OF_A_PLACE else [])


PAGES_OF_A_PLACE = ("distribution", "gaps", "region")
"""Pages on which the chosen place stands in a select box of its own."""


def _place_faults(window: Window, place: str, language: str) -> list[str]:
    shown = parse_qs(window.query).get("region", [""])[0]
    if shown not in (place, f"{place[:2]}0000"):
        return [f"region {shown!r} in the address instead of {place}"]
    name = place_names(language)[shown]
    chosen = window.chosen("region")[0]
    if not chosen.startswith(name):
        return [f"region {chosen!r} in the select box instead of {name!r}"]
    if window.page == "distribution" and not any(name in finding for finding in findings(window)):
        return [f"no finding names {name!r}: {findings(window)}"]
    return []


def briefing_faults(window: Window, kept: Sequence[str]) -> list[str]:
    """What the briefing page lists beside the findings that this viewer kept, or without them."""
    listed = steps_kept(window)
    return [] if listed == list(kept) else [f"briefing {listed} instead of {list(kept)}"]


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str:
    return next((found[1] for text in texts if (found := pattern.search(text))), "")
