"""What a reader chose is kept: over a connection that is cut in mid-run, and on the way to another page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.load.answers import LANGUAGE
from tests.load.reader import Reader
from tests.load.window import Window, options_of
from tests.running_app import running_app

ENGLISH, PROVINCES = 1, 2
"""Places of options in their controls."""


@pytest.fixture(scope="module")
def address(snapshot_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with running_app(snapshot_folder, log) as served:
        yield served
    assert "Traceback" not in log.read_text(encoding="utf-8")


class CutReader(Reader):
    """A reader whose connection breaks: what the server says of a run is lost on the way."""

    async def ask_in_vain(self, message: BackMsg, is_last: Callable[[ForwardMsg], bool]) -> None:
        """Send a request and cut the connection, without a word of farewell, as the last message comes."""
        socket = self._socket
        assert socket is not None
        await socket.send(message.SerializeToString())
        while not is_last(ForwardMsg.FromString(await self._frame(socket))):
            pass
        socket.transport.abort()
        self._socket = None
        assert not await self.reconnect()

    async def look_until(self, **wanted: str) -> dict[str, str]:
        """Take what comes until the window is as wanted, or for half a minute; return what it is."""
        for _ in range(60):
            if shown(self.window) == wanted:
                break
            await self.listen(0.5)
        return shown(self.window)


def shown(window: Window) -> dict[str, str]:
    """Language and place, on the page and in the address."""
    asked = parse_qs(window.query)
    spoken = [found[1] for text in window.texts() if (found := LANGUAGE.search(text))]
    return {
        "language": spoken[0], "lang": asked.get("lang", ["zh"])[0],
        "place": window.chosen("region")[0], "region": asked.get("region", [""])[0],
    }


def is_first(message: ForwardMsg) -> bool:
    """Nothing is drawn yet."""
    return message.WhichOneof("type") == "new_session"


def is_relabelled(message: ForwardMsg) -> bool:
    """The server gives English labels, while the browser still shows Chinese ones."""
    return "Guangdong" in message.delta.new_element.selectbox.options


def is_written(message: ForwardMsg) -> bool:
    """The session wrote another address than the browser's."""
    return message.WhichOneof("type") == "page_info_changed"


@pytest.mark.parametrize("asks_again", [True, False])
@pytest.mark.parametrize("is_last", [is_first, is_relabelled, is_written])
def test_a_connection_cut_in_mid_run_loses_no_choice(
    address: str, is_last: Callable[[ForwardMsg], bool], asks_again: bool
) -> None:
    async def use() -> None:
        async with CutReader(address) as reader:
            await reader.open("distribution", "lang=zh&region=440000")
            before = {"language": "zh", "lang": "zh", "place": "广东", "region": "440000"}
            assert shown(reader.window) == before
            jiangsu = options_of(reader.window.control("region")).index("江苏")
            await reader.ask_in_vain(reader.window.choose("lang", ENGLISH), is_last)
            assert reader.window.chosen("region") == ["广东"]
            if asks_again:
                # As the page does by itself; a reader may be quicker.
                await reader.ask(reader.window.again())
                switched = {"language": "en", "lang": "en", "place": "Guangdong", "region": "440000"}
                assert await reader.look_until(**switched) == switched
            await reader.ask(reader.window.choose("region", jiangsu))
            chosen = {"language": "en", "lang": "en", "place": "Jiangsu", "region": "320000"}
            assert await reader.look_until(**chosen) == chosen

    asyncio.run(use())


def test_a_link_followed_right_after_a_switch_of_the_level_leads_to_the_province_of_the_city(address: str) -> None:
    async def use() -> None:
        async with Reader(address) as reader:
            await reader.open("distribution", "level=city&region=431000")
            await reader.ask(reader.window.choose("level", PROVINCES))
            assert shown(reader.window)["region"] == "430000"
            await reader.ask(reader.window.follow("gaps"))
            assert shown(reader.window) == {"language": "zh", "lang": "zh", "place": "湖南", "region": "430000"}

    asyncio.run(use())


def test_a_city_chosen_on_its_own_page_is_followed_to_the_map_of_cities(address: str) -> None:
    async def use() -> None:
        async with Reader(address) as reader:
            await reader.open("distribution", "level=province&region=430000")
            await reader.ask(reader.window.follow("region"))
            place = options_of(reader.window.control("region")).index("郴州 · 湖南")
            await reader.ask(reader.window.choose("region", place))
            await reader.ask(reader.window.follow("distribution"))
            assert shown(reader.window) == {"language": "zh", "lang": "zh", "place": "郴州 · 湖南", "region": "431000"}

    asyncio.run(use())
