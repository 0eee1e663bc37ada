"""The closed list of reasons for which a value may be absent."""

from enum import StrEnum

__all__ = ["Reason"]


class Reason(StrEnum):
    """Why a value is absent; the text is what result rows carry in their column ``reason``.

    A missing unit is never a zero and never an estimate, so every absent value names one of these.
    Source: METHODS.md section 0.2, rules E1 to E6.
    """

    NOT_PUBLISHED = "not_published"
    """No source prints the figure (E2)."""
    COVERAGE = "coverage"
    """Reported units carry less than 95 % of the denominator variable, or it is unknown (E2)."""
    ZERO_DENOMINATOR = "zero_denominator"
    """The divisor is zero: neither zero nor infinity would be true (E1)."""
    ZERO_REFERENCE = "zero_reference"
    """What is compared with is zero: nobody can be measured by it in per cent (E1)."""
    OUT_OF_SURVEY = "out_of_survey"
    """The place is outside the national survey: 港澳台 (E6)."""
    NOT_ADDITIVE = "not_additive"
    """The parts overlap or are rates, so no total exists (E5)."""
    SINGLE_UNIT = "single_unit"
    """A measure of spread of fewer than two units (E3)."""
    TOO_FEW_POINTS = "too_few_points"
    """Fewer units or years than the inference needs (E3, G5)."""
    NEGATIVE_INPUT = "negative_input"
    """The measure is defined for values of zero or more (E4)."""
    NOT_POSITIVE = "not_positive"
    """The measure takes a logarithm or a root and needs values above zero (E4)."""
    NOT_FINITE = "not_finite"
    """An input or the result is infinite (E4)."""
    NO_DENOMINATOR = "no_denominator"
    """The denominator of the unit is not published."""
    SERIES_BREAK = "series_break"
    """The comparison would cross a break or a change of scope of the series."""
    MIXED_PRICES = "mixed_prices"
    """One side of a comparison is known at constant prices alone, the other at current ones (E8)."""
    NO_BASE_YEAR = "no_base_year"
    """The earlier period of a comparison is missing."""
    BOUND_ONLY = "bound_only"
    """The source prints a bound (over, less than), not a point value."""
    NOT_CLOSING = "not_closing"
    """At the present pace the distance does not shrink, so no year of attainment exists."""
    NOT_APPLICABLE = "not_applicable"
    """The question does not arise, such as the pace needed for a target already achieved."""
