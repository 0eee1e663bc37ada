"""The other ways in which a sentence can reasonably be meant: base, meaning of a word, zones, year, layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from queries.catalogue import Indicator
from queries.formulas.claimed_range import ClaimVerdict
from queries.gap_measures import demand_bases, supply_measures
from queries.sentences.check import check_with
from queries.sentences.claim import Claim, Places, Relation
from queries.sentences.finding import Finding
from queries.sentences.measures import Ground, indicator_of
from queries.sentences.tokens import LATEST

EARLIER_YEARS = 4
MOST_READINGS = 16
LIAONING, JILIN, HEILONGJIANG = "210000", "220000", "230000"
BAY, EAST, CENTRAL, NORTHEAST = "greater-bay-area", "east", "central", "northeast"
THREE_ZONES = {EAST: (LIAONING,), CENTRAL: (JILIN, HEILONGJIANG)}
SCALE_FREE = (
    Relation.TIMES, Relation.DIRECTION, Relation.RANK, Relation.EXTREME, Relation.TOP, Relation.GAP_CHANGE,
)
OF_SUMS = (
    Relation.VALUE, Relation.TIMES, Relation.MORE, Relation.DIRECTION, Relation.SHARE, Relation.GROWTH,
    Relation.GAP_CHANGE,
)


class Aspect(StrEnum):
    """In what a reading differs from the main one."""

    MAIN = "main"
    MEANING = "meaning"
    """Another indicator that the same word may mean."""
    BASE = "base"
    """Another base below the same numerator."""
    ZONES = "zones"
    """The older split into three zones: 东部11省、中部8省、西部12省."""
    CITIES = "cities"
    """粤港澳大湾区 by its nine cities in Guangdong rather than the whole province."""
    YEAR = "year"
    LAYER = "layer"
    COMPUTED = "computed"
    """Growth worked out of the figures of two years rather than as printed."""


@dataclass(frozen=True)
class ReadingFound:
    """One reading, with what the figures say to it."""

    aspect: Aspect
    finding: Finding
    layer: str


def readings_of(ground: Ground, finding: Finding, layers: Sequence[str] = ()) -> tuple[ReadingFound, ...]:
    """Return the main reading and the others that can be checked, each differing from it in one respect alone.

    `layers` are the other layers that may answer; made-up figures are never set beside real ones. Of an open main
    reading there are no others: nothing is there to agree with.
    """
    main = ReadingFound(Aspect.MAIN, finding, ground.layer)
    if finding.verdict is ClaimVerdict.OPEN:
        return (main,)
    found = [main]
    for other in _others(ground, finding, layers):
        if other.finding.verdict is not ClaimVerdict.OPEN:
            found.append(other)
        if len(found) == MOST_READINGS:
            break
    return tuple(found)


def _others(ground: Ground, finding: Finding, layers: Sequence[str]) -> Iterator[ReadingFound]:
    claim, indicator = finding.claim, finding.indicator
    for other in _indicators(ground, claim, indicator):
        aspect = Aspect.BASE if other.numerator == indicator.numerator else Aspect.MEANING
        yield ReadingFound(aspect, check_with(ground, claim, other), ground.layer)
    for aspect, changed in _places(ground, claim):
        yield ReadingFound(aspect, replace(check_with(ground, changed, indicator), claim=claim), ground.layer)
    if claim.relation is Relation.GROWTH and not claim.is_computed and not claim.is_yearly:
        computed = check_with(ground, replace(claim, is_computed=True), indicator)
        if computed.right != finding.right:
            yield ReadingFound(Aspect.COMPUTED, replace(computed, claim=claim), ground.layer)
    if claim.year in (None, LATEST) and finding.year is not None:
        for year in range(finding.year - 1, finding.year - 1 - EARLIER_YEARS, -1):
            yield ReadingFound(Aspect.YEAR, check_with(ground, claim, indicator, year), ground.layer)
    for layer in layers:
        if layer not in (ground.layer, "sample"):
            yield ReadingFound(Aspect.LAYER, check_with(replace(ground, layer=layer), claim, indicator), layer)


def _indicators(ground: Ground, claim: Claim, main: Indicator) -> Iterator[Indicator]:
    """Other meanings of the word, then other bases of a density where the claim does not depend on its unit."""
    seen = {_identity(main)}
    keys = list(claim.indicators)
    if main.kind == "density" and claim.relation in SCALE_FREE and main.numerator.metric in supply_measures():
        keys += [f"{main.numerator.metric}/{base}" for base in demand_bases()]
    for key in keys:
        indicator = indicator_of(ground.catalogue, key)
        if indicator is not None and _identity(indicator) not in seen:
            seen.add(_identity(indicator))
            yield indicator


def _identity(indicator: Indicator) -> tuple[str, str | None, str]:
    below = indicator.denominator.metric if indicator.denominator else None
    return indicator.numerator.metric, below, "ratio" if below else indicator.kind


def _places(ground: Ground, claim: Claim) -> Iterator[tuple[Aspect, Claim]]:
    """The claim by other definitions of its zones or regions."""
    if claim.relation not in OF_SUMS:
        return
    groups = [claim.subject, *([claim.reference] if claim.reference else [])]
    codes = {code for group in groups for code in group.codes}
    if codes & set(THREE_ZONES) and NORTHEAST not in codes:
        yield Aspect.ZONES, _with_places(claim, {
            zone: (*ground.regions.provinces_of(zone), *added) for zone, added in THREE_ZONES.items()
        })
    if BAY in codes:
        cities = tuple(c for c in ground.regions.members(BAY, "city") if ground.regions[c].in_survey)
        yield Aspect.CITIES, _with_places(claim, {BAY: cities})


def _with_places(claim: Claim, members: dict[str, tuple[str, ...]]) -> Claim:
    def changed(places: Places) -> Places:
        codes = [code for place in places.codes for code in members.get(place, (place,))]
        return replace(places, codes=tuple(dict.fromkeys(codes)))

    reference = changed(claim.reference) if claim.reference else None
    return replace(claim, subject=changed(claim.subject), reference=reference)


__all__ = ["Aspect", "ReadingFound", "readings_of"]
