"""The words of the product: complete in both languages, none missing, none idle; numbers as the reader writes them."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from data.build import STEPS
from data.history import Refusal
from data.importing.errand import FAULTS, Action
from data.importing.findings import Severity
from data.register.quality import RULES
from data.tables import tables
from pages.briefing import SECTIONS as BRIEFING_SECTIONS
from pages.charts.balance_maps import WORDS
from pages.charts.gap_map import CLASSES
from pages.charts.gradient_map import CLASSES as GRADIENT_CLASSES
from pages.clusters import SECTIONS as CLUSTER_SECTIONS
from pages.controls.balance_selectors import SIGHTS
from pages.controls.briefcase import Outcome, UndoKind
from pages.controls.briefing_file import FaultKind
from pages.controls.growth_selectors import SPANS as GROWTH_SPANS
from pages.controls.private_data import Loss
from pages.controls.selectors import METHODS
from pages.controls.state import LAYERS
from pages.data import SECTIONS as DATA_SECTIONS
from pages.distribution import SECTIONS as DISTRIBUTION_SECTIONS
from pages.frames.agency_tables import DOWNLOADED, LISTED
from pages.frames.briefing.changed_view import ReasonKind
from pages.frames.clusters.portfolio_chart import AXES as PORTFOLIO_AXES
from pages.frames.gaps.composite import MARKS as COMPOSITE_MARKS
from pages.frames.gaps.composite_tables import PROFILE_COLUMNS, RANK_COLUMNS
from pages.frames.gaps.expected_tables import DOWNLOADED as OF_EXPECTED
from pages.frames.gaps.ledger_tables import EXPLAINED
from pages.frames.gaps.scorecard_card import COLUMNS as SCORECARD_COLUMNS
from pages.frames.gaps.scorecard_tables import DOWNLOADED as OF_SCORECARD
from pages.frames.gaps.service_tables import DOWNLOADED as OF_SERVICES
from pages.frames.gaps.years_tables import DEFINED
from pages.frames.structure_tables import DOWNLOADED as OF_STRUCTURE
from pages.frames.transfer.gradient_view import COEFFICIENT, IMPROVED
from pages.frames.transfer.mobility_view import MOBILITY_KINDS
from pages.gaps import SECTIONS as GAP_SECTIONS
from pages.methods import CLUSTER_FORMULAS, GAP_FORMULAS, TRANSFER_FORMULAS, TREATMENTS
from pages.texts import Texts, load_texts
from pages.texts.asked import UNIT_KINDS
from pages.texts.ledger import MEASURED
from pages.texts.numbers import (
    bounds,
    grouped,
    percent,
    plain,
    quantity,
    significant,
    with_unit,
)
from pages.texts.scorecard import RELATIVE
from pages.transfer import SECTIONS as TRANSFER_SECTIONS
from queries.agencies import IP_TYPES, SERVICE_FORMS, SORTS
from queries.balance import Ground
from queries.branch_register import COUNTED
from queries.capacity import PILLARS, WEIGHTINGS
from queries.catalogue import FORMULAS, load_catalogue
from queries.class_moves import CLASSINGS
from queries.cluster_peers import DRIVERS
from queries.cluster_places import PRECISIONS
from queries.cluster_portfolio import DIMENSIONS
from queries.cluster_readiness import NEXT_GRADE, Origin
from queries.cluster_readiness_rules import check_rules, requirement_rules
from queries.cluster_return import ASKED, DoubtKind
from queries.cluster_status import CLUSTER_STANDINGS
from queries.cluster_targets import Standing as ClusterStanding
from queries.contracts import CONTRACT_MEASURES
from queries.formulas import logistic_growth
from queries.formulas.centre_path import Wind
from queries.formulas.claimed_range import ClaimVerdict
from queries.formulas.convergence import VERDICTS
from queries.formulas.coupling_coordination import DIRECTIONS as LAGS
from queries.formulas.coupling_coordination import LEVELS as COORDINATION_LEVELS
from queries.formulas.coupling_coordination import Form
from queries.formulas.drivers import Reduction
from queries.formulas.expected_supply import Method, Standing
from queries.formulas.gradient_coefficient import BASE_OF_PART
from queries.formulas.gravity import DUMMIES, MASSES, Linkage, TermState
from queries.formulas.growth_decomposition import FLOWS, SPLITS
from queries.formulas.likely_questions import Kind as QuestionKind
from queries.formulas.markov import FIXED_CUTS
from queries.formulas.match_quadrant import Quadrant
from queries.formulas.match_score import CONDITIONS
from queries.formulas.readiness import Verdict as ReadinessVerdict
from queries.formulas.reasons import Reason
from queries.formulas.scorecard_light import Light
from queries.formulas.service_coverage import CellState, ClosingState
from queries.formulas.share_dynamics import TransferType
from queries.formulas.spatial_autocorrelation import PATTERNS
from queries.formulas.spatial_weights import POLICIES
from queries.formulas.target_path import TargetStatus
from queries.formulas.transfer_evidence import Leg, LegVerdict, Verdict
from queries.gap_ledger import BENCHMARKS
from queries.gravity import MODEL_FORMS
from queries.match_matrix import GAP_KINDS
from queries.regions import LEVELS
from queries.scorecard_record import Reference, Subject, TargetKind, sentences
from queries.sentences.claim import Lack
from queries.sentences.finding import Obstacle
from queries.sentences.readings import Aspect
from queries.transfer_match import GradientBasis
from queries.years_to_close import REFERENCES, SPEEDS, STANDINGS

OF_SYSTEM = ("before", "after", "change", "national", "competitive")
OF_TARGETS = (
    "target_year", "target", "base_year", "base", "last_year", "present", "left", "required", "observed", "pace_ratio",
    "projected", "standing", "source",
)
ROOT = Path(__file__).resolve().parent.parent
ZH, EN = load_texts("zh"), load_texts("en")
CATALOGUE = load_catalogue()
HAN = re.compile(r"[\u4e00-\u9fff]")
CODE = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]

# Keys that code puts together from the words of another module, with all the words that may come.
STATUSES = (*(status.value for status in TargetStatus), "unpublished")
WITHOUT_COMPARISON = ("same_credit_code", "same_name", "same_point", "without_city")
SERVICE_REASONS = ("not_published", "coverage", "zero_denominator", "not_applicable")
SUBJECTS = sorted({indicator.subject for indicator in CATALOGUE.values()})
FAMILIES: dict[str, tuple[str, ...]] = {
    "cluster_refusal.": tuple(refusal.value for refusal in logistic_growth.Refusal),
    "cluster_stage.": get_args(logistic_growth.Stage),
    "cluster_quadrant.": get_args(logistic_growth.Quadrant),
    "cluster_peer_driver.": DRIVERS,
    "level.": tables()["region_level"].columns["level"].words,
    "level.unit.": LEVELS,
    "layer.": LAYERS,
    "as_stored.": LAYERS,
    "gradient_part.": tuple(BASE_OF_PART),
    "gradient_meaning.": tuple(BASE_OF_PART),
    "gradient_class.": GRADIENT_CLASSES,
    "gradient_unit.": LEVELS,
    "gradient_measure.": (COEFFICIENT, IMPROVED),
    "gradient_formula.": (COEFFICIENT, IMPROVED),
    "subject.": tuple(SUBJECTS),
    "reason.": tuple(reason.value for reason in Reason),
    "status.": STATUSES,
    "target.finding.": STATUSES,
    "qualifier_name.": tables()["stat"].columns["qualifier"].words,
    "grade.": tables()["source"].columns["grade"].words,
    "inclusion.": tables()["region_member"].columns["inclusion"].words,
    "readiness_requirement.": tuple(rule.id for rule in requirement_rules()),
    "readiness_self.": tuple(rule.id for rule in check_rules() if rule.is_self),
    "readiness_origin.": get_args(Origin),
    "readiness_verdict.": tuple(verdict.value for verdict in ReadinessVerdict),
    "readiness_grade.": tuple(set(NEXT_GRADE.values())),
    "yearly_return_block.": tuple(ASKED),
    "yearly_return_doubt.": get_args(DoubtKind),
    "cluster_status.": {*tables()["cluster"].columns["status"].words, *CLUSTER_STANDINGS},
    "break.": ("break", "conflict", "definition", "incomplete", "rounding", "scope"),
    "verdict.": ("equal", "explained", "unexplained"),
    "change.": ("renamed", "merged", "upgraded", "recoded"),
    "formula.": tuple(FORMULAS),
    "polarity.": ("-1", "0", "1"),
    "breaks.": METHODS,
    "sentence_lack.": tuple(Lack),
    "sentence_verdict.": tuple(ClaimVerdict),
    "sentence_obstacle.": tuple(Obstacle),
    "sentence_aspect.": tuple(Aspect),
    "sentence_column.": ("clause", "aspect", "indicator", "year", "layer", "right", "verdict"),
    "sentence_meaning.": ("clause", "aspect", "indicator", "year", "layer", "right", "verdict"),
    "sentence_right.": (
        "plain", "times", "ratio", "share", "more_percent", "less_percent", "more", "less", "grew", "fell",
        "grew_yearly", "fell_yearly", "above", "below", "equal", "rank", "most", "least", "count",
        "widened", "narrowed", "same_gap", "points",
    ),
    "keep.": get_args(Outcome),
    "question.": (*get_args(QuestionKind), "against_last_year", "mover_last_year"),
    "question_unit.": UNIT_KINDS,
    "question_units.": UNIT_KINDS,
    "question_unit_heading.": UNIT_KINDS,
    "snapshots.refused.": get_args(Refusal),
    "briefing_fault.": get_args(FaultKind),
    "not_shown.": ("snapshot", "figure"),
    "briefing_snapshot.": ("current", "older"),
    "briefing_undo.": get_args(UndoKind),
    "redo_reason.": get_args(ReasonKind),
    "redo_words.": get_args(ReasonKind),
    "hand_over.": ("pptx", "docx", "xlsx"),
    "standing.": tuple(standing.value for standing in Standing),
    "expected_count.": tuple(standing.value for standing in Standing),
    "expected_place.": (*(standing.value for standing in Standing), "none"),
    "expected_method.": tuple(method.value for method in Method),
    "expected_absent.": ("too_few_points", "not_positive"),
    "expected_column.": OF_EXPECTED,
    "driver_reduction.": (*(reduction.value for reduction in Reduction), "one"),
    "wind.": get_args(Wind),
    "contract_measure.": CONTRACT_MEASURES,
    "mark.": ("approx", "preliminary", "unconfirmed"),
    "agency_status.": ("正常", "经营异常", "注销"),
    "agency_type.": (
        "专利代理机构", "商标代理机构", "律师事务所", "咨询服务机构", "信息服务机构", "运营服务机构", "培训服务机构",
        "其他服务机构",
    ),
    "agency_sort.": SORTS,
    "section.": (*DISTRIBUTION_SECTIONS, *GAP_SECTIONS, *TRANSFER_SECTIONS, *CLUSTER_SECTIONS, *BRIEFING_SECTIONS),
    "flow_counted.": COUNTED,
    "gravity_form.": MODEL_FORMS,
    "gravity_term.": (*MASSES, "distance", *DUMMIES),
    "gravity_axis.": (*MASSES, "distance", *DUMMIES),
    "gravity_effect.": (*MASSES, "distance", *DUMMIES),
    "gravity_state.": tuple(state.value for state in TermState if state is not TermState.ESTIMATED),
    "gravity_absent.": ("too_few_points", "not_published", "not_finite"),
    "linkage.": tuple(linkage.value for linkage in Linkage),
    "cooperation_absent.": ("not_published", "too_few_points", "zero_denominator"),
    "transfer_test.leg.": tuple(leg.value for leg in Leg),
    "transfer_test.leg_verdict.": tuple(verdict.value for verdict in LegVerdict),
    "transfer_test.verdict.": tuple(verdict.value for verdict in Verdict),
    "transfer_type.": tuple(kind.value for kind in TransferType),
    "capacity_gap.": GAP_KINDS,
    "capacity_weighting.": WEIGHTINGS,
    "capacity_pillar.": PILLARS,
    "match_condition.": CONDITIONS,
    "match_quadrant.": tuple(quadrant.value for quadrant in Quadrant),
    "capacity_gradient_basis.": get_args(GradientBasis),
    "balance.sight.": SIGHTS,
    "balance.third.": WORDS,
    "balance.ground.": get_args(Ground),
    "balance.level.": COORDINATION_LEVELS,
    "balance.form.": get_args(Form),
    "balance.direction.": LAGS,
    "balance.pattern.": PATTERNS,
    "balance.policy.": POLICIES,
    "mobility.beta.": VERDICTS,
    "mobility.verdict.": VERDICTS,
    "mobility.classings.": CLASSINGS,
    "mobility.cuts.": MOBILITY_KINDS,
    "mobility.axis.": MOBILITY_KINDS,
    "mobility.relative.": MOBILITY_KINDS,
    "mobility.relative_means.": MOBILITY_KINDS,
    "mobility.spread_means.": MOBILITY_KINDS,
    "mobility.fixed.": tuple(str(number) for number in range(len(FIXED_CUTS) + 1)),
    "balance.verdict.": ("alike", "unlike", "by_chance"),
    "gaps.": ("supply", "demand"),
    "ledger.benchmark.": BENCHMARKS,
    "ledger.meaning.": BENCHMARKS,
    "ledger.aim.": BENCHMARKS,
    "ledger.aim_in_zone.": ("zone", "zone-p75"),
    "ledger.measured.": MEASURED,
    "ledger.label.": ("benchmark", "measured"),
    "ledger.class.": CLASSES,
    "ledger.finding.": ("short", "above", "all", "partial", "no_figure", "no_reference"),
    "ledger.column.": (*EXPLAINED, "remark"),
    "ledger.definition.": tuple(name for name in EXPLAINED if name not in ("supply", "demand")),
    "service_form.": tuple(SERVICE_FORMS),
    "ip_type.": tuple(IP_TYPES),
    "ip_type_short.": tuple(IP_TYPES),
    "size_class.": (*tables()["agency_year"].columns["size_class"].words, "unknown"),
    "agency_definition.": DOWNLOADED,
    "agency_column.": (*LISTED, *DOWNLOADED),
    "structure_column.": {name for columns in OF_STRUCTURE.values() for name in columns},
    "structure_definition.": {name for columns in OF_STRUCTURE.values() for name in columns},
    "service_coverage.untold.": SERVICE_REASONS,
    "service_coverage.why.": SERVICE_REASONS,
    "service_state.": tuple(CellState),
    "service_state_meaning.": tuple(CellState),
    "service_closing.": tuple(ClosingState),
    "service_formula.": tuple(OF_SERVICES),
    "service_alternative.": tuple(OF_SERVICES),
    "service_column.": {name for columns in OF_SERVICES.values() for name in columns},
    "service_definition.": {name for columns in OF_SERVICES.values() for name in columns},
    "structure_formula.": ("structure", "difference", "sizes"),
    "structure_alternative.": ("structure", "difference", "sizes"),
    "composite_mark.": COMPOSITE_MARKS,
    "composite_ties.": ("none", "apart", "nobody_apart"),
    "composite_change.": ("none", "rise", "fall", "noise"),
    "composite_parts.": ("below", "above", "mixed"),
    "composite_column.": (*RANK_COLUMNS, *PROFILE_COLUMNS, "interval", "composite", "best_year", "known_regions"),
    "composite_definition.": (*RANK_COLUMNS, *PROFILE_COLUMNS),
    "scorecard.light.": tuple(Light),
    "scorecard.against.": (*get_args(Reference), *get_args(TargetKind)),
    "scorecard.open.": ("province", "cluster"),
    "scorecard.subject.": get_args(Subject),
    "scorecard.own.": tuple(sentence.id for sentence in sentences()),
    "scorecard.relative.": RELATIVE,
    "scorecard.column.": (*OF_SCORECARD, *SCORECARD_COLUMNS),
    "scorecard.meaning.": OF_SCORECARD,
    "growth_span.": tuple(str(span) for span in GROWTH_SPANS),
    "growth_verdict.": ("met", "met_as_known", "missed", "unknown"),
    "growth_tick.": ("met", "met_as_known", "missed", "unknown"),
    "growth_part.": (*{part for split in SPLITS for part in split}, "total", "people_missing", "institutions_missing"),
    "growth_flow.": (*FLOWS, "total"),
    "growth_firms.": ("coverage", "not_published", "not_finite"),
    "growth_standing.": tuple(standing.value for standing in ClusterStanding),
    "growth_below.": ("lower", "level"),
    "growth_finding.": ("met", "met_as_known_output", "met_as_known_tertiary", "missed"),
    "growth_compared.": (
        "output_only", "tertiary_only",
        *(f"{what}_{how}" for what in ("both", "output", "tertiary") for how in ("faster", "slower")),
    ),
    "growth_host.": ("city", "province"),
    "growth_column.": ("growth", "output_growth", "tertiary_growth", *OF_SYSTEM, *OF_TARGETS),
    "growth_meaning.": ("growth", "output_growth", "tertiary_growth", *OF_SYSTEM, *OF_TARGETS),
    "portfolio.begun.": CLUSTER_STANDINGS,
    "portfolio_axes.": tuple(PORTFOLIO_AXES),
    "portfolio.dimension.": ("growth", "premium"),
    "portfolio.dimension_meaning.": DIMENSIONS,
    "portfolio.ends.": ("next", "printed", "term", "open"),
    "portfolio.placed.": PRECISIONS,
    "portfolio.level.": tuple(
        f"{dimension}_{level}" for axes in PORTFOLIO_AXES.values() for dimension in axes for level in ("high", "low")
    ),
    "portfolio.unprinted.": CLUSTER_STANDINGS,
    "export.": ("csv", "xlsx", "svg", "png"),
    "upload.severity.": get_args(Severity),
    "upload.doing.": get_args(Action),
    "upload.step.": ("waiting", "reading", *STEPS),
    "upload.fault.": (*FAULTS, "crowded"),
    "upload.filter.": ("severity", "file", "rule"),
    "upload.column.": ("severity", "sheet", "line", "column", "value", "message", "remedy"),
    "private.": get_args(Loss),
    "quality.rule.": RULES,
    "quality.meaning.": RULES,
    "quality.against.": tuple(rule for rule in RULES if rule not in WITHOUT_COMPARISON),
    "years.reference.": REFERENCES,
    "years.speed.": SPEEDS,
    "years.move.": ("grow", "fall", "still"),
    "years.still.": ("no", "yes"),
    "years.standing.": STANDINGS,
    "years.column.": DEFINED,
    "years.definition.": DEFINED,
    "quality.table.": ("agency", "agency_year", "branch", "service_offer"),
    "quality.column.": (
        "credit_code", "status", "type", "established_on", "city", "address", "coordinates", "attorneys",
        "credit_grade", "size_class", "employees", "revenue", "foreign_related", "offers", "first_year", "name", "year",
        "revenue_per_employee",
    ),
}


def literals(path: Path) -> set[str]:
    """Every text of a module that is not prose."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    }


def patterns() -> list[re.Pattern[str]]:
    """Keys that are put together in place: f"level.{level}" becomes level\\.([^.]+) and so on."""
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"([^.]+)" for p in node.values]
                if parts and re.fullmatch(r"[a-z_]+\\\..*", parts[0]):
                    found.add("".join(parts))
    return [re.compile(pattern) for pattern in sorted(found)]


SECTIONS = {key.split(".")[0] for key in ZH.keys}
WRITTEN = {text for path in CODE for text in literals(path)}
# "finding.lead…" becomes "finding.pair…" or "finding.top…" where fewer regions are named.
LEADS = {text for text in WRITTEN if text.startswith("finding.lead")}
WRITTEN |= {text.replace("lead", word, 1) for text in LEADS for word in ("pair", "top")}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_hold_the_same_keys() -> None:
    assert ZH.keys == EN.keys
    assert len(ZH.keys) > 300


@pytest.mark.parametrize("texts", [ZH, EN], ids=["zh", "en"])
def test_every_text_says_something(texts: Texts) -> None:
    # A count of institutions or patents needs no unit in English: its name says what is counted.
    without = {"unit.件", "unit.家", "unit.个", "unit.项"} if texts is EN else set()
    assert {key for key in texts.keys if not texts(key).strip()} == without
    assert [key for key in texts.keys if not all(name.isidentifier() for name in placeholders(texts(key)))] == []


def test_both_languages_say_it_with_the_same_values() -> None:
    assert ZH.keys == EN.keys
    assert [key for key in sorted(ZH.keys) if placeholders(ZH(key)) != placeholders(EN(key))] == []


def test_english_is_english() -> None:
    references = re.compile(r"国知发运字〔2022〕47号|（[一二三四五六七八九十]+）|[《「][^》」]+[》」]")
    assert {key: EN(key) for key in EN.keys if HAN.search(references.sub("", EN(key)))} == {}


def test_every_key_that_the_code_writes_out_exists() -> None:
    keys = {text for text in WRITTEN if re.fullmatch(r"[a-z_]+(\.[a-z_0-9-]+)+", text)}
    keys = {text for text in keys if text.split(".")[0] in SECTIONS and not text.endswith((".json", ".css", ".js"))}
    assert len(keys) > 150
    assert sorted(keys - ZH.keys) == []


def test_every_key_that_is_asked_for_directly_exists() -> None:
    missing = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_text = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("t", "texts")
            if is_text and node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value not in ZH:
                missing.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.args[0].value}")
    assert missing == []


def test_a_direct_call_gives_every_placeholder_its_value() -> None:
    wrong = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("t", "texts")):
                continue
            if not node.args or not isinstance(node.args[0], ast.Constant) or node.args[0].value not in ZH:
                continue
            given = {keyword.arg for keyword in node.keywords}
            if None not in given and not placeholders(ZH(node.args[0].value)) <= given:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.args[0].value} {given}")
    assert wrong == []


def test_every_word_of_a_family_has_its_text() -> None:
    assert [prefix for prefix, words in FAMILIES.items() if not words] == []
    assert [prefix + word for prefix, words in FAMILIES.items() for word in words if prefix + word not in ZH] == []


def test_every_composed_key_has_at_least_one_text() -> None:
    own = [pattern for pattern in patterns() if pattern.pattern.split("\\.")[0] in SECTIONS]
    assert len(own) > 100
    assert [pattern.pattern for pattern in own if not any(pattern.fullmatch(key) for key in ZH.keys)] == []


def test_no_text_is_idle() -> None:
    words = set(WRITTEN).union(*FAMILIES.values(), SUBJECTS)
    words |= {unit for indicator in CATALOGUE.values() for unit in (indicator.unit_zh, indicator.unit_en)}
    words |= {f"/{unit.split('/')[1]}" for unit in words if re.fullmatch(r"[^/]*元/[^/]+", unit)}
    composed = patterns()

    def is_composed(key: str) -> bool:
        found = [match for pattern in composed if (match := pattern.fullmatch(key))]
        return any(set(match.groups()) <= words for match in found)

    assert [key for key in sorted(ZH.keys) if key not in WRITTEN and not is_composed(key)] == []


def test_sections_and_rules_have_their_texts() -> None:
    keys = [f"data.{name}" for name in DATA_SECTIONS]
    keys += [f"gap_method.{name}.{part}" for name, part in product(GAP_FORMULAS, ("title", "text"))]
    keys += [f"transfer_method.{name}.{part}" for name, part in product(TRANSFER_FORMULAS, ("title", "text"))]
    keys += [f"cluster_method.{name}.{part}" for name, part in product(CLUSTER_FORMULAS, ("title", "text"))]
    keys += [f"treatment.{name}.{part}" for name, part in product(TREATMENTS, ("title", "text"))]
    assert [key for key in keys if key not in ZH] == []


@pytest.mark.parametrize("unit", sorted({indicator.unit_en for indicator in CATALOGUE.values()}))
def test_every_unit_can_be_read_in_english(unit: str) -> None:
    assert re.fullmatch(r"1( ?[^\u4e00-\u9fff]+)?", with_unit("1", unit, EN))


@pytest.mark.parametrize("unit", sorted({indicator.unit_zh for indicator in CATALOGUE.values()}))
def test_every_unit_can_be_read_in_chinese(unit: str) -> None:
    assert re.fullmatch(r"1[^ 1]*", with_unit("1", unit, ZH))


def test_a_missing_key_or_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        ZH("no.such.key")
    with pytest.raises(KeyError):
        ZH("target.now", year=2023)


def test_items_are_joined_as_the_language_does() -> None:
    assert ZH.joined(["北京", "上海"]) == "北京、上海"
    assert EN.joined(["Beijing", "Shanghai"]) == "Beijing, Shanghai"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234.5, 1, "1,234.5"),
        (1234.5, 0, "1,234"),
        (-1234.5, 1, "−1,234.5"),
        (-0.04, 1, "0.0"),
        (-0.06, 1, "−0.1"),
        (0.005, 2, "0.01"),
        (1e9, 0, "1,000,000,000"),
    ],
)
def test_plain_digits(value: float, decimals: int, text: str) -> None:
    assert plain(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "zh", "en"),
    [
        (34_396, 0, "34,396", "34,396"),
        (89_000, 0, "8.9万", "89,000"),
        (984_000, 0, "98.4万", "984,000"),
        (10_000, 0, "1万", "10,000"),
        (9_000, 0, "9,000", "9,000"),
        (1_409_778_724, 0, "14.1亿", "1,409,778,724"),
        (123_456, 0, "12.35万", "123,456"),
        (-984_000, 0, "−98.4万", "−984,000"),
        (2_850.0, 2, "2,850", "2,850"),
        (12.5, 1, "12.5", "12.5"),
        (0.0, 1, "0", "0"),
    ],
)
def test_digits_in_a_sentence_are_grouped_as_the_language_does(
    value: float, decimals: int, zh: str, en: str
) -> None:
    assert grouped(value, decimals, ZH) == zh
    assert grouped(value, decimals, EN) == en


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "zh", "en"),
    [
        (2_250, "亿元", "over", "超过2,250亿元", None),
        (984_000, "人", "approx", "约98.4万人", None),
        (10, "家", "less_than", "不足10家", None),
        (34_396, "人", "exact", "34,396人", None),
        (1_500_000, "人", "reach", "达到150万人", None),
        (5.6, "%", None, "5.6%", "5.6%"),
        (5_000, "亿元", None, "5,000亿元", "500 billion yuan"),
        (4.6, "亿元", None, "4.6亿元", "460 million yuan"),
    ],
)
def test_a_quantity_is_printed_as_a_source_would(
    value: float, unit: str, qualifier: str | None, zh: str, en: str | None
) -> None:
    assert quantity(value, 1, unit, ZH, qualifier) == zh
    english = quantity(value, 1, unit, EN, qualifier)
    assert not HAN.search(english)
    assert en is None or english == en


@pytest.mark.parametrize(("value", "unit", "words"), [
    (7.67, "100 million yuan", "767 million yuan"), (31.6, "10,000 yuan per person", "316 thousand yuan per person"),
])
def test_no_number_is_followed_by_another_in_its_unit(value: float, unit: str, words: str) -> None:
    assert quantity(value, 2, unit, EN) == words


@pytest.mark.parametrize("exponent", range(10))
@pytest.mark.parametrize("texts", [ZH, EN], ids=["zh", "en"])
def test_no_number_is_ever_written_with_k_m_or_b(texts: Texts, exponent: int) -> None:
    for unit in ("家", "人", "亿元", "万元", "%"):
        for leading in (1.0, 2.5, 9.99):
            words = quantity(leading * 10**exponent, 1, unit, texts)
            assert not re.search(r"\d\s?[KMBkmb]\b", words), words
            assert "-" not in words and "e+" not in words


@pytest.mark.parametrize(
    ("lo", "hi", "text"),
    [(40.0, None, ">40"), (None, 10.0, "<10"), (40.0, 60.0, "40–60"), (1234.0, None, ">1,234"), (None, None, "无数据")],
)
def test_a_bound_is_shown_as_a_bound(lo: float | None, hi: float | None, text: str) -> None:
    assert bounds(lo, hi, 0, ZH) == text


@pytest.mark.parametrize(
    ("ratio", "signed", "text"),
    [(0.082, False, "8.2%"), (0.082, True, "+8.2%"), (-0.05, True, "−5.0%"), (0.0, True, "0.0%"), (1, False, "100.0%")],
)
def test_a_ratio_is_written_in_per_cent(ratio: float, signed: bool, text: str) -> None:
    assert percent(ratio, signed=signed) == text


@pytest.mark.parametrize(
    ("value", "rounded"), [(1_327_543, 1_330_000), (0.012345, 0.0123), (-98_765, -98_800), (0, 0), (5, 5)]
)
def test_a_projection_claims_three_digits_only(value: float, rounded: float) -> None:
    assert significant(value) == pytest.approx(rounded)


def test_differences_of_per_cent_are_percentage_points() -> None:
    for key in ("finding.lead_points", "finding.pair_points"):
        assert "百分点" in ZH(key) and "percentage point" in EN(key)


def test_loading_has_one_word_in_chinese() -> None:
    # A saved briefing is read back, which is another act.
    of_briefing = {"briefing.replaces"}
    assert {key for key in ZH.keys if re.search("装载|载入", ZH(key))} == of_briefing


@pytest.mark.parametrize(("word", "other_words"), [
    ("业务形态", "业态|服务形式"), ("总部", "主机构"), ("新设", "开业"), ("存续", "存活|在营(?!业)"),
    ("四大地带", "四大区域"), ("重大区域", "重点区域"), ("公里", "千米"), ("结对", "对子"),
    ("缺数原因", "无数值的原因"),
    ("无法", "无从|可言|看得出|看不出|数不出"),
])
def test_one_idea_has_one_word_in_chinese(word: str, other_words: str) -> None:
    assert [key for key in ZH.keys if re.search(other_words, ZH(key))] == [], word


def test_a_branch_is_closed_and_only_the_status_of_an_agency_is_struck_off() -> None:
    of_agencies = {"agencies", "methods", "quality", "service_coverage", "scorecard"}
    files = {path.stem for path in (ROOT / "pages/texts/zh").glob("*.toml") if "注销" in path.read_text("utf-8")}
    assert files <= of_agencies


def test_per_cent_follows_its_number_in_english_at_once() -> None:
    assert [text for key in EN.keys for text in re.findall(r".*[\d}] %.*", EN(key))] == []


def test_both_languages_have_the_same_files_with_the_same_tables() -> None:
    def tables(language: str) -> dict[str, list[str]]:
        folder = ROOT / "pages/texts" / language
        return {path.name: list(tomllib.loads(path.read_text(encoding="utf-8"))) for path in folder.glob("*.toml")}

    assert tables("zh") == tables("en") != {}
