"""The real facts, built once per test run into a temporary folder: no test touches data/snapshots."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from changed_snapshot import changed_snapshot
from hypothesis import settings
from own_clusters import load_own_clusters
from small_facts import write_inputs
from streamlit.config import get_option, set_option
from ten_steps import handout_of_ten

from data.build import build_snapshot, main
from data.snapshot import SnapshotReference, current_snapshot
from pages.exporters.handout import Handout
from pages.shell.replay import Replay, replay
from queries.catalogue import Indicator, catalogue_of
from queries.engine import Engine, engine_room
from queries.regions import Regions

LONGEST = (
    "test_every_figure.py", "test_questions_of_figures.py", "test_boundaries.py", "test_many_at_once.py",
    "test_export.py", "test_load.py", "test_pages.py", "test_dirty_files.py",
    "test_brief.py", "test_deck.py", "test_handout.py", "test_office.py",
    # With a browser:
    "test_meeting.py", "test_cluster_journey.py", "test_loading.py", "test_print.py", "test_replicas.py",
    "test_accessibility.py", "test_one_page.py", "test_forbidden.py",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Turn every test, and every server a test starts, away from the folder of the user; no example has a time limit.

    On a busy machine an example may take a hundred times as long as alone, which says nothing of what is tested.
    Servers and commands keep what they compiled: compiling the whole app took each of them most of a second.
    """
    settings.register_profile("atlas", deadline=None)
    settings.load_profile("atlas")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["ATLAS_DATA"] = os.path.join(os.devnull, "the-tests-build-their-own-snapshot")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: begun last, it would leave all other workers of a parallel run waiting for one.

    The two modules that replay every figure of the sample stand together, and so do those that hand over the ten
    steps: one worker replays what they share once.
    """
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONGEST)))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare all tests and what they import from garbage collection, which Streamlit does after each run of a page."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def real_snapshot(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """The snapshot of the shipped files. Every worker of a parallel run builds its own in two seconds."""
    return build_snapshot(tmp_path_factory.mktemp("real") / "snapshots", author="tests")


@pytest.fixture(scope="session")
def chdb_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the one ClickHouse engine that this process may host; a connection keeps it up until the end."""
    # Only a worker that is asked for it loads the engine, which is large.
    from chdb_client import engine_on

    folder = tmp_path_factory.mktemp("clickhouse")
    with engine_on(folder / "data", folder / "config.xml"):
        yield folder / "data"


@pytest.fixture(scope="session")
def small_reference(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """The snapshot of the small facts, for tests that only read it or that change a copy of its folder."""
    folder = tmp_path_factory.mktemp("small")
    return build_snapshot(folder / "snapshots", write_inputs(folder / "inputs"))


@pytest.fixture
def served_engine(real_snapshot: SnapshotReference, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine that a page which is run asks, new and on the shipped facts; nothing of it is left to later tests."""
    folder = real_snapshot.path.parent
    monkeypatch.setenv("ATLAS_DATA", str(folder))
    st.cache_resource.clear()
    engine_room.cache_clear()
    yield engine_room(folder).current()[0]
    st.cache_resource.clear()
    engine_room.cache_clear()


@pytest.fixture(scope="session")
def sampled_snapshot(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """The same with the sample register, built by the command; the time it takes is printed.

    The first worker that asks builds it for all workers of the run, and each has a copy of its own.
    """
    of_run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_run = of_run.parent
    built, own = of_run / "sampled-of-run", tmp_path_factory.mktemp("sampled") / "snapshots"
    with (of_run / "sampled-of-run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            _build_sampled(own)
            # Copied aside and renamed: what a worker left that was ended meanwhile is no snapshot.
            shutil.copytree(own, half := own.with_name("half"))
            half.rename(built)
    if not own.exists():
        shutil.copytree(built, own)
    return current_snapshot(own)


def _build_sampled(folder: Path) -> None:
    start = time.perf_counter()
    assert main(["--sample", "--folder", str(folder), "--author", "tests"]) == 0
    print(f"\nsnapshot with the sample register: {time.perf_counter() - start:.1f} s")


@pytest.fixture(scope="session")
def snapshot_folder(real_snapshot: SnapshotReference) -> Iterator[Path]:
    """The folder of the real snapshot, to which ATLAS_DATA points from then on."""
    folder = real_snapshot.path.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_DATA", str(folder))
        yield folder


@pytest.fixture(scope="session")
def engine(real_snapshot: SnapshotReference) -> Iterator[Engine]:
    """An engine on the real snapshot."""
    opened = Engine(real_snapshot)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sampled_engine(sampled_snapshot: SnapshotReference) -> Iterator[Engine]:
    """An engine on the snapshot with the sample register."""
    opened = Engine(sampled_snapshot)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def changed(
    sampled_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Engine]]:
    """An engine on a copy of the sample in which a statement was carried out."""
    engines = []

    def make(statement: str) -> Engine:
        engines.append(Engine(changed_snapshot(sampled_snapshot, tmp_path_factory.mktemp("changed"), statement)))
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()


@pytest.fixture(scope="session")
def own_clusters_snapshot(
    real_snapshot: SnapshotReference, tmp_path_factory: pytest.TempPathFactory
) -> SnapshotReference:
    """The shipped facts with returns of clusters that a user loaded, whole ones and such that lack something."""
    folder = Path(shutil.copytree(real_snapshot.path.parent, tmp_path_factory.mktemp("own") / "snapshots"))
    return load_own_clusters(folder, tmp_path_factory.mktemp("returns"))


@pytest.fixture(scope="session")
def own_clusters_engine(own_clusters_snapshot: SnapshotReference) -> Iterator[Engine]:
    """An engine on the snapshot with the user's own clusters."""
    opened = Engine(own_clusters_snapshot)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def own_clusters_pages(own_clusters_snapshot: SnapshotReference) -> Iterator[None]:
    """Pages open the snapshot with the user's own clusters, and leave nothing of it to other modules."""
    yield from _pages_on(own_clusters_snapshot)


@pytest.fixture(scope="session")
def sampled_regions(sampled_engine: Engine) -> Regions:
    """The places of that snapshot."""
    return Regions(sampled_engine)


@pytest.fixture(scope="session")
def sampled_catalogue(sampled_engine: Engine) -> dict[str, Indicator]:
    """The indicators of that snapshot."""
    return catalogue_of(sampled_engine)


@pytest.fixture(scope="module")
def sampled_pages(sampled_snapshot: SnapshotReference) -> Iterator[None]:
    """Pages open the snapshot with the sample register, and leave nothing of it to other modules."""
    yield from _pages_on(sampled_snapshot)


@pytest.fixture(scope="session")
def replayed(sampled_snapshot: SnapshotReference) -> Callable[[str, str], Replay]:
    """Replays a page on a query on that snapshot, each view once per run; for modules that use `sampled_pages`."""
    return cache(replay)


@pytest.fixture(scope="session")
def ten_handout(sampled_snapshot: SnapshotReference) -> Handout:
    """A briefing of ten steps on that snapshot, in Chinese; see tests/ten_steps.py."""
    with contextmanager(_pages_on)(sampled_snapshot):
        return handout_of_ten("zh")


@pytest.fixture(scope="session")
def ten_handout_en(sampled_snapshot: SnapshotReference) -> Handout:
    """The ten steps in English."""
    with contextmanager(_pages_on)(sampled_snapshot):
        return handout_of_ten("en")


def _pages_on(snapshot: SnapshotReference) -> Iterator[None]:
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATLAS_DATA", str(snapshot.path.parent))
        yield
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def fresh_caches() -> Iterator[None]:
    """Other modules shall not meet the resources of this one, and a fault on a page shall say what it is."""
    st.cache_resource.clear()
    hidden = get_option("client.showErrorDetails")
    set_option("client.showErrorDetails", "full")
    yield
    set_option("client.showErrorDetails", hidden)
    st.cache_resource.clear()
