"""Every figure of every section and view of the page on transfer can be kept as a picture, and says what it is."""

from __future__ import annotations

import io
from typing import Any

import matplotlib.image
import pytest
from test_pages import opened

from geo.page_text import PageText
from pages.controls import state
from pages.controls.capacity_selectors import CAPACITY_SIGHTS
from pages.controls.contract_selectors import CONTRACT_SIGHTS
from pages.controls.flow_view import FLOW_SIGHTS
from pages.controls.mobility_selectors import SIGHTS as MOBILITY_SIGHTS
from pages.controls.order_selectors import SIGHTS as ORDER_SIGHTS
from pages.controls.share_selectors import SIGHTS as SHARES_SIGHTS
from pages.exporters.chart_image import chart_image
from pages.frames import figure_frame
from pages.frames.figure_frame import FrameContent
from pages.transfer import SECTIONS

WORDS = PageText("结论", "2023 年", ("来源：合成示例。",), "合成示例")
SIGHTS_OF = {
    "mobility-view": ("mobility", MOBILITY_SIGHTS), "shares-view": ("shares", SHARES_SIGHTS),
    "flow-view": ("flows", FLOW_SIGHTS), "order-view": ("order", ORDER_SIGHTS),
    "capacity-view": ("capacity", CAPACITY_SIGHTS), "contract-view": ("contracts", CONTRACT_SIGHTS),
}
# What no figure of the sample answers: contracts are not in its register, and partners stand in a table.
WITHOUT_FIGURE = {("contracts", sight) for sight in CONTRACT_SIGHTS} | {("capacity", "partners")}
VIEWS = [
    *((section, name, sight) for name, (section, sights) in SIGHTS_OF.items() for sight in sights),
    *((section, "", "") for section in SECTIONS if section not in {section for section, _ in SIGHTS_OF.values()}),
]


pytestmark = pytest.mark.usefixtures("sampled_pages")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[FrameContent]:
    """The frames that a page draws with a figure, noted down on their way to the screen."""
    found: list[FrameContent] = []
    draw = figure_frame._chart

    def noted(screen: Any, content: FrameContent, *rest: Any) -> None:
        found.append(content)
        draw(screen, content, *rest)

    monkeypatch.setattr(figure_frame, "_chart", noted)
    return found


def test_every_view_of_the_page_is_drawn_here() -> None:
    assert {name for name in state.OF_TRANSFER if name.endswith("-view")} == set(SIGHTS_OF)


@pytest.mark.parametrize(("section", "name", "sight"), VIEWS)
def test_every_figure_can_be_kept_as_a_picture(
    section: str, name: str, sight: str, shown: list[FrameContent]
) -> None:
    page = opened("transfer", layer="sample", level="province", section=section, **({name: sight} if name else {}))
    assert [fault.message for fault in page.exception] == []
    if name:
        # A word that no view bears would open the first view once more.
        assert page.session_state[name] == sight
    assert bool(shown) == ((section, sight) not in WITHOUT_FIGURE)
    for content in shown:
        draw = content.draw or (lambda kind, words, figure=content.figure: chart_image(figure, kind, words))
        picture = matplotlib.image.imread(io.BytesIO(draw("png", WORDS)), format="png")
        assert picture.shape[:2] == (1080, 1920), content.key
        assert content.alternative_text, content.key
