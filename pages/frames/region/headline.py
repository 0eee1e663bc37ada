"""The figures at the head of a profile, and the sentence above them."""

from __future__ import annotations

from pages.exporters.print_page import PrintFigure
from pages.frames.region.region_view import RegionView
from pages.texts.figures import has_value, in_full
from pages.texts.figures import within as within_sentence
from pages.texts.ledger import amount, standing
from pages.texts.numbers import percent, quantity
from pages.texts.ranks import moved_words, rank_word
from queries.rank_credibility import error_kind
from queries.region_figures import RegionFigure
from queries.region_gaps import RegionGap, told_gaps
from queries.regions import NATION


def finding(view: RegionView) -> str:
    """The sentence of the page: the first figure with its rank, and the largest gap to the nation."""
    t, profile = view.screen.texts, view.profile
    if not profile.in_survey:
        return t("region.out_of_survey", place=view.place)
    if not profile.figures:
        return t("region.no_figures", place=view.place, layer=t(f"layer.{profile.layer}"))
    figure = profile.figures[0]
    words = {
        "place": _place(view, figure), "year": figure.year, "value": shown(view, figure),
        "name": within_sentence(figure.indicator.name(view.screen.language), t),
    }
    if figure.rank is None:
        sentence = t("region.leads", **words)
    else:
        units = t("region.among", known=figure.known, units=t(f"level.unit.{profile.level}"))
        sentence = t("region.leads_ranked", **words, rank=rank_word(figure.rank, t), units=units)
    return sentence + _gap(view) + t("region.stop")


def _gap(view: RegionView) -> str:
    gaps, t = view.profile.gaps, view.screen.texts
    known = [gap for gap in told_gaps(gaps) if gap.reason("nation") is None] if gaps else []
    if not known:
        return ""
    short = [gap for gap in known if is_short(gap)]
    if not short:
        return t("region.leads_no_gap")
    basis = short[0].basis
    name = within_sentence(view.screen.catalogue[basis.supply.metric].name(view.screen.language), t)
    return t("region.leads_gap", measure=name, amount=amount(short[0].difference("nation"), basis, t))


def is_short(gap: RegionGap) -> bool:
    """Whether the region is below the nation by more than chance allows."""
    return standing(gap.row("nation"), gap.basis) == "short"


def cards(view: RegionView) -> tuple[PrintFigure, ...]:
    """Every figure with what it is, its year, rank and growth."""
    return tuple(
        PrintFigure(figure.indicator.name(view.screen.language), shown(view, figure), note(view, figure))
        for figure in view.profile.figures
    )


def shown(view: RegionView, figure: RegionFigure) -> str:
    """The figure with its unit and qualifier, or its bound."""
    row, indicator, t = figure.row, figure.indicator, view.screen.texts
    if not has_value(row):
        return in_full(row, indicator, t)
    words = quantity(figure.value, indicator.decimals, indicator.unit(t.language), t, row["qualifier"])
    return words + t("value.covered", share=percent(row["coverage"])) if row["coverage"] < 1 else words


def note(view: RegionView, figure: RegionFigure) -> str:
    """Year, rank with its interval, places moved with their verdict, growth: as far as they are known."""
    t, row = view.screen.texts, figure.row
    parts = [t("region.of_year", year=figure.year)]
    if row["proxy"] == 1:
        parts.append(t("value.proxy"))
    units = t(f"level.unit.{view.profile.level}")
    if figure.rank is not None:
        parts.append(f"{rank_word(figure.rank, t)} / {t('region.among', known=figure.known, units=units)}")
        if figure.rank["ties"] > 0:
            parts.append(t("region.tied", count=int(figure.rank["ties"])))
    elif view.region != NATION and has_value(row):
        parts.append(t("region.no_rank", known=figure.known, units=f"{figure.units}{_gap_of(view)}{units}"))
    elif view.region != NATION:
        parts.append(t("region.bound_no_rank"))
    if figure.rank is not None and figure.moved is not None and figure.since is not None:
        parts.append(moved_words(figure.moved, figure.rank["verdict"], figure.since, t))
    if figure.growth.value is not None and figure.base_year is not None:
        key = "growth_nominal" if error_kind(figure.indicator.numerator) == "money" else "growth"
        rate = percent(figure.growth.value, signed=True)
        parts.append(t(f"region.{key}", base=figure.base_year, year=figure.year, growth=rate))
    return " · ".join(part for part in parts if part)


def _place(view: RegionView, figure: RegionFigure) -> str:
    return view.screen.place_shown(view.region, int(figure.row["proxy"]))


def _gap_of(view: RegionView) -> str:
    return "" if view.screen.language == "zh" else " "
