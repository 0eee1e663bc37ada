"""The measures of a cluster as a table with a line of its years and a bar of its percentile in every row."""

from __future__ import annotations

from html import escape

from pages.charts.small_bars import percentile_bar, sparkline
from pages.frames.clusters.standing_sheets import level_words, movement_words, percentile_words, trend_words
from pages.shell.screen import Screen
from pages.texts.numbers import YUAN, in_words
from queries.cluster_measures import ClusterMeasure, cluster_blocks, measures_of
from queries.cluster_profile import ClusterProfile


def measures_table(screen: Screen, found: ClusterProfile, caption: str) -> str:
    """A group of rows for every block; every cell that draws stands beside its number."""
    t = screen.texts
    heads = [
        t("cluster_standing_column.measure"), t("cluster_standing_column.level", year=found.year),
        t("cluster_standing_column.trend"), t("cluster_standing_column.moved"),
        t("cluster_standing_column.percentile"),
    ]
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in heads)
    groups = "".join(
        f'<tbody><tr class="group"><th scope="rowgroup" colspan="{len(heads)}">{escape(block.name(screen.language))}'
        f'</th></tr>{"".join(_row(screen, found, measure) for measure in measures_of(block.id))}</tbody>'
        for block in cluster_blocks()
    )
    return (
        f'<div class="table-scroll standing-measures" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="atlas-table"><thead><tr>{head}</tr></thead>{groups}</table></div>'
    )


def _row(screen: Screen, found: ClusterProfile, measure: ClusterMeasure) -> str:
    row = found.row(measure.id)
    years = [int(year) for year in found.series.columns]
    is_known = row["value"] == row["value"]
    level, unit = level_words(screen, found, measure), measure.unit(screen.language) if is_known else ""
    if is_known and screen.language == "en" and measure.unit_zh.partition("/")[0] in YUAN:
        # "7.67 100 million yuan" cannot be read: money is written as in sentences.
        level, unit = in_words(float(row["value"]), measure.decimals, measure.unit_zh, screen.texts), ""
    unit = f' <span class="unit">{escape(unit)}</span>' if unit else ""
    is_placed = row["percentile"] == row["percentile"]
    among = f' <span class="unit">/ {int(row["n"])}</span>' if is_placed else ""
    name, meaning = escape(measure.name(screen.language)), escape(measure.definition(screen.language))
    return (
        f'<tr{"" if is_known else " class=absent"}><th scope="row" title="{meaning}">'
        f"{name}</th><td class=number>{escape(level)}{unit}</td>"
        f"<td>{sparkline(years, found.history(measure.id), trend_words(screen, found, measure))}</td>"
        f"<td class=number>{escape(movement_words(screen, found, measure)) if is_known else ''}</td>"
        f"<td>{percentile_bar(float(row['percentile']))} {escape(percentile_words(screen, found, measure))}"
        f'{among}</td></tr>'
    )
