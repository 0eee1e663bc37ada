"""What the audit of dependencies makes of an answer: known faults fail, silence is told and passes."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOLD = runpy.run_path(str(ROOT / ".ci" / "audit"))["told"]
SOUND = {"name": "altair", "version": "6.3.0", "vulns": []}
FAULTY = {"name": "anyio", "version": "4.0.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["4.1.0"], "aliases": []}]}
UNKNOWN = {"name": "attrs", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(("packages", "code", "said"), [
    ([SOUND], 0, "1 packages asked, no known vulnerability"),
    ([SOUND, UNKNOWN], 0, "not asked: attrs"),
    ([SOUND, FAULTY], 1, "anyio 4.0.0: PYSEC-1, 4.1.0"),
    ([UNKNOWN, FAULTY], 1, "anyio 4.0.0: PYSEC-1, 4.1.0"),
    ([UNKNOWN, UNKNOWN], 0, "Not asked: no service"),
    ([], 0, "Not asked: no service"),
])  # fmt: skip
def test_an_answer_fails_by_a_known_fault_alone(packages: list[dict[str, object]], code: int, said: str) -> None:
    ended, words = TOLD(json.dumps({"dependencies": packages}))
    assert ended == code and said in words


@pytest.mark.parametrize("report", ["", "not JSON", "{}"])
def test_what_is_no_answer_is_told_as_not_asked(report: str) -> None:
    code, words = TOLD(report)
    assert code == 0 and words.startswith("未查询") and "Not asked" in words


def test_where_nothing_can_be_installed_the_audit_says_that_it_did_not_ask(tmp_path: Path) -> None:
    """In a folder of its own, with an index of packages that is not there."""
    (tmp_path / ".ci").mkdir()
    for name in (".ci/audit", ".ci/audit-requirements.txt", "constraints.txt"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    run = subprocess.run(
        [sys.executable, ".ci/audit"], cwd=tmp_path, env={**os.environ, **nowhere}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0 and "Not asked" in run.stdout


def test_what_asks_is_pinned_and_continuous_integration_asks_before_the_tests() -> None:
    versions = (ROOT / ".ci" / "audit-requirements.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in versions) and len(versions) > 20
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert run.index(" audit ") < run.index(" test ") < run.index('exit "$audited"')
