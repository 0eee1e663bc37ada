"""What is measured at two sizes of register, against a budget, and how it is printed."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.report import Table, Title, ratio, spread

COLUMNS = (
    "项目 What", "单位 Unit", "9 万家 90,000", "100 万家 1,000,000", "倍数 Growth", "预算 Budget", "判定 Verdict",
    "说明 Remark",
)  # fmt: skip
KEPT, OVER, NONE = "合 ok", "超 OVER", "—"


@dataclass(frozen=True)
class Measure:
    """The runs of one thing on a register of 90,000 institutions (`small`) and of 1,000,000 (`large`), in `unit`.

    What does not depend on a register has only `small`. `budget` holds for both unless `budget_large` says otherwise.
    `is_of_many` where the values are of as many things, each of which has to keep the budget, not runs of one thing.
    """

    name: str
    unit: str
    small: Sequence[float]
    large: Sequence[float] = ()
    budget: float | None = None
    budget_large: float | None = None
    remark: str = ""
    digits: int = 0
    is_of_many: bool = False

    @property
    def verdict(self) -> str:
        """Whether the medians keep the budget, of many things the slowest: one word, or one for each size."""
        judged = max if self.is_of_many else statistics.median
        found = [
            KEPT if judged(values) <= budget else OVER
            for values, budget in ((self.small, self.budget), (self.large, self.budget_large or self.budget))
            if values and budget is not None
        ]
        return " / ".join(dict.fromkeys(found)) or NONE

    def cells(self) -> list[str]:
        """The row as printed."""
        budgets = [f"{value:g}" for value in (self.budget, self.budget_large) if value is not None]
        return [
            self.name, self.unit, spread(self.small, self.digits), spread(self.large, self.digits),
            ratio(self.large, self.small), " / ".join(budgets) or NONE, self.verdict, self.remark,
        ]  # fmt: skip


def table_of(title: Title, measures: Sequence[Measure], remarks: Sequence[str] = ()) -> Table:
    """A table of measures, one a row."""
    return Table(title, COLUMNS, [measure.cells() for measure in measures], remarks)


def row_text(columns: Sequence[str], row: Sequence[str]) -> str:
    """A row for the terminal: what is empty or `—` is left out, every cell after the first two with its name."""
    cells = zip(columns[2:], row[2:], strict=True)
    named = [f"{name.split()[-1]} {cell}" for name, cell in cells if cell not in ("", NONE)]
    return f"{' '.join(row[:2])}: {'; '.join(named)}" if named else " ".join(row[:2])
