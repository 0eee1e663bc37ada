"""The policy scorecard as a table: one block per sentence, its clause and its places one click away."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from data.policy import POLICY_NUMBER
from pages.shell.screen import Screen
from pages.texts.figures import within
from pages.texts.scorecard import (
    absent_text,
    against_text,
    change_text,
    level_text,
    percentile_text,
    shortfall_text,
    status_text,
)
from queries.gap_measures import demand_year
from queries.regions import NATION
from queries.scorecard import Scorecard
from queries.scorecard_record import CLUSTERS, Measure, Sentence, measures, sentences

COLUMNS = ("measure", "place", "level", "against", "change", "percentile", "status", "light")
BARS = "▁▂▃▄▅▆▇█"
LEAST_BARS, MOST_BARS = 3, 8


def card_html(screen: Screen, card: Scorecard, region: str | None, names: Mapping[str, str]) -> str:
    """The whole table. `region` is a province whose percentiles stand in it; `names` are those of clusters."""
    t = screen.texts
    head = "".join(f'<th scope="col">{escape(t(f"scorecard.column.{name}"))}</th>' for name in COLUMNS)
    body = "".join(_block(screen, card, one, region, names) for one in sentences())
    caption = t("scorecard.caption")
    return (
        f'<div class="table-scroll scorecard" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="atlas-table"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>{body}</table>'
        "</div>"
    )


def light_html(screen: Screen, light: str) -> str:
    """A light in colour, shape and word."""
    return f'<span class="light light-{light}">{escape(screen.texts(f"scorecard.light.{light}"))}</span>'


def unit_name(screen: Screen, code: str, proxy: int, names: Mapping[str, str]) -> str:
    """Name of a region, of a cluster, or of all clusters together."""
    if code == CLUSTERS:
        return screen.texts("scorecard.all_clusters")
    return names[code] if code in names else screen.place_shown(code, proxy)


def base_name(screen: Screen, row: Mapping[Any, Any], measure: Measure) -> str:
    """The demand base of a measure that is held against a share of demand, with the year of the base."""
    if measure.reference != "demand" or measure.denominator is None:
        return ""
    year = demand_year(
        screen.engine, screen.catalogue, measure.denominator, "province", int(row["year"]), screen.layer
    )
    name = within(screen.catalogue[measure.denominator].name(screen.language), screen.texts)
    return screen.texts("scorecard.base", name=name, year=year)


def _block(
    screen: Screen, card: Scorecard, sentence: Sentence, region: str | None, names: Mapping[str, str]
) -> str:
    rows = card.rows[card.rows["sentence"] == sentence.id]
    known = rows[rows["year"].notna()]
    groups = known[known["is_group"]]
    lines = "".join(_line(screen, card, row, rows, region, names) for row in groups.to_dict("records"))
    absent = [measures()[name] for name in sentence.measures if name not in set(known["measure"])]
    return (
        f'<tbody id="sentence-{sentence.id}">{_head(screen, card, sentence)}{lines}{_absent(screen, absent)}'
        f"{_units(screen, sentence, known[~known['is_group']], region, names)}</tbody>"
    )


def _head(screen: Screen, card: Scorecard, sentence: Sentence) -> str:
    t = screen.texts
    before, _, after = sentence.quote.partition(sentence.words)
    quote = f"{escape(before)}<mark>{escape(sentence.words)}</mark>{escape(after)}"
    source = t("scorecard.source", document=POLICY_NUMBER)
    return (
        f'<tr class="sentence"><th scope="rowgroup" colspan="{len(COLUMNS)}">'
        f"{light_html(screen, card.lights[sentence.id].value)} {escape(sentence.name(screen.language))}"
        f'<details class="clause"><summary>{escape(t("scorecard.clause"))}</summary>'
        f'<p lang="zh">“{quote}”</p><p>{escape(source)}</p></details></th></tr>'
    )


def _line(
    screen: Screen, card: Scorecard, row: Mapping[Any, Any], rows: pd.DataFrame, region: str | None,
    names: Mapping[str, str],
) -> str:
    t = screen.texts
    measure = measures()[row["measure"]]
    own = rows[(rows["measure"] == measure.id) & (rows["unit"] == region)]
    cells = [
        escape(measure.name(screen.language)),
        escape(unit_name(screen, row["unit"], row["proxy"], names)),
        escape(t("scorecard.of_year", value=level_text(row, measure, t), year=int(row["year"])))
        + _small(shortfall_text(row, measure, t)),
        escape(against_text(row, measure, t, base_name(screen, row, measure))),
        _spark(card, measure.id, row["unit"]) + escape(change_text(row, measure, t)),
        escape(_standing_among(screen, row, rows, own, names)),
        escape(status_text(row, measure, t)),
        light_html(screen, row["light"]),
    ]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _standing_among(
    screen: Screen, row: Mapping[Any, Any], rows: pd.DataFrame, own: pd.DataFrame, names: Mapping[str, str]
) -> str:
    """The percentile of the selected place, else of the region itself, else who stands lowest and highest."""
    t = screen.texts
    if len(own) and row["unit"] != own.iloc[0]["unit"]:
        mine = own.iloc[0].to_dict()
        place = unit_name(screen, mine["unit"], mine["proxy"], names)
        return t("scorecard.of_place", place=place, text=percentile_text(mine, t))
    if pd.notna(row["percentile"]):
        return percentile_text(row, t)
    ranked = rows[(rows["measure"] == row["measure"]) & rows["percentile"].notna()]
    if row["unit"] not in (NATION, CLUSTERS):
        zone = screen.regions.members(row["unit"], "province")
        ranked = ranked[ranked["unit"].isin(zone)]
    if ranked.empty:
        return t("scorecard.no_status")
    low, high = ranked.loc[ranked["percentile"].idxmin()], ranked.loc[ranked["percentile"].idxmax()]
    return t("scorecard.span", low=unit_name(screen, low["unit"], 0, names),
             high=unit_name(screen, high["unit"], 0, names))


def _absent(screen: Screen, absent: list[Measure]) -> str:
    if not absent:
        return ""
    t = screen.texts
    metric_names = {name: one.name(screen.language) for name, one in screen.catalogue.items()}
    text = t("scorecard.separator").join(absent_text(measure, metric_names, t) for measure in absent)
    return (
        f'<tr class="absent"><td colspan="{len(COLUMNS)}">{light_html(screen, "grey")} {escape(text)}</td></tr>'
    )


def _units(
    screen: Screen, sentence: Sentence, units: pd.DataFrame, region: str | None, names: Mapping[str, str]
) -> str:
    """The places that a row opens to, one line each, with every measure."""
    if units.empty:
        return ""
    t = screen.texts
    shown = [name for name in sentence.measures if name in set(units["measure"])]
    head = "".join(f'<th scope="col">{escape(measures()[name].name(screen.language))}</th>' for name in shown)
    table = {(row["unit"], row["measure"]): row for row in units.to_dict("records")}
    lines = []
    for code in dict.fromkeys(units["unit"]):
        cells = "".join(
            f"<td>{_unit_cell(screen, table.get((code, name)), measures()[name])}</td>" for name in shown
        )
        mark = ' class="chosen"' if code == region else ""
        lines.append(f'<tr{mark}><th scope="row">{escape(unit_name(screen, code, 0, names))}</th>{cells}</tr>')
    label = t(f"scorecard.open.{sentence.units}", count=units["unit"].nunique())
    return (
        f'<tr class="units"><td colspan="{len(COLUMNS)}"><details><summary>{escape(label)}</summary>'
        f'<table class="atlas-table"><thead><tr><th scope="col">{escape(t("scorecard.column.place"))}</th>{head}</tr>'
        f'</thead><tbody>{"".join(lines)}</tbody></table></details></td></tr>'
    )


def _unit_cell(screen: Screen, row: Mapping[Any, Any] | None, measure: Measure) -> str:
    t = screen.texts
    if row is None or pd.isna(row["value"]):
        reason = t("value.none") if row is None else level_text(row, measure, t)
        return f'<span class="light light-grey">{escape(reason)}</span>'
    parts = t("scorecard.unit", level=level_text(row, measure, t), change=change_text(row, measure, t),
              percentile=percentile_text(row, t))
    return f"{light_html(screen, row['light'])} {escape(parts)}{_small(shortfall_text(row, measure, t))}"


def _spark(card: Scorecard, measure: str, unit: str) -> str:
    """The level over the years as small bars; nothing of fewer than three years."""
    own = card.series[(card.series["measure"] == measure) & (card.series["unit"] == unit)].tail(MOST_BARS)
    if len(own) < LEAST_BARS:
        return ""
    low, spread = own["value"].min(), own["value"].max() - own["value"].min()
    steps = ((own["value"] - low) / (spread or 1.0) * (len(BARS) - 1)).round().astype(int)
    return f'<span class="spark" aria-hidden="true">{"".join(BARS[step] for step in steps)}</span> '


def _small(text: str) -> str:
    return f"<small>{escape(text)}</small>" if text else ""
