"""The gradient of regions: the same figures as the scorecard, zones by totals, forms that rest on the register."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.build import main
from data.snapshot import current_snapshot
from pages.charts.gradient_ladder import LadderWords, Rung, ladder_figure, part_bars_figure, ratio_word
from pages.exporters.chart.contract import check_figure
from queries.agencies import SERVICE_FORMS
from queries.catalogue import Indicator, catalogue_of
from queries.engine import Engine
from queries.form_panel import UNKNOWN_FORM, form_panel
from queries.formulas.gradient_difference import gradient_difference, parts_of_difference
from queries.formulas.reasons import Reason
from queries.gradient import METRICS, Gradient, gradient, gradient_years, nation_row
from queries.regions import NATION, ZONES, Regions
from queries.scorecard_branches import BranchYears, down_gradient_panel
from queries.scorecard_panels import Basis, base_figures, figures
from queries.scorecard_record import measures
from queries.service_quotients import quotient_years, service_quotients
from queries.supply_panel import supply_panel

ROOT = Path(__file__).resolve().parents[1]
PACK = next((place / "shared" / "pack" for place in ROOT.parents if (place / "shared" / "pack").is_dir()), None)
YEAR = 2023
SCIENCE = "scientific_technical_services_location_quotient"
DELETED = "delete from stat where metric = '{metric}' and region_code = '{code}' and layer = 'sample'"
LEVELS = ("zone", "major", "province", "city")
Catalogue = dict[str, Indicator]
Changed = Callable[[str], Engine]


def found_in(engine: Engine, level: str, form: str | None = None, year: int = YEAR) -> Gradient:
    found = gradient(engine, Regions(engine), catalogue_of(engine), level, year, "sample", form)
    assert found is not None
    return found


@pytest.mark.parametrize("level", LEVELS)
def test_coefficients_of_a_level_worked_out_a_second_way(sampled_engine: Engine, level: str) -> None:
    """By shares, as METHODS T1 writes it, over the units that make up the whole."""
    found = found_in(sampled_engine, level)
    whole = found_in(sampled_engine, "city" if level == "city" else "province").rows
    rows = found.rows
    share = {name: rows[name] / whole[name].sum() for name in ("output", "product", "staff", "capital")}
    quotient, labour = share["output"] / share["product"], share["output"] / share["staff"]
    assert rows["value"].to_numpy() == pytest.approx((quotient * labour).to_numpy(), nan_ok=True)
    improved = quotient * labour * share["output"] / share["capital"]
    assert rows["improved"].to_numpy() == pytest.approx(improved.to_numpy(), nan_ok=True)
    assert rows["value"].notna().all()
    assert found.units[0] == found.units[1]


def test_zones_are_totals_of_their_provinces(
    sampled_engine: Engine, sampled_regions: Regions
) -> None:
    provinces, zones = found_in(sampled_engine, "province").rows, found_in(sampled_engine, "zone").rows
    names = ["output", "staff", "product", "capital"]
    sums = provinces.groupby("zone")[names].sum().reindex(zones.index)
    assert zones[names].to_numpy() == pytest.approx(sums.to_numpy())
    averages = provinces.groupby("zone")["value"].mean().reindex(zones.index)
    assert (abs(zones["value"] - averages) > 0.01).any()


def test_the_scorecard_reads_the_same_gradient(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    """Its share of branches down the gradient is that of coefficients put together from its own panels by year."""
    basis = Basis(sampled_engine, sampled_regions, sampled_catalogue, "sample")
    measure = measures()["branches_down_gradient"]
    assert measure.numerator == (METRICS["output"], METRICS["staff"]) and measure.denominator == METRICS["product"]
    revenue, staff = (figures(basis, metric) for metric in measure.numerator)
    product = base_figures(basis, str(measure.denominator), revenue)
    flows = BranchYears(basis)
    told = down_gradient_panel(basis, measure).values.loc[NATION]
    assert list(told.index) == [year for year in flows.years if year in revenue.columns]
    for year, share in told.items():
        second = ((revenue[year] / product[year]) * (revenue[year] / staff[year])).reindex(flows.provinces)
        here = found_in(sampled_engine, "province", year=int(str(year))).rows["value"].reindex(flows.provinces)
        assert here.rank().tolist() == second.rank().tolist()
        ratios = second / here
        assert ratios.to_numpy() == pytest.approx(np.full(len(ratios), ratios.iloc[0]))
        away = [
            (count, second[origin] > second[destination])
            for origin, row in flows.opened(int(str(year))).iterrows() for destination, count in row.items()
            if origin != destination
        ]
        down = sum(count for count, is_down in away if is_down)
        assert share == pytest.approx(100 * down / sum(count for count, _ in away))


def test_the_nation_is_one_by_definition(sampled_engine: Engine) -> None:
    found = found_in(sampled_engine, "province")
    row = nation_row(found)
    assert [row["value"], row["location_quotient"], row["labour_productivity"], row["improved"]] == [1.0] * 4
    east = found_in(sampled_engine, "zone").rows.loc["east"]
    difference = gradient_difference(east["value"], row["value"])
    assert difference.value == pytest.approx(math.log(east["value"]))
    parts = parts_of_difference(east, row, ("location_quotient", "labour_productivity"))
    assert parts.sum() == pytest.approx(difference.value)


def test_forms_add_up_to_the_revenue_of_all(sampled_engine: Engine, sampled_regions: Regions) -> None:
    everything = found_in(sampled_engine, "province").rows
    rows = [found_in(sampled_engine, "province", form).rows for form in SERVICE_FORMS]
    panel = form_panel(sampled_engine, sampled_regions, "sample", "province")
    unknown = panel[(panel["form"] == UNKNOWN_FORM) & (panel["year"] == YEAR)].set_index("region_code")
    rest = (unknown["revenue"] / 10_000).reindex(everything.index).fillna(0.0)
    total = sum((table["output"].fillna(0.0) for table in rows), rest)
    assert total.to_numpy() == pytest.approx(everything["output"].to_numpy(), rel=1e-6)


def test_a_form_has_no_capital_and_a_region_without_it_no_productivity(sampled_engine: Engine) -> None:
    found = found_in(sampled_engine, "city", "information")
    assert not found.has_improved
    without = found.rows[found.rows["agencies"] == 0]
    assert len(without)
    assert set(without["location_quotient"]) == {0.0}
    assert set(without["reason"]) == {Reason.ZERO_DENOMINATOR.value}


@pytest.mark.parametrize("level", ["zone", "major"])
def test_a_group_is_the_same_places_by_form_as_for_all_services(
    sampled_engine: Engine, sampled_regions: Regions, level: str
) -> None:
    """粤港澳 is all Guangdong in both and 成渝 all of Chongqing and Sichuan, and says so (E6); forms add up to all."""
    everything = found_in(sampled_engine, level).rows
    by_form = [found_in(sampled_engine, level, form).rows for form in SERVICE_FORMS]
    panel = form_panel(sampled_engine, sampled_regions, "sample", level)
    unknown = panel[(panel["form"] == UNKNOWN_FORM) & (panel["year"] == YEAR)].set_index("region_code")
    for column, scale in (("agencies", 1), ("output", 10_000)):
        rest = unknown["revenue" if column == "output" else column].reindex(everything.index).fillna(0.0) / scale
        total = sum((rows[column] for rows in by_form), rest)
        assert total.to_numpy() == pytest.approx(everything[column].to_numpy(), rel=1e-6)
    for rows in by_form:
        assert rows["product"].to_numpy() == pytest.approx(everything["product"].to_numpy())
        stood_in = {"chengdu-chongqing", "greater-bay-area"} & set(rows.index)
        assert set(rows.index[rows["proxy"] == 1]) == set(everything.index[everything["proxy"] == 1]) == stood_in


def test_a_group_needs_its_provinces_on_the_register(changed: Changed) -> None:
    """Chongqing carries more than 5 % of the product of 成渝; so does every province of 京津冀."""
    engine = changed("delete from form_year where region_code in ('120000', '500000') and layer = 'sample'")
    rows = found_in(engine, "major", "information").rows
    assert {code for code, reason in rows["reason"].items() if reason} == {
        "beijing-tianjin-hebei", "chengdu-chongqing",
    }
    assert set(rows["reason"].dropna()) == {Reason.COVERAGE.value}


def test_a_province_that_tells_nothing_leaves_its_zone_out(changed: Changed) -> None:
    """Tibet carries less than 5 % of the nation's product; a zone needs every one of its provinces."""
    engine = changed(DELETED.format(metric="industry_revenue", code="540000"))
    found = found_in(engine, "province")
    assert found.rows.loc["540000", "reason"] == Reason.NOT_PUBLISHED.value
    assert found.units == (30, 31)
    assert len(found.known) == 30
    assert found_in(engine, "zone").rows.loc["west", "reason"] == Reason.COVERAGE.value
    without_staff = found_in(changed(DELETED.format(metric="employees", code="310000")), "zone").rows
    assert without_staff.loc["east", "labour_productivity_reason"] == Reason.NO_DENOMINATOR.value
    assert without_staff.loc["east", "location_quotient"] > 1


@pytest.mark.parametrize(("share", "is_enough"), [(0.4, False), (0.94, False), (0.95, True)])
def test_a_form_stands_once_its_agencies_tell_95_per_cent(changed: Changed, share: float, is_enough: bool) -> None:
    """Half of the revenue is not all of it: Beijing would sink on the ladder by what it does not tell (E2, R6)."""
    engine = changed(
        f"update form_year set revenue_told = {share} * agencies where region_code = '110000' and layer = 'sample'"
    )
    rows = found_in(engine, "province", "information").rows
    reason = None if is_enough else Reason.COVERAGE.value
    assert rows.loc["110000", "reason"] == reason
    assert rows.loc["110000", "told"] == pytest.approx(share)
    assert found_in(engine, "zone", "information").rows.loc["east", "reason"] == reason
    places = Regions(engine)
    panel = supply_panel(engine, places, catalogue_of(engine), "sample", "province", "revenue")
    assert bool(panel.totals.loc["110000"].notna().all()) is is_enough


def test_without_capital_there_is_no_improved_form(changed: Changed) -> None:
    found = found_in(changed("delete from stat where metric = 'registered_capital'"), "province")
    assert not found.has_improved
    assert found.rows["value"].notna().all()
    assert set(found.rows["improved_reason"]) == {Reason.NOT_PUBLISHED.value}


def test_published_figures_alone_tell_no_coefficient(
    sampled_engine: Engine, sampled_regions: Regions, sampled_catalogue: Catalogue
) -> None:
    parts = (sampled_engine, sampled_regions, sampled_catalogue)
    assert gradient_years(*parts, "province", "published") == ()
    assert "patent_agencies_location_quotient" in quotient_years(*parts, "province", "published")


def test_a_quotient_of_the_listed_cities_where_the_nation_is_not_known(changed: Changed) -> None:
    """Half of the cities and more are measured by each other, and the whole says so; fewer are not."""
    filled = """
        insert into stat (region_code, year, metric, value, unit, qualifier, source_id, layer)
        select r.region_code, 2019, m.metric, case when m.metric = 'employed_urban_units' then 1000.0
            else 10.0 * (1 + row_number() over (partition by m.metric order by r.region_code) % 3) end,
            '人', 'exact', 'sample', 'sample'
        from region_level r cross join (values ('employed_urban_units'),
            ('employed_urban_units_scientific_technical_services')) as m (metric)
        where r.level = 'city' and substr(r.region_code, 1, 1) in ({})"""
    for regions, enough in (("'1', '2', '3', '4', '5'", True), ("'1'", False)):
        engine = changed(filled.format(regions))
        places, catalogue = Regions(engine), catalogue_of(engine)
        assert (SCIENCE in quotient_years(engine, places, catalogue, "city", "sample")) is enough
        found = service_quotients(engine, places, catalogue[SCIENCE], "city", 2019, "sample")
        assert (len(found.known) > 0) is enough
        if enough:
            assert found.whole == "listed"
            assert found.units[0] < found.units[1]
            weighted = (found.known["value"] * found.known["base"]).sum() / found.known["base"].sum()
            assert weighted == pytest.approx(1.0)


def test_the_quotients_of_real_cities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if PACK is None:
        with capsys.disabled():
            print("absent: the yearbook panels of shared/pack, so that only their absence was seen")
        return
    from data.load import main as load

    folder = tmp_path / "snapshots"
    assert main(["--folder", str(folder)]) == 0
    assert load([str(PACK), "--publish", "--folder", str(folder)]) == 0
    engine = Engine(current_snapshot(folder))
    parts = (engine, Regions(engine), catalogue_of(engine))
    assert gradient_years(*parts, "city", "imported") == ()
    assert quotient_years(*parts, "city", "imported")[SCIENCE] == (2019,)
    found = service_quotients(engine, parts[1], parts[2][SCIENCE], "city", 2019, "imported")
    assert found.whole == "listed"
    assert found.known.index[0] == "110000"
    assert found.known["value"].iloc[0] > 2
    engine.close()


def rung(code: str, height: float | None, zone: str = "east") -> Rung:
    return Rung(code, code, zone, height, (0.2, -0.1), "1.00", code)


def test_the_ladder_draws_logarithms_and_can_be_exported() -> None:
    words = LadderWords({zone: zone for zone in ZONES}, "none", ("quotient", "labour"))
    figure = ladder_figure([rung("a", 4.0), rung("b", 0.5, "west"), rung("c", None, "")], "b", words)
    check_figure(figure)
    assert figure.layout.xaxis.ticktext[list(figure.layout.xaxis.tickvals).index(0.0)] == "1"
    points = [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers"]
    marks = {trace.name: list(trace.x) for trace in points}
    assert marks["east"] == pytest.approx([math.log(4)])
    assert marks["west"] == pytest.approx([-math.log(2)])
    assert len({trace.marker.symbol for trace in points}) == 5
    check_figure(ladder_figure([rung("a", 1.0)], None, LadderWords({"east": "east"}, "none", ())))
    check_figure(part_bars_figure([0.7, 0.9, -0.2], ["whole", "a", "b"], [ratio_word(2.0)] * 3))


def test_where_rungs_are_left_out_a_dotted_line_says_so() -> None:
    words = LadderWords({"east": "east"}, "none", ())
    apart = Rung("b", "b", "east", 0.5, (), "0.50", "b", is_apart=True)
    whole = ladder_figure([rung("a", 2.0), replace(apart, is_apart=False)], None, words)
    cut = ladder_figure([rung("a", 2.0), apart], None, words)
    dotted = [[shape for shape in figure.layout.shapes if shape.line.dash == "dot"] for figure in (whole, cut)]
    assert [len(shapes) for shapes in dotted] == [0, 1]
    assert dotted[1][0].y0 == 0.5
    check_figure(cut)
