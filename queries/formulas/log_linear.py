"""Log-log regression in which no unit sets its own benchmark: closed forms with each unit left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["LogLinear", "is_constant", "leave_one_out_log_linear"]

LEVERAGE_LIMIT = 1 - 1e-10

ROUNDING = 1e-9
"""Differences of this size, relative to the values themselves, are rounding."""


@dataclass(frozen=True)
class LogLinear:
    """An ordinary least squares fit of ln S and what it says of each unit without that unit.

    Attributes
    ----------
    rows : pd.DataFrame, shape (n, ·), index = units
        ``predicted`` ŷ_(i), ``scale`` the standard error of a new y at x_i, ``deleted`` e_i/(1−h_ii),
        ``studentised`` t_i, ``smearing`` mean of exp(residuals) of the fit without i. NaN where the fit without i
        does not exist (h_ii = 1).
    r_squared : float or None
        0..1; of the fit with all units; None where ln S is constant, so that there is nothing to explain.
    degrees : int
        n − p − 1, the degrees of freedom of a fit without one unit.
    """

    rows: pd.DataFrame
    r_squared: float | None
    degrees: int

    def interval(self, confidence: float) -> pd.DataFrame:
        """Prediction interval of ln S: ŷ_(i) ± t_{1−α/2, n−p−1} · s_(i) · sqrt(1 + x_iᵀ(X_(i)ᵀX_(i))⁻¹x_i).

        Parameters
        ----------
        confidence : 1 − α, 0..1

        Returns
        -------
        pd.DataFrame with columns lo and hi, in logarithms
        """
        from scipy import stats

        reach = float(stats.t.ppf(0.5 + confidence / 2, self.degrees)) * self.rows["scale"]
        return pd.DataFrame({"lo": self.rows["predicted"] - reach, "hi": self.rows["predicted"] + reach})


def leave_one_out_log_linear(logarithms: pd.Series, matrix: pd.DataFrame) -> LogLinear:
    """Fit ln S = Xβ + u by least squares and predict each unit from the others (G4 b, c).

    With h = diag X(XᵀX)⁻¹Xᵀ and e the residuals:
    ŷ_(i) = y_i − e_i/(1−h_i); s²_(i) = (Σe² − e_i²/(1−h_i))/(n−p−1);
    1 + x_iᵀ(X_(i)ᵀX_(i))⁻¹x_i = 1/(1−h_i); residual of j without i = e_j + h_ij e_i/(1−h_i).

    Parameters
    ----------
    logarithms : shape (n,), ln S
    matrix : shape (n, p), constant included, full column rank, same index; n > p + 1

    Raises
    ------
    ValueError
        If there are too few units for a fit without one of them.

    Notes
    -----
    Source: METHODS.md G4; the smearing mean is Duan's (1983).
    """
    y, x = logarithms.to_numpy(dtype=float), matrix.to_numpy(dtype=float)
    n, p = x.shape
    if n <= p + 1:
        raise ValueError(f"{n} units for {p} coefficients: none can be left out")
    q = np.linalg.qr(x)[0]
    hat = q @ q.T
    leverage = np.diag(hat)
    residual = y - hat @ y
    room = np.where(leverage < LEVERAGE_LIMIT, 1 - leverage, np.nan)
    deleted = residual / room
    variance = np.clip((residual @ residual - residual * deleted) / (n - p - 1), 0.0, None)
    scale = np.sqrt(variance / room)
    without = residual[:, None] + hat * deleted[None, :]
    smearing = (np.exp(without).sum(axis=0) - np.exp(np.diag(without))) / (n - 1)
    total = ((y - y.mean()) ** 2).sum()
    rows = pd.DataFrame(
        {
            "predicted": y - deleted,
            "scale": scale,
            "deleted": deleted,
            "studentised": np.divide(deleted, scale, out=np.full(n, np.nan), where=scale > 0),
            "smearing": smearing,
        },
        index=logarithms.index,
    )
    return LogLinear(rows, None if is_constant(y) else float(1 - residual @ residual / total), n - p - 1)


def is_constant(values: np.ndarray) -> bool:
    """Whether values differ by no more than rounding; what is computed from such differences is noise."""
    return bool(np.ptp(values) <= ROUNDING * max(1.0, float(np.abs(values).max())))
