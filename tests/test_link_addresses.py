"""What becomes a link in a file that is handed over, by one rule for slides, brief and workbook."""

from __future__ import annotations

import pytest

from pages.exporters.addresses import LONGEST, is_address


@pytest.mark.parametrize(("address", "is_link"), [
    ("http://a.example/transfer?layer=sample", True),
    ("https://10.0.0.7:8501/?lang=zh&x=%E4%B8%AD", True),
    ("http://[::1]:8501/gaps", True),
    ("http://[bad", False),
    ("http://a.example:port/", False),
    ("http:///transfer", False),
    ("/transfer?layer=sample", False),
    ("javascript:alert(1)", False),
    ("file:///etc/passwd", False),
    ("https://user@a.example/", False),
    ("http://a.example/\nx", False),
    ("http://a.example/" + "x" * LONGEST, False),
    ("", False),
])
def test_only_whole_addresses_of_the_web_become_links(address: str, is_link: bool) -> None:
    assert is_address(address) is is_link
