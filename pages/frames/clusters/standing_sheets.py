"""The twins and files of the section standing."""

from __future__ import annotations

import pandas as pd

from pages.frames.clusters.standing_words import block_label, block_row
from pages.frames.sheet import Column, Sheet, digits
from pages.shell.screen import Screen
from pages.texts.numbers import percent, plain, quantity
from pages.texts.ranks import rank_word, verdict_word
from queries.cluster_measures import ClusterMeasure, cluster_blocks, cluster_measures
from queries.cluster_profile import ClusterProfile
from queries.cluster_register import ClusterRegister


def level_words(screen: Screen, found: ClusterProfile, measure: ClusterMeasure) -> str:
    """The level of a measure in digits, or why there is none."""
    row = found.row(measure.id)
    value, reason = row["value"], row["reason"]
    if pd.isna(value):
        return screen.texts(f"reason.{reason}") if isinstance(reason, str) else screen.texts("value.none")
    return plain(float(value), measure.decimals)


def movement_words(screen: Screen, found: ClusterProfile, measure: ClusterMeasure) -> str:
    """Three years of a measure: growth per year of an amount, difference in points of a percentage or a growth rate."""
    t, row = screen.texts, found.row(measure.id)
    in_points = measure.unit_zh in ("%", "个百分点") or not measure.compounds
    value, reason = (row["change"], row["change_reason"]) if in_points else (row["cagr"], row["cagr_reason"])
    if pd.isna(value):
        return t(f"reason.{reason}") if isinstance(reason, str) else t("value.none")
    if in_points:
        sign = "+" if value > 0 else ""
        return t("cluster_standing.points", value=sign + plain(float(value), 1))
    return t("cluster_standing.per_year", value=percent(float(value), 1, signed=True))


def trend_words(screen: Screen, found: ClusterProfile, measure: ClusterMeasure) -> str:
    """The course of a measure for whoever does not see the line: first and last figure, and which way it went."""
    years = [int(year) for year in found.series.columns]
    known = [one for one in zip(years, found.history(measure.id), strict=True) if pd.notna(one[1])]
    if not known:
        return ""
    (first, before), (last, after) = known[0], known[-1]
    told = {"last": last, "after": plain(float(after), measure.decimals)}
    if first == last:
        return screen.texts("cluster_standing_trend.alone", **told)
    way = "rose" if after > before else "fell" if after < before else "same"
    return screen.texts(f"cluster_standing_trend.{way}", first=first, before=plain(float(before), measure.decimals),
                        **told)


def percentile_words(screen: Screen, found: ClusterProfile, measure: ClusterMeasure) -> str:
    """The percentile among the clusters with a figure; empty where the cluster has none itself."""
    row = found.row(measure.id)
    if pd.notna(row["percentile"]):
        return plain(float(row["percentile"]), 0)
    return "" if pd.isna(row["value"]) else screen.texts(f"reason.{row['percentile_reason']}")


def measures_sheet(screen: Screen, found: ClusterProfile) -> Sheet:
    """One row per measure; the file holds every year and the growth rate too."""
    t, language, rows = screen.texts, screen.language, found.rows
    every = list(cluster_measures().values())
    names = {block.id: block.name(language) for block in cluster_blocks()}

    def column(key: str, cells: list[object], in_file: bool = False) -> Column:
        heading, meaning = t(f"cluster_standing_column.{key}"), t(f"cluster_standing_meaning.{key}")
        return Column(heading, meaning, cells, None if in_file else str)

    return Sheet((
        column("block", [names[measure.block] for measure in every]),
        column("measure", [measure.name(language) for measure in every]),
        column("unit", [measure.unit(language) for measure in every]),
        Column(t("cluster_standing_column.level", year=found.year), t("cluster_standing_meaning.level"),
               [level_words(screen, found, measure) for measure in every]),
        column("moved", [movement_words(screen, found, measure) for measure in every]),
        column("percentile", [percentile_words(screen, found, measure) for measure in every]),
        Column(t("cluster_standing_column.score"), t("cluster_standing_meaning.score"), rows["score"].tolist(),
               digits(t, 0)),
        column("count", rows["n"].tolist()),
        column("value", rows["value"].tolist(), True),
        column("cagr", rows["cagr"].tolist(), True),
        column("change", rows["change"].tolist(), True),
        column("definition", [measure.definition(language) for measure in every], True),
        *(Column(str(year), t("cluster_standing_meaning.year"), found.series[year].tolist(), None)
          for year in found.series.columns),
    ))


def blocks_sheet(screen: Screen, found: ClusterProfile) -> Sheet:
    """One row per block of the cluster with rank and verdict; the total last."""
    t = screen.texts
    blocks = [(block.id, block.name(screen.language)) for block in cluster_blocks()]
    ranks = [block_row(found, identifier) or {} for identifier, _ in blocks]
    total = found.total
    return Sheet((
        Column(t("cluster_standing_column.block"), t("cluster_standing_meaning.block"),
               [*(name for _, name in blocks), t("cluster_standing.total")]),
        Column(t("cluster_standing_column.score"), t("cluster_standing_meaning.score"),
               [*(total[identifier] for identifier, _ in blocks), total["total"]], digits(t, 1)),
        Column(t("cluster_standing_column.rank"), t("cluster_standing_meaning.rank"),
               [*(block_label(screen, found, identifier) for identifier, _ in blocks), _total_words(screen, found)]),
        Column(t("cluster_standing_column.verdict"), t("cluster_standing_meaning.verdict"),
               [*(verdict_word(row.get("verdict"), t) for row in ranks), verdict_word(total["rank_verdict"], t)]),
        *(Column(t(f"cluster_standing_column.{name}"), t(f"cluster_standing_meaning.{name}"),
                 [*(row.get(name) for row in ranks), total[name]], None) for name in ("lo", "median", "hi", "ties")),
    ))


def printed_sheet(screen: Screen, register: ClusterRegister, cluster: str) -> Sheet:
    """Every figure that is printed of a cluster, with its qualifier, source and note."""
    t = screen.texts
    rows = register.figures[register.figures["cluster_id"] == cluster].sort_values(["metric", "year"])
    known = [screen.catalogue.get(str(metric)) for metric in rows["metric"]]
    names = [
        one.name(screen.language) if one else str(metric) for one, metric in zip(known, rows["metric"], strict=True)
    ]
    words = [
        quantity(float(row["value"]), one.decimals if one else 2, str(row["unit"]), t, str(row["qualifier"]))
        for one, row in zip(known, rows.to_dict("records"), strict=True)
    ]
    return Sheet((
        Column(t("cluster_standing_column.measure"), t("cluster_standing_meaning.metric"), names),
        Column(t("cluster_standing.year"), t("cluster_standing_meaning.year"), rows["year"].tolist()),
        Column(t("cluster_standing_column.printed"), t("cluster_standing_meaning.printed"), words),
        Column(t("column.source"), t("cluster_standing_meaning.source"), rows["source_title"].tolist()),
        Column(t("cluster_standing_column.note"), t("cluster_standing_meaning.note"),
               [note if isinstance(note, str) else "" for note in rows["note"]]),
    ))


def _total_words(screen: Screen, found: ClusterProfile) -> str:
    if pd.isna(found.total["rank"]):
        return screen.texts("cluster_standing.no_total")
    return rank_word(found.total.to_dict(), screen.texts)
