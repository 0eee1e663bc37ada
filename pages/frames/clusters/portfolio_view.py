"""What the frames of the portfolio share: the clusters shown, their names, statuses and periods, and the way on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from pages.charts.cluster_marks import STATUS_MARKS
from pages.controls.cluster_selector import select_cluster
from pages.controls.portfolio_controls import PortfolioChoice
from pages.frames.clusters.cluster_view import ClusterView, cluster_state
from pages.frames.maps import clicked_code
from pages.shell.screen import Screen
from pages.texts.numbers import quantity
from queries.cluster_register import ClusterRegister
from queries.cluster_status import by_status_and_year, printed_terms, standing_of, status_periods
from queries.regions import ZONES


@dataclass(frozen=True)
class PortfolioView:
    """The clusters of the layer and those of them that are shown."""

    screen: Screen
    view: ClusterView
    choice: PortfolioChoice

    @property
    def register(self) -> ClusterRegister:
        """All clusters of the layer."""
        return self.view.register

    @property
    def selected(self) -> str | None:
        """The cluster that the page is about, if it is among those shown."""
        return self.view.cluster if self.view.cluster in self.shown.index else None

    @cached_property
    def shown(self) -> pd.DataFrame:
        """Identity of the clusters that the filters let pass, from the highest status down."""
        identity = self.register.identity
        kept = [
            cluster for cluster in by_status_and_year(identity, self.periods)
            if self.choice.zone in ("", self.zone(cluster)) and self.choice.status in ("", self.standing(cluster))
        ]
        return identity.reindex(kept)

    @cached_property
    def periods(self) -> pd.DataFrame:
        """The periods of the statuses of all clusters."""
        return status_periods(self.register.identity, self.terms)

    @cached_property
    def terms(self) -> dict[str, int]:
        """Years of a term by status, as the public criteria print them."""
        return printed_terms(self.screen.engine)

    def zone(self, cluster: str) -> str:
        """Zone that the host of a cluster lies in; empty for a host in none."""
        trail = self.screen.regions.trail(str(self.register.identity.loc[cluster, "region_code"]))
        return next((code for code in trail if code in ZONES), "")

    def name(self, cluster: str) -> str:
        """Name of a cluster in the language of the view."""
        return self.register.name(cluster, self.screen.language)

    @cached_property
    def short_names(self) -> dict[str, str]:
        """Names for pictures: the last word alone where all share the words before it, but of the selected cluster."""
        names = {str(code): self.name(str(code)) for code in self.register.identity.index}
        if len({name.rpartition(" ")[0] for name in names.values()}) > 1:
            return names
        return {code: name if code == self.selected else name.rpartition(" ")[2] for code, name in names.items()}

    def host(self, cluster: str) -> str:
        """Name of the host of a cluster."""
        return self.screen.place(str(self.register.identity.loc[cluster, "region_code"]))

    def standing(self, cluster: str) -> str:
        """Status of a cluster, or that none is printed."""
        return standing_of(self.register.identity.loc[cluster, "status"])

    def status(self, cluster: str) -> str:
        """Status of a cluster in a word with its sign, so that tables tell it as the map does."""
        standing = self.standing(cluster)
        return f"{STATUS_MARKS[standing].sign} {self.screen.texts(f'cluster_status.{standing}')}"

    def last_printed(self, cluster: str, metric: str) -> pd.Series | None:
        """The row of the last figure printed of a cluster; None where there is none."""
        own = self._printed.get((cluster, metric))
        return None if own is None else self.register.figures.loc[own]

    @cached_property
    def _printed(self) -> dict[tuple[str, str], Any]:
        """The row of the last figure of every cluster and metric."""
        rows = self.register.figures.sort_values("year")
        return dict(zip(zip(rows["cluster_id"], rows["metric"], strict=True), rows.index, strict=True))

    def printed(self, cluster: str, metric: str) -> str:
        """The last figure printed of a cluster, with its qualifier and year; empty where there is none."""
        row = self.last_printed(cluster, metric)
        if row is None:
            return ""
        decimals = self.screen.catalogue[metric].decimals
        amount = quantity(float(row["value"]), decimals, str(row["unit"]), self.screen.texts, str(row["qualifier"]))
        return self.screen.texts("portfolio.in_year", value=amount, year=int(row["year"]))

    def state(self) -> dict[str, Any]:
        """What reopens this view."""
        return cluster_state("portfolio")

    def subtitle(self) -> str:
        """What stands under the title of a picture."""
        t = self.screen.texts
        return t("portfolio.subtitle", count=len(self.shown), layer=t(f"layer.{self.screen.layer}"))

    def on_click(self, key: str) -> Callable[[], None]:
        """Select the cluster that was clicked in a figure; a click beside all of them selects none."""

        def select() -> None:
            code = clicked_code(st.session_state[key]["selection"]["points"])
            if code is None or code in self.register:
                select_cluster(code)

        return select

    def filtered(self) -> Sequence[str]:
        """A sentence on what the filters leave out, if they do."""
        every, shown = len(self.register.identity), len(self.shown)
        return [] if shown == every else [self.screen.texts("portfolio.filtered", shown=shown, count=every)]
