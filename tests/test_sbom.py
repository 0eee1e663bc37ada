"""The list of what the program is made of names every package that is installed to run it, once, at its version."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from test_wheelhouse import needed

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "deploy" / "sbom.py"
SBOM = runpy.run_path(str(SCRIPT))


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return SBOM["bill_of_materials"](ROOT)


def test_every_package_that_is_needed_is_named_once_at_its_version(told: dict[str, Any]) -> None:
    named = [(one["name"], one["version"]) for one in told["components"]]
    # What ClickHouse asks for is carried along, but not installed.
    installed = needed() - {"sqlglot"}
    assert sorted(named) == sorted((name, distribution(name).version) for name in installed)
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in told["components"])
    assert all(one["licenses"] for one in told["components"])


def test_what_a_package_needs_is_named_too(told: dict[str, Any]) -> None:
    references = {one["bom-ref"] for one in (*told["components"], told["metadata"]["component"])}
    needs = {one["ref"]: set(one["dependsOn"]) for one in told["dependencies"]}
    assert set(needs) == references
    assert set().union(*needs.values()) == references - {told["metadata"]["component"]["bom-ref"]}
    streamlit = next(one for one in references if one.startswith("pkg:pypi/streamlit@"))
    assert any(one.startswith("pkg:pypi/pyarrow@") for one in needs[streamlit])


def test_the_same_versions_make_the_same_file(told: dict[str, Any], tmp_path: Path) -> None:
    written = tmp_path / "sbom.json"
    run = subprocess.run([sys.executable, SCRIPT, written], capture_output=True, text=True, check=False, timeout=120)
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(written.read_text(encoding="utf-8")) == told
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")


@pytest.mark.parametrize(("old", "new"), [("duckdb==", "duckdb==0."), ("duckdb==", "duckduck==")])
def test_an_environment_that_is_not_what_is_pinned_is_refused(tmp_path: Path, old: str, new: str) -> None:
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    pins = tmp_path / "constraints.txt"
    pins.write_text(pins.read_text(encoding="utf-8").replace(f"\n{old}", f"\n{new}"), encoding="utf-8")
    with pytest.raises(SBOM["SbomError"], match="duckdb"):
        SBOM["bill_of_materials"](tmp_path)
