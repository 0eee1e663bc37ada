"""What the reader searches the register for, each filter bound to its parameter in the URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from pages.controls.link import link_button
from pages.controls.selectors import NO_REGION, region_selector
from pages.controls.state import publish, restore, restore_number, restore_text
from pages.shell.screen import Screen
from pages.texts.agencies import status_word, type_word
from queries.agencies import IP_TYPES, SERVICE_FORMS, SIZES, SORTS, UNKNOWN, AgencySearch, Sort, register_words
from queries.regions import NATION

LONGEST_TEXT = 60
PER_PAGE = (25, 50)
ANSWERS = ("", "yes", "no")
FIRST_PAGE = 1


@dataclass(frozen=True)
class AgencyView:
    """The search, and how its list is ordered and cut into pages of `per_page` agencies; `number` counts from 1.

    `agency` is the code of the agency shown in full, if any.
    """

    search: AgencySearch
    sort: Sort
    per_page: int
    number: int
    agency: str

    def state(self) -> dict[str, object]:
        """The parameters that reopen this view, for links and the briefing."""
        search = self.search
        return {
            "page": "distribution",
            "section": "agencies",
            "region": "" if search.region == NATION else search.region,
            "q": search.text,
            "form": list(search.forms),
            "ip": list(search.ip_types),
            "size": list(search.sizes),
            "status": list(search.statuses),
            "type": list(search.types),
            "grade": list(search.grades),
            "foreign": _answer(search.foreign),
            "branches": _answer(search.branches),
            "sort": self.sort if self.sort != SORTS[0] else "",
            "per-page": str(self.per_page) if self.per_page != PER_PAGE[0] else "",
            "table-page": str(self.number) if self.number != FIRST_PAGE else "",
            "agency": self.agency,
        }


def agency_search(screen: Screen) -> AgencySearch:
    """Draw the line of filters and return what they ask for."""
    t = screen.texts
    words = register_words(screen.engine, screen.layer)
    with st.container(key="controls"):
        columns = st.columns([22, 24, 27, 27, 15, 10], gap="small", vertical_alignment="bottom")
        with columns[0]:
            region = region_selector(screen, "city", on_change=to_first_page) or NATION
        with columns[1]:
            text = _text(screen)
        with columns[2]:
            forms = choose_many(screen, "form", SERVICE_FORMS, lambda word: t(f"service_form.{word}"))
        with columns[3]:
            ip_types = choose_many(screen, "ip", IP_TYPES, lambda word: t(f"ip_type.{word}"))
        with columns[4], st.popover(t("agencies.more"), key="more-filters"):
            sizes = choose_many(screen, "size", (*SIZES, UNKNOWN), lambda word: t(f"size_class.{word}"))
            statuses = choose_many(screen, "status", words["status"], partial(status_word, texts=t))
            types = choose_many(screen, "type", words["type"], partial(type_word, texts=t))
            known = [grade or UNKNOWN for grade in words["credit_grade"]]
            grades = choose_many(screen, "grade", known, lambda word: t("value.none") if word == UNKNOWN else word)
            foreign = _yes_or_no(screen, "foreign")
            branches = _yes_or_no(screen, "branches")
        search = AgencySearch(
            screen.layer, region, text, forms, ip_types, sizes, statuses, types, grades, foreign, branches
        )
        with columns[5]:
            # The order and the page are drawn below; a link made here carries the search alone.
            link_button(screen, {**AgencyView(search, SORTS[0], PER_PAGE[0], FIRST_PAGE, "").state(), **_of_list()})
    return search


def order_of_list(screen: Screen) -> tuple[Sort, int]:
    """Draw how the list is ordered and how many agencies stand on a page."""
    t = screen.texts
    restore("sort", SORTS, SORTS[0], screen.rejected)
    sort = st.selectbox(
        t("agencies.sort"), SORTS, format_func=lambda word: t(f"agency_sort.{word}"), key="sort",
        label_visibility="collapsed", on_change=to_first_page, width=220,
    )
    publish("sort", sort, SORTS[0])
    restore("per-page", PER_PAGE, PER_PAGE[0], screen.rejected)
    rows = st.selectbox(
        t("agencies.per_page_label"), PER_PAGE, format_func=lambda count: t("agencies.per_page", count=count),
        key="per-page", label_visibility="collapsed", on_change=to_first_page, width=120,
    )
    publish("per-page", rows, PER_PAGE[0])
    return sort, rows


def page_number(screen: Screen, pages: int) -> int:
    """Draw the way through the pages of the list, and return the one shown."""
    t = screen.texts
    restore_number("table-page", pages, screen.rejected)
    number = int(st.session_state["table-page"])
    publish("table-page", number, FIRST_PAGE)
    st.button(t("agencies.previous"), key="page-before", type="tertiary", disabled=number == FIRST_PAGE,
              on_click=_turn_to, args=(number - 1,))
    st.html(f'<span class="step">{t("agencies.page", number=number, count=pages)}</span>', width="content")
    st.button(t("agencies.next"), key="page-after", type="tertiary", disabled=number == pages,
              on_click=_turn_to, args=(number + 1,))
    return number


def to_first_page() -> None:
    """Another search or order begins at its first page, with no agency chosen."""
    st.session_state["table-page"] = FIRST_PAGE
    st.session_state["agency"] = ""


def _turn_to(number: int) -> None:
    st.session_state["table-page"] = number


def _of_list() -> dict[str, object]:
    """What the parts of the page drawn later hold by now."""
    defaults = {"sort": SORTS[0], "per-page": str(PER_PAGE[0]), "table-page": str(FIRST_PAGE), "agency": ""}
    held = {name: str(st.session_state.get(name, default)) for name, default in defaults.items()}
    return {name: value if value != defaults[name] else "" for name, value in held.items()}


def _text(screen: Screen) -> str:
    t = screen.texts
    restore_text("q", LONGEST_TEXT, screen.rejected)
    text = st.text_input(
        t("agencies.search"), key="q", max_chars=LONGEST_TEXT, placeholder=t("agencies.search_example"),
        on_change=to_first_page,
    )
    publish("q", text, "")
    return text


def choose_many(
    screen: Screen, parameter: str, words: Iterable[str], label: Callable[[str], str], name: str = ""
) -> tuple[str, ...]:
    """Any number of words of one filter; none stands for all. `name` heads it where its usual name would be wrong."""
    t = screen.texts
    options = list(words)
    restore(parameter, options, [], screen.rejected)
    chosen = st.multiselect(
        name or t(f"agency_filter.{parameter}"), options, format_func=label, key=parameter, on_change=to_first_page,
        placeholder=t("agencies.any"),
    )
    publish(parameter, chosen, [])
    return tuple(chosen)


def _yes_or_no(screen: Screen, parameter: str) -> bool | None:
    t = screen.texts
    restore(parameter, ANSWERS, "", screen.rejected)
    chosen = st.segmented_control(
        t(f"agency_filter.{parameter}"), ANSWERS, required=True, key=parameter, on_change=to_first_page,
        format_func=lambda word: t(f"agency_answer.{word}") if word else t("agencies.any"),
    )
    publish(parameter, chosen, "")
    return {"yes": True, "no": False}.get(str(chosen))


def _answer(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def choose_agency(code: str) -> None:
    """Show one agency in full; an empty code closes it."""
    st.session_state["agency"] = code


def select_region(code: str) -> None:
    """Search within a place."""
    st.session_state["region"] = NO_REGION if code == NATION else code
    to_first_page()
