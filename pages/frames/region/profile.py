"""The profile of a region on the screen: one frame with its figures, where it lies, and block by block the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.charts.atlas_map import map_note
from pages.controls.link import carried
from pages.controls.state import link_query
from pages.exporters.print_page import PrintPage, PrintPicture, print_page
from pages.frames.asked import asked_of_indicator
from pages.frames.download import download
from pages.frames.figure_frame import FrameContent, figure_frame
from pages.frames.html import html_table, quiet
from pages.frames.maps import told_if_refused
from pages.frames.provenance import Provenance, of_indicators
from pages.frames.region.block_sources import of_figures, of_page, titles, together
from pages.frames.region.gap_blocks import gaps_block, peers_block
from pages.frames.region.headline import cards, finding
from pages.frames.region.other_blocks import clusters_block, flows_block, policy_block
from pages.frames.region.parts_block import parts_block
from pages.frames.region.place_picture import place_picture
from pages.frames.region.print_view import paper_of
from pages.frames.region.region_view import Block, RegionView
from pages.frames.region.rows import profile_rows, rows_dictionary
from pages.frames.unanswered import apart
from pages.texts.asked import AskedOf
from pages.texts.ranks import drawn_remarks
from queries.composite_criteria import settings
from queries.rank_credibility import error_kind

COLUMNS = (30, 35, 35)


def blocks_of(view: RegionView) -> tuple[Block, ...]:
    """Every block of the page, in the order of reading."""
    makers = (parts_block, gaps_block, flows_block, clusters_block, peers_block, policy_block)
    wanted = makers if view.profile.in_survey else (policy_block,)
    return tuple(make(view) for make in wanted)


@apart
def profile_frame(view: RegionView, pages: Mapping[str, StreamlitPage]) -> None:
    """Draw the profile in its frame; table and file hold every figure of it."""
    screen, t = view.screen, view.screen.texts
    blocks = blocks_of(view)
    figure_frame(
        screen,
        FrameContent(
            key="region-profile",
            finding=finding(view),
            figure=None,
            alternative_text=t("region.alternative", place=view.place),
            table=partial(profile_rows, view, in_words=True),
            rows=partial(profile_rows, view),
            provenance=profile_provenance(view, blocks),
            state=view.state,
            subtitle=t("region.title", place=view.place),
            dictionary=partial(rows_dictionary, view),
            asked=partial(_asked, view),
            paper=partial(profile_paper, view),
        ),
        below=partial(_body, view, blocks, pages),
    )


def _asked(view: RegionView) -> AskedOf | None:
    """The region among those of its level by the first figure at the head of the page."""
    if not view.profile.figures:
        return None
    first = view.profile.figures[0]
    return asked_of_indicator(view.screen, first.indicator, view.profile.level, first.year, selected=view.region)


def profile_paper(view: RegionView) -> PrintPage:
    """Return the profile as a page for paper."""
    blocks = blocks_of(view)
    return paper_of(view, blocks, finding(view), cards(view), titles(profile_provenance(view, blocks).sources))


def print_button(view: RegionView) -> None:
    """Draw the button that sends the same page as one file for paper."""
    screen, t = view.screen, view.screen.texts
    download(
        screen, t("region.print"), lambda: print_page(profile_paper(view), screen.language),
        f"{t('region.print_file')}-{view.region}-{screen.engine.snapshot_id}.html",
        "print-region", width="stretch", view=link_query(view.state),
    )


def profile_provenance(view: RegionView, blocks: tuple[Block, ...]) -> Provenance:
    """Where every figure of the page comes from: those at its head, and those of every block."""
    profile, t = view.profile, view.screen.texts
    indicators = [figure.indicator for figure in profile.figures]
    years = sorted({figure.year for figure in profile.figures})
    ranked = [*indicators, *([profile.parts.indicator] if profile.parts else [])]
    kinds = dict.fromkeys(error_kind(indicator.numerator) for indicator in ranked)
    drawn = drawn_remarks([kind for kind in kinds if kind != "exact"], settings().money_error, t)
    found = of_indicators(
        view.screen, indicators, years, [profile.level], [t("region.formula"), *drawn], map_note(view.screen),
        formula=t("region.formula"),
    )
    head = together([
        of_figures(view, [figure.indicator], [figure.year, *([figure.base_year] if figure.base_year else [])],
                   [profile.level])
        for figure in profile.figures
    ])
    return replace(found, sources=of_page(head, blocks))


def _body(view: RegionView, blocks: tuple[Block, ...], pages: Mapping[str, StreamlitPage]) -> None:
    _cards(view)
    own = {block.key: block for block in blocks}
    with st.container(key="profile-body"):
        left, middle, right = st.columns(COLUMNS, gap="medium")
        with left:
            _position(view)
            _block(view, own["policy"], pages)
        for column, keys in ((middle, ("parts", "gaps")), (right, ("flows", "clusters", "peers"))):
            with column:
                for key in keys:
                    if key in own:
                        _block(view, own[key], pages)


def _cards(view: RegionView) -> None:
    figures = "".join(
        f"<div><dt>{escape(card.label)}</dt><dd><b>{escape(card.value)}</b><small>{escape(card.note)}</small></dd></div>"
        for card in cards(view)
    )
    if figures:
        st.html(f'<dl class="headline">{figures}</dl>')
    if any(error_kind(figure.indicator.numerator) == "count" for figure in view.profile.figures if figure.rank):
        st.html(quiet(view.screen.texts("ranks.by_chance")))


def _position(view: RegionView) -> None:
    t = view.screen.texts
    with told_if_refused(view.screen):
        picture = PrintPicture(place_picture(view), t("region.map_alternative", place=view.place))
        st.html(
            f'<section class="profile-block"><h3>{escape(t("region_block.place"))}</h3><img class="place" '
            f'src="{picture.address}" alt="{escape(picture.alternative_text)}">'
            f'<p class="map-note">{escape(map_note(view.screen))}</p></section>'
        )


def _block(view: RegionView, block: Block, pages: Mapping[str, StreamlitPage]) -> None:
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in block.sentences)
    table = html_table(block.table, block.caption, block.bars) if block.table is not None else ""
    source = f'<p class="source-line">{escape(block.source)}</p>' if block.source else ""
    with st.container(key=f"profile-{block.key}", gap=None):
        st.html(f'<section class="profile-block"><h3>{escape(block.heading)}</h3>{sentences}{table}{source}</section>')
        if block.page and not view.screen.presenting:
            query = {**carried(view.screen, block.page), "layer": view.screen.layer}
            query |= {name: str(value) for name, value in block.query.items()}
            label = view.screen.texts("region.go_deeper", page=view.screen.texts(f"nav.{block.page}"))
            st.page_link(pages[block.page], label=label, query_params=query, icon=":material/arrow_forward:")
