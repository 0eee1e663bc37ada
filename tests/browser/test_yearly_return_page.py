"""A manager's yearly return in the page: with faults named by field, then sound, beside the last figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pages.texts import load_texts

pytestmark = pytest.mark.browser

ZH = load_texts("zh")


def test_a_return_with_faults_is_named_field_by_field_and_a_sound_one_stands_beside_the_last(
    page: Page, sampled_app: str
) -> None:
    page.goto(f"{sampled_app}/clusters?layer=sample&section=return&cluster=sample_a02&lang=zh")
    check = page.get_by_role("button", name=ZH("yearly_return.check"), exact=True)
    field = {
        "revenue": page.get_by_label("知识产权服务业营业收入（亿元）", exact=True),
        "staff": page.get_by_label("知识产权服务业从业人员（人）", exact=True),
        "institutions": page.get_by_label("知识产权服务机构（家）", exact=True),
    }
    field["revenue"].fill("255000")
    field["institutions"].fill("一千")
    check.click()
    frame = page.locator(".st-key-frame-return-trial_a02")
    expect(frame).to_contain_text(ZH("yearly_return.look"))
    expect(page.get_by_text("知识产权服务机构：“数值”不是数值")).to_be_visible()
    expect(page.locator(".st-key-upload-again")).to_contain_text(ZH("upload.entered"))
    expect(page.locator(".st-key-upload-again")).not_to_contain_text("已上传")
    for word in ("相差约一万倍", "没有报知识产权服务业从业人员"):
        expect(frame).to_contain_text(word)
    expect(frame.locator("h2")).to_contain_text("另退回1行，不在其内")
    # What was entered is still there to be put right.
    expect(field["revenue"]).to_have_value("255000")
    field["revenue"].fill("25.5")
    field["institutions"].fill("700")
    field["staff"].fill("8400")
    check.click()
    expect(frame.locator("h2")).to_contain_text("填报3项")
    expect(frame.locator("h2")).not_to_contain_text("退回")
    expect(frame.get_by_text(ZH("yearly_return.new"), exact=True)).to_be_visible()
    expect(page.get_by_text("相差约一万倍")).to_have_count(0)
    expect(page.get_by_text(ZH("private.title"), exact=True)).to_be_visible()
