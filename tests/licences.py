"""Licences of everything that is installed to run the atlas: `python -m tests.licences` writes deploy/licences.md."""

from __future__ import annotations

from importlib.metadata import metadata
from pathlib import Path

from tests.test_wheelhouse import needed

LICENCES = Path(__file__).resolve().parents[1] / "deploy" / "licences.md"
HEAD = """# 许可证 Licences

运行本系统所安装的全部软件包，由 `python -m tests.licences` 写出。Everything that is installed to run the atlas, as
`python -m tests.licences` wrote it.

| 软件包 package | 许可证 licence |
|---|---|
"""


def licences() -> dict[str, str | None]:
    """Licence of each package by name, as it says itself; None for one that does not say."""
    return {name: _licence_of(name) for name in sorted(needed())}


def _licence_of(name: str) -> str | None:
    about = metadata(name)
    if about["License-Expression"]:
        return str(about["License-Expression"])
    told = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    told = [one for one in told if one != "OSI Approved"]
    if told:
        return ", ".join(told)
    # Some put the whole text of the licence here; its first line is its name.
    first = str(about["License"] or "").strip().splitlines()
    return first[0][:80] if first and first[0] != "UNKNOWN" else None


def table(found: dict[str, str | None]) -> str:
    """The page of all licences."""
    return HEAD + "".join(f"| {name} | {licence} |\n" for name, licence in found.items())


if __name__ == "__main__":
    LICENCES.write_text(table(licences()), encoding="utf-8")
