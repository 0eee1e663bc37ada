"""Writes one-page profiles of regions as files that others can edit: `python -m pages.export --all-provinces`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlencode

from streamlit.logger import set_log_level
from tqdm import tqdm

from data.snapshot import SnapshotError, snapshot_folder
from geo.boundaries import BoundaryError
from geo.compliance import MapRefusedError
from pages.controls.state import LAYERS
from pages.exporters.chart.contract import UnsupportedFigureError
from pages.exporters.print_page import PrintPage
from pages.frames.region.profile import profile_paper
from pages.frames.region.region_view import RegionView
from pages.shell.replay import replay
from pages.texts import LANGUAGES, Language
from queries.region_profile import region_profile
from queries.regions import NATION

FORMATS = ("pptx", "docx")
Writer = Callable[[Sequence[PrintPage], Language], bytes]


class ExportError(ValueError):
    """What was asked for cannot be written. The message says so in Chinese and English, and what to do."""


def profile_of(region: str, layer: str | None, language: Language, snapshot: str | None) -> PrintPage:
    """Return the profile of a region for paper, from the current or a named snapshot.

    Raises
    ------
    ExportError
        if the snapshot, the layer or the region is not there.
    SnapshotError, BoundaryError
        if nothing can be served at all, or the boundary files are missing.
    """
    asked = {"region": region, "lang": language, "layer": layer, "snapshot": snapshot}
    played = replay("region", urlencode({name: value for name, value in asked.items() if value}))
    for item in played.rejected:
        raise ExportError(_WORDS[item.parameter].format(value=item.value))
    screen = played.screen
    profile = region_profile(screen.engine, screen.regions, screen.catalogue, screen.layer, region)
    return profile_paper(RegionView(screen, profile))


_WORDS = {
    "snapshot": "没有数据快照 {value}，请核对编号 / there is no snapshot {value}: check its identifier",
    "layer": "该快照没有数据层 {value} / this snapshot has no layer {value}",
    "region": "没有代码为 {value} 的地区 / no region has the code {value}",
}

_REFUSED = "{region} 未能写出，其余照写：{reason} / {region} was not written, the others were"


def provinces_of(layer: str | None, language: Language, snapshot: str | None) -> tuple[str, ...]:
    """Codes of the province-level regions of a snapshot, in the order of the codes."""
    asked = {"region": NATION, "lang": language, "layer": layer, "snapshot": snapshot}
    played = replay("region", urlencode({name: value for name, value in asked.items() if value}))
    return tuple(sorted(played.screen.regions.levels["province"]))


def write(content: bytes, path: Path) -> None:
    """Write a file wholly or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def writer_of(kind: str) -> Writer:
    """Return what makes a file of a kind from pages and their language."""
    if kind == "pptx":
        from pages.exporters.deck import one_page_deck

        return one_page_deck
    from pages.exporters.brief import one_page_brief

    return one_page_brief


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 where every file was written."""
    options = _options(arguments)
    # Outside a server Streamlit warns of every widget that nobody will see.
    set_log_level("error")
    try:
        codes = options.regions or provinces_of(options.layer, options.language, options.snapshot)
        refused = []
        with tqdm(total=len(codes) * len(options.formats), unit="份", disable=None) as bar:
            for code in codes:
                try:
                    _write_region(code, options, bar)
                except (MapRefusedError, UnsupportedFigureError) as fault:
                    refused.append(_REFUSED.format(region=code, reason=fault))
    except (ExportError, SnapshotError, BoundaryError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    if refused:
        print("\n".join(refused), file=sys.stderr)
    print(f"{options.folder.resolve()}：{(len(codes) - len(refused)) * len(options.formats)}份文件 files")
    return 1 if refused else 0


def _write_region(code: str, options: argparse.Namespace, bar: tqdm[NoReturn]) -> None:
    """Write the files of one region, all or, where one cannot be drawn, none."""
    page = profile_of(code, options.layer, options.language, options.snapshot)
    bar.set_description(page.title)
    name = "-".join([code, *page.title.split()])
    made = {kind: writer_of(kind)([page], options.language) for kind in options.formats}
    for kind, content in made.items():
        write(content, options.folder / f"{name}.{kind}")
        bar.update()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pages.export", description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--all-provinces", action="store_true", help="全部省级地区 / every province-level region")
    which.add_argument("--regions", nargs="+", metavar="CODE", help="地区代码 / codes of regions")
    parser.add_argument("--folder", type=Path, default=Path("profiles"), help="输出文件夹 / where the files go")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS), help="文件格式 / kinds")
    parser.add_argument("--language", choices=LANGUAGES, default="zh", help="语言 / language of the files")
    parser.add_argument("--layer", choices=LAYERS, help="数据层，默认为最可靠的一层 / layer; the strongest by default")
    parser.add_argument("--snapshot", help=f"数据快照编号 / of {snapshot_folder()}; default the current")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
