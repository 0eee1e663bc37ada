"""The sections of the data page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.controls.state import publish, restore
from pages.frames.section_table import section_table
from pages.frames.tables import printed_table
from pages.shell.screen import Screen
from pages.texts.numbers import plain, quantity
from queries.cluster_register import ClusterRegister, cluster_register
from queries.regions import NATION

COVERED_LEVELS = ("nation", "major", "province", "city")


def coverage(screen: Screen) -> None:
    """Metrics × years: how many units of each level have a figure."""
    t = screen.texts
    rows = screen.engine.query("coverage/metric_years", layer=screen.layer)
    restore("coverage-level", COVERED_LEVELS, "province", screen.rejected)
    level = st.segmented_control(
        t("control.level"), COVERED_LEVELS, required=True, key="coverage-level",
        format_func=lambda name: t(f"level.{name}"),
    )
    publish("coverage-level", level, "province")
    rows = rows[rows["level"] == level]
    units = screen.regions.surveyed(level or "province")
    st.caption(t("data.coverage_help", units=units, level=t(f"level.unit.{level}")))
    counts = rows.pivot(index="metric", columns="period", values="figures")
    counts = counts.loc[sorted(counts.index, key=lambda metric: -counts.loc[metric].fillna(0).sum())]
    table = pd.DataFrame(
        {
            t("column.indicator"): [screen.catalogue[metric].name(screen.language) for metric in counts.index],
            **{
                str(year): ["" if pd.isna(count) else str(int(count)) for count in counts[year]]
                for year in sorted(counts.columns)
            },
        }
    )
    section_table(screen, table, "coverage", t("data.coverage"))
    groupings = screen.engine.query("quality/groupings", layer=screen.layer)
    if len(groupings):
        section_table(screen, _groupings(screen, groupings), "groupings", t("data.groupings"))


def _groupings(screen: Screen, rows: pd.DataFrame) -> pd.DataFrame:
    t = screen.texts
    table = printed_table(screen, rows)
    table.insert(0, t("column.region"), [screen.place(code) for code in rows["region_code"]])
    return table


def sources(screen: Screen) -> None:
    """Every source with its grade and how many figures rest on it."""
    t = screen.texts
    rows = screen.engine.query("source/list")
    by_grade = rows.groupby("grade", sort=False)["figures"].agg(["size", "sum"])
    st.caption(
        t("data.sources_help", text=t.joined([
            t("data.grade_count", grade=t(f"grade.{grade}"), count=int(row["size"]), figures=int(row["sum"]))
            for grade, row in by_grade.iterrows()
        ]))
    )
    table = pd.DataFrame(
        {
            t("column.source"): rows["title"],
            t("column.grade"): [t(f"grade.{grade}") for grade in rows["grade"]],
            t("column.figures"): rows["figures"],
            t("column.address"): rows["url"].fillna(t("data.no_address")),
        }
    )
    section_table(screen, table, "sources", t("data.sources"))


def breaks(screen: Screen) -> None:
    """Known breaks and conflicts in words."""
    t = screen.texts
    rows = screen.engine.query("quality/all_breaks")
    table = pd.DataFrame(
        {
            t("column.kind"): [t(f"break.{kind}") for kind in rows["kind"]],
            t("column.year"): rows["year"],
            t("column.region"): [screen.place(code) for code in rows["region_code"]],
            t("column.indicator"): [screen.catalogue[metric].name(screen.language) for metric in rows["metric"]],
            t("column.explanation"): rows[f"text_{screen.language}"],
        }
    )
    st.caption(t("data.breaks_help"))
    section_table(screen, table, "breaks", t("data.breaks"))


def checks(screen: Screen) -> None:
    """Printed totals against the sum of parts, and every row of every file accounted for."""
    t = screen.texts
    rows = screen.engine.query("quality/reconciliation")
    decimals = [screen.catalogue[metric].decimals for metric in rows["metric"]]
    table = pd.DataFrame(
        {
            t("column.indicator"): [screen.catalogue[metric].name(screen.language) for metric in rows["metric"]],
            t("column.year"): rows["period"],
            t("column.printed"): [plain(v, d) for v, d in zip(rows["printed"], decimals, strict=True)],
            t("column.parts"): [plain(v, d) for v, d in zip(rows["parts"], decimals, strict=True)],
            t("column.difference"): [plain(v, d) for v, d in zip(rows["difference"], decimals, strict=True)],
            t("column.units"): rows["part_count"],
            t("column.verdict"): [t(f"verdict.{verdict}") for verdict in rows["verdict"]],
            t("column.explanation"): rows[f"explanation_{screen.language}"].fillna(""),
        }
    )
    st.caption(t("data.checks_help"))
    section_table(screen, table, "reconciliation", t("data.reconciliation"))
    intake = screen.engine.query("quality/intake")
    section_table(
        screen,
        pd.DataFrame(
            {
                t("column.file"): intake["file"],
                t("column.rows_in"): intake["rows_in"],
                t("column.rows_stored"): intake["rows_stored"],
                t("column.rows_reported"): intake["rows_reported"],
            }
        ),
        "intake",
        t("data.intake"),
    )


def clusters(screen: Screen) -> None:
    """The published clusters, what is really published about them, and what surrounds them."""
    t = screen.texts
    register = cluster_register(screen.engine, screen.layer) or ClusterRegister.none(screen.layer)
    rows, figures = register.identity, register.figures.sort_values(["cluster_id", "year", "metric"], ignore_index=True)
    names = rows[f"name_{screen.language}"]
    known = figures.groupby("cluster_id").size()
    table = pd.DataFrame(
        {
            t("column.cluster"): names.to_numpy(),
            t("column.region"): [screen.place(code) for code in rows["region_code"]],
            t("column.pilot_year"): [_year(year, t("data.not_printed")) for year in rows["pilot_year"]],
            t("column.demonstration_year"): [_year(year, t("data.not_printed")) for year in rows["demonstration_year"]],
            t("column.status"): [
                t(f"cluster_status.{status}") if isinstance(status, str) else t("data.not_printed")
                for status in rows["status"]
            ],
            t("column.figures"): [str(known.get(cluster, 0)) for cluster in rows.index],
            t("column.remark"): rows["note"].fillna("").to_numpy(),
        }
    )
    st.caption(t(f"clusters_help.{screen.layer}", count=len(rows), figures=len(figures)))
    section_table(screen, table, "clusters", t("data.clusters"))
    section_table(screen, _cluster_figures(screen, figures, names), "cluster-figures", t("data.cluster_figures"))
    section_table(screen, _criteria(screen), "criteria", t("data.criteria"))
    section_table(screen, _titles(screen), "titles", t("data.titles"))
    section_table(screen, _assistance(screen), "assistance", t("data.assistance"))


def _cluster_figures(screen: Screen, figures: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    t = screen.texts
    indicators = [screen.catalogue[metric] for metric in figures["metric"]]
    return pd.DataFrame(
        {
            t("column.cluster"): names.loc[figures["cluster_id"]].to_numpy(),
            t("column.year"): figures["year"].astype(int),
            t("column.indicator"): [indicator.name(screen.language) for indicator in indicators],
            t("column.value"): [
                quantity(value, indicator.decimals, unit, t, qualifier)
                for indicator, value, unit, qualifier in zip(
                    indicators, figures["value"], figures["unit"], figures["qualifier"], strict=True
                )
            ],
            t("column.source"): figures["source_title"],
            t("column.remark"): figures["note"].fillna(""),
        }
    )


def _criteria(screen: Screen) -> pd.DataFrame:
    t = screen.texts
    rows = screen.engine.query("cluster/criteria")
    return pd.DataFrame(
        {
            t("column.applies_to"): rows["applies_to"],
            t("column.criterion"): rows["criterion"],
            t("column.threshold"): rows["threshold"].fillna(""),
            t("column.requirement"): rows["requirement"].fillna(""),
            t("column.source"): rows["source_title"],
        }
    )


def _titles(screen: Screen) -> pd.DataFrame:
    t = screen.texts
    rows = screen.engine.query("cluster/titles")
    return pd.DataFrame(
        {
            t("column.title"): rows["title_type"],
            t("column.holder"): rows["holder"],
            t("column.region"): [screen.place(code) for code in rows["region_code"]],
            t("column.year"): [_year(year, t("data.not_printed")) for year in rows["year"]],
            t("column.source"): rows["source_title"],
            t("column.remark"): rows["note"].fillna(""),
        }
    )


def _assistance(screen: Screen) -> pd.DataFrame:
    t = screen.texts
    rows = screen.engine.query("joint_project/pairs", layer=screen.layer)
    return pd.DataFrame(
        {
            t("column.helper"): [screen.place(code) for code in rows["helper_code"]],
            t("column.assisted"): rows["assisted_name"],
            t("column.year"): rows["year"].astype(int),
            t("column.source"): rows["title"],
            t("column.remark"): rows["note"].fillna(""),
        }
    )


def places(screen: Screen) -> None:
    """Membership of zones and major regions with its basis, and former units."""
    t = screen.texts
    rows = screen.regions.membership
    rows = rows[rows["group_code"] != NATION]
    table = pd.DataFrame(
        {
            t("column.group"): [screen.place(code) for code in rows["group_code"]],
            t("column.member"): [screen.place(code) for code in rows["member_code"]],
            t("column.code"): rows["member_code"],
            t("column.level"): [t(f"level.{level}") for level in rows["member_level"]],
            t("column.inclusion"): [t(f"inclusion.{inclusion}") for inclusion in rows["inclusion"]],
            t("column.valid_from"): [f"{day:%Y-%m-%d}" for day in rows["valid_from"]],
            t("column.basis"): rows["basis"],
        }
    )
    st.caption(t("data.places_help"))
    section_table(screen, table, "membership", t("data.membership"))
    former = screen.engine.query("region/successors")
    section_table(
        screen,
        pd.DataFrame(
            {
                t("column.code"): former["former_code"],
                t("column.former"): former["former_name_zh"],
                t("column.successor"): former[f"name_{screen.language}"],
                t("column.changed_on"): [f"{day:%Y-%m-%d}" for day in former["changed_on"]],
                t("column.kind"): [t(f"change.{kind}") for kind in former["kind"]],
                t("column.remark"): former["note"].fillna(""),
            }
        ),
        "successors",
        t("data.successors"),
    )


def _year(year: object, otherwise: str) -> str:
    return otherwise if pd.isna(year) else str(int(year))  # type: ignore[call-overload]
