"""The composite of regions: criteria, frozen weights, ranks as intervals, and plain words where there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
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
from queries.composite import Composite, NoComposite, base_years_before, composite, profile, years_offered
from queries.composite_criteria import definitions, settings
from queries.engine import Engine
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
    assert settings().draws == 2000 and settings().weight_draws == 1000


def test_the_sample_has_a_composite_of_every_criterion_in_all_its_years(sample: Asked) -> None:
    shown = sample.one("province", "sample")
    assert [criterion.id for criterion in shown.criteria] == OF_SAMPLE
    assert shown.years == shown.base_years == (2019, 2020, 2021, 2022, 2023)
    assert (shown.year, shown.against, shown.base.n) == (2023, 2020, 155)
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
    assert known["score"].between(0, 1).all() and known["in_top"].between(0, 1).all()
    assert (known[["rank_up", "rank_down"]].sum(axis=1) <= 1 + 1e-12).all()


def test_point_ranks_are_those_of_a_second_implementation(sample: Asked) -> None:
    shown = sample.one("province", "sample", 2022)
    years = [sample.one("province", "sample", year).raw for year in shown.base_years]
    columns = list(zip(*(row for raw in years for row in raw.to_numpy().tolist()), strict=True))
    lows, highs = [min(column) for column in columns], [max(column) for column in columns]

    def scale(row: list[float]) -> list[float]:
        return [0.002 + 0.996 * (x - lo) / (hi - lo) for x, lo, hi in zip(row, lows, highs, strict=True)]

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


def test_the_same_snapshot_gives_the_same_intervals(sample: Asked, sampled_snapshot: SnapshotReference) -> None:
    again = Asked(sampled_snapshot)
    pd.testing.assert_frame_equal(
        again.one("province", "sample", 2023, 2021).ranks, sample.one("province", "sample", 2023, 2021).ranks
    )
    again.engine.close()


def test_years_and_earlier_years_are_offered(sample: Asked) -> None:
    parts = (sample.engine, sample.regions, sample.catalogue, "province", "sample")
    assert years_offered(*parts) == (2019, 2020, 2021, 2022, 2023)
    assert base_years_before(*parts, 2023) == ((2019, 2020, 2021, 2022), 2020)
    assert base_years_before(*parts, 2019) == ((), None)
    assert base_years_before(*parts, 1990) == ((), None)
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
    assert f"等{len(tied_with(shown, '620000'))}个地区无显著差别" in sentence and "较2020年" in sentence
    assert len(tied_with(shown, "620000")) == row["ties"]
    assert "居首" in composite_finding(shown, None, lambda code: sample.regions[code].name_zh, zh)


def test_settings_are_told_where_they_are_kept() -> None:
    words = (Path(__file__).parent.parent / "docs" / "METHODS.md").read_text("utf-8")
    for said in (f"{settings().draws:,} draws", f"{settings().weight_draws:,} draws", f"{settings().money_error:.0%}",
                 f"known for {settings().least_known:.0%}"):
        assert said.replace("%", " %") in words


def test_files_bear_the_words_of_the_screen_not_of_the_code(small: Asked, sample: Asked) -> None:
    shown, screen = sample.one("province", "sample"), screen_of(sample.engine)
    ranks, parts, t = rank_rows(screen, shown), profile(sample.engine, sample.regions, shown, None), screen.texts
    assert raw_words(ranks, sample.regions) == set()
    assert raw_words(profile_rows(screen, shown, parts), sample.regions) == set()
    for name in ("rank_verdict", "score_verdict"):
        said = [t(f"composite_verdict.{verdict}") for verdict in shown.ranks[name]]
        assert ranks[t(f"composite_column.{name}")].tolist() == said
    assert set(ranks[t("composite_column.layer")]) == {t("layer.sample")}
    lacking = rank_rows(screen_of(small.engine), small.one("province", "published"))
    assert lacking[t("composite_column.reason")].iloc[-1] == t("reason.not_published")
    assert raw_words(lacking, small.regions) == set()
