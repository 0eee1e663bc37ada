"""Parts of the benchmark that need no browser: builds, questions, sections, boundary files, a deck."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Mapping, Sequence
from unittest.mock import patch

from pages.exporters.deck import deck
from queries.branch_register import FlowLevel
from tests.benchmarks import measures
from tests.benchmarks.budgets import Measure, table_of
from tests.benchmarks.derived_tables import derived_tables
from tests.benchmarks.report import Table, spread
from tests.benchmarks.setting import Register, Setting
from tests.benchmarks.transfer_sections import section_times
from tests.ten_steps import handout_of_ten

LEVELS_OF_TRANSFER: tuple[FlowLevel, ...] = ("province", "city")
SLOWEST_SHOWN = 12
BUDGET_OF_QUERY, BUDGET_OF_QUERY_LARGE, BUDGET_OF_SECTION, BUDGET_OF_BUILD, BUDGET_OF_DECK = 20, 100, 300, 20, 5
ONE_SIZE = "只在 9 万家登记册上测，未测 100 万家。Measured on 90,000 institutions alone; not on 1,000,000."
BUDGET_OF_FILES = {"provinces": 83.0, "cities": 161.0}


def builds(setting: Setting) -> list[Table]:
    """Seconds to build a snapshot, published figures alone and with the sample register."""
    _, published = measures.snapshot_builds(setting.folder, setting.few)
    reference, sampled, processor = measures.sampled_builds(setting.folder, setting.few)
    beside = [
        Measure(f"其中 {table.name} of it", "s", [table.seconds], digits=2, remark=f"{table.rows:,} rows")
        for table in derived_tables(reference, "sample")
    ]
    rows = [
        Measure("快照 snapshot, published figures", "s", published, budget=BUDGET_OF_BUILD, digits=1),
        Measure(
            "快照 snapshot, with the sample register", "s", sampled, budget=BUDGET_OF_BUILD, digits=1,
            remark=f"processors {spread(processor, 1)} s",
        ),
        *beside,
    ]  # fmt: skip
    return [table_of(("生成快照", "Snapshot build"), rows, [ONE_SIZE])]


def questions(setting: Setting) -> list[Table]:
    """Milliseconds of every question file, without remembered answers, on both registers."""
    runs = 2 if setting.quick else 5
    found = [_asked(register, runs) for register in setting.registers]
    small, large = found[0], found[-1] if len(found) > 1 else {}
    slowest = sorted(small, key=lambda name: -statistics.median((large or small)[name].milliseconds))[:SLOWEST_SHOWN]
    rows = [every_file(small, large), *(
        Measure(
            name, "ms", small[name].milliseconds, large[name].milliseconds if large else [],
            BUDGET_OF_QUERY, BUDGET_OF_QUERY_LARGE, digits=1,
            remark=_processors([statistics.median(asked[name].processor) for asked in found]),
        )
        for name in slowest
    )]  # fmt: skip
    over = [
        f"{len(_over(asked, budget))} of {len(asked)} files over {budget} ms: {', '.join(_over(asked, budget)) or '—'}"
        for asked, budget in zip(found, (BUDGET_OF_QUERY, BUDGET_OF_QUERY_LARGE), strict=False)
    ]
    return [table_of(("看板查询", "Dashboard queries"), rows, over)]


def every_file(small: Mapping[str, measures.Question], large: Mapping[str, measures.Question]) -> Measure:
    """All question files in one row, each by the median of its runs; the budget is that of any of them."""
    return Measure(
        f"全部 all {len(small)} question files", "ms", _all(small), _all(large), BUDGET_OF_QUERY, BUDGET_OF_QUERY_LARGE,
        remark="判定按最慢者 judged by the slowest", digits=1, is_of_many=True,
    )  # fmt: skip


def _asked(register: Register, runs: int) -> dict[str, measures.Question]:
    asked = measures.question_times(
        register.reference, runs, register.layer, agency_code=register.agency, cluster_id=register.cluster,
        metric="patent_agencies",
    )
    return {question.name: question for question in asked}


def _all(asked: Mapping[str, measures.Question]) -> list[float]:
    return [statistics.median(question.milliseconds) for question in asked.values()]


def _over(asked: dict[str, measures.Question], budget: float) -> list[str]:
    return sorted(name for name, question in asked.items() if statistics.median(question.milliseconds) > budget)


def sections(setting: Setting) -> list[Table]:
    """Milliseconds of the figures behind the sections of the transfer page and behind the ledger of gaps."""
    rows = []
    for level in LEVELS_OF_TRANSFER:
        found = [section_times(register.reference, register.layer, level) for register in setting.registers]
        for timed in zip(*found, strict=True):
            name = f"{timed[0].name}, {level}"
            rows.append(_of_section(f"{name}, from nothing", [(one.cold, one.cold_processor) for one in timed], None))
            remembered = [(one.remembered, one.remembered_processor) for one in timed]
            rows.append(_of_section(f"{name}, remembered", remembered, BUDGET_OF_SECTION))
    for level in measures.LEVELS:
        ledgers = [
            measures.ledger_times(register.reference, setting.few, level, register.layer)
            for register in setting.registers
        ]
        rows.append(Measure(f"gap ledger, {level}, from nothing", "ms", *ledgers))
    return [table_of(("各栏目所需的数字", "Figures behind the sections"), rows)]


def _of_section(name: str, timed: Sequence[tuple[float, float]], budget: float | None) -> Measure:
    remark = _processors([processor for _, processor in timed])
    return Measure(name, "ms", *([clock] for clock, _ in timed), budget=budget, remark=remark)


def _processors(milliseconds: Sequence[float]) -> str:
    return f"processors {' → '.join(f'{value:.0f}' for value in milliseconds)} ms"


def files(_: Setting) -> list[Table]:
    """Size of the boundary files that a browser fetches once."""
    rows = [
        Measure(layer, "kB", [compressed], budget=BUDGET_OF_FILES.get(layer), remark=f"{plain:.0f} kB plain")
        for layer, plain, compressed in measures.boundary_kilobytes()
    ]
    return [table_of(("边界文件（gzip）", "Boundary files, gzip"), rows)]


def slides(setting: Setting) -> list[Table]:
    """Seconds of a deck of ten steps, once their views are replayed."""
    with patch.dict(os.environ, setting.small.settings):
        handout = handout_of_ten("zh")
    times, processor = [], []
    for _ in range(setting.few + 1):
        started, used = time.perf_counter(), time.process_time()
        deck(handout)
        times.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
    remark = f"processors {spread(processor, 1)} s"
    rows = [Measure("十页幻灯片 deck of ten steps", "s", times, budget=BUDGET_OF_DECK, digits=1, remark=remark)]
    return [table_of(("演示文稿", "Deck"), rows, [ONE_SIZE])]


