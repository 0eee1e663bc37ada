"""What a region consists of, in words and bars; of a city, its place within its province."""

from __future__ import annotations

import math

import pandas as pd

from pages.frames.region.block_sources import of_figures, source_line
from pages.frames.region.region_view import Block, RegionView
from pages.frames.sheet import headed
from pages.texts.figures import in_sentence, unit_of
from pages.texts.figures import within as within_sentence
from pages.texts.numbers import percent, plain
from pages.texts.ranks import rank_word
from queries.region_parts import RegionParts

MOST_ROWS = 6
THREE = 3
# Of fewer places the first three are most of them anyhow.
LEAST_FOR_THREE = 7


def parts_block(view: RegionView) -> Block:
    """Draw up the block."""
    t, parts = view.screen.texts, view.profile.parts
    if parts is None:
        return Block("parts", t("region_block.parts"), (_nothing(view),))
    indicator = parts.indicator
    key = "parts" if parts.whole == view.region else "siblings"
    sources = of_figures(view, [indicator], [parts.year], [parts.level, view.screen.regions.level_of(parts.whole)])
    return Block(
        key="parts",
        heading=t(f"region_block.{key}"),
        sentences=_sentences(view, parts),
        source=source_line(view, sources, [parts.year]),
        sources=sources,
        table=_table(view, parts),
        caption=t("region_caption.parts", year=parts.year),
        bars=_bars(_shown(view, parts)["value"]),
        page="distribution",
        query={"level": parts.level, "region": parts.whole, "indicator": indicator.id, "year": parts.year},
    )


def _nothing(view: RegionView) -> str:
    t = view.screen.texts
    is_municipality = view.profile.level == "province" and view.region in view.screen.regions.levels["city"]
    return t("region.municipality", place=view.place) if is_municipality else t("region.no_parts")


def _sentences(view: RegionView, parts: RegionParts) -> tuple[str, ...]:
    screen, t = view.screen, view.screen.texts
    name, units = within_sentence(parts.indicator.name(screen.language), t), t(f"level.unit.{parts.level}")
    first = parts.rows.iloc[0]
    words = {"year": parts.year, "name": name, "units": units, "count": parts.units, "known": len(parts.rows)}
    if math.isnan(parts.total):
        value = in_sentence(float(first["value"]), parts.indicator, t)
        return (t("region.parts_no_total", **words, first=screen.place(parts.rows.index[0]), value=value),)
    sentences = [] if parts.whole == view.region else [_own(view, parts, words)]
    leading = {
        "year": parts.year, "name": name if parts.whole == view.region else f"{screen.place(parts.whole)}{name}"
        if screen.language == "zh" else f"{name}, {screen.place(parts.whole)}",
        "total": in_sentence(parts.total, parts.indicator, t),
        "first": screen.place(parts.rows.index[0]), "share": percent(float(first["share"])),
    }
    if len(parts.rows) >= LEAST_FOR_THREE:
        three = percent(math.fsum(parts.rows["share"].head(THREE)))
        sentences.append(t("region.parts", **leading, three=three))
    else:
        sentences.append(t("region.parts_two", **leading))
    if len(parts.rows) < parts.units:
        sentences.append(t("region.parts_missing", **words))
    if parts.rest:
        sentences.append(t("region.parts_rest", rest=in_sentence(parts.rest, parts.indicator, t)))
        known = math.fsum(parts.rows["value"])
        if len(parts.rows) == parts.units and known > 0:
            # The indicator of the share is of the places together; both stand here, or one contradicts the other.
            sentences.append(t("region.parts_together", first=screen.place(parts.rows.index[0]),
                               share=percent(float(first["value"]) / known)))
    if view.profile.figures and view.profile.figures[0].row["proxy"] == 1:
        sentences.append(t("region.parts_proxy"))
    return tuple(sentences)


def _own(view: RegionView, parts: RegionParts, words: dict[str, object]) -> str:
    t, whole = view.screen.texts, view.screen.place(parts.whole)
    if view.region not in parts.rows.index:
        return t("region.parts_own_missing", place=view.place, whole=whole, year=parts.year, name=words["name"])
    return t("region.parts_own", place=view.place, whole=whole, share=percent(float(parts.rows["share"][view.region])),
             rank=rank_word(parts.rows.loc[view.region].to_dict(), t), **words)


def _shown(view: RegionView, parts: RegionParts) -> pd.DataFrame:
    """The largest parts, and the region itself where it is one of the others."""
    rows = parts.rows.head(MOST_ROWS)
    if view.region in parts.rows.index and view.region not in rows.index:
        rows = pd.concat([rows.head(MOST_ROWS - 1), parts.rows.loc[[view.region]]])
    return rows


def _table(view: RegionView, parts: RegionParts) -> pd.DataFrame:
    screen, t, indicator = view.screen, view.screen.texts, parts.indicator
    rows = _shown(view, parts)
    names = [screen.place(code) for code in rows.index]
    values = [plain(value, indicator.decimals) for value in rows["value"]]
    shares = [t("value.none") if pd.isna(part) else percent(part) for part in rows["share"]]
    others = parts.rows.drop(index=rows.index)
    if len(others):
        names.append(t("region.others", count=len(others)))
        values.append(plain(math.fsum(others["value"]), indicator.decimals))
        known = others["share"].notna().all()
        shares.append(percent(math.fsum(others["share"])) if known else t("value.none"))
    return pd.DataFrame({
        t("region_column.place"): names,
        headed(indicator.name(screen.language), unit_of(indicator, t), t): values,
        t("region_column.share"): shares,
    })


def _bars(values: pd.Series) -> tuple[float, ...]:
    """Length of every bar as a part of the longest; the line of the others has none."""
    largest = float(values.max())
    return tuple(float(value) / largest if largest > 0 else 0.0 for value in values)
