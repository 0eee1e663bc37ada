"""Links made to do harm: no text in any parameter of any page raises, shows its inside, or becomes markup."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.briefing import SECTIONS as BRIEFING_SECTIONS
from pages.clusters import SECTIONS as CLUSTER_SECTIONS
from pages.controls.state import LISTS, PARAMETERS, link_query, parse_breaks
from pages.data import SECTIONS as DATA_SECTIONS
from pages.distribution import SECTIONS as DISTRIBUTION_SECTIONS
from pages.gaps import SECTIONS as GAP_SECTIONS
from pages.shell.page_names import PAGES
from pages.transfer import SECTIONS as TRANSFER_SECTIONS

DOOR = Path(__file__).resolve().parents[1] / "pages" / "shell" / "door.py"
LONGEST_RUN = 120
WITH_SECTIONS = {
    "distribution": DISTRIBUTION_SECTIONS, "gaps": GAP_SECTIONS, "transfer": TRANSFER_SECTIONS,
    "clusters": CLUSTER_SECTIONS, "data": DATA_SECTIONS, "briefing": BRIEFING_SECTIONS,
}  # fmt: skip
MARKUP = '<img src=x onerror=evil()><script>evil()</script><a href="http://evil.example">evil</a>'
LINK = "[evil](http://evil.example) ![evil](http://evil.example/a.png) `$e^{v}il$` :red[evil] <https://evil.example>"
# One of these in every parameter at once; a list has them all.
TEXTS = (
    MARKUP, LINK, "'; drop table stat; --", "../../../../etc/passwd", "\0\x01\x1b[31m\u202e\ufffd", "x" * 5_000,
    "1e309", "-1", "NaN", "٣", "９９９９９９９９９９", "{0.__class__}", "%s%n%00",
    "=cmd|' /C calc'!A0", "{}", "~~~~", ",,,,",
    "440000~nation~y2030~" + MARKUP, "\ud7ff\ue000", " ", "true", "100000,440000",
)
VIEWS: list[tuple[str, str | None]] = [(page, None) for page in PAGES if page not in WITH_SECTIONS]
VIEWS += [(page, section) for page, sections in WITH_SECTIONS.items() for section in sections]

pytestmark = pytest.mark.usefixtures("fresh_caches", "snapshot_folder")


# Links that the pages take as they are, and the one parameter of each that is made hostile.
VALID = {"lang": "zh", "layer": "published", "level": "province", "region": "440000"}
ALONE = [
    ("distribution", "compare", ["440000", MARKUP]), ("distribution", "breaks", "1e309,NaN"),
    ("region", "region", "440000~nation~y2030~" + MARKUP), ("distribution", "year", "٣"),
    ("gaps", "indicator", "{0.__class__}"), ("transfer", "year", "-1"),
]  # fmt: skip


def page_of(page: str) -> AppTest:
    screen = AppTest.from_file(DOOR, default_timeout=LONGEST_RUN)
    screen._page_hash = "" if page == "overview" else calc_hash(page)
    return screen


def opened(page: str, section: str | None, first: int) -> AppTest:
    """A page whose link has another hostile text in every parameter, from the `first` on."""
    screen = page_of(page)
    for number, parameter in enumerate((*PARAMETERS, "page", "nonsense"), start=first):
        text = TEXTS[number % len(TEXTS)]
        screen.query_params[parameter] = [text, *TEXTS[:3]] if parameter in LISTS else text
    if section is not None:
        screen.query_params["section"] = section
    return screen.run()


@pytest.mark.parametrize(
    ("page", "section", "first"), [(page, section, first) for first, (page, section) in enumerate(VIEWS)],
    ids=[f"{page}-{section}" for page, section in VIEWS],
)  # fmt: skip
def test_no_text_in_any_parameter_harms_a_page(page: str, section: str | None, first: int) -> None:
    require_harmless(opened(page, section, 3 * first))


@pytest.mark.parametrize(("page", "parameter", "text"), ALONE, ids=[f"{page}-{name}" for page, name, _ in ALONE])
def test_one_hostile_text_in_a_valid_link_harms_no_page(page: str, parameter: str, text: str | list[str]) -> None:
    """All else holds, so what stands behind a valid view is reached."""
    screen = page_of(page)
    for name, value in VALID.items():
        screen.query_params[name] = value
    screen.query_params[parameter] = text
    require_harmless(screen.run())
    assert screen.session_state["layer"] == VALID["layer"]
    assert parameter == "region" or screen.session_state["region"] == VALID["region"]


def require_harmless(screen: AppTest) -> None:
    """No fault, no markup, and nothing of the inside."""
    assert [fault.message for fault in screen.exception] == []
    html = " ".join(element.proto.body for element in screen.get("html"))
    figures = " ".join(chart.proto.spec for chart in screen.get("plotly_chart"))
    for harm in ("<img src=x", "<script>evil", '<a href="http://evil', "](http://evil", "onerror=evil"):
        assert harm not in html and json.dumps(harm)[1:-1] not in figures
    told = [element.value for kind in (screen.info, screen.warning, screen.error, screen.markdown) for element in kind]
    for text in told:
        assert "](http://evil" not in text and "Traceback" not in text and "x" * 200 not in text
        assert "/pages/" not in text and ".py" not in text


def controls() -> None:
    """A page of its own: the runner takes its text, without what this module imports."""
    import streamlit as st

    from pages.controls.state import held, restore, restore_number, restore_text, write_url

    rejected: list = []
    restore("level", ["province", "city"], "province", rejected)
    restore("compare", ["a", "b"], [], rejected)
    restore_text("q", 40, rejected)
    restore_number("table-page", 9, rejected)
    held("year")
    write_url()
    st.session_state["told"] = [st.session_state[name] for name in ("level", "compare", "q", "table-page")]


@settings(max_examples=30, derandomize=True)
@given(hs.lists(hs.text(max_size=80), max_size=3), hs.text(max_size=80))
def test_a_control_holds_what_it_offers_whatever_the_link_asks(several: list[str], text: str) -> None:
    screen = AppTest.from_function(controls)
    for parameter in ("level", "q", "table-page", "year"):
        screen.query_params[parameter] = text
    screen.query_params["compare"] = several
    screen.run()
    assert not screen.exception
    level, compared, query, number = screen.session_state["told"]
    assert level in ("province", "city") and set(compared) <= {"a", "b"}
    assert query == text[:40] and 1 <= number <= 9


@settings(max_examples=200, derandomize=True)
@given(hs.text(max_size=60) | hs.lists(hs.floats(), max_size=9).map(lambda numbers: ",".join(map(str, numbers))))
def test_class_breaks_are_a_method_or_a_few_numbers_or_nothing(text: str) -> None:
    found = parse_breaks(text)
    assert found is None or (len(found[1]) <= 6 and all(abs(number) < 1e15 for number in found[1]))


@settings(max_examples=100, derandomize=True)
@given(hs.dictionaries(hs.sampled_from(PARAMETERS), hs.text(max_size=40)))
def test_a_link_of_a_view_has_nothing_but_its_parameters(state: dict[str, str]) -> None:
    query = link_query(state)
    assert query.isascii() and not set(query) & set("<>\"' \n\r")
    assert query.count("=") == sum(1 for value in state.values() if value)
