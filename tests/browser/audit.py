"""What the rules of axe-core find on a page, and which sections every page has to be judged in.

The rules come from the registry of npm: `bash .ci/browser` fetches them, checked against the hash in
`.ci/package-lock.json`. The pictures of Plotly are left out: each is one figure with a name, its words and colours are
judged by number in tests/test_palettes.py and tests/test_presentation_ground.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from playwright.sync_api import Page, expect

from pages import briefing, clusters, data, distribution, gaps, transfer
from pages.shell.page_names import PAGES
from tests.browser.views import CONTRAST, a_run
from tests.running_app import ROOT

RULES_FILE = ROOT / ".ci" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
UNDECIDED = "undecided"
SECTIONS: dict[str, tuple[str, ...]] = dict.fromkeys(PAGES, ()) | {
    "distribution": distribution.SECTIONS, "gaps": gaps.SECTIONS, "transfer": tuple(transfer.SECTIONS),
    "clusters": tuple(clusters.SECTIONS), "briefing": briefing.SECTIONS, "data": tuple(data.SECTIONS),
}  # fmt: skip
"""The sections of every page, by its name; a page without any has an empty tuple."""
# The rules that axe runs by default, and the size of targets, which WCAG 2.2 asks for. A contrast that axe cannot tell,
# as beside a part that a style draws, is measured here from ink and ground.
_RUN = f"""async (within) => {{
  const contrastOf = {CONTRAST};
  const found = await axe.run({{include: [within], exclude: ['.main-svg']}}, {{
    resultTypes: ['violations', 'incomplete'], rules: {{'target-size': {{enabled: true}}}}, elementRef: true }});
  const isPale = (rule, node) => rule.id === 'color-contrast' && contrastOf(node.element) < 4.5;
  const told = (rules, impact) => rules.flatMap((rule) => rule.nodes.map((node) => (
    [impact(rule, node), rule.id, node.target.flat().join(' '), node.html.slice(0, 160)])));
  return [...told(found.violations, (rule) => rule.impact),
    ...told(found.incomplete, (rule, node) => (isPale(rule, node) ? rule.impact : '{UNDECIDED}'))];
}}"""


@dataclass(frozen=True)
class Finding:
    """One element that breaks one rule: `impact` is minor, moderate, serious or critical.

    It is `UNDECIDED` where axe cannot tell; but of contrasts only where our own measure finds 4.5 or more.
    """

    impact: str
    rule: str
    selector: str
    element: str

    @property
    def is_grave(self) -> bool:
        """Whether it keeps somebody out."""
        return self.impact in GRAVE

    def __str__(self) -> str:
        return f"{self.impact} {self.rule}: {self.selector}: {self.element}"


def audit(page: Page, within: str = "html") -> list[Finding]:
    """All that breaks a rule in the elements of a selector, or may break it, in the state they are in now.

    Raises RuntimeError where the rules have not been fetched.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_rules())
    return [Finding(*found) for found in page.evaluate(_RUN, within)]


def grave(page: Page, within: str = "html") -> list[str]:
    """The serious and critical findings alone, as text."""
    return [str(found) for found in audit(page, within) if found.is_grave]


def go_through(page: Page, name: str) -> Iterator[str]:
    """Show one section of the open page after another and yield its name; a page without sections yields itself.

    Of the clusters the first one is chosen, so that sections of one cluster have something to say.
    """
    if name == "clusters":
        with a_run(page):
            page.locator(".row-table td > button").first.click()
    for place, section in enumerate(SECTIONS[name]):
        if place:
            with a_run(page):
                page.locator(".st-key-section [role=radio]").nth(place).click()
        expect(page.locator(".st-key-section [role=radio]").nth(place)).to_have_attribute("aria-checked", "true")
        yield section
    if not SECTIONS[name]:
        yield name


@cache
def _rules() -> str:
    if not RULES_FILE.exists():
        raise RuntimeError("the rules of axe-core are missing; `bash .ci/browser` fetches them")
    return RULES_FILE.read_text(encoding="utf-8")
