"""Every section of every page by the rules of axe-core, in both languages and with what opens in it.

`python -m tests.accessibility FOLDER` serves the snapshots of a folder, best with the sample register, and writes
docs/measured/accessibility.md. The tests judge the same in fewer states: tests/browser/test_accessibility.py.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from pages.shell.page_names import PAGES
from pages.texts import LANGUAGES, Language, load_texts
from tests.benchmarks.report import Table, write_report
from tests.browser.audit import UNDECIDED, Finding, audit, go_through
from tests.browser.views import COUNT_RUNS, LONGEST_WAIT, a_run, close_popover, open_popover, open_view
from tests.running_app import open_browser, running_app

COMMAND = "python -m tests.accessibility FOLDER"
POPOVERS = ("table", "note", "download")
# What Streamlit draws without a name is mended a moment later: a grave finding counts that is still there after these.
LOOKS, PAUSE = 8, 500
# Findings that stay, with the reason; none of them keeps anybody out.
REASONS = {
    "aria-prohibited-attr": "chips of Streamlit's multiple choice: a name on a span, which its text says too",
    "color-contrast": "axe cannot see the ground; measured here, it is 4.5 or more",
    "frame-tested": "the sheet as it will be printed, in a frame that lets no script in, so not axe's either",
    "presentation-role-conflict": "Streamlit's field for files",
    "target-size": "Streamlit's marks for help; axe cannot tell how far away their neighbours are",
    "th-has-data-cells": "sentences of the policy head groups of rows across the whole table",
}
State = tuple[str, str, Language]
"""Page, state and language."""


def main() -> None:
    """Audit all states and write the page; end with 1 where anything is grave."""
    folder = Path(sys.argv[1])
    found: dict[State, list[Finding]] = {}
    with (
        TemporaryDirectory() as place, running_app(folder, Path(place) / "log.txt") as address,
        sync_playwright() as playwright,
    ):  # fmt: skip
        expect.set_options(timeout=LONGEST_WAIT / 2)
        browser = open_browser(playwright)
        for language in LANGUAGES:
            context = browser.new_context(locale="zh-CN", viewport={"width": 1920, "height": 1080})
            context.add_init_script(COUNT_RUNS)
            context.set_default_timeout(LONGEST_WAIT)
            for state, findings in _states(context.new_page(), address, language):
                found[state] = findings
                print(*state, *(str(one) for one in findings if one.is_grave), sep="; ", flush=True)
            context.close()
        browser.close()
    write_report("accessibility", ("无障碍检查", "Accessibility"), COMMAND, [_pages(found), _rest(found)], (
        "规则：axe-core 4.14.1 默认运行的规则，另加按钮大小（target-size）；其余默认不运行的规则和试验性规则未用。"
        "Rules: those axe-core 4.14.1 runs by default, and target-size; neither others that are off by default nor "
        "experimental ones.",
        "axe 不能判定的计入“未判定”；其中文字对比度由本系统按底色另行量过，低于4.5者计为严重。"
        "What axe cannot decide is counted as undecided; contrasts among it are measured anew from ink and ground, and "
        "count as serious below 4.5.",
        "Plotly 图内部不在其列：各图有名称，其颜色与文字另以数值检查。"
        "The inside of Plotly's figures is left out; each has a name, and its colours and words are judged by number.",
    ))
    if any(one.is_grave for findings in found.values() for one in findings):
        raise SystemExit(1)


def _settled(page: Page, within: str = "html") -> list[Finding]:
    for _ in range(LOOKS):
        found = audit(page, within)
        if not any(one.is_grave for one in found):
            break
        page.wait_for_timeout(PAUSE)
    return found


def _states(page: Page, address: str, language: Language) -> Iterator[tuple[State, list[Finding]]]:
    for name in PAGES:
        open_view(page, f"{address}/{'' if name == PAGES[0] else name}?lang={language}")
        for section in go_through(page, name):
            yield (name, section, language), _settled(page)
            yield from (((name, f"{section}: {state}", language), one) for state, one in _opened(page))
        open_view(page, f"{address}/{'' if name == PAGES[0] else name}?lang={language}&mode=present")
        yield (name, "presented", language), _settled(page)
    yield from _meeting(page, address, language)


def _opened(page: Page) -> Iterator[tuple[str, list[Finding]]]:
    """The popovers of the first figure of what is shown."""
    for kind in POPOVERS:
        buttons = page.locator(f"[class*='st-key-{kind}-']:has([data-testid=stPopoverButton])").filter(visible=True)
        if buttons.count() == 0:
            continue
        classes = buttons.first.get_attribute("class") or ""
        key = next(part for part in classes.split() if part.startswith(f"st-key-{kind}-"))
        try:
            open_popover(page, key.removeprefix("st-key-"))
        except AssertionError:
            # A click that meets a page being drawn anew may open nothing.
            open_popover(page, key.removeprefix("st-key-"))
        yield kind, _settled(page, "[data-testid=stPopoverBody]")
        close_popover(page)


def _meeting(page: Page, address: str, language: Language) -> Iterator[tuple[State, list[Finding]]]:
    """The wall on both grounds and the speaker's window, with one step kept on the way."""
    open_view(page, f"{address}/distribution?lang={language}")
    with a_run(page):
        page.locator(".st-key-keep-map button").click()
    open_view(page, f"{address}/briefing?lang={language}")
    yield ("briefing", "one step kept", language), _settled(page)
    for state, query in {
        "wall, light": "mode=present&step=1", "wall, dark": "mode=present&step=1&theme=dark", "speaker": "mode=speaker",
    }.items():
        open_view(page, f"{address}/briefing?lang={language}&{query}")
        page.locator(".st-key-stage, .st-key-speaker").first.wait_for()
        yield ("briefing", state, language), _settled(page)


def _pages(found: dict[State, list[Finding]]) -> Table:
    rows = []
    texts = load_texts("zh"), load_texts("en")
    for name in PAGES:
        of_page = {state: findings for state, findings in found.items() if state[0] == name}
        every = [one for findings in of_page.values() for one in findings]
        grave, undecided = sum(one.is_grave for one in every), sum(one.impact == UNDECIDED for one in every)
        title = " ".join(one(f"nav.{name}") for one in texts)
        rows.append([title, str(len(of_page)), str(grave), str(len(every) - grave - undecided), str(undecided)])
    return Table(
        ("各页", "By page"),
        ["页 Page", "检查的状态 States", "严重、重大 Serious or critical", "较轻 Moderate or minor",
         "未判定 Undecided"], rows,
        ("状态：每节、每节第一幅图的表格、口径、下载三个弹出框、演示，中英文各一次；"
         "会议大屏深浅两种底色和讲者窗口。States: each section, the three popovers of its first figure, the page "
         "presented, in both languages; the wall of a meeting on both grounds and the speaker's window.",),
    )  # fmt: skip


def _rest(found: dict[State, list[Finding]]) -> Table:
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], tuple[str, str]] = {}
    for state, findings in found.items():
        for one in findings:
            counts[one.rule, one.impact] += 1
            examples.setdefault((one.rule, one.impact), (" ".join(state), one.selector))
    rows = [
        [rule, impact, str(count), *examples[rule, impact], REASONS.get(rule, "—")]
        for (rule, impact), count in sorted(counts.items())
    ]
    columns = ["规则 Rule", "程度 Impact", "次数 Count", "例 Example", "元素 Element", "为何保留 Why it stays"]
    return Table(("尚存的问题", "What is left"), columns, rows)


if __name__ == "__main__":
    main()
