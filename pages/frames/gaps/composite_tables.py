"""The tables of a composite: for reading beside the figures, and unrounded for download."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pages.shell.screen import Screen
from pages.texts.composite import badge, interval
from pages.texts.figures import unit_of
from pages.texts.numbers import percent, plain
from queries.composite import Composite, NoComposite
from queries.composite_criteria import Criterion
from queries.formulas.entropy_topsis import level_scores

RANK_COLUMNS = (
    "region_code", "region", "year", "score", "rank", "median", "lo", "hi", "in_top", "ties", "weight_lo", "weight_hi",
    "rank_equal", "rank_critic", "rank_library", "against", "rank_before", "rank_up", "rank_down", "rank_verdict",
    "score_before", "score_up", "score_down", "score_verdict", "reason", "layer",
)
METHODS = ("frozen", "equal", "critic", "library")
WEIGHT_COLUMNS = ("weight_frozen", "weight_equal", "weight_critic", "weight_library")
PROFILE_COLUMNS = (
    "criterion", "measure", "region_code", "region", "year", "value", "unit", "scaled", *WEIGHT_COLUMNS, "layer",
)


def rank_table(screen: Screen, shown: Composite) -> pd.DataFrame:
    """One row per region: its interval, its rank by every weighting, the chance of the first five, the change."""
    t = screen.texts
    rows = []
    for code, row in shown.ranks.iterrows():
        rows.append((
            screen.place(str(code)),
            interval(row, t) if pd.notna(row["rank"]) else t(f"reason.{row['reason']}"),
            *(_digits(screen, row[name], 0) for name in ("rank", "rank_equal", "rank_critic", "rank_library")),
            _digits(screen, row["score"], 3),
            _share(screen, row["in_top"]),
            _digits(screen, row["ties"], 0),
            *([badge(row.get("rank_verdict"), t), badge(row.get("score_verdict"), t)] if shown.against else []),
        ))
    headings = ("region", "interval", "rank", "rank_equal", "rank_critic", "rank_library", "score", "in_top", "ties")
    changes = [t("composite.rank_change", against=shown.against), t("composite.score_change", against=shown.against)]
    table = pd.DataFrame(
        rows, columns=[*(t(f"composite_column.{name}") for name in headings), *(changes if shown.against else [])]
    )
    # Of a handful of regions it says nothing who is among the first five.
    return table if shown.ranks["in_top"].notna().any() else table.drop(columns=t("composite_column.in_top"))


def rank_rows(screen: Screen, shown: Composite) -> pd.DataFrame:
    """The same, unrounded, with the figures of every criterion."""
    t = screen.texts
    table = shown.ranks.reset_index().assign(
        region=[screen.place(str(code)) for code in shown.ranks.index], year=shown.year, against=shown.against,
        layer=t(f"layer.{shown.layer}"),
    )
    table["reason"] = ["" if pd.isna(reason) else t(f"reason.{reason}") for reason in table["reason"]]
    for name in ("rank_verdict", "score_verdict"):
        if name in table:
            table[name] = ["" if pd.isna(verdict) else t(f"ranks_verdict.{verdict}") for verdict in table[name]]
    columns = [name for name in RANK_COLUMNS if name in table]
    named = {name: t(f"composite_column.{name}") for name in columns}
    figures = shown.raw.reindex(shown.ranks.index).reset_index(drop=True)
    figures.columns = [_with_unit(screen, criterion) for criterion in shown.criteria]
    return pd.concat([table[columns].rename(columns=named), figures], axis=1)


def profile_table(screen: Screen, shown: Composite, parts: pd.DataFrame) -> pd.DataFrame:
    """One row per criterion: the figure of every place in its unit; the level of every place at the end."""
    t = screen.texts
    places = list(parts["place"].unique())
    rows = []
    for criterion in shown.criteria:
        own = parts[parts["criterion"] == criterion.id].set_index("place")
        figures = (_digits(screen, own.loc[place, "value"], criterion.indicator.decimals) for place in places)
        rows.append((_with_unit(screen, criterion), *figures))
    rows.append((t("composite_column.score"), *(_digits(screen, level, 3) for level in _levels(shown, parts))))
    return pd.DataFrame(rows, columns=[t("composite_column.criterion"), *(screen.place(place) for place in places)])


def weight_table(screen: Screen, shown: Composite) -> pd.DataFrame:
    """One row per criterion: its weight by every method."""
    t = screen.texts
    rows = [
        (criterion.name(screen.language), *(_share(screen, shown.weights.loc[criterion.id, name]) for name in METHODS))
        for criterion in shown.criteria
    ]
    columns = [t("composite_column.criterion"), *(t(f"composite_column.{name}") for name in WEIGHT_COLUMNS)]
    return pd.DataFrame(rows, columns=columns)


def profile_rows(screen: Screen, shown: Composite, parts: pd.DataFrame) -> pd.DataFrame:
    """One row per criterion and place, unrounded, with the weights of all methods."""
    criteria = {criterion.id: criterion for criterion in shown.criteria}
    table = parts.rename(columns={"place": "region_code"}).assign(
        measure=[criteria[name].indicator.name(screen.language) for name in parts["criterion"]],
        unit=[criteria[name].indicator.unit(screen.language) for name in parts["criterion"]],
        region=[screen.place(code) for code in parts["place"]], year=shown.year,
        layer=screen.texts(f"layer.{shown.layer}"),
        **{f"weight_{name}": parts["criterion"].map(shown.weights[name]) for name in shown.weights},
    )
    table["criterion"] = [criteria[name].name(screen.language) for name in parts["criterion"]]
    return table[list(PROFILE_COLUMNS)].rename(
        columns={name: screen.texts(f"composite_column.{name}") for name in PROFILE_COLUMNS}
    )


def known_table(screen: Screen, found: NoComposite) -> pd.DataFrame:
    """One row per criterion of every definition: in which year it is best known, and for how many regions."""
    t = screen.texts
    rows = []
    for definition, known in found.known:
        for entry in known:
            best = max(entry.regions.items(), key=lambda pair: (pair[1], pair[0]), default=None)
            rows.append((
                definition.name(screen.language), entry.criterion.indicator.name(screen.language),
                str(best[0]) if best else t("value.none"), f"{best[1] if best else 0}/{found.units}",
            ))
    headings = ("composite", "criterion", "best_year", "known_regions")
    return pd.DataFrame(rows, columns=[t(f"composite_column.{name}") for name in headings])


def composite_dictionary(screen: Screen, shown: Composite) -> pd.DataFrame:
    """What the columns of both downloads mean, and how every criterion is measured."""
    t = screen.texts
    columns = [
        {t("column.name"): t(f"composite_column.{name}"), t("column.identifier"): name,
         t("column.definition"): t(f"composite_definition.{name}")}
        for name in dict.fromkeys((*RANK_COLUMNS, *PROFILE_COLUMNS))
    ]
    criteria = [
        {t("column.name"): _with_unit(screen, criterion), t("column.identifier"): criterion.indicator.id,
         t("column.definition"): t("composite.measured", name=criterion.indicator.name(screen.language),
                                   measure=criterion.indicator.definition(screen.language))}
        for criterion in shown.criteria
    ]
    return pd.DataFrame([*columns, *criteria])


def _levels(shown: Composite, parts: pd.DataFrame) -> list[float]:
    """The level of every place of a profile; NaN where a criterion is missing."""
    matrix = parts.pivot(index="place", columns="criterion", values="value")
    matrix = matrix.reindex(index=list(parts["place"].unique()), columns=[c.id for c in shown.criteria])
    return [float(value) for value in level_scores(shown.base, matrix)["value"]]


def _with_unit(screen: Screen, criterion: Criterion) -> str:
    name, unit = criterion.name(screen.language), unit_of(criterion.indicator, screen.texts)
    return screen.texts("composite.with_unit", name=name, unit=unit)


def _digits(screen: Screen, value: Any, decimals: int) -> str:
    return screen.texts("value.none") if pd.isna(value) else plain(float(value), decimals)


def _share(screen: Screen, value: Any) -> str:
    return screen.texts("value.none") if pd.isna(value) else percent(float(value), 0)
