"""The real facts, built once per test run into a temporary folder: no test touches data/snapshots."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.build import build_snapshot
from data.snapshot import SnapshotReference
from queries.engine import Engine


def pytest_configure(config: pytest.Config) -> None:
    """Turn every test, and every server a test starts, away from the folder of the user."""
    os.environ["ATLAS_DATA"] = os.path.join(os.devnull, "the-tests-build-their-own-snapshot")


@pytest.fixture(scope="session")
def real_snapshot(tmp_path_factory: pytest.TempPathFactory) -> SnapshotReference:
    """The snapshot of the shipped files. Every worker of a parallel run builds its own in two seconds."""
    return build_snapshot(tmp_path_factory.mktemp("real") / "snapshots", author="tests")


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
