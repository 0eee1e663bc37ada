"""Prints how the sample register meets the published margins and how long it takes: `python -m data.sample`."""

from __future__ import annotations

import time

from data.sample.calibration import calibration
from data.sample.register import generate


def main() -> None:
    """Generate the register and print its tables, its calibration and the time taken."""
    start = time.perf_counter()
    frames = generate()
    seconds = time.perf_counter() - start
    for table, frame in frames.items():
        print(f"{table:16}{len(frame):>8}")
    print(f"{seconds:.1f} s\n")
    print(calibration(frames).to_string(index=False, float_format=lambda value: f"{value:.2f}"))


if __name__ == "__main__":
    main()
