"""Where signs stand that would lie on each other: moved apart just as far as it takes to tell them apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.projection import project, unproject

ROUNDS = 400
TOLERANCE = 0.01
KILOMETRE = 1000.0


def apart(points: NDArray[np.float64], least_km: float) -> NDArray[np.float64]:
    """Move points apart until no two are nearer than `least_km` on the map.

    Points of one place stand on a ring around it; then neighbours push each other away, half the way each.

    Parameters
    ----------
    points : shape (n, 2), longitude and latitude in degrees; the order decides who stands where on a ring
    least_km : distance ≥ 0 in km of the projection of the atlas

    Returns
    -------
    shape (n, 2), in degrees; a point with nobody near stays where it is
    """
    if len(points) < 2:
        return points.copy()
    least = least_km * KILOMETRE
    places = _ringed(project(points), least)
    for _ in range(ROUNDS):
        away = places[:, None, :] - places[None, :, :]
        distance = np.hypot(away[..., 0], away[..., 1])
        np.fill_diagonal(distance, np.inf)
        if distance.min() >= least * (1 - TOLERANCE):
            break
        lacking = np.maximum(least - distance, 0.0) / 2
        places = places + (away / np.maximum(distance, 1.0)[..., None] * lacking[..., None]).sum(axis=1)
    moved = np.hypot(*(places - project(points)).T) > 1.0
    return np.where(moved[:, None], unproject(places), points)


def _ringed(places: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Points of one place on a ring around it, wide enough for their number; the first to the west."""
    _, groups = np.unique(places.round(), axis=0, return_inverse=True)
    ringed = places.copy()
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        if len(own) > 1:
            angles = np.pi + 2 * np.pi * np.arange(len(own)) / len(own)
            radius = least / (2 * np.sin(np.pi / len(own)))
            ringed[own] += radius * np.column_stack((np.cos(angles), np.sin(angles)))
    return ringed
