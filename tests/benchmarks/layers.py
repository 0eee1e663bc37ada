"""Where a server spends the time of its processors: layers of the house, told by the stack of each thread."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
PERIOD, IDLE, QUIET = 0.002, 0.0002, 0.05
OUTPUT = "BENCHMARK_LAYERS"
"""Environment variable that names the file into which the sampled server writes."""

LAYERS = ("query", "formula", "figure", "serialisation", "page", "streamlit", "other")
_SERIALISING = (
    "streamlit/elements/plotly_chart.py", "streamlit/elements/arrow.py", "streamlit/dataframe_util.py",
    "streamlit/runtime/forward_msg_queue.py", "streamlit/runtime/runtime_util.py", "plotly/io/_json.py",
    "google/protobuf/", "streamlit/web/",
)  # fmt: skip


def layer_of(stack: Iterable[tuple[str, str]]) -> str:
    """The layer of a stack, given as file and function from the innermost call outward.

    The innermost file that belongs to a layer decides: pandas within a formula is the formula's.
    """
    for file, function in stack:
        if file.startswith(f"{ROOT}/"):
            return _layer_of_ours(file[len(str(ROOT)) + 1 :], function)
        if any(part in file for part in _SERIALISING):
            return "serialisation"
        if "/streamlit/" in file:
            return "streamlit"
    return "other"


def _layer_of_ours(file: str, function: str) -> str:
    if file.startswith("queries/"):
        asks = "database" in file or (file, function) == ("queries/engine.py", "_ask")
        return "query" if asks else "formula"
    if file.startswith(("geo/", "pages/charts/")):
        return "figure"
    return "page" if file.startswith(("pages/", "app.py", "data/")) else "other"


def difference(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    """Milliseconds of each layer between two readings."""
    return {layer: 1000 * (after.get(layer, 0.0) - before.get(layer, 0.0)) for layer in LAYERS}


def read_layers(file: Path) -> dict[str, float]:
    """Seconds of each layer that a sampled server has told so far; none before it has told anything."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


class Sampler(threading.Thread):
    """Gives the time that each thread has used since the last sample to the layer that it is in now.

    DuckDB's own threads, and the ends of threads that were gone before the next sample, show in the process alone: what
    is used by nobody else is the query's while a question is being asked, else `other`.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(name="sampler", daemon=True)
        self._file = file
        self._spent: Counter[str] = Counter()
        self._clocks: dict[int, float] = {}

    def run(self) -> None:
        """Sample until the process ends, and write whenever it has been quiet for a moment."""
        told, busy_at, is_written = time.process_time(), time.perf_counter(), True
        while True:
            time.sleep(PERIOD)
            process = time.process_time()
            used = self._sample()
            if used["busy"] > IDLE:
                busy_at, is_written = time.perf_counter(), False
            self._spent["query" if used["asking"] else "other"] += max(process - told - used["all"], 0.0)
            told = process
            if not is_written and time.perf_counter() - busy_at > QUIET:
                self._write()
                is_written = True

    def _sample(self) -> Counter[str]:
        """Seconds of Python's threads (`all`), of those beside this one (`busy`), and whether one of them is asking."""
        used: Counter[str] = Counter()
        clocks: dict[int, float] = {}
        for thread, frame in sys._current_frames().items():
            clocks[thread] = now = time.clock_gettime(time.pthread_getcpuclockid(thread))
            before = self._clocks.get(thread, 0.0)
            # The number of a thread that is gone is given to the next one.
            spent = now - before if now >= before else now
            used["all"] += spent
            if thread == self.ident:
                continue
            layer = layer_of(_stack(frame))
            self._spent[layer] += spent
            used["busy"] += spent
            used["asking"] += layer == "query"
        self._clocks = clocks
        return used

    def _write(self) -> None:
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps(self._spent), encoding="utf-8")
        os.replace(beside, self._file)


def _stack(frame: FrameType | None) -> Iterable[tuple[str, str]]:
    while frame is not None:
        yield frame.f_code.co_filename, frame.f_code.co_name
        frame = frame.f_back


def main() -> None:
    """Run Streamlit's own command with the arguments given, sampled."""
    from streamlit.web.cli import main as streamlit

    Sampler(Path(os.environ[OUTPUT])).start()
    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
