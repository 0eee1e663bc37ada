"""Loading on the Data page without a browser: the report, what one reader alone sees, and errands that fail."""

from __future__ import annotations

import csv
import errno
import io
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import duckdb
import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data.audit import AUDIT_FILE, AuditError, read_audit
from data.importing import errand as errands
from data.importing.accounts import Account
from data.importing.columns import kinds
from data.importing.errand import Action, Errand, Fault, Outcome, Report, RunningErrand
from data.importing.faults import fault_of
from data.importing.findings import Finding
from data.importing.imported import Imported
from data.importing.pipeline import load_files
from data.load import publish_load
from data.snapshot import SnapshotError, SnapshotReference, current_snapshot, open_snapshot
from pages.controls import private_data
from pages.controls.private_data import NotTaken, PrivateData, remove_everything, take_in
from pages.controls.private_folder import PREFIX, PrivateFolder, remove_leftovers
from pages.exporters.load_report import report_csv, report_workbook, reports_per_file
from pages.exporters.templates import all_templates
from pages.frames import load_actions
from pages.shell.access import Reader
from pages.shell.page_names import PAGES
from pages.texts import Language, load_texts
from tests.test_pages import assert_sound, html_of, opened

DIRTY = Path(__file__).parent / "dirty"
# A system that lets nobody bound the memory of a process.
REFUSING = """
import resource

def setrlimit(*_):
    raise ValueError("not allowed here")

resource.setrlimit = setrlimit
"""
HEADER = "年份,地区,指标,数值,单位\n"
SOUND = f"{HEADER}2024,广东省,专利代理机构,512,家\n"
ZH = load_texts("zh")
HOLDER = """
import time
from pages.controls.private_folder import PrivateFolder
held = PrivateFolder()
print(held.path, flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder(real_snapshot: SnapshotReference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Snapshots that a test may publish to; private data go to `private` beside them."""
    copied, private = tmp_path / "snapshots", tmp_path / "private"
    shutil.copytree(real_snapshot.path.parent, copied)
    private.mkdir()
    monkeypatch.setenv("ATLAS_DATA", str(copied))
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    yield copied
    remove_everything()
    assert list(private.iterdir()) == []


def private_folders(folder: Path) -> list[Path]:
    return sorted((folder.parent / "private").iterdir())


def uploaded(*files: tuple[str, bytes], language: Language = "zh") -> AppTest:
    """A session that has had files checked."""
    screen = opened("data", language, section="upload")
    screen.file_uploader(key="upload-files").set_value([(name, content, "text/csv") for name, content in files]).run()
    return screen.button(key="upload-check").click().run()


def at(screen: AppTest, page: str, **query: str) -> AppTest:
    """The same session on another page."""
    screen._page_hash = "" if page == PAGES[0] else calc_hash(page)
    screen.query_params.clear()
    for name, value in {"lang": "zh", **query}.items():
        screen.query_params[name] = value
    return screen.run()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_names_every_fault_with_its_place_and_remedy_in_the_language_of_the_reader(
    folder: Path, language: Language
) -> None:
    texts = load_texts(language)
    screen = uploaded(("statistics.csv", (DIRTY / "statistics.csv").read_bytes()), language=language)
    assert_sound(screen)
    shown = html_of(screen)
    with (DIRTY / "expected.tsv").open(encoding="utf-8", newline="") as file:
        expected = [row for row in csv.DictReader(file, delimiter="\t") if row["file"] == "statistics.csv"]
    assert len(expected) > 20
    for row in expected:
        sample = Finding("", "", 0, "", "", row["rule"])
        assert f"<td class=\"number\">{row['line']}</td><td>{row['column']}</td>" in shown, row
        assert sample.remedy(language).split("{")[0][:8] in shown
    assert texts("upload.column.remedy") in shown and texts("upload.by_rule") in shown
    [account] = [error.value for error in screen.error]
    assert account == texts("upload.summary", rows=24, loaded=5, rejected=19, errors=19, warnings=4)


def test_findings_are_chosen_by_severity_file_and_rule_and_read_page_by_page(folder: Path) -> None:
    many = HEADER + "".join(f"2024,无此地{number},专利代理机构,1,家\n" for number in range(120))
    screen = uploaded(("many.csv", many.encode()), ("statistics.csv", (DIRTY / "statistics.csv").read_bytes()))
    assert ZH("upload.shown", first=1, last=50, count=143) in html_of(screen)
    screen.selectbox(key="findings-file").set_value("many.csv").run()
    screen.number_input(key="findings-page").set_value(3).run()
    assert ZH("upload.shown", first=101, last=120, count=120) in html_of(screen)
    screen.selectbox(key="findings-file").set_value("").run()
    screen.selectbox(key="findings-severity").set_value("warning").run()
    assert ZH("upload.shown", first=1, last=4, count=4) in html_of(screen)
    screen.selectbox(key="findings-rule").set_value("ten_times").run()
    assert ZH("upload.shown", first=1, last=1, count=1) in html_of(screen)


def test_a_private_snapshot_is_marked_on_every_page_and_leaves_the_snapshots_as_they_were(folder: Path) -> None:
    before = contents(folder)
    screen = uploaded(("own.csv", SOUND.encode()))
    screen.button(key="private-use").click().run()
    [private] = private_folders(folder)
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    for page in PAGES:
        assert_sound(at(screen, page))
        assert f"<b>{ZH('private.mark')}</b>" in html_of(screen), page
    at(screen, "distribution", layer="imported", indicator="patent_agencies", level="province", year="2024")
    assert "512" in html_of(screen)
    assert ZH("private.mark") in screen.get("plotly_chart")[0].proto.spec
    assert contents(folder) == before
    screen.button(key="private-stop").click().run()
    assert ZH("private.mark") not in html_of(screen) and screen.session_state["layer"] == "published"
    at(screen, "data", section="upload")
    screen.button(key="upload-drop").click().run()
    assert private_folders(folder) == []


def test_one_made_before_the_newest_snapshot_can_be_made_anew(folder: Path) -> None:
    screen = uploaded(("own.csv", SOUND.encode()))
    screen.button(key="private-use").click().run()
    assert ZH("private.newer") not in html_of(screen)
    other = folder / "other.csv"
    other.write_text(SOUND.replace("512", "513"), encoding="utf-8")
    newest = publish_load(load_files([(other, "other.csv")], Imported()), folder, "tests").snapshot_id
    at(screen, "data", section="upload")
    assert ZH("private.newer") in html_of(screen)
    screen.button(key="private-rebuild").click().run()
    at(screen, "overview")
    assert ZH("private.newer") not in html_of(screen)
    assert ZH("private.banner", snapshot=newest) in html_of(screen)


def test_another_session_never_sees_it_not_even_by_its_identifier(folder: Path) -> None:
    screen = uploaded(("own.csv", SOUND.encode()))
    screen.button(key="private-use").click().run()
    [private] = private_folders(folder)
    [made] = [path for path in private.rglob("atlas-*.duckdb") if not path.is_symlink()]
    identifier = made.stem.removeprefix("atlas-")
    other = opened("distribution", layer="imported", indicator="patent_agencies", year="2024", snapshot=identifier)
    assert ZH("private.mark") not in html_of(other) and "512" not in html_of(other)
    notes = " ".join(note.value for note in other.info)
    assert identifier in notes and "imported" in notes
    assert "own.csv" not in html_of(opened("data", section="upload"))


def test_a_link_to_a_published_snapshot_shows_that_one_and_says_so(folder: Path) -> None:
    screen = uploaded(("own.csv", SOUND.encode()))
    screen.button(key="private-use").click().run()
    at(screen, "overview", snapshot=current_snapshot(folder).snapshot_id)
    assert f"<b>{ZH('private.mark')}</b>" not in html_of(screen)
    assert [note.value for note in screen.info] == [ZH("private.elsewhere")]
    screen.button(key="private-back").click().run()
    assert f"<b>{ZH('private.mark')}</b>" in html_of(screen)


def test_the_longest_unused_gives_way_when_too_many_are_held_and_its_reader_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_data, "MOST_HELD", 1)
    monkeypatch.setattr(private_data, "SPARED_FOR", -1.0)
    first = uploaded(("first.csv", SOUND.encode()))
    [before] = private_folders(folder)
    uploaded(("second.csv", SOUND.encode()))
    [after] = private_folders(folder)
    assert after != before
    first.run()
    assert ZH("private.crowded_out") in [note.value for note in first.info]
    first.button(key="private-understood").click().run()
    assert list(first.info) == []


def test_what_goes_unused_expires_and_its_reader_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = uploaded(("own.csv", SOUND.encode()))
    monkeypatch.setattr(private_data, "HELD_FOR", -1.0)
    screen.run()
    assert ZH("private.expired") in [note.value for note in screen.info]
    assert private_folders(folder) == []


def test_what_was_used_a_moment_ago_is_kept_and_the_newcomer_is_told_in_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_data, "MOST_HELD", 1)
    first = uploaded(("first.csv", SOUND.encode()))
    kept = private_folders(folder)
    second = uploaded(("second.csv", SOUND.encode()))
    assert [error.value for error in second.error] == [ZH("upload.fault.crowded")]
    assert "upload-check" in [button.key for button in second.button]
    assert private_folders(folder) == kept
    first.run()
    assert list(first.info) == [] and "first.csv" in html_of(first)


def test_an_errand_on_its_way_gives_way_to_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_data, "MOST_HELD", 1)
    monkeypatch.setattr(private_data, "SPARED_FOR", -1.0)
    with errands._places, errands._places:
        take_in([("first.csv", SOUND.encode())], folder, "tests")
        [(owner, data)] = private_data._held.items()
        private_data._held["another reader"] = private_data._held.pop(owner)
        with pytest.raises(NotTaken, match="crowded"):
            take_in([("second.csv", SOUND.encode())], folder, "tests")
        assert private_folders(folder) == [data.folder.path] and data.is_busy
    assert data.errand is not None
    data.errand.wait(120)
    assert data.fault is None and data.report is not None


def test_a_publication_that_came_about_is_said_to_have_come_about_whatever_is_held(folder: Path) -> None:
    data = PrivateData(PrivateFolder(), {}, 0.0)
    asked = Errand("publish", (), str(folder), str(data.folder.path / "target"), "tests")
    private_data._take(data, asked, Outcome(snapshot_id="0123456789ab"))
    assert data.published == "0123456789ab"
    assert private_folders(folder) == []


def test_a_private_snapshot_that_does_not_open_is_a_fault_in_words(folder: Path) -> None:
    data = private_data._held["tests"] = PrivateData(PrivateFolder(), {}, 0.0)
    asked = Errand("private", (), str(folder), str(data.folder.path / "target"), "tests")
    private_data._take(data, asked, Outcome(snapshot_id="0123456789ab", base="0123456789ab"))
    assert (data.view, data.fault) == (None, "invalid")


def test_an_upload_that_the_disk_cannot_hold_leaves_nothing_and_is_told_in_words(folder: Path) -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        yield "first.csv", SOUND.encode()
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(NotTaken) as refused:
        take_in(files(), folder, "tests")
    assert refused.value.reason == "full_disk"
    assert private_folders(folder) == []


def test_nobody_waits_while_the_files_of_another_reader_are_written(folder: Path) -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        other = threading.Thread(target=private_data.loss, daemon=True)
        other.start()
        other.join(30)
        assert not other.is_alive()
        yield "own.csv", SOUND.encode()

    take_in(files(), folder, "tests")


def test_one_thread_sweeps_however_often_files_are_taken_and_dropped(folder: Path) -> None:
    for _ in range(3):
        take_in([("own.csv", SOUND.encode())], folder, "tests")
        private_data.drop()
    assert [thread.name for thread in threading.enumerate()].count(private_data.SWEEPER) == 1


def test_folders_of_a_killed_process_are_removed_whatever_its_number_was_and_those_held_are_not(folder: Path) -> None:
    settings = {**os.environ, "TMPDIR": tempfile.gettempdir()}
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True, env=settings) as process:
        assert process.stdout is not None
        held = Path(process.stdout.readline().strip())
        same_number = Path(tempfile.gettempdir()) / f"{PREFIX}{os.getpid()}-x"
        same_number.mkdir()
        own = PrivateFolder()
        remove_leftovers()
        assert private_folders(folder) == sorted([held, own.path])
        process.send_signal(signal.SIGKILL)
    remove_leftovers()
    assert private_folders(folder) == [own.path]
    own.remove()


def test_a_viewer_reads_how_publishing_works_and_finds_no_button(folder: Path) -> None:
    screen = uploaded(("own.csv", SOUND.encode()))
    assert ZH("publish.how", reason=ZH("access.nobody")) in html_of(screen)
    assert "publish-do" not in [button.key for button in screen.button]


def run(folder: Path, action: Action, path: Path, partly: bool = False) -> Outcome:
    """The outcome of an errand with one file."""
    outcomes: list[Outcome] = []
    errand = Errand(action, ((str(path), path.name),), str(folder), str(folder.parent / "target"), "tests", partly)
    RunningErrand(errand, outcomes.append).wait(120)
    [outcome] = outcomes
    return outcome


def written(folder: Path, name: str, rows: str) -> Path:
    path = folder.parent / name
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def imported_regions(folder: Path) -> list[str]:
    """The regions of the figures that the current snapshot holds of what was loaded."""
    with open_snapshot(current_snapshot(folder).path) as connection:
        return [row[0] for row in connection.table("stat").filter("layer = 'imported'").fetchall()]


def test_rejected_rows_stop_a_publication_unless_the_sound_ones_are_asked_for(folder: Path) -> None:
    before = current_snapshot(folder)
    path = written(folder, "mixed.csv", "2024,广东省,专利代理机构,512,家\n2024,无此地,专利代理机构,1,家\n")
    outcome = run(folder, "publish", path)
    assert (outcome.fault, outcome.snapshot_id) == ("rejected", None)
    assert outcome.report is not None and outcome.report.counts == {("mixed.csv", "unknown_region"): 1}
    assert run(folder, "publish", written(folder, "empty.csv", ""), partly=True).fault == "nothing"
    assert current_snapshot(folder) == before
    assert run(folder, "publish", path, partly=True).snapshot_id == current_snapshot(folder).snapshot_id
    assert len(imported_regions(folder)) == 1


def test_a_publication_on_the_page_and_one_by_command_line_at_once_lose_nothing(folder: Path) -> None:
    paths = [written(folder, f"{place}.csv", f"2024,{place},专利代理机构,7,家\n") for place in ("广东省", "四川省")]
    command = [sys.executable, "-m", "data.load", str(paths[1]), "--publish", "--author", "四川省"]
    command += ["--folder", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as by_command:
        ends: list[Outcome] = []
        target = str(folder.parent / "target")
        asked = Errand("publish", ((str(paths[0]), paths[0].name),), str(folder), target, "广东省")
        RunningErrand(asked, ends.append).wait(120)
        assert by_command.wait(120) == 0
    assert [end.fault for end in ends] == [None]
    assert set(imported_regions(folder)) == {"440000", "510000"}
    assert sorted(entry.record["who"] for entry in read_audit(folder)[-2:]) == ["四川省", "广东省"]


def test_a_publication_does_not_wait_for_those_who_only_look_and_not_without_the_right(folder: Path) -> None:
    path = written(folder, "own.csv", "2024,广东省,专利代理机构,512,家\n")
    before = current_snapshot(folder)
    asked = Errand("publish", ((str(path), path.name),), str(folder), str(folder.parent / "target"), "tests")
    with errands._places, errands._places:
        ends: list[Outcome] = []
        RunningErrand(asked, ends.append, lambda: False).wait(120)
        assert [end.fault for end in ends] == ["not_allowed"]
        assert current_snapshot(folder) == before
        assert run(folder, "publish", path).snapshot_id == current_snapshot(folder).snapshot_id != before.snapshot_id


def test_a_private_snapshot_names_what_it_was_made_from_not_what_was_current_when_it_was_asked_for(
    folder: Path,
) -> None:
    before = current_snapshot(folder)
    take_in([("own.csv", SOUND.encode())], folder, "tests")
    data = next(iter(private_data._held.values()))
    assert data.errand is not None
    data.errand.wait(120)
    with errands._places, errands._places:
        private_data.start(data, "private", folder, "tests")
        other = written(folder, "other.csv", "2024,四川省,专利代理机构,98,家\n")
        run(folder, "publish", other)
    data.errand.wait(120)
    assert data.view is not None
    assert data.view.base == current_snapshot(folder).snapshot_id != before.snapshot_id


@pytest.mark.parametrize("was_listed", [True, False])
def test_a_publisher_taken_off_the_list_while_waiting_is_none(
    was_listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishers = tmp_path / "publishers.txt"
    publishers.write_text("wang.min" if was_listed else "", encoding="utf-8")
    monkeypatch.setenv("ATLAS_PUBLISHERS", str(publishers))
    is_still_publisher = load_actions._is_still_publisher(Reader("wang.min", "publisher"))
    assert is_still_publisher()
    publishers.write_text("", encoding="utf-8")
    # Who is one by a claim is on no list, and keeps what the log-in gave.
    assert is_still_publisher() is not was_listed


def test_a_report_is_recorded_where_readers_have_names_and_so_is_that_the_view_was_private(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, Callable[[], bytes]] = {}
    draw = st.download_button

    def drawn(label: str, **how: Any) -> bool:
        made[how["key"]] = how["data"]
        return draw(label, **how)

    screen = uploaded(("mixed.csv", f"{SOUND}2024,无此地,专利代理机构,1,家\n".encode()))
    screen.button(key="private-use").click().run()
    monkeypatch.setattr(st, "download_button", drawn)
    monkeypatch.setenv("ATLAS_USER_HEADER", "X-Atlas-User")
    at(screen, "data", section="upload")
    assert made["report-csv"]()
    entry = read_audit(folder)[-1].record
    assert (entry["action"], entry["what"], entry["details"]["private"]) == ("export", "report.csv", True)


def test_what_cannot_be_recorded_is_not_published(folder: Path) -> None:
    before = current_snapshot(folder)
    (folder / AUDIT_FILE).unlink()
    (folder / AUDIT_FILE).mkdir()
    outcome = run(folder, "publish", written(folder, "own.csv", "2024,广东省,专利代理机构,512,家\n"))
    assert (outcome.fault, outcome.snapshot_id) == ("not_recorded", None)
    assert current_snapshot(folder) == before


def test_a_cancelled_errand_leaves_everything_as_it_was(folder: Path) -> None:
    before = contents(folder)
    path = written(folder, "own.csv", "2024,广东省,专利代理机构,512,家\n")
    ended = Event()
    outcomes: list[Outcome] = []

    def end(outcome: Outcome) -> None:
        outcomes.append(outcome)
        ended.set()

    asked = Errand("check", ((str(path), path.name),), str(folder), str(folder.parent / "target"), "tests")
    errand = RunningErrand(asked, end)
    errand.cancel()
    assert ended.wait(60)
    assert (outcomes[0].fault, outcomes[0].report) == ("lost", None)
    assert contents(folder) == before


@pytest.mark.parametrize(("limit", "least", "faults"), [
    ("MOST_MEMORY", 2**28, ("memory", "lost")), ("LONGEST", 0.05, ("lost",)),
])  # fmt: skip
def test_a_file_is_read_in_bounded_memory_and_time(
    limit: str, least: float, faults: tuple[Fault, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is published within the limits ends without a trace beyond either."""
    path = written(folder, "own.csv", "2024,广东省,专利代理机构,512,家\n")
    before = contents(folder)
    with monkeypatch.context() as lowered:
        lowered.setattr(errands, limit, least)
        outcome = run(folder, "publish", path)
    assert outcome.fault in faults and outcome.snapshot_id is None and contents(folder) == before
    assert run(folder, "publish", path).fault is None


def test_memory_that_cannot_be_bounded_is_told_in_the_log(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "sitecustomize.py").write_text(REFUSING, encoding="utf-8")
    path = written(folder, "own.csv", "2024,广东省,专利代理机构,512,家\n")
    assert run(folder, "check", path).fault is None and "not allowed here" not in caplog.text
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "start"))
    assert run(folder, "check", path).fault is None and "not allowed here" in caplog.text


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "full_disk"),
        (duckdb.IOException("Could not write file: No space left on device"), "full_disk"),
        (PermissionError(errno.EACCES, "Permission denied"), "not_permitted"),
        (OSError(errno.EROFS, "Read-only file system"), "not_permitted"),
        (FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"), "not_permitted"),
        (AuditError("audit"), "not_recorded"),
        (MemoryError(), "memory"),
        (OSError("std::bad_alloc: bad allocation"), "memory"),
        (duckdb.OutOfMemoryException("could not allocate"), "memory"),
        (SnapshotError("broken", "path"), "invalid"),
    ],
)
def test_every_failure_has_its_words(error: Exception, fault: Fault) -> None:
    assert fault_of(error) == fault
    for language in ("zh", "en"):
        assert load_texts(language)(f"upload.fault.{fault}")


FORMULA = "=HYPERLINK(1)"
REPORT = Report(
    (Account("../a b.csv", "", "stat", 2, 1, 1),),
    (Finding("../a b.csv", "", 3, "数值", FORMULA, "not_a_number"),),
    {("../a b.csv", "not_a_number"): 1},
)


def test_the_report_as_a_file_runs_nothing_and_says_where_and_what() -> None:
    rows = list(csv.reader(io.StringIO(report_csv(REPORT, ZH).decode("utf-8-sig"))))
    assert rows[1][:6] == ["错误", "../a b.csv", "", "3", "数值", f"'{FORMULA}"]
    book = openpyxl.load_workbook(io.BytesIO(report_workbook(REPORT, ZH)))
    cell = book.worksheets[0].cell(2, 6)
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    assert [cell.value for cell in book.worksheets[1][2]] == ["../a b.csv", None, "统计数据", 2, 1, 1]


def test_the_reports_of_several_files_have_names_that_any_system_takes() -> None:
    with zipfile.ZipFile(io.BytesIO(reports_per_file(REPORT, ["../a b.csv", "..\\b.csv"], ZH))) as archive:
        assert archive.namelist() == ["01-.._a_b.xlsx", "02-.._b.xlsx"]


def test_every_table_that_can_be_loaded_has_its_template(folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(all_templates())) as archive:
        names = archive.namelist()
    assert sorted(name.rsplit("_", 1)[0] for name in names) == sorted(kinds())
