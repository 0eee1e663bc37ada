"""What the reader chose in the section order, and what its frames share."""

from __future__ import annotations

from dataclasses import dataclass

from pages.frames.figure_frame import AROUND_ONE_FIGURE
from pages.frames.provenance import Provenance
from pages.frames.register import of_register
from pages.frames.transfer.transfer_view import TransferView
from pages.shell.screen import Screen
from pages.texts.figures import period_words
from queries.branch_register import BranchRegister, FlowLevel
from queries.regions import NATION

REGISTER_TABLES = ("agency", "branch")
REVENUE_TABLES = ("agency", "agency_year", "branch")


@dataclass(frozen=True)
class OrderView:
    """Register, units, period and form of service of the section; `level` is whose units the flows lead between."""

    view: TransferView
    register: BranchRegister
    level: FlowLevel
    first: int
    last: int
    form: str | None

    @property
    def region(self) -> str:
        """The place that is looked at; the nation where none is selected."""
        return self.view.region or NATION

    @property
    def unit(self) -> str | None:
        """The selected place where it is one of the units; None elsewhere."""
        return self.region if self.region in self.register.units(self.level) else None

    def level_words(self, screen: Screen) -> tuple[str, ...]:
        """That other units are shown than those of the level chosen; nothing where they are the same."""
        t = screen.texts
        if self.view.level == self.level:
            return ()
        return (t("transfer_order.other_level", level=t(f"level.{self.view.level}"), shown=t(f"level.{self.level}")),)

    def remarks(self, screen: Screen) -> tuple[str, ...]:
        """What was left out, for which level the section speaks, and what a form of service means of a branch."""
        t = screen.texts
        found = [*self.level_words(screen)]
        if self.form is not None:
            found.append(t("transfer_order.form_remark", form=t(f"service_form.{self.form}")))
        if self.register.undated or self.register.unplaced:
            found.append(t("transfer_order.left_out", undated=self.register.undated, unplaced=self.register.unplaced))
        return tuple(found)

    def provenance(
        self, screen: Screen, formula: str, remarks: tuple[str, ...] = (), with_map: bool = False,
        period: tuple[int, int] | None = None,
    ) -> Provenance:
        """Where the figures come from: the register, with the period of opening."""
        first, last = period or (self.first, self.last)
        words = period_words(first, last, screen.texts)
        return of_register(screen, formula, (*remarks, *self.remarks(screen)), with_map, period=words)


def height_of(screen: Screen, around: int, least: int = 210) -> int:
    """What the controls, findings and source lines of a view leave of the window for a chart."""
    if screen.figure:
        return screen.window_height - AROUND_ONE_FIGURE
    return max(least, screen.window_height - around)
