"""Who watches the server reads records a machine can take and figures of its own, and a stranger reads neither."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.shell.health import Health, Readiness
from pages.shell.logs import JsonLines
from pages.shell.meters import metered_view, metrics_routes
from pages.shell.version import program
from queries.engine import Engine

ROOT = Path(__file__).resolve().parent.parent
FACTS = {"snapshot_id": "0123456789ab", "built_at": "2026-11-01T00:00:00Z", "age_seconds": 60}
LOGGED = """
import logging, threading, warnings
from pages.shell.logs import log_event, set_up_logs
from streamlit.logger import get_logger
set_up_logs()
get_logger("streamlit.runtime.any").warning("of Streamlit")
get_logger("uvicorn.access").info("GET /gaps?region=620000")
logging.getLogger("pages.any").error("two\\nlines")
log_event("view", page="gaps", seconds=0.25)
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("pages.any").exception("a fault")
warnings.warn("old", stacklevel=1)
thread = threading.Thread(target=lambda: [][0])
thread.start()
thread.join()
raise KeyError("at the end")
"""


def logged(**settings: str) -> list[str]:
    """Lines on standard error of a process with these settings."""
    run = subprocess.run(
        [sys.executable, "-c", LOGGED], cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True,
        check=False, timeout=120,
    )
    assert run.returncode == 1
    return run.stderr.splitlines()


def test_every_line_of_the_log_is_one_record() -> None:
    records = [json.loads(line) for line in logged(ATLAS_LOG="json")]
    assert [(record["level"], record["message"]) for record in records] == [
        ("warning", "of Streamlit"), ("error", "two\nlines"), ("info", "view"), ("error", "a fault"),
        ("warning", records[4]["message"]), ("critical", "a fault that nothing caught"),
        ("critical", "a fault that nothing caught"),
    ]
    assert "UserWarning: old" in records[4]["message"]
    assert "IndexError" in records[5]["fault"] and "KeyError" in records[6]["fault"]
    assert records[2]["page"] == "gaps" and records[2]["seconds"] == 0.25
    assert "ZeroDivisionError" in records[3]["fault"]
    assert all(record["at"].endswith("Z") and record["process"] > 0 for record in records)


@pytest.mark.parametrize(("setting", "says_so"), [("", False), ("text", False), ("jsno", True)])
def test_for_people_the_log_is_text_without_events(setting: str, says_so: bool) -> None:
    lines = logged(ATLAS_LOG=setting)
    assert any("of Streamlit" in line for line in lines) and not any("view" in line for line in lines)
    assert any("ATLAS_LOG=jsno" in line for line in lines) is says_so


def test_no_text_of_a_record_can_begin_another() -> None:
    told = {"event": "view", "page": 'a"\n{"level": "info"}'}
    record = logging.makeLogRecord({"name": "atlas", "msg": "x\r\n\u2028y", "levelname": "INFO", "told": told})
    line = JsonLines().format(record)
    assert "\n" not in line and json.loads(line)["page"] == told["page"]


def asked(
    client: str = "127.0.0.1", base: str = "", path: str = "/metrics", status: str = "ready",
    wrong: tuple[str, ...] = (), **headers: str,
) -> str:
    """What `/metrics` answers to somebody; the status where it is not 200."""
    health = Health(status, wrong, FACTS if status == "ready" else {})  # type: ignore[arg-type]
    app = Starlette(routes=metrics_routes(base, Readiness(lambda: health)))
    answer = TestClient(app, client=(client, 50000)).get(path, headers=headers)
    return answer.text if answer.status_code == 200 else str(answer.status_code)


def test_figures_name_the_snapshot_that_answers() -> None:
    text = asked()
    assert f'atlas_info{{commit="{program().commit}",version="{program().version}"}} 1.0' in text
    assert 'atlas_snapshot_info{built_at="2026-11-01T00:00:00Z",snapshot_id="0123456789ab"} 1.0' in text
    assert "atlas_ready 1.0" in text and "atlas_snapshot_age_seconds 60.0" in text
    assert 'atlas_wrong{what="broken"} 0.0' in text


def test_what_is_remembered_is_told_with_its_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    class Room:
        def remembered(self) -> tuple[int, int]:
            return 3, 4096

    monkeypatch.setattr("pages.shell.look.engine_room", lambda folder: Room())
    assert {"atlas_remembered_answers 3.0", "atlas_remembered_bytes 4096.0"} <= set(asked().splitlines())


@pytest.mark.parametrize(("status", "is_ready"), [("degraded", 1.0), ("not_ready", 0.0)])
def test_what_is_wrong_has_a_figure_of_its_own(status: str, is_ready: float) -> None:
    text = asked(status=status, wrong=("broken",))
    assert f"atlas_ready {is_ready}" in text
    assert 'atlas_wrong{what="broken"} 1.0' in text and 'atlas_wrong{what="boundaries"} 0.0' in text


@pytest.mark.parametrize(("networks", "client", "headers", "is_answered"), [
    (None, "127.0.0.1", {}, True),
    (None, "::1", {}, True),
    (None, "10.0.0.7", {}, False),
    (None, "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, False),
    (None, "127.0.0.1", {"forwarded": "for=127.0.0.1"}, False),
    ("10.0.0.0/24", "10.0.0.7", {}, True),
    ("10.0.0.0/24", "10.0.1.7", {}, False),
    ("10.0.0.0/24", "10.0.0.7", {"x-real-ip": "10.0.0.7"}, False),
    ("house, 10.0.0.7", "10.0.0.7", {}, True),
    ("house", "127.0.0.1", {}, False),
    (None, "testclient", {}, False),
    (None, "::ffff:127.0.0.1", {}, True),
    (None, "127.0.0.1", {"x-forwarded-proto": "https"}, False),
    (None, "127.0.0.1", {"via": "1.1 proxy"}, False),
])
def test_figures_are_for_the_networks_named_and_for_nobody_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, networks: str | None, client: str, headers: dict[str, str], is_answered: bool
) -> None:
    monkeypatch.setenv("ATLAS_METRICS_FROM", networks or "")
    for base, path in (("", "/metrics"), ("/stats", "/metrics"), ("/stats", "/stats/metrics")):
        answer = asked(client, base, path, **headers)
        assert answer.startswith("# HELP") if is_answered else answer == "404"


def test_views_and_questions_are_counted_with_their_faults(engine: Engine) -> None:
    def counted(name: str, text: str) -> float:
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(name))

    before = asked()
    with metered_view() as view:
        view.page = "gaps"
    with pytest.raises(KeyError), metered_view() as view:
        view.page = "gaps"
        raise KeyError
    engine.query_once("region/list")
    with pytest.raises(Exception, match="year"):
        engine.query_once("indicator/metric_year", metric="gdp")
    after = asked()
    for name, more in (
        ('atlas_view_seconds_count{page="gaps"}', 2), ('atlas_view_faults_total{page="gaps"}', 1),
        ('atlas_question_seconds_count{question="region/list"}', 1),
        ('atlas_question_faults_total{question="indicator/metric_year"}', 1),
    ):
        assert counted(name, after) - counted(name, before) == more


RELOADED = """
import logging
from pages.shell.logs import set_up_logs
import streamlit.logger
set_up_logs()
# As Streamlit does when a file of its settings has changed while it serves.
logging.getLogger("uvicorn.access").setLevel("INFO")
streamlit.logger.update_formatter()
logging.getLogger("uvicorn.access").info("GET /gaps?region=620000")
logging.getLogger("uvicorn.error").error("gone")
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_readers_asked_for_is_not_recorded_after_settings_were_loaded_anew_either(form: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", RELOADED], cwd=ROOT, env={**os.environ, "ATLAS_LOG": form}, capture_output=True,
        text=True, check=True,
    )
    assert "region" not in told.stderr + told.stdout and "gone" in told.stderr
