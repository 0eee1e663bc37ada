"""Sentences on centres of gravity: where they moved, how far apart they lie, and over which regions."""

from __future__ import annotations

import pandas as pd

from pages.charts.centre_role import Role
from pages.frames.transfer.centre_view import CentreView
from pages.shell.screen import Screen
from pages.texts.figures import within
from pages.texts.numbers import percent, plain
from queries.centres import Centres
from queries.formulas.centre_path import overall_shift, wind_of
from queries.regions import NATION

NAMED = 6


def centres_finding(screen: Screen, view: CentreView) -> str:
    """How the leading centre moved up to the year shown, and how far it lies from the other."""
    t = screen.texts
    role = view.leading
    rows = view.series(role).rows
    shown = rows[rows.index <= view.until]
    measure = within(role.measure, t)
    within_place = view.centres.within
    opening = "" if within_place == NATION else t("centres.finding_within", place=screen.place(within_place))
    shift = overall_shift(shown[["x", "y"]])
    if shift is None:
        row = rows.loc[rows.index[0]]
        sentence = t("centres.finding_one_year", year=int(rows.index[0]), measure=measure,
                     longitude=plain(row["longitude"], 2), latitude=plain(row["latitude"], 2))
        return opening + sentence + _apart(screen, view, int(rows.index[0])) + t("centres.stop")
    if shift.bearing is None:
        sentence = t("centres.finding_still", first=shift.first, last=shift.last, measure=measure)
    else:
        sentence = t("centres.finding", first=shift.first, last=shift.last, measure=measure,
                     wind=t(f"wind.{wind_of(shift.bearing)}"), distance=plain(shift.distance, 1),
                     per_year=plain(shift.per_year, 1))
    return opening + sentence + _apart(screen, view, shift.last) + t("centres.stop")


def _apart(screen: Screen, view: CentreView, year: int) -> str:
    """The distance to the other centre, and what it was at first; empty where there is none in that year."""
    t = screen.texts
    known = view.centres.distances["value"].dropna()
    if year not in known.index:
        return ""
    other = within(view.roles[1].measure, t)
    first = int(known.index[0])
    if first == year:
        return t("centres.finding_apart", year=year, other=other, apart=plain(known[year], 0))
    return t("centres.finding_apart_change", year=year, other=other, apart=plain(known[year], 0), first=first,
             apart_first=plain(known[first], 0))


def path_finding(screen: Screen, view: CentreView) -> str:
    """How long the path of the leading centre is, its longest step, and what it comes to east–west and north–south."""
    t = screen.texts
    rows = view.series(view.leading).rows
    rows = rows[rows.index <= view.until]
    shift = overall_shift(rows[["x", "y"]])
    if shift is None:
        return t("centres.path_one_year", year=int(rows.index[0]) if len(rows) else view.until) + t("centres.stop")
    longest = rows.sort_values("step", ascending=False, kind="stable").iloc[0]
    east, north = float(rows["east"].sum()), float(rows["north"].sum())
    return t(
        "centres.path_finding", measure=within(view.leading.measure, t), length=plain(shift.length, 1),
        since=int(longest["since"]), year=int(str(longest.name)), step=plain(float(longest["step"]), 1),
        sideways=t("centres.eastward" if east > 0 else "centres.westward"), sideways_km=plain(abs(east), 1),
        upwards=t("centres.northward" if north > 0 else "centres.southward"), upwards_km=plain(abs(north), 1),
    ) + t("centres.stop")


def set_words(screen: Screen, centres: Centres) -> str:
    """Over which regions the centres are taken, and who fell out."""
    t = screen.texts
    level = t(f"level.{centres.level}")
    units, left_out = len(centres.units), centres.left_out
    if not left_out:
        return t("centres.set_whole", units=units, level=level)
    names = t.joined([screen.place(code) for code in left_out[:NAMED]])
    if len(left_out) <= NAMED:
        return t("centres.set_partial", units=units, level=level, names=names)
    return t("centres.set_many", units=units, level=level, count=len(left_out), names=names)


def remarks_on(screen: Screen, view: CentreView) -> tuple[str, ...]:
    """What has to be known to read the centres: the fixed set, what it carries, years left out, leverage, variant."""
    t = screen.texts
    centres = view.centres
    remarks = [set_words(screen, centres)]
    for role in view.roles:
        rows = view.series(role).rows
        carried = centres.carried[role.name]
        if carried < 1:
            remarks.append(t("centres.carried", year=int(rows.index[-1]), measure=role.measure,
                             share=percent(carried, 2)))
        if left := centres.years_left_out[role.name]:
            remarks.append(t("centres.years_left_out", measure=role.measure, years=t.joined([str(y) for y in left])))
        remarks += _leverage(screen, view, role)
    remarks += [t("centres.places_remark"), t("centres.variant_remark"), t("centres.north_remark"),
                t("centres.not_proof_remark")]
    return tuple(remarks)


def _leverage(screen: Screen, view: CentreView, role: Role) -> list[str]:
    found = view.series(role).leverage
    if found is None:
        return []
    return [screen.texts(
        "centres.leverage", measure=role.measure, least_place=screen.place(found.without_for_least),
        least=plain(found.least, 1), most_place=screen.place(found.without_for_most), most=plain(found.most, 1),
    )]


def apart_words(screen: Screen, centres: Centres) -> dict[int, str]:
    """What the line between two centres says in the legend, by year."""
    known: pd.Series = centres.distances["value"].dropna()
    return {
        int(year): screen.texts("centres.apart_legend", year=int(year), apart=plain(float(value), 0))
        for year, value in zip(known.index, known, strict=True)
    }
