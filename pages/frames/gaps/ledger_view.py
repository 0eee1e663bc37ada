"""What the frames of the gap ledger share: its rows as the reader filters and orders them, names, provenance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from pages.controls.ledger_controls import LedgerChoice
from pages.frames.gaps.gap_view import GapView, gap_provenance, gap_state, scope_words
from pages.frames.provenance import Provenance, of_indicators
from pages.shell.screen import Screen
from pages.texts.asked import AskedOf, Measure
from pages.texts.ledger import Aim, aim_of, overall_sentence, region_sentence, standings
from pages.texts.numbers import percent
from queries.formulas.reasons import Reason
from queries.gap_basis import GapBasis, is_counted
from queries.gap_ledger import Benchmark, GapLedger
from queries.gap_targets import gap_targets, target_of
from queries.peer_drivers import Driver
from queries.regions import NATION, ZONES


@dataclass(frozen=True)
class LedgerView:
    """The ledger on one reader's screen."""

    screen: Screen
    gaps: GapView
    choice: LedgerChoice
    ledger: GapLedger

    @property
    def basis(self) -> GapBasis:
        """What the gaps rest on."""
        return self.gaps.basis

    @cached_property
    def region(self) -> str | None:
        """The selected region, if it is a row of the level."""
        own = self.ledger.of_benchmark(self.choice.benchmark)
        return self.gaps.region if self.gaps.region in own.index else None

    @cached_property
    def group(self) -> str | None:
        """The selected place whose regions are listed: a zone, a major region, a province of cities."""
        code = self.gaps.region
        return code if code is not None and code != NATION and code != self.region else None

    @cached_property
    def surveyed(self) -> pd.DataFrame:
        """The rows against the chosen benchmark inside the survey, of the group alone where one is selected."""
        rows = self.ledger.of_benchmark(self.choice.benchmark)
        rows = rows[rows["reason"] != Reason.OUT_OF_SURVEY.value]
        if self.group is None:
            return rows
        return rows[rows["region_code"].isin(self.screen.regions.members(self.group, self.gaps.level))]

    @cached_property
    def found(self) -> pd.DataFrame:
        """The rows of the zone and of the name that the reader asks for: what the sentence above them is about."""
        rows = self.surveyed
        keep = pd.Series(True, index=rows.index)
        if self.choice.zone:
            keep &= pd.Series([self.zone_of(code) == self.choice.zone for code in rows.index], index=rows.index)
        if self.choice.find:
            wanted = self.choice.find.casefold()
            keep &= pd.Series([wanted in self._searched(code) for code in rows.index], index=rows.index)
        return rows[keep]

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The rows that the filters leave, in the order chosen, those without a value last, the selected one first."""
        rows = self.found
        if self.choice.only_short:
            rows = rows[standings(rows, self.basis) == "short"]
        ordered = rows.loc[self._order(rows)]
        if self.region in ordered.index:
            ordered = pd.concat([ordered.loc[[self.region]], ordered.drop(index=self.region)])
        return ordered

    def _order(self, rows: pd.DataFrame) -> pd.Index:
        by = self.choice.ordered_by
        if by == "region":
            return pd.Index(sorted(rows.index, reverse=self.choice.descending))
        if by == "gap":
            keys = -rows["difference"] if self.choice.measured == "absolute" else rows["relative"]
        else:
            keys = rows[by]
        return keys.sort_index().sort_values(
            ascending=not self.choice.descending, kind="stable", na_position="last"
        ).index

    def _searched(self, code: str) -> str:
        region = self.screen.regions[code]
        return f"{region.name_zh} {region.full_name_zh} {region.name_en}".casefold()

    def zone_of(self, code: str) -> str | None:
        """Zone of a row; a zone is its own."""
        return code if code in ZONES else self.screen.regions.zone_of(code)

    def name(self, code: str) -> str:
        """Name of a row, marked where whole provinces stand in."""
        row = self.basis.row(code)
        return self.screen.place_shown(code, int(row["proxy"]) if row is not None else 0)

    def aim(self, benchmark: Benchmark, code: str | None = None) -> Aim:
        """A benchmark as a sentence about a region, or about all, names it."""
        zone = self.zone_of(code) if code else None
        if code is None and self.group in ZONES:
            zone = self.group
        best = self.screen.place(self.ledger.best) if self.ledger.best else None
        return aim_of(benchmark, self.screen.place(zone) if zone else None, best, self.screen.texts)

    def finding(self) -> str:
        """The sentence above the table: of the selected region where it is among those found, else of all found."""
        t = self.screen.texts
        benchmark = self.choice.benchmark
        if self.found.empty:
            return t("ledger.empty")
        if self.region is not None and self.region in self.found.index:
            row = self.ledger.of_region(self.region).loc[benchmark].to_dict()
            return region_sentence(row, self.name(self.region), self.aim(benchmark, self.region), self.basis, t)
        names = {code: self.name(code) for code in self.found.index}
        return overall_sentence(self.found, names, self.aim(benchmark), self.basis, t)

    def asked(self) -> AskedOf:
        """The rows that the filters leave against the chosen benchmark: the difference, or the gap in per cent."""
        t, supply, aim = self.screen.texts, self.basis.supply, self.aim(self.choice.benchmark).name
        is_absolute = self.choice.measured == "absolute"
        rows = self.shown.assign(value=-self.shown["difference"] if is_absolute else 100 * self.shown["gap"])
        measure = (
            Measure(t("questions.surplus", aim=aim), supply.unit, supply.decimals) if is_absolute
            else Measure(t("questions.gap", aim=aim), "%", 1)
        )
        rows = pd.DataFrame({"unit": rows.index, "period": self.basis.year, "value": rows["value"].to_numpy(),
                             "reason": rows["reason"].to_numpy()})
        return AskedOf(rows, measure, self.basis.year, self.name, selected=self.region)

    def state(self) -> dict[str, object]:
        """The parameters that reopen this view."""
        return gap_state("ledger")

    def provenance(self, map_note: str | None = None) -> Provenance:
        """Where the figures come from; for peers also where their drivers come from."""
        t = self.screen.texts
        found = gap_provenance(self.screen, self.gaps, t("ledger.formula"), self._remarks(), map_note)
        if self.choice.benchmark != "peers" or not self.ledger.drivers:
            return found
        metrics = {name for driver in self.ledger.drivers for name in (driver.metric, driver.per) if name}
        years = sorted({driver.year for driver in self.ledger.drivers})
        drivers = of_indicators(
            self.screen, [self.screen.catalogue[name] for name in sorted(metrics)], years, [self.gaps.level]
        )
        return replace(found, sources=pd.concat([found.sources, drivers.sources], ignore_index=True))

    def _remarks(self) -> tuple[str, ...]:
        t, basis = self.screen.texts, self.basis
        remarks = [t("ledger.formula"), t(f"ledger.meaning.{self.choice.benchmark}")]
        if is_counted(basis):
            remarks += [t("ledger.whole"), t("ledger.of_range")]
        if self.choice.benchmark == "peers" and self.ledger.drivers:
            remarks.append(t("ledger.driver_used", drivers=t.joined([self.driver(d) for d in self.ledger.drivers])))
        if self.choice.benchmark == "target":
            remarks.append(self._target())
        return (*remarks, *self.scope(), self.identity())

    def scope(self) -> tuple[str, ...]:
        """What nation and zones stand for where that is not the sum of all provinces, and what a quantile rests on."""
        words = scope_words(self.screen, self.gaps)
        benchmark = self.choice.benchmark
        known = self.ledger.of_benchmark(benchmark).dropna(subset=["reference"])
        if benchmark not in ("nation-p75", "frontier") or known.empty:
            return words
        name = self.screen.texts(f"ledger.benchmark.{benchmark}")
        return (*words, self.screen.texts("ledger.rests_on", name=name, count=int(known["n"].iloc[0])))

    def _supply_name(self) -> str:
        return self.gaps.supply.name(self.screen.language)

    def _target(self) -> str:
        t = self.screen.texts
        target = target_of(gap_targets(self.screen.engine, self.basis), self.region or NATION)
        if target is None:
            return t("ledger.no_target", name=self._supply_name())
        return t("ledger.target", year=target.year, clause=target.clause, source=target.source_title)

    def identity(self) -> str:
        """Hoover's index and the sum of the shortfalls beside each other, or why there is neither."""
        t, ledger = self.screen.texts, self.ledger
        if ledger.hoover.value is None or ledger.moved.value is None:
            return t("ledger.no_identity", reason=t(f"reason.{ledger.hoover.reason}"))
        return t("ledger.identity", moved=percent(ledger.moved.value, 4), hoover=percent(ledger.hoover.value, 4))

    def driver(self, driver: Driver) -> str:
        """Name of a driver with its year."""
        name = self.screen.catalogue[driver.metric].name(self.screen.language)
        return self.screen.texts(
            "ledger.driver_per" if driver.per else "ledger.driver", name=name, year=driver.year
        )
