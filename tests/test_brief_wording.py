"""Sentences of a brief: Chinese signs among Chinese, dates and ranges in Chinese form, no control signs."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.exporters.brief.wording import harmless, sentence, without_full_stop, without_number, written_date


@pytest.mark.parametrize(("text", "written"), [
    ("代理师达23193人,年增长14.9%", "代理师达23193人，年增长14.9%"),
    ("河北(示例)居首", "河北（示例）居首"),
    ("一(三)发展目标", "一（三）发展目标"),
    ("增速f(x)不变", "增速f（x）不变"),
    ("见 f(x) 一栏", "见 f(x) 一栏"),
    ("位次10–13", "位次10—13"),
    ("30%~40%", "30%—40%"),
    ("同比-3.2%", "同比−3.2%"),
    ("提高1.2个百分点", "提高1.2个百分点"),
    ("约98.4万人，1,042家", "约98.4万人，1,042家"),
    ("2,023年底", "2023年底"),
    ("共2,023家", "共2,023家"),
    ("2021-12-22《报告》", "2021年12月22日《报告》"),
    ("GB/T 9704-2012", "GB/T 9704-2012"),
    ("快照b24c2d77-1", "快照b24c2d77-1"),
    ("来源:统计年鉴;官方", "来源：统计年鉴；官方"),
    ("见http://a.cn/x?a=1,2&b=(3)，官方", "见http://a.cn/x?a=1,2&b=(3)，官方"),
    ("合成值　来源：示例", "合成值　来源：示例"),
])
def test_a_chinese_sentence_is_written_as_a_paper_writes_it(text: str, written: str) -> None:
    assert sentence(text, "zh") == written
    assert sentence(written, "zh") == written


def test_english_keeps_its_signs() -> None:
    text = "Up 3.2% (2021-12-22), 10-13: “北京(示例)”"
    assert sentence(text, "en") == text


@pytest.mark.parametrize(("heading", "bare"), [
    ("一、总体情况", "总体情况"), ("十二、其他", "其他"), ("（三）差距", "差距"), ("(2) 差距", "差距"),
    ("1.布局", "布局"),
    ("2.1、布局", "布局"), ("第二部分：转移", "转移"), ("2023年排名", "2023年排名"), ("1.2倍于全国", "1.2倍于全国"),
    ("一体化发展", "一体化发展"), ("一、", "一、"), ("31个地区", "31个地区"),
])
def test_a_numbered_heading_bears_no_second_number(heading: str, bare: str) -> None:
    assert without_number(heading) == bare


@pytest.mark.parametrize(("text", "bare"), [
    ("北京居首。", "北京居首"), ("Beijing leads.", "Beijing leads"), ("何在？", "何在？"),
])
def test_a_heading_has_no_full_stop(text: str, bare: str) -> None:
    assert without_full_stop(text) == bare


def test_days_are_written_in_words() -> None:
    assert written_date(date(2026, 6, 1), "zh") == "2026年6月1日"
    assert written_date(date(2026, 6, 1), "en") == "1 June 2026"


@given(st.text(st.characters()))
def test_whatever_is_written_can_stand_in_a_file_of_word(text: str) -> None:
    for written in (harmless(text), sentence(text, "zh"), sentence(text, "en")):
        element = ElementTree.Element("t")
        element.text = written
        assert (ElementTree.fromstring(ElementTree.tostring(element)).text or "") == written
