"""What the pictures of centres rest on: the centres, how each measure is named and drawn, and the last year shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pages.charts.centre_role import Role
from pages.frames.provenance import Provenance
from pages.shell.screen import Screen
from queries.centres import Centres, CentreSeries


@dataclass(frozen=True)
class CentreView:
    """Centres as a section shows them, up to the year `until`.

    `state` reopens the view, `provenance` makes the note of the sources
    from remarks and the note of a map; `key` begins those of the frames.
    """

    centres: Centres
    roles: tuple[Role, ...]
    until: int
    key: str
    state: Callable[[], dict[str, Any]]
    provenance: Callable[[tuple[str, ...], str | None], Provenance]

    @property
    def leading(self) -> Role:
        """The measure that the sentences are about."""
        return self.roles[0]

    def series(self, role: Role) -> CentreSeries:
        """The centres of a measure."""
        return self.centres.series[role.name]

    def measures(self, screen: Screen) -> str:
        """All measures in a row."""
        return screen.texts("centres.between_measures").join(role.measure for role in self.roles)
