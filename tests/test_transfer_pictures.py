"""Every figure of every section and view of the page on transfer can be kept as a picture, and says what it is."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import matplotlib.image
import pytest

from pages.controls import state
from pages.controls.capacity_selectors import CAPACITY_SIGHTS
from pages.controls.contract_selectors import CONTRACT_SIGHTS
from pages.controls.flow_view import FLOW_SIGHTS
from pages.controls.mobility_selectors import SIGHTS as MOBILITY_SIGHTS
from pages.controls.order_selectors import SIGHTS as ORDER_SIGHTS
from pages.controls.share_selectors import SIGHTS as SHARES_SIGHTS
from pages.frames.exhibit import exhibit_of
from pages.shell.replay import replay
from pages.transfer import SECTIONS

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


def test_every_view_of_the_page_is_drawn_here() -> None:
    assert {name for name in state.OF_TRANSFER if name.endswith("-view")} == set(SIGHTS_OF)


@pytest.mark.parametrize(("section", "name", "sight"), VIEWS)
def test_every_figure_can_be_kept_as_a_picture(section: str, name: str, sight: str) -> None:
    view = {"layer": "sample", "level": "province", "section": section, **({name: sight} if name else {})}
    played = replay("transfer", urlencode(view))
    # A word that no view bears would open the first view once more.
    assert played.rejected == ()
    exhibits = [exhibit_of(played.screen, content) for content in played.frames if content.figure is not None]
    assert bool(exhibits) == ((section, sight) not in WITHOUT_FIGURE)
    for exhibit in exhibits:
        picture = matplotlib.image.imread(io.BytesIO(exhibit.picture("png")), format="png")
        assert picture.shape[:2] == (1080, 1920), exhibit.key
        assert exhibit.alternative_text, exhibit.key
