"""Which address the files of a meeting lead back to."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pages.controls import link


@pytest.mark.parametrize(("url", "told"), [
    ("https://atlas.example.gov.cn/briefing?lang=zh", "https://atlas.example.gov.cn"),
    ("http://10.0.0.8:8501/briefing", "http://10.0.0.8:8501"),
    ("https://atlas.example.gov.cn/ip/briefing?lang=zh", "https://atlas.example.gov.cn/ip"),
    ("http://localhost:8501/briefing?lang=zh", ""),
    ("http://127.0.0.1:8501/briefing", ""),
    ("http://[::1]:8501/briefing", ""),
    (None, ""),
])  # fmt: skip
def test_files_lead_back_by_an_address_that_others_can_open_or_by_none(
    url: str | None, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "st", SimpleNamespace(context=SimpleNamespace(url=url)))
    assert link.server_address() == told
