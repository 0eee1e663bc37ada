"""The page that carries the application: our style and script in it, its own validators, and no page but ours."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from pages.shell.house_page import STREAMLIT_SCRIPTS, HousePage, house_style

SHIPPED = "<!doctype html><html><head><title>x</title></head><body><div id=root></div></body></html>"
HTML = {"accept": "text/html"}


def answer(request: Request) -> Response:
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("data")
    if request.headers.get("if-none-match") == "shipped":
        return Response(status_code=304)
    return HTMLResponse(SHIPPED, headers={"etag": "shipped", "last-modified": "now", "accept-ranges": "bytes"})


@dataclass(frozen=True)
class Answer:
    """What a browser gets."""

    status_code: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")


def ask(
    address: str, headers: dict[str, str] = HTML, method: str = "GET", base: str = "", scheme: str = "http"
) -> Answer:
    """Ask the page, in front of a site that answers everything, for an address with its query."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": scheme, "path": path, "root_path": "",
        "raw_path": path.encode(), "query_string": query.encode(), "server": ("testserver", 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    site = Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "HEAD"])])
    asyncio.run(HousePage(site, base=base)(scope, receive, send))
    start, *bodies = messages
    return Answer(start["status"], Headers(raw=start["headers"]), b"".join(part.get("body", b"") for part in bodies))


@pytest.mark.parametrize("path", ["/", "/distribution", "/methods"])
def test_a_page_wears_the_house_style_and_knows_its_server(path: str) -> None:
    page = ask(path)
    assert page.text.index("BACKEND_BASE_URL") < page.text.index("<title>")
    assert page.text.index("<body><style>") < page.text.index("id=root")
    assert int(page.headers["content-length"]) == len(page.content)


def test_a_page_tells_which_process_it_came_from_and_loads_itself_anew_from_another() -> None:
    header = "x-atlas-process"
    first, second = ask("/"), ask("/", method="HEAD")
    # Every call makes a process of its own here.
    assert re.fullmatch(r"[0-9a-f]{16}", first.headers[header]) and first.headers[header] != second.headers[header]
    assert header not in ask("/_stcore/health", {}).headers
    assert first.text.count("location.reload()") == 1


def test_pages_with_figures_name_what_draws_them_and_others_do_not_make_a_browser_read_it() -> None:
    page = ask("/stats/gaps", base="/stats").text
    found = re.search(r'<link data-figures [^>]*href="/stats/static/js/([^"]+)"', page)
    assert found and (STREAMLIT_SCRIPTS / found[1]).read_text(encoding="utf-8").count("choropleth") > 10
    assert all("<link data-figures" in ask(path).text for path in ("/", "/distribution"))
    assert not any("<link data-figures" in ask(path).text for path in ("/data", "/methods"))


def test_every_block_of_the_style_is_closed() -> None:
    style = house_style()
    assert style.count("{") == style.count("}") > 100


def test_an_old_copy_of_what_streamlit_ships_is_never_taken_for_the_page() -> None:
    page = ask("/", {**HTML, "if-none-match": "shipped", "range": "bytes=0-9"})
    assert page.status_code == 200 and "<body><style>" in page.text
    assert not {"etag", "last-modified", "accept-ranges"} & set(page.headers)
    assert (page.headers["cache-control"], page.headers["vary"]) == ("private, no-cache", "Accept")
    assert ask("/", method="HEAD").status_code == 200


def test_a_browser_is_named_once_by_a_cookie_that_no_script_reads() -> None:
    first, second = (ask("/").headers["set-cookie"] for _ in range(2))
    named = re.fullmatch(r"reader=([0-9a-f]{32}); Path=/; HttpOnly; SameSite=Lax", first)
    assert named and first != second
    assert "set-cookie" not in ask("/", {**HTML, "cookie": f"window_height=800; reader={named[1]}"}).headers
    assert "set-cookie" in ask("/", {**HTML, "cookie": "reader=x"}).headers
    assert "; Path=/stats; " in ask("/stats/data", base="/stats").headers["set-cookie"]
    assert "reader" not in ask("/").text
    assert "set-cookie" not in ask("/_stcore/health", {}).headers


@pytest.mark.parametrize(
    ("scheme", "headers", "is_secure"),
    [("https", {}, True), ("http", {"x-forwarded-proto": "https"}, True),
     ("http", {"x-forwarded-proto": "http"}, False), ("http", {}, False)],
)  # fmt: skip
def test_the_name_of_a_browser_stays_with_https_where_the_page_came_by_it(
    scheme: str, headers: dict[str, str], is_secure: bool
) -> None:
    told = ask("/", {**HTML, **headers}, scheme=scheme).headers["set-cookie"]
    assert told.endswith("; Secure") is is_secure
    assert "location.protocol.endsWith('s:')?';Secure'" in ask("/").text


def test_what_is_no_page_passes_unchanged() -> None:
    assert ask("/_stcore/health", {}).text == "data"
    assert ask("/nosuch", {"accept": "*/*"}).text == "data"


@pytest.mark.parametrize(
    ("base", "path", "target"),
    [
        ("", "/nosuch?lang=en", "/?lang=en&page=nosuch"),
        ("", "/nosuch.x", "/?page=nosuch.x"),
        ("", "/overview?lang=en&series=revenue", "/?lang=en&series=revenue"),
        ("", "//evil.example/x", "/?page=evil.example%2Fx"),
        ("/atlas", "/atlas/nosuch", "/atlas/?page=nosuch"),
        ("/atlas", "/atlasnosuch", None),
        ("/atlas", "/atlas/distribution", None),
        ("", "/static/js/index.js", None),
        ("", "/favicon.png", None),
    ],
)
def test_what_does_not_exist_leads_to_the_overview_with_the_rest_of_the_link(
    base: str, path: str, target: str | None
) -> None:
    page = ask(path, base=base)
    assert page.headers.get("location") == target
    assert page.status_code == (307 if target else 200)
