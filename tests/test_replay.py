"""A view replayed for an export says what the screen says, and disturbs no reader."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import pytest
from test_pages import html_of, opened

from data.snapshot import SnapshotReference
from pages.frames.exhibit import exhibit_of
from pages.shell.replay import replay

pytestmark = pytest.mark.usefixtures("sampled_pages")

VIEWS = [
    ("distribution", {"layer": "sample", "indicator": "patent_agencies", "figure": "map"}),
    ("distribution", {"layer": "published", "figure": "ranking", "lang": "en"}),
    ("gaps", {"layer": "sample", "section": "ledger", "figure": "gap-map"}),
    ("transfer", {"layer": "sample", "section": "flows", "figure": "flow-map"}),
    ("clusters", {"layer": "sample", "section": "portfolio", "figure": "portfolio-table"}),
    ("overview", {"layer": "published", "figure": "targets"}),
    ("distribution", {"layer": "sample", "section": "agencies", "figure": "agencies"}),
]


@pytest.mark.parametrize(("page", "view"), VIEWS, ids=lambda part: part if isinstance(part, str) else part["figure"])
def test_a_replay_holds_the_finding_that_the_screen_shows(page: str, view: dict[str, str]) -> None:
    played = replay(page, urlencode(view))
    assert [content.key for content in played.frames] == [view["figure"]]
    assert played.rejected == ()
    # The page that is opened by its own address needs no name for its parameters; the screen writes out what it shows.
    on_screen = opened(page, **{**view, "mode": "present"})
    assert played.frames[0].finding in _findings(html_of(on_screen))


def _findings(html: str) -> list[str]:
    return [part.split("</h2>")[0] for part in html.split('<h2 class="finding">')[1:]]


def test_the_exhibit_names_the_view_that_reopens_it(sampled_snapshot: SnapshotReference) -> None:
    page, view = VIEWS[0]
    played = replay(page, urlencode(view))
    exhibit = exhibit_of(played.screen, played.frames[0])
    asked = parse_qs(exhibit.query)
    assert asked["snapshot"] == [sampled_snapshot.snapshot_id]
    assert (asked["figure"], asked["layer"], asked["lang"]) == (["map"], ["sample"], ["zh"])
    again = replay(exhibit.page, exhibit.query)
    assert exhibit_of(again.screen, again.frames[0]).finding == exhibit.finding
    assert exhibit.watermark is not None


def test_what_a_view_cannot_show_is_told() -> None:
    played = replay("clusters", urlencode({"layer": "sample", "section": "growth", "snapshot": "0123456789ab"}))
    assert played.frames == ()
    assert [item.parameter for item in played.rejected] == ["snapshot"]
    assert played.told
    # A notice is written so that Markdown shows it as it is; who reads no Markdown is told it as it is.
    lacking = replay("clusters", urlencode({"layer": "published", "section": "growth", "lang": "en"}))
    assert lacking.told and any("." in sentence for sentence in lacking.told)
    assert not any("\\" in sentence for sentence in lacking.told)
    with pytest.raises(KeyError):
        replay("nosuch", "")
