"""Every question of the product asked in many ways: as usual, and with each of its parameters otherwise, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from queries.asked import QUESTION_FOLDER, Parameter, question_text
from queries.database import Database
from tests.benchmarks.measures import TYPICAL

QUESTIONS = sorted(
    path.relative_to(QUESTION_FOLDER).with_suffix("").as_posix() for path in QUESTION_FOLDER.glob("*/*.sql")
)

# Every kind of value that a page may bind: each layer and level, null and what is not null, an empty list, words that
# no snapshot knows, letters that SQL reads in its own way, and Chinese.
OTHERS: dict[str, tuple[Parameter, ...]] = {
    "layer": ("published", "imported", "sample", "unheard-of"),
    "level": ("nation", "zone", "major", "province", "city", "county", "unheard-of"),
    "lent_by": ("published", "imported"),
    "metric": ("ip_service_institutions", "ip_service_revenue", "agencies", "gdp", "指标"),
    "metrics": ([], ["agencies", "指标"], ["ip_service_institutions", "ip_service_employees"]),
    "numerator": ("ip_service_institutions", "invention_patents_in_force", "unheard-of"),
    "denominator": ("gdp", "unheard-of"),
    "denominator_year": (None, 2021),
    "scale": (1, 0.001),
    "threshold": (0.0, 1.0, 1),
    "one_scope": (False,),
    "additive": (False,),
    "nation_of_34": (True,),
    "levels": ([], ["nation", "zone", "city"]),
    "regions": ([], ["110000", "440000"]),
    "region_code": ("440000", "440300", "东部", ""),
    "year": (2022, 2020, 1900),
    "years": ([], list(range(1985, 2030))),
    "period": (None, 2022),
    "form": ("代理", "咨询", "别的"),
    "places": ([], ["110000"], ["440000", "440100", "440300", "东部"]),
    "text": ("示例", "合成", "1", "100%", "a_b", "甲'乙\"", "\\", "\n", "axb", "？"),
    "offers": (1, 1 << 48, (1 << 49) - 1, 0),
    "sizes": ([], [""], ["small", "medium"], ["别的"]),
    "statuses": ([], ["正常"], ["注销", "经营异常"]),
    "types": ([], ["专利代理机构"]),
    "grades": ([], [""], ["A", ""]),
    "foreign": (True, False),
    "branches": (True, False),
    "sort": ("code", "name", "established", "attorneys", "revenue"),
    "rows": (None, 1, 0, 1000),
    "first": (1, 10**6),
    "agency_code": ("A1", "A6", "别的"),
    "cluster_id": ("c1", None, "别的"),
    "first_year": (2010, 2023),
    "last_year": (2010, 2040),
    "source_id": ("s1",),
    "rule": ("same_credit_code", "revenue_jump"),
}


def variants(name: str, typical: Mapping[str, Parameter]) -> Iterator[dict[str, Parameter]]:
    """The parameters of a question: first the `typical` ones, then each of them otherwise."""
    names = duckdb.extract_statements(question_text(name))[0].named_parameters
    usual = {key: typical[key] for key in sorted(names)}
    yield usual
    for key in usual:
        yield from ({**usual, key: value} for value in OTHERS[key] if value != usual[key])


def typical_of(database: Database) -> dict[str, Parameter]:
    """What the benchmark asks, with the register's own layer where a snapshot holds one.

    Agency, cluster and rule are the first of it that have branches, members and findings, so that these have rows.
    """
    registers = database.ask("agency/years_known", {})["layer"].tolist()
    if not registers:
        return dict(TYPICAL)
    layer = "sample" if "sample" in registers else str(registers[0])
    typical = {**TYPICAL, "layer": layer}
    for source, key, name in (
        ("agency/page", "agency_code", "agency/branches"),
        ("cluster/identity", "cluster_id", "cluster/members"),
        ("quality/register_checks", "rule", "quality/register_findings"),
    ):
        known = database.ask(source, next(variants(source, {**typical, "sort": "code"})))[key].tolist()
        ways = [{**typical, key: str(value)} for value in known]
        with_rows = (way for way in ways if len(database.ask(name, next(variants(name, way)))))
        typical = next(with_rows, ways[0] if ways else typical)
    return typical
