"""Why a step says something else on new data: every reason by a pair of views made by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pages.controls.briefcase import Step
from pages.frames.briefing.changed_view import Headings, ReasonKind, Seen, reasons, stale_numbers
from pages.frames.briefing.reason_words import reason_words, told_apart
from pages.texts import load_texts

HEADINGS = Headings(frozenset({"年份"}), frozenset({"代码"}), frozenset({"位次"}))
ROWS = pd.DataFrame({"代码": ["11", "31"], "地区": ["北京", "上海"], "年份": [2023, 2023], "数值": [10.0, 20.0]})
NEWER = ROWS.assign(年份=2024, 数值=[11.0, 21.0])
REVISED = ROWS.assign(数值=[10.0, 26.0])
WITHOUT_YEAR = ROWS.drop(columns="年份")
OLD = Seen("上海最高，20家。", "2023年", "m1", "b1", {"east": frozenset({"11", "31"})}, {"east": "东部"}, ROWS)
NEW = replace(OLD, finding="上海最高，26家。", rows=REVISED)
STEP = Step("distribution", "", OLD.finding, method="m1", boundary="b1")
SMALLER = {"east": frozenset({"11"})}


@pytest.mark.parametrize(("step", "before", "same", "after", "kinds"), [
    (STEP, OLD, OLD, OLD, []),
    (STEP, OLD, NEW, NEW, ["revision"]),
    # The figures changed, the sentence did not.
    (STEP, OLD, replace(OLD, rows=REVISED), replace(OLD, rows=REVISED), ["revision"]),
    # The view moved on to a new year, and the old year is as it was; or was revised as well.
    (STEP, OLD, OLD, replace(NEW, period="2024年", rows=NEWER), ["period"]),
    (STEP, OLD, NEW, replace(NEW, period="2024年", rows=NEWER), ["period", "revision"]),
    # The new data no longer hold the old year.
    (STEP, OLD, None, replace(NEW, period="2024年", rows=NEWER), ["period"]),
    # Rows that do not name their year: what differs may be the new year alone.
    (STEP, replace(OLD, rows=WITHOUT_YEAR), replace(NEW, period="2019—2024年", rows=REVISED.drop(columns="年份")),
     replace(NEW, period="2019—2024年", rows=REVISED.drop(columns="年份")), ["period"]),
    (STEP, OLD, OLD, replace(OLD, method="m2"), ["method"]),
    (replace(STEP, method="m0"), OLD, OLD, OLD, ["method"]),
    (replace(STEP, method="", boundary=""), OLD, OLD, OLD, []),
    (replace(STEP, finding="旧版的说法"), OLD, OLD, OLD, ["version"]),
    (STEP, OLD, OLD, replace(OLD, boundary="b2"), ["boundary"]),
    (replace(STEP, boundary=""), OLD, OLD, replace(OLD, boundary="b2"), []),
    # A group counts where the view names it, by its name in the sentence or by a cell.
    (STEP, OLD, OLD, replace(OLD, groups=SMALLER), []),
    (replace(STEP, finding="东部最高"), replace(OLD, finding="东部最高"), OLD,
     replace(OLD, finding="东部最高", groups=SMALLER), ["membership"]),
    (STEP, replace(OLD, rows=ROWS.assign(地带="东部")), OLD, replace(OLD, groups=SMALLER), ["membership"]),
    (STEP, OLD, OLD, replace(OLD, finding="全国的三成"), ["other"]),
    (STEP, None, NEW, NEW, ["untold"]),
    (STEP, None, OLD, replace(OLD, method="m2", boundary="b2"), ["method", "boundary", "untold"]),
    (STEP, OLD, NEW, replace(NEW, period="2024年", rows=NEWER, method="m2", boundary="b2"),
     ["period", "revision", "method", "boundary"]),
], ids=range(20))  # fmt: skip
def test_every_reason_is_found_and_no_other(
    step: Step, before: Seen | None, same: Seen | None, after: Seen, kinds: list[ReasonKind]
) -> None:
    found = reasons(step, before, same, after, HEADINGS)
    assert [reason.kind for reason in found] == kinds
    for texts in (load_texts("zh"), load_texts("en")):
        for reason in found:
            assert reason_words(reason, texts)


def test_the_words_say_what_was_and_what_is() -> None:
    texts = load_texts("zh")
    [period, revision] = reasons(STEP, OLD, NEW, replace(NEW, period="2024年", rows=NEWER), HEADINGS)
    assert reason_words(period, texts) == "由2023年变为2024年"
    assert reason_words(revision, texts) == "同一时期的2个数字中有1个不同；变动幅度最大的是上海“数值”：20→26"
    longer = pd.concat([ROWS, pd.DataFrame({"代码": ["44"], "地区": ["广东"], "年份": [2023], "数值": [5.0]})])
    [joined] = reasons(STEP, OLD, replace(OLD, rows=longer), replace(OLD, rows=longer), HEADINGS)
    assert reason_words(joined, texts) == "新增1行、减少0行"


@pytest.mark.parametrize(("before", "after", "texts"), [
    (20.0, 26.0, ("20", "26")),
    (522.4, 530.1, ("522", "530")),
    (0.071, 0.074, ("0.071", "0.074")),
    (1.4, 1.6, ("1.4", "1.6")),
    (89000.0, 91000.0, ("89,000", "91,000")),
    (-0.02, 0.03, ("−0.02", "0.03")),
    (1.0, 1.0 + 1e-8, ("1.000000", "1.000000")),
])  # fmt: skip
def test_two_numbers_have_the_decimals_that_tell_them_apart(
    before: float, after: float, texts: tuple[str, str]
) -> None:
    assert told_apart(before, after) == texts


@pytest.mark.parametrize(("own", "old", "new", "stale"), [
    ("东部是西部的13倍", "东部是西部的13.1倍", "东部是西部的12.8倍", ()),
    ("东部是西部的13.1倍", "东部是西部的13.1倍", "东部是西部的12.8倍", ("13.1",)),
    ("2023年：13.1倍，记住13.1倍", "2023年13.1倍", "2024年12.8倍", ("2023", "13.1")),
    ("机构8.9万家", "约8.9万家", "约8.9万家", ()),
    ("下降3.4%", "年均−3.4%", "年均−2.0%", ("3.4%",)),
    ("", "13.1倍", "12倍", ()),
    # Separators, width and trailing noughts are a matter of writing.
    ("共5269家", "共5,269家", "共5,301家", ("5269",)),
    ("共5,269家", "共5269家", "共5,269.0家", ()),
    ("3.2倍，占12%", "3.20倍，占12.0%", "3.26倍，占12.4%", ("3.2",)),
    ("3.20倍，占12.0%", "3.2倍，占12%", "3.4倍，占13%", ("3.20", "12.0%")),
    ("占１２％，３．１倍", "占12.0%，3.1倍", "占13.0%，3.0倍", ("１２％", "３．１")),
    ("8.9万家", "89,123家", "91,004家", ("8.9万",)),
    # A share is no count.
    ("12家", "占12%", "占13%", ()),
    # A comma parts two years.
    ("2022,2023两年", "2022年和2023年", "2023年和2024年", ("2022",)),
    ("2022，2023两年", "2022年和2023年", "2023年和2024年", ("2022",)),
    # What numbers the lines of a note says nothing.
    ("1. 先讲东部\n2、再讲西部\n（3）1.5倍", "1家、2家、3家，1.5倍", "4家，1.6倍", ("1.5",)),
    ("1.5倍", "1.5倍", "1.6倍", ("1.5",)),
])  # fmt: skip
def test_own_words_that_hold_an_old_number_are_told(own: str, old: str, new: str, stale: tuple[str, ...]) -> None:
    assert stale_numbers(own, old, new) == stale
