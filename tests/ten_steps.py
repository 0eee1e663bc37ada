"""A briefing as brought to a meeting: ten views of every kind of figure, published and sample layers mixed."""

from __future__ import annotations

from datetime import date

from pages.controls.briefcase import Step
from pages.exporters.handout import Handout
from pages.frames.briefing.handout import handout_of
from pages.texts import Language

SERVER = "http://atlas.example"
MADE_ON = date(2026, 6, 1)
TITLE = {"zh": "知识产权服务业区域布局汇报", "en": "Where IP services are: briefing"}
SITUATION, TRANSFER, PLACES = "一、总体情况", "二、梯度转移", "三、集聚区与地区"

# Page, parameters, group, speaker's note, own title (empty: the finding).
TEN_VIEWS = (
    ("overview", "layer=published&series=revenue&figure=national", SITUATION, "营业收入有两年只公布了下限。", ""),
    ("distribution", "layer=published&level=zone&figure=map", SITUATION, "", "四大地带差距仍大"),
    ("distribution", "layer=published&level=province&figure=map", SITUATION, "先讲三大城市群，再讲西部。", ""),
    ("distribution", "layer=published&level=province&figure=ranking", SITUATION, "", ""),
    ("overview", "layer=published&figure=zones", SITUATION, "", ""),
    ("transfer", "layer=sample&section=flows&figure=flow-map", TRANSFER, "分支机构只是转移的一种形式。", ""),
    ("transfer", "layer=sample&section=centres&figure=centres-map", TRANSFER, "", ""),
    ("transfer", "layer=sample&section=shares&figure=share-quadrants", TRANSFER, "", ""),
    ("clusters", "layer=sample&section=portfolio&figure=portfolio-map", PLACES, "", ""),
    ("region", "layer=sample&region=510000&figure=region-profile", PLACES, "", "四川一页概况"),
)
"""Trend with bounds, map of zones, of provinces, ranking, small multiples, arrows, tracks, scatter, signs, a table."""

OTHER_MAPS = (
    ("distribution", "layer=published&level=major&figure=map"),
    ("distribution", "layer=sample&level=province&figure=map"),
    ("distribution", "layer=sample&level=city&figure=map"),
    ("distribution", "layer=sample&level=city&indicator=patent_agencies_per_million_people&figure=map"),
    ("distribution", "layer=sample&level=city&indicator=patent_agencies&region=440000&figure=map"),
    ("gaps", "layer=sample&section=ledger&figure=gap-map"),
    ("gaps", "layer=sample&section=expected&figure=expected-map"),
    ("gaps", "layer=sample&section=balance&figure=balance-map"),
    ("gaps", "layer=sample&section=balance&balance-view=clusters&figure=clusters-map"),
    ("transfer", "layer=sample&section=gradient&figure=gradient-map"),
    ("transfer", "layer=sample&section=cooperation&figure=assistance-map"),
)
"""Maps of other kinds: symbols, cities, one province, signs on places, a legend of two measures, letters."""


TEN_STEPS = tuple(
    Step(page, query, finding="", note=note, title=title, group=group, identifier=f"step-{number}")
    for number, (page, query, group, note, title) in enumerate(TEN_VIEWS, start=1)
)


def handout_of_ten(language: Language) -> Handout:
    """The ten steps replayed on the snapshot that ATLAS_DATA names: every one of them can be shown."""
    handout = handout_of(TITLE[language], TEN_STEPS, language, SERVER, MADE_ON)
    assert [missing.reason for missing in handout.missing] == []
    assert len(handout.steps) == len(TEN_STEPS)
    return handout
