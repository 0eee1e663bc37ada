"""What happens to clusters of the sample: approvals, acceptance, platforms and policies."""

from __future__ import annotations

import pandas as pd

from data.sample.margins import Margins

PILOT = ("获批试验区", "Approved as a pilot zone")
ACCEPTED = ("通过试验区验收", "Accepted as a pilot zone")
DEMONSTRATION = ("获批示范区", "Approved as a demonstration zone")


def event_rows(identity: pd.DataFrame, margins: Margins) -> pd.DataFrame:
    """Return the table cluster_event: every approval, acceptance before the second, and what else is drawn."""
    draws = margins.stream("cluster events")
    rows: list[tuple[str, int, int | None, str, str, str]] = []
    for cluster, pilot, demonstration in zip(
        identity["cluster_id"], identity["pilot_year"].tolist(), identity["demonstration_year"].tolist(), strict=True
    ):
        rows.append((cluster, pilot, int(draws.integers(1, 13)), "approval", *PILOT))
        if not pd.isna(demonstration):
            month = int(draws.integers(2, 13))
            rows.append((cluster, int(demonstration), month - 1, "acceptance", *ACCEPTED))
            rows.append((cluster, int(demonstration), month, "approval", *DEMONSTRATION))
        for rule in margins.assumptions["clusters"]["events"]:
            year = int(draws.integers(pilot + 1, margins.years[-1] + 1))
            if draws.random() < rule["share"]:
                rows.append((cluster, year, None, rule["kind"], rule["text_zh"], rule["text_en"]))
    frame = pd.DataFrame(rows, columns=["cluster_id", "year", "month", "kind", "text_zh", "text_en"])
    frame["month"] = frame["month"].astype("Int64")
    return frame.assign(layer="sample", source_id=margins.assumptions["source"]["source_id"])
