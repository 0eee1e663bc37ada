"""What the parts of a benchmark share: the two registers, a folder for files, and how often a thing is done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from data.build import build_snapshot
from data.snapshot import SnapshotReference, current_snapshot
from tests.benchmarks.large_register import A_CLUSTER, AGENCIES, AN_AGENCY, build

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Register:
    """A snapshot with a register, the layer that holds it, and an agency and a cluster that are in it."""

    reference: SnapshotReference
    layer: str
    agency: str
    cluster: str

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a server that serves it."""
        return {"ATLAS_DATA": str(self.reference.path.parent)}


class Setting:
    """Builds what is asked for, once: `small` and `large` are folders with a snapshot, else both are built in `folder`.

    Without `at_scale` there is no larger register, and every part leaves its column empty.
    """

    def __init__(
        self, folder: Path, quick: bool, small: Path | None = None, large: Path | None = None, at_scale: bool = True
    ) -> None:
        self.folder = folder
        self.quick = quick
        self.log = folder / "server.log"
        self._small = small
        self._large = large
        self._at_scale = at_scale

    @property
    def few(self) -> int:
        """Runs of what takes seconds."""
        return 1 if self.quick else 3

    @property
    def many(self) -> int:
        """Runs of what takes a second at most."""
        return 3 if self.quick else 9

    @cached_property
    def small(self) -> Register:
        """The published figures with the sample register of about 90,000 institutions."""
        if self._small:
            reference = current_snapshot(self._small)
        else:
            reference = build_snapshot(self.folder / "small", author="benchmark", sample=True)
        return Register(reference, "sample", "SAMPLE-000001", "sample_a01")

    @cached_property
    def large(self) -> Register | None:
        """The published figures with a loaded register of 1,000,000 agencies, every one with five years."""
        if not self._at_scale:
            return None
        reference = current_snapshot(self._large) if self._large else build(self.folder / "large", AGENCIES)
        return Register(reference, "imported", AN_AGENCY, A_CLUSTER)

    @property
    def registers(self) -> list[Register]:
        """Both, the smaller first; the larger may be left out."""
        return [self.small, *([self.large] if self.large else [])]
