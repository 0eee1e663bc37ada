"""Searches of the register of agencies: how many, where, which, and one in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from queries.asked import Parameter
from queries.engine import Engine
from queries.regions import NATION, Regions

# Words of addresses, which no language changes, for the words of the register; in the order of its enumerations.
IP_TYPES = {
    "patent": "专利",
    "trademark": "商标",
    "copyright": "版权",
    "trade-secret": "商业秘密",
    "geographical-indication": "地理标志",
    "plant-variety": "植物新品种",
    "layout-design": "集成电路布图设计",
}
SERVICE_FORMS = {
    "agency": "代理",
    "legal": "法律",
    "operation": "运营",
    "information": "信息",
    "consulting": "咨询",
    "training": "培训",
    "other": "其他",
}
SIZES = ("small", "medium", "large")
UNKNOWN = "unknown"
Sort = Literal["code", "name", "established", "employees", "attorneys", "revenue"]
SORTS: tuple[Sort, ...] = ("code", "name", "established", "employees", "attorneys", "revenue")

_HALF_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}


@dataclass(frozen=True)
class AgencySearch:
    """What is searched for. An empty tuple, an empty text and None ask for nothing.

    Several words of one filter widen the search, several filters narrow it. With forms and types of IP an agency is
    found that offers one of the forms for one of the types. `sizes` and `grades` may hold `UNKNOWN`.
    """

    layer: str
    region: str = NATION
    text: str = ""
    forms: tuple[str, ...] = ()
    ip_types: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    foreign: bool | None = None
    branches: bool | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked beyond the layer and the region."""
        return self != AgencySearch(self.layer, self.region)

    @property
    def offers(self) -> int | None:
        """Bits of the offers searched for, as the table agency_now counts them; None for all agencies."""
        if not self.forms and not self.ip_types:
            return None
        forms = [place for place, form in enumerate(SERVICE_FORMS) if not self.forms or form in self.forms]
        types = [place for place, ip_type in enumerate(IP_TYPES) if not self.ip_types or ip_type in self.ip_types]
        return sum(1 << (len(SERVICE_FORMS) * ip_type + form) for ip_type in types for form in forms)


@dataclass(frozen=True)
class AgencyProfile:
    """One agency in full: its row of the register, its years, offers and branches."""

    register: pd.Series
    years: pd.DataFrame
    offers: pd.DataFrame
    branches: pd.DataFrame


def folded(text: str) -> str:
    """The text as searches compare it: half width, lower case, without blanks around it."""
    return text.translate(_HALF_WIDTH).lower().strip()


def agency_counts(engine: Engine, regions: Regions, search: AgencySearch) -> pd.DataFrame:
    """Agencies found by place and status: region_code, status, agencies, located (those with coordinates)."""
    p = _parameters(regions, search)

    def ask() -> pd.DataFrame:
        return engine.query_once(
            "agency/counts", layer=p["layer"], places=p["places"], text=p["text"], offers=p["offers"],
            sizes=p["sizes"], statuses=p["statuses"], types=p["types"], grades=p["grades"], foreign=p["foreign"],
            branches=p["branches"],
        )

    # Places and layers are few and asked for again and again; what readers search for is endless.
    return ask() if search.is_narrowed else engine.recall(("agency_counts", search.layer, search.region), ask)


def agency_page(
    engine: Engine, regions: Regions, search: AgencySearch, sort: Sort, rows: int, number: int
) -> pd.DataFrame:
    """The agencies of one page of a search, from 1, with `rows` agencies a page."""
    p = _parameters(regions, search)
    return engine.query_once(
        "agency/page", layer=p["layer"], places=p["places"], text=p["text"], offers=p["offers"], sizes=p["sizes"],
        statuses=p["statuses"], types=p["types"], grades=p["grades"], foreign=p["foreign"], branches=p["branches"],
        sort=sort, rows=rows, first=rows * (number - 1),
    )


def every_agency(engine: Engine, regions: Regions, search: AgencySearch, sort: Sort) -> pd.DataFrame:
    """All agencies of a search, for a download."""
    p = _parameters(regions, search)
    return engine.query_once(
        "agency/page", layer=p["layer"], places=p["places"], text=p["text"], offers=p["offers"], sizes=p["sizes"],
        statuses=p["statuses"], types=p["types"], grades=p["grades"], foreign=p["foreign"], branches=p["branches"],
        sort=sort, rows=None, first=0,
    )


def agency_points(engine: Engine, regions: Regions, search: AgencySearch, most: int) -> pd.DataFrame:
    """Where the agencies of a search stand: agency_code, name, region_code, longitude, latitude in degrees."""
    p = _parameters(regions, search)
    return engine.query_once(
        "agency/points", layer=p["layer"], places=p["places"], text=p["text"], offers=p["offers"], sizes=p["sizes"],
        statuses=p["statuses"], types=p["types"], grades=p["grades"], foreign=p["foreign"], branches=p["branches"],
        rows=most,
    )


def agency_profile(engine: Engine, layer: str, code: str) -> AgencyProfile | None:
    """One agency in full; None where the layer has none with this code."""
    register = engine.query("agency/one", layer=layer, agency_code=code)
    if register.empty:
        return None
    return AgencyProfile(
        register.iloc[0],
        engine.query("agency/years", layer=layer, agency_code=code),
        engine.query("agency/offers", layer=layer, agency_code=code),
        engine.query("agency/branches", layer=layer, agency_code=code),
    )


def register_words(engine: Engine, layer: str) -> dict[str, list[str]]:
    """The words that a register uses for status, type and grade, the most frequent first; '' for no grade known."""
    rows = engine.query("agency/words", layer=layer)
    rows["credit_grade"] = rows["credit_grade"].fillna("")
    return {
        column: list(rows.groupby(column)["agencies"].sum().sort_values(ascending=False, kind="stable").index)
        for column in ("status", "type", "credit_grade")
    }


def registers(engine: Engine) -> Mapping[str, list[int]]:
    """The layers that hold a register, and the years that its agencies reported, the latest first."""
    rows = engine.query("agency/years_known")
    return {
        str(layer): [int(year) for year in years["period"].dropna()] for layer, years in rows.groupby("layer")
    }


def register_files(engine: Engine) -> pd.DataFrame:
    """The files that the imported register came with: file, sheet, kind, rows_loaded, author, loaded_at (UTC)."""
    return engine.query("agency/sources")


def offers_of(bits: int) -> list[tuple[str, str]]:
    """Type of IP and form of service of every offer among the bits of the table agency_now."""
    pairs = [(ip_type, form) for ip_type in IP_TYPES for form in SERVICE_FORMS]
    return [pair for place, pair in enumerate(pairs) if bits >> place & 1]


def _parameters(regions: Regions, search: AgencySearch) -> dict[str, Parameter]:
    """The parameters that every search binds."""

    def listed(words: tuple[str, ...]) -> list[str] | None:
        return ["" if word == UNKNOWN else word for word in words] or None

    return {
        "layer": search.layer,
        "places": None if search.region == NATION else list(regions.inside(search.region)),
        "text": folded(search.text) or None,
        "offers": search.offers,
        "sizes": listed(search.sizes),
        "statuses": listed(search.statuses),
        "types": listed(search.types),
        "grades": listed(search.grades),
        "foreign": search.foreign,
        "branches": search.branches,
    }
