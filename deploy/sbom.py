"""What the program is made of, as CycloneDX 1.6 in JSON: `python deploy/sbom.py FILE`, run by the Python of `.venv`.

It names what `requirements.txt` asks for and all that needs, at the versions of `constraints.txt`, and refuses an
environment that holds others. Without a time or a random number, so the same versions make the same file.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
# Names of licences as SPDX writes them; whatever else a package says of itself is passed on as it says it.
SPDX = frozenset({
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0",
    "Unlicense", "Zlib",
})  # fmt: skip
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


class SbomError(Exception):
    """The environment is not what the files pin; the text says in both languages where."""


def bill_of_materials(root: Path = ROOT) -> dict[str, Any]:
    """Return the document for a folder of the program.

    Raises SbomError where a package is absent or of another version.
    """
    pinned = {canonicalize_name(name): version for name, version in PINNED.findall(_read(root / "constraints.txt"))}
    needs = _needs(root)
    wrong = [
        f"{name} {version}（应为 expected {pinned.get(name)}）"
        for name in needs if (version := distribution(name).version) != pinned.get(name)
    ]  # fmt: skip
    if wrong:
        raise SbomError("已安装的版本与 constraints.txt 不符 / installed versions differ from constraints.txt: "
                        + ", ".join(wrong))
    project = tomllib.loads(_read(root / "pyproject.toml"))["project"]
    own = f"pkg:generic/{project['name']}@{project['version']}"
    told: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": own, "name": project["name"], "version": project["version"],
            "description": project["description"], "purl": own,
        }},
        "components": [_component(name) for name in sorted(needs)],
        "dependencies": [
            {"ref": own, "dependsOn": [_address(name) for name in sorted(_asked(root))]},
            *({"ref": _address(name), "dependsOn": [_address(one) for one in sorted(needs[name])]}
              for name in sorted(needs)),
        ],
    }  # fmt: skip
    content = json.dumps(told, sort_keys=True)
    return {**told, "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, content)}"}


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _asked(root: Path) -> dict[str, set[str]]:
    """What the program asks for itself, with the extras of each."""
    lines = [line.strip() for line in _read(root / "requirements.txt").splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {canonicalize_name(one.name): set(one.extras) for one in found if _is_for_here(one, set())}


def _needs(root: Path) -> dict[str, set[str]]:
    """All that is needed, each with what it needs directly, on this machine."""
    needs: dict[str, set[str]] = {}
    waiting = list(_asked(root).items())
    while waiting:
        name, extras = waiting.pop()
        try:
            told = [Requirement(line) for line in distribution(name).requires or ()]
        except PackageNotFoundError as fault:
            raise SbomError(f"未安装 / not installed: {name}") from fault
        direct = {canonicalize_name(one.name): set(one.extras) for one in told if _is_for_here(one, extras)}
        is_new = name not in needs or not direct.keys() <= needs[name]
        needs[name] = needs.get(name, set()) | set(direct)
        waiting += direct.items() if is_new else ()
    return needs


def _is_for_here(one: Requirement, extras: set[str]) -> bool:
    return one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in {"", *extras})


def _address(name: str) -> str:
    return f"pkg:pypi/{name}@{distribution(name).version}"


def _component(name: str) -> dict[str, Any]:
    about = distribution(name).metadata
    told: dict[str, Any] = {
        "type": "library", "bom-ref": _address(name), "name": name, "version": distribution(name).version,
        "purl": _address(name),
    }  # fmt: skip
    licence = str(about["License-Expression"] or "").strip()
    if licence:
        # An expression stands for itself; a single known name is a licence with an identifier.
        told["licenses"] = [{"license": {"id": licence}}] if licence in SPDX else [{"expression": licence}]
    else:
        classified = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if "License ::" in line]
        first = next(iter(str(about["License"] or "").strip().splitlines()), "")[:80]
        names = [one for one in classified if one != "OSI Approved"] or [first] * bool(first)
        told |= {"licenses": [{"license": {"name": one}} for one in names]} if names else {}
    return told


def main(arguments: list[str]) -> int:
    """Write the document to the file named; 1 with the reason where it cannot be made."""
    if len(arguments) != 1:
        print("用法 usage: python deploy/sbom.py FILE", file=sys.stderr)
        return 2
    try:
        told = bill_of_materials()
    except (SbomError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    Path(arguments[0]).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{arguments[0]}: {len(told['components'])} 个软件包 packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
