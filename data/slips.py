"""From when on figures of an agency, a cluster or a place are so far apart that one of them must be mistaken."""

from __future__ import annotations

# Ratios from which two figures count as ten times, and as ten thousand times (元 for 万元), off each other.
LEAP, SLIP = 8.0, 5_000.0
# Below this a figure is too small to tell.
SMALLEST = 10.0
