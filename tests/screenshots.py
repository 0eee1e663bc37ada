"""Takes the pictures of the README: `python -m tests.screenshots [--english] [--only PAGE ...]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright
from tqdm import tqdm

from data.build import build_snapshot
from tests.browser.views import COUNT_RUNS, open_view, wait_for_map
from tests.running_app import ROOT, open_browser, running_app

SIZE = {"width": 1920, "height": 1080}
PICTURES = {
    "overview": "?layer=published",
    "distribution": "distribution?layer=published",
    "gaps": "gaps?layer=sample&region=620000&benchmark=zone-p75",
    "transfer": "transfer?layer=sample&section=flows",
    "clusters": "clusters?layer=sample",
    "region": "region?layer=sample&region=510000",
}
MAPS = {"distribution": "map", "gaps": "gap-map", "transfer": "flow-map", "clusters": "portfolio-map"}
ARE_DRAWN = """async () => {
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  if (!charts.every((chart) => chart.querySelector('.js-plotly-plot .main-svg'))) return false;
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return true;
}"""


def take_pictures(folder: Path, languages: Sequence[str], pages: Sequence[str] = tuple(PICTURES)) -> list[Path]:
    """Build a snapshot, serve it, and write one PNG of 1920 x 1080 pixels for each of the pages and languages."""
    taken = []
    with tempfile.TemporaryDirectory() as temporary:
        snapshots = Path(temporary) / "snapshots"
        build_snapshot(snapshots, author="tests.screenshots", sample=True)
        with running_app(snapshots, Path(temporary) / "log.txt") as address, sync_playwright() as playwright:
            browser = open_browser(playwright)
            context = browser.new_context(viewport=SIZE, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]
            context.add_init_script(COUNT_RUNS)
            wanted = [(name, language) for language in languages for name in pages]
            for name, language in tqdm(wanted, desc="截图 pictures"):
                file = folder / (f"{name}.png" if language == "zh" else f"{name}-{language}.png")
                _take(context, f"{address}/{PICTURES[name]}&lang={language}", MAPS.get(name), file)
                taken.append(file)
            browser.close()
    return taken


def _take(context: BrowserContext, address: str, map_key: str | None, file: Path) -> None:
    page = context.new_page()
    open_view(page, address)
    if map_key:
        wait_for_map(page, map_key)
    page.wait_for_function(ARE_DRAWN)
    page.mouse.move(0, 0)
    page.screenshot(path=file, animations="disabled")
    page.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description="README 截图 / pictures")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", help="输出目录 / folder")
    parser.add_argument("--english", action="store_true", help="另取英文界面 / English as well")
    parser.add_argument("--only", nargs="+", choices=PICTURES, default=list(PICTURES), help="只取这些页 / only these")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for file in take_pictures(options.folder, ("zh", "en") if options.english else ("zh",), options.only):
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
