"""The composite of regions: criteria, frozen weights, ranks as intervals, and plain words where there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from raw_words import raw_words
from real_maps import screen_of
from small_snapshot import PROVINCES, Fact, facts, write_snapshot

from data.snapshot import SnapshotReference
from pages.frames.gaps.composite_tables import profile_rows, rank_rows
from pages.texts import load_texts
from pages.texts.composite import composite_finding, tied_with
from queries.catalogue import Indicator, catalogue_of
from queries.composite import Composite, NoComposite, composite, earlier_years, profile, years_offered
from queries.composite_criteria import criteria_values, definitions, settings
from queries.engine import Engine
from queries.formulas.rank_uncertainty import DRAWS
from queries.formulas.reasons import Reason
from queries.regions import NATION, Regions

OF_SAMPLE = ["agency_density", "attorney_density", "productivity", "size", "operation", "foreign_related"]


class Asked:
    """A snapshot with all that a composite takes."""

    def __init__(self, reference: SnapshotReference) -> None:
        self.engine = Engine(reference)
        self.regions = Regions(self.engine)
        self.catalogue: Mapping[str, Indicator] = catalogue_of(self.engine)

    def any(
        self, level: str, layer: str, year: int | None = None, against: int | None = None
    ) -> Composite | NoComposite:
        return composite(self.engine, self.regions, self.catalogue, level, layer, year, against)

    def one(self, level: str, layer: str, year: int | None = None, against: int | None = None) -> Composite:
        found = self.any(level, layer, year, against)
        assert isinstance(found, Composite)
        return found


@pytest.fixture(scope="module")
def sample(sampled_snapshot: SnapshotReference) -> Iterator[Asked]:
    asked = Asked(sampled_snapshot)
    yield asked
    asked.engine.close()


def table(year: int, **counts: list[float]) -> list[Fact]:
    """Facts of all seven provinces of the small snapshot; NaN where one has none."""
    return [
        fact for metric, values in counts.items() for code, value in zip(PROVINCES, values, strict=True)
        if not math.isnan(value) for fact in facts(metric, year, **{f"_{code}": value})
    ]


WORDS = ("no", "one", "two", "three", "four", "five")
INSTITUTIONS = [10.0, 20, 30, 10, 20, 5, 5]
OPERATION = [5.0, 4, 3, 2, 4, 0, 1]
FACTS = [
    *table(2021, ip_service_institutions=INSTITUTIONS, employees=[100.0, 100, 90, 20, 60, 5, 10],
           industry_revenue=[4.0, 3, 3, 0.4, 1.5, 0.1, 0.2], ip_operation_service_institutions=OPERATION),
    *table(2022, ip_service_institutions=INSTITUTIONS, employees=[120.0, 110, 90, 30, 60, 5, 10],
           industry_revenue=[6.0, 3, 3, 0.6, 1.5, math.nan, 0.2], ip_operation_service_institutions=OPERATION),
    *table(2023, ip_service_institutions=INSTITUTIONS, ip_operation_service_institutions=OPERATION),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    asked = Asked(write_snapshot(tmp_path_factory.mktemp("composite"), published=FACTS))
    yield asked
    asked.engine.close()


def test_every_measure_of_the_definitions_is_made_of_metrics_of_the_catalogue(sample: Asked) -> None:
    found = definitions(sample.catalogue)
    assert [definition.id for definition in found] == ["ip_services", "technology_market"]
    assert all(measures for definition in found for measures in definition.criteria)
    units = [m.indicator.unit_zh for definition in found for measures in definition.criteria for m in measures]
    assert all(units)
    assert settings().weight_draws == 1000


def test_the_sample_has_a_composite_of_every_criterion_in_all_its_years(sample: Asked) -> None:
    shown = sample.one("province", "sample")
    assert [criterion.id for criterion in shown.criteria] == OF_SAMPLE
    assert shown.years == (2019, 2020, 2021, 2022, 2023) and shown.base_years == (2019, 2020, 2021)
    assert (shown.year, shown.against, shown.base.n) == (2023, 2020, 93)
    assert not shown.is_base_year and sample.one("province", "sample", 2021).is_base_year
    assert len(shown.ranks) == 31 and shown.ranks["rank"].notna().all()


@pytest.mark.parametrize("level", ["zone", "major", "province", "city"])
def test_levels_bear_intervals_that_hold_what_they_should(sample: Asked, level: str) -> None:
    shown = sample.one(level, "sample")
    ranks = shown.ranks
    assert set(ranks.index) == {code for code in sample.regions.levels[level] if sample.regions[code].in_survey}
    known = ranks[ranks["rank"].notna()]
    assert len(known) and ((known["lo"] >= 1) & (known["lo"] <= known["median"]) & (known["median"] <= known["hi"])
                           & (known["hi"] <= len(known))).all()
    assert (ranks["rank"].isna() == ranks["reason"].notna()).all()
    assert known["score"].between(0, 1).all()
    # Among the first five of four zones is every one of them: nothing is said of so few.
    assert known["in_top"].between(0, 1).all() if len(known) >= 10 else known["in_top"].isna().all()
    assert (known[["rank_up", "rank_down"]].sum(axis=1) <= 1 + 1e-12).all()


def test_point_ranks_are_those_of_a_second_implementation(sample: Asked) -> None:
    shown = sample.one("province", "sample", 2022)
    years = [sample.one("province", "sample", year).raw for year in shown.base_years]
    columns = list(zip(*(row for raw in years for row in raw.to_numpy().tolist()), strict=True))
    lows, highs = [min(column) for column in columns], [max(column) for column in columns]

    def scale(row: list[float]) -> list[float]:
        return [
            0.002 + 0.996 * (min(max(x, lo), hi) - lo) / (hi - lo) for x, lo, hi in zip(row, lows, highs, strict=True)
        ]

    panel = [scale(list(row)) for row in zip(*columns, strict=True)]
    information = []
    for column in zip(*panel, strict=True):
        shares = [x / math.fsum(column) for x in column]
        information.append(1 + math.fsum(p * math.log(p) for p in shares) / math.log(len(shares)))
    weights = [one / sum(information) for one in information]
    np.testing.assert_allclose(shown.weights["frozen"], weights, rtol=1e-9)
    for code, figures in shown.raw.iterrows():
        point = scale(figures.tolist())
        worst = math.dist([w * x for w, x in zip(weights, point, strict=True)], [0.002 * w for w in weights])
        best = math.dist([w * x for w, x in zip(weights, point, strict=True)], [0.998 * w for w in weights])
        assert shown.ranks.loc[str(code), "score"] == pytest.approx(worst / (best + worst), rel=1e-9)


CHANGED = PROVINCES[4]
FROZEN = ["frozen", "equal", "critic"]
LATER = [
    # What becomes of one province after the base years 2017–2019: half as much again, ten times, nothing at all.
    (2021, 1.5), (2020, 10.0), (2021, 0.0),
]


def of_five_years(year_changed: int | None, factor: float) -> list[Fact]:
    """Three criteria of seven provinces in 2017–2021; those of one differ from some year on."""
    result = []
    for step, year in enumerate(range(2017, 2022)):
        changed = factor if year_changed is not None and year >= year_changed else 1.0
        revenue = [4.0 + step, 3, 3, 0.4, 1.5 * changed, 0.1, 0.2 + step / 10]
        operation = [5.0, 4, 3, 2 + step, 4 * changed, 0, 1]
        employees = [100.0, 100, 90 + step, 20, 60, 5, 10]
        result += table(year, ip_service_institutions=INSTITUTIONS, employees=employees,
                        industry_revenue=revenue, ip_operation_service_institutions=operation)
    return result


@pytest.mark.parametrize(("year_changed", "factor"), LATER)
def test_later_figures_of_another_region_change_neither_weights_nor_the_level_of_a_region(
    tmp_path: Path, year_changed: int, factor: float
) -> None:
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    before = Asked(write_snapshot(tmp_path / "before", published=of_five_years(None, 1.0)))
    after = Asked(write_snapshot(tmp_path / "after", published=of_five_years(year_changed, factor)))
    for year in range(2017, 2022):
        one, other = before.one("province", "published", year), after.one("province", "published", year)
        assert one.base_years == (2017, 2018, 2019) and one.years == tuple(range(2017, 2022))
        pd.testing.assert_frame_equal(one.weights[FROZEN], other.weights[FROZEN])
        ranks = [shown.ranks["score"].drop(CHANGED).sort_index() for shown in (one, other)]
        pd.testing.assert_series_equal(ranks[0], ranks[1])
        has_moved = one.ranks.loc[CHANGED, "score"] != other.ranks.loc[CHANGED, "score"]
        assert has_moved == (year >= year_changed)
    before.engine.close()
    after.engine.close()


def test_a_figure_beyond_the_base_counts_as_its_bound_and_is_counted(tmp_path: Path) -> None:
    asked = Asked(write_snapshot(tmp_path, published=of_five_years(2021, 10.0)))
    shown = asked.one("province", "published", 2021)
    assert shown.raw.loc[CHANGED, "operation"] > shown.base.hi["operation"]
    assert shown.scaled.loc[CHANGED, "operation"] == pytest.approx(0.998)
    expected = [
        sum(not shown.base.lo[name] <= figure <= shown.base.hi[name] for figure in shown.raw[name])
        for name in shown.raw
    ]
    assert shown.beyond.tolist() == expected and shown.beyond["operation"] >= 1
    asked.engine.close()


def test_two_measures_of_the_same_metrics_are_remembered_apart(sample: Asked) -> None:
    criterion = sample.one("province", "sample").criteria[0]
    assert criterion.indicator.denominator_year is None
    other = replace(criterion, id="fixed", indicator=replace(criterion.indicator, denominator_year=2020, scale=1.0))
    parts = (sample.engine, sample.regions)
    own, fixed = (criteria_values(*parts, (one,), "province", "sample", 2023) for one in (criterion, other))
    assert fixed.columns.tolist() == ["fixed"] and own.columns.tolist() == [criterion.id]
    ratio = own[criterion.id] / fixed["fixed"]
    assert (ratio != criterion.indicator.scale).any() and ratio.notna().all()


def test_the_same_snapshot_gives_the_same_intervals(sample: Asked, sampled_snapshot: SnapshotReference) -> None:
    again = Asked(sampled_snapshot)
    pd.testing.assert_frame_equal(
        again.one("province", "sample", 2023, 2021).ranks, sample.one("province", "sample", 2023, 2021).ranks
    )
    again.engine.close()


def test_years_and_earlier_years_are_offered(sample: Asked) -> None:
    parts = (sample.engine, sample.regions, sample.catalogue, "province", "sample")
    assert years_offered(*parts) == (2019, 2020, 2021, 2022, 2023)
    assert earlier_years(*parts, 2023) == ((2019, 2020, 2021, 2022), 2020)
    assert earlier_years(*parts, 2019) == ((), None)
    assert earlier_years(*parts, 1990) == ((), None)
    assert sample.one("province", "sample", 2030).year == 2023 and sample.one("province", "sample", 1990).year == 2019
    first = sample.one("province", "sample", 2019)
    assert first.against is None and "rank_verdict" not in first.ranks


def test_zones_are_judged_by_the_scale_and_weights_of_provinces(sample: Asked) -> None:
    zones, provinces = sample.one("zone", "sample"), sample.one("province", "sample")
    for method in ("frozen", "equal", "critic"):
        pd.testing.assert_series_equal(zones.weights[method], provinces.weights[method])


def test_the_profile_sets_a_region_beside_its_zone_and_the_nation(sample: Asked) -> None:
    shown = sample.one("province", "sample")
    parts = profile(sample.engine, sample.regions, shown, "620000").set_index(["criterion", "place"])
    assert list(parts.index.get_level_values("place").unique()) == ["620000", "west", NATION]
    assert parts.loc[("size", "620000"), "value"] == shown.raw.loc["620000", "size"]
    assert parts["scaled"].between(0, 1).all()
    everywhere = profile(sample.engine, sample.regions, shown, None)
    assert list(everywhere["place"].unique()) == ["east", "central", "northeast", "west", NATION]


def test_published_figures_are_too_few_and_it_is_said_which_are_known(sample: Asked) -> None:
    found = sample.any("province", "published")
    assert isinstance(found, NoComposite)
    assert (found.units, found.enough, found.fewest_criteria) == (31, 25, 3)
    known = {entry.criterion.id: dict(entry.regions) for _, criteria in found.known for entry in criteria}
    assert 0 < max(known["agency_density"].values()) < 25 and known["productivity"] == {}
    assert years_offered(sample.engine, sample.regions, sample.catalogue, "province", "published") == ()


def test_a_region_that_lacks_a_criterion_has_a_reason_and_no_rank(small: Asked) -> None:
    shown = small.one("province", "published")
    assert shown.year == 2022 and shown.years == (2021, 2022)
    assert [criterion.id for criterion in shown.criteria] == ["productivity", "size", "operation"]
    lacking = shown.ranks.loc["540000"]
    assert math.isnan(lacking["rank"]) and math.isnan(lacking["lo"]) and lacking["reason"] == Reason.NOT_PUBLISHED
    assert shown.reasons.loc["540000"].tolist() == ["not_published", None, None]
    assert shown.scaled.loc["540000"].isna().tolist() == [True, False, False]
    assert shown.ranks["rank"].notna().sum() == 6 and shown.ranks["rank"].max() == 6
    assert shown.ranks.index[-1] == "540000" and shown.base.n == 13


def test_a_numerator_of_zero_stays_zero_in_every_draw(small: Asked) -> None:
    shown = small.one("province", "published", 2021)
    assert shown.raw.loc["540000", "operation"] == 0
    assert shown.ranks.loc["540000", "hi"] == 7


def test_sentences_say_a_band_and_never_a_bare_rank(small: Asked, sample: Asked) -> None:
    zh = load_texts("zh")
    incomplete = composite_finding(small.one("province", "published"), "540000", lambda code: f"<{code}>", zh)
    assert incomplete == "2022年<540000>缺人均营收，不计算知识产权服务综合水平，只列已知的分项。"
    shown = sample.one("province", "sample")
    row = shown.ranks.loc["620000"]
    sentence = composite_finding(shown, "620000", lambda code: sample.regions[code].name_zh, zh)
    assert sentence.startswith(
        f"2023年知识产权服务综合水平：甘肃第{int(row['lo'])}—{int(row['hi'])}位（90%区间），与"
    )
    assert f"等{len(tied_with(shown, '620000'))}个难分先后" in sentence and "较2020年" in sentence
    assert len(tied_with(shown, "620000")) == row["ties"]
    assert "居首" in composite_finding(shown, None, lambda code: sample.regions[code].name_zh, zh)


def test_settings_are_told_where_they_are_kept() -> None:
    words = (Path(__file__).parent.parent / "docs" / "METHODS.md").read_text("utf-8")
    for said in (f"{DRAWS:,} draws", f"{settings().weight_draws:,} draws", f"{settings().money_error:.0%}",
                 f"known for {settings().least_known:.0%}", f"the first {WORDS[settings().base_years]} years"):
        assert said.replace("%", " %") in words


def test_files_bear_the_words_of_the_screen_not_of_the_code(small: Asked, sample: Asked) -> None:
    shown, screen = sample.one("province", "sample"), screen_of(sample.engine)
    ranks, parts, t = rank_rows(screen, shown), profile(sample.engine, sample.regions, shown, None), screen.texts
    assert raw_words(ranks, sample.regions) == set()
    assert raw_words(profile_rows(screen, shown, parts), sample.regions) == set()
    for name in ("rank_verdict", "score_verdict"):
        said = [t(f"ranks_verdict.{verdict}") for verdict in shown.ranks[name]]
        assert ranks[t(f"composite_column.{name}")].tolist() == said
    assert set(ranks[t("composite_column.layer")]) == {t("layer.sample")}
    lacking = rank_rows(screen_of(small.engine), small.one("province", "published"))
    assert lacking[t("composite_column.reason")].iloc[-1] == t("reason.not_published")
    assert raw_words(lacking, small.regions) == set()
