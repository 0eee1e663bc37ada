"""Poisson and negative binomial regression of counts that may be zero, each unit predicted from the others."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["CountRegression", "leave_one_out_counts"]

STEPS = 200
"""More than any fit of sound figures takes; a fit that still moves then is called unfinished."""

STILL = 1e-9
NEARBY = 1e-4
FURTHEST = 30.0
"""Bound of the linear predictor: e³⁰ exceeds any count of the field and stays finite."""

DISPERSED_AT = 1.6448536269514722
"""One-sided 5 % point of the normal: the test of Cameron & Trivedi for more variance than Poisson has."""

LEAST_SHAPE, MOST_SHAPE = -7.0, 14.0
"""Bounds of ln(1/α); at the upper one the negative binomial cannot be told from Poisson."""


@dataclass(frozen=True)
class CountRegression:
    """A regression of counts and what it says of each unit without that unit.

    Attributes
    ----------
    rows : pd.DataFrame, shape (n, ·), index = units
        ``predicted`` linear predictor ŷ_(i); ``spread`` its standard error; ``shape`` 1/α without i (inf for
        Poisson). NaN where the fit without i does not settle.
    is_dispersed : bool
        True where variance exceeds the mean by more than chance, so that NB2 stands in for Poisson.
    dispersion : float
        α of the fit with all units, variance = μ + αμ²; 0 for Poisson.
    overdispersion : float
        t value of Cameron & Trivedi's regression of ((y−μ)²−y)/μ on μ.
    explained : float
        1 − deviance/null deviance of the fit with all units, ≤ 1.
    """

    rows: pd.DataFrame
    is_dispersed: bool
    dispersion: float
    overdispersion: float
    explained: float

    def intervals(self, confidences: tuple[float, ...], seed: int, draws: int) -> pd.DataFrame:
        """Simulated prediction intervals: coefficients from their normal, then a count from its distribution.

        Parameters
        ----------
        confidences : each 0..1
        seed : from configuration (E10); with the label of a unit it fixes the draws of that unit, so that neither
            the order nor the number of the other units changes them
        draws : how many counts per unit

        Returns
        -------
        pd.DataFrame with columns lo_0, hi_0, lo_1, hi_1, … in the order of the confidences; counts
        """
        ends = [end for c in confidences for end in (0.5 - c / 2, 0.5 + c / 2)]
        names = [f"{side}_{place}" for place in range(len(confidences)) for side in ("lo", "hi")]
        quantiles = []
        for label, row in self.rows.iterrows():
            if not np.isfinite([row["predicted"], row["spread"]]).all():
                quantiles.append([np.nan] * len(ends))
                continue
            random = np.random.default_rng([seed, zlib.crc32(str(label).encode())])
            mean = np.exp(np.clip(random.normal(row["predicted"], row["spread"], draws), -FURTHEST, FURTHEST))
            if np.isfinite(row["shape"]):
                mean = random.gamma(row["shape"], mean / row["shape"])
            quantiles.append(np.quantile(random.poisson(mean), ends, method="inverted_cdf").tolist())
        return pd.DataFrame(quantiles, columns=names, index=self.rows.index, dtype=float)


def leave_one_out_counts(counts: pd.Series, matrix: pd.DataFrame) -> CountRegression:
    """Fit ln E(S) = Xβ with all units, choose Poisson or NB2 by overdispersion, and refit without each unit.

    The n fits without one unit start from the fit with all and run side by side until they are still, so they are
    the maxima of their likelihoods and no one-step approximation.

    Parameters
    ----------
    counts : shape (n,), whole numbers ≥ 0
    matrix : shape (n, p), constant included, full column rank, same index; n > p + 1

    Notes
    -----
    NB2: variance μ + αμ². The covariance of the coefficients is (Xᵀ W X)⁻¹, W = μ/(1+αμ) (expected information).
    Source: METHODS.md G4; Cameron & Trivedi (2013).
    """
    y, x = counts.to_numpy(dtype=float), matrix.to_numpy(dtype=float)
    n = len(y)
    everyone = np.ones((1, n))
    start = np.zeros((1, x.shape[1]))
    start[0, 0] = np.log(max(y.mean(), 1e-3))
    poisson, _, _ = _fit(y, x, everyone, start, None)
    overdispersion = _overdispersion(y, np.exp(np.clip(x @ poisson[0], -FURTHEST, FURTHEST)))
    is_dispersed = overdispersion > DISPERSED_AT
    first_shape = np.zeros(1) if is_dispersed else None
    whole, shape, _ = _fit(y, x, everyone, poisson, first_shape)
    others = 1.0 - np.eye(n)
    shapes = None if shape is None else np.repeat(shape, n)
    beta, left_shape, settled = _fit(y, x, others, np.repeat(whole, n, axis=0), shapes)
    settled &= _can_be_left_out(x)
    weights = others * _information(np.exp(np.clip(beta @ x.T, -FURTHEST, FURTHEST)), left_shape)
    covariance = _inverse(np.einsum("ij,jk,jl->ikl", weights, x, x, optimize=True))
    spread = np.sqrt(np.clip(np.einsum("ik,ikl,il->i", x, covariance, x), 0.0, None))
    rows = pd.DataFrame(
        {
            "predicted": np.where(settled, np.einsum("ik,ik->i", x, beta), np.nan),
            "spread": np.where(settled, spread, np.nan),
            "shape": np.inf if left_shape is None else np.exp(left_shape),
        },
        index=counts.index,
    )
    dispersion = 0.0 if shape is None else float(np.exp(-shape[0]))
    explained = _explained(y, np.exp(np.clip(x @ whole[0], -FURTHEST, FURTHEST)), dispersion)
    return CountRegression(rows, is_dispersed, dispersion, overdispersion, explained)


def _can_be_left_out(x: np.ndarray) -> np.ndarray:
    """False for a unit without which some coefficient has nothing to rest on."""
    return (np.linalg.qr(x)[0] ** 2).sum(axis=1) < 1 - 1e-10


def _overdispersion(y: np.ndarray, mean: np.ndarray) -> float:
    excess = ((y - mean) ** 2 - y) / mean
    slope = float(mean @ excess / (mean @ mean))
    left = excess - slope * mean
    error = float(np.sqrt(left @ left / (len(y) - 1) / (mean @ mean)))
    return slope / error if error > 0 else 0.0


def _fit(
    y: np.ndarray, x: np.ndarray, used: np.ndarray, beta: np.ndarray, log_shape: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray]:
    """Maximise b likelihoods side by side; ``used`` (b, n) says which units enter which.

    Fisher scoring for the coefficients and Newton steps for ln(1/α), which are orthogonal, in turn.
    Returns the coefficients (b, p), ln(1/α) (b,) or None for Poisson, and whether each fit came to rest.
    """
    moved = np.full(len(beta), np.inf)
    for _ in range(STEPS):
        mean = np.exp(np.clip(beta @ x.T, -FURTHEST, FURTHEST))
        information = used * _information(mean, log_shape)
        score = (information * (y - mean) / mean) @ x
        curvature = np.einsum("ij,jk,jl->ikl", information, x, x, optimize=True)
        step = np.einsum("ikl,il->ik", _inverse(curvature), score)
        step *= np.minimum(1.0, 2.0 / np.maximum(np.abs(step @ x.T).max(axis=1), 1e-300))[:, None]
        beta = beta + step
        moved = np.abs(step).max(axis=1)
        if log_shape is not None:
            change = _shape_step(y, np.exp(np.clip(beta @ x.T, -FURTHEST, FURTHEST)), used, log_shape)
            log_shape = np.clip(log_shape + change, LEAST_SHAPE, MOST_SHAPE)
            moved = np.maximum(moved, np.where(log_shape < MOST_SHAPE, np.abs(change), 0.0))
        if (moved < STILL).all():
            break
    return beta, log_shape, moved < 1e3 * STILL


def _information(mean: np.ndarray, log_shape: np.ndarray | None) -> np.ndarray:
    return mean if log_shape is None else mean / (1 + mean * np.exp(-log_shape)[:, None])


def _inverse(matrices: np.ndarray) -> np.ndarray:
    """Inverses; of a singular matrix the pseudo-inverse, whose fit then does not come to rest."""
    return np.linalg.pinv(matrices, rcond=1e-14, hermitian=True)


def _shape_step(y: np.ndarray, mean: np.ndarray, used: np.ndarray, log_shape: np.ndarray) -> np.ndarray:
    """One bounded Newton step of ln r, r = 1/α, for the likelihood of NB2 at the given means."""
    first = _shape_slope(y, mean, used, log_shape)
    # The step only decides how fast the maximum is reached, so a difference serves for the second derivative.
    ahead, behind = (_shape_slope(y, mean, used, log_shape + side * NEARBY) for side in (1, -1))
    second = (ahead - behind) / (2 * NEARBY)
    newton = np.divide(-first, second, out=np.sign(first), where=second < 0)
    return np.clip(newton, -1.0, 1.0)


def _shape_slope(y: np.ndarray, mean: np.ndarray, used: np.ndarray, log_shape: np.ndarray) -> np.ndarray:
    from scipy.special import digamma

    r = np.exp(log_shape)[:, None]
    slope = digamma(y + r) - digamma(r) + np.log(r / (r + mean)) + (mean - y) / (r + mean)
    return (used * slope * r).sum(axis=1)


def _explained(y: np.ndarray, mean: np.ndarray, dispersion: float) -> float:
    null = _deviance(y, np.full(len(y), y.mean()), dispersion)
    return float(1 - _deviance(y, mean, dispersion) / null) if null > 0 else 0.0


def _deviance(y: np.ndarray, mean: np.ndarray, dispersion: float) -> float:
    from scipy.special import xlogy

    if dispersion == 0:
        return float(2 * (xlogy(y, y / mean) - (y - mean)).sum())
    ratio = (1 + dispersion * y) / (1 + dispersion * mean)
    return float(2 * (xlogy(y, y / mean) - (y + 1 / dispersion) * np.log(ratio)).sum())
