"""The whole answer to a sentence: how it was read, what the figures say, how it may be said, other readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from queries.catalogue import Indicator
from queries.engine import Engine
from queries.formulas.claimed_range import ClaimVerdict
from queries.regions import Regions
from queries.sentences.check import check_claim
from queries.sentences.claim import Reading
from queries.sentences.correction import corrected
from queries.sentences.finding import Finding
from queries.sentences.grammar import read_sentence
from queries.sentences.lexicon import lexicon_of
from queries.sentences.measures import Ground
from queries.sentences.readings import ReadingFound, readings_of


@dataclass(frozen=True)
class Answer:
    """What is answered to a sentence.

    Attributes
    ----------
    reading : the words and claims of the sentence, and what could not be read
    findings : one for each claim, in order
    corrected : the sentence with what fails put right; None where nothing fails or it cannot be put right
    readings : for each claim the readings that can be checked, the main one first
    other_layers : layers that hold what this one lacks, where a claim stays open for want of figures
    """

    reading: Reading
    findings: tuple[Finding, ...]
    corrected: str | None
    readings: tuple[tuple[ReadingFound, ...], ...]
    other_layers: tuple[str, ...]

    @property
    def is_read(self) -> bool:
        """Whether there is anything to answer to."""
        return bool(self.findings)


def answer_to(
    sentence: str,
    engine: Engine,
    regions: Regions,
    catalogue: Mapping[str, Indicator],
    layer: str,
    layers: Sequence[str] = (),
) -> Answer:
    """Return the answer to a sentence of at most ``LONGEST_SENTENCE`` signs; what is longer is cut off.

    `layers` are all layers of the snapshot, of which another may answer too.
    """
    ground = Ground(engine, regions, catalogue, layer)
    lexicon = lexicon_of(engine, regions, catalogue)
    reading = read_sentence(sentence, lexicon)
    findings = tuple(check_claim(ground, claim) for claim in reading.claims)
    open_claims = [finding.claim for finding in findings if finding.verdict is ClaimVerdict.OPEN]
    others = tuple(
        other for other in layers if other != layer and open_claims and all(
            check_claim(Ground(engine, regions, catalogue, other), claim).verdict is not ClaimVerdict.OPEN
            for claim in open_claims
        )
    )
    better = corrected(reading.sentence, findings, regions, lexicon)
    if better is not None:
        # What is offered to be said is read and checked like anything else.
        read = read_sentence(better, lexicon)
        again = [check_claim(ground, claim) for claim in read.claims]
        better = better if not read.unread and _says_the_same(findings, again) else None
    return Answer(
        reading, findings, better,
        tuple(readings_of(ground, finding, layers) for finding in findings), others,
    )


def _says_the_same(before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    """Whether a sentence put right holds throughout and speaks of the same as before, but for what was put right."""
    return len(before) == len(after) and all(
        new.verdict is ClaimVerdict.HOLDS
        and (new.claim.relation, new.indicator, new.year, new.base_year)
        == (old.claim.relation, old.indicator, old.year, old.base_year)
        and (
            (new.claim.subject, new.claim.reference, new.claim.within)
            == (old.claim.subject, old.claim.reference, old.claim.within)
            or (old.verdict is ClaimVerdict.FAILS and old.form in ("places", "rank"))
        )
        for old, new in zip(before, after, strict=True)
    )
