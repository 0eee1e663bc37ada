"""The two ends of a pair of provinces: who they are, what the assisted place is called, in what order they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from data.importing.places import NATION, Place, Places
from data.importing.values import plain

OF_PROVINCES = ("assistance_pair", "joint_project")
# The columns that say where an end is: its code, its name, and what else may name it.
ENDS: Mapping[str, tuple[str, ...]] = {
    "region_code": ("region_code", "region_name"),
    "partner_code": ("partner_code", "partner_name"),
    "helper_code": ("helper_code", "helper_name"),
    "assisted_code": ("assisted_code", "assisted_region", "assisted_name"),
}
# No province, and assisted in its own name; it stands in the province of this code.
CORPS, PROVINCE_OF_THE_CORPS = "新疆生产建设兵团", "650000"
_CORPS_NAMES = (CORPS, "新疆兵团", "兵团")


def province_of(places: Places, names: Sequence[str], texts: Sequence[str]) -> Place:
    """Return the province of one end of a pair from the texts of its columns, or the rule by which it is none."""
    code, column, name = texts[0], names[1], texts[1]
    if not (plain(code) or plain(name)) and len(texts) > 2 and plain(texts[2]):
        column, name = names[2], texts[2]
    is_corps = _is_corps(name)
    found = places.find(code or PROVINCE_OF_THE_CORPS if is_corps else code, "" if is_corps else name, is_point=True)
    own = replace(found, column={"region_code": names[0], "region_name": column}.get(found.column, column))
    if own.rule == "no_single_place" or (own.code and not _is_province(own.code)):
        full_name = places.full_names.get(own.code, own.detail)
        return Place(rule="not_a_province", detail=full_name, column=column if plain(name) else names[0])
    return own


def assisted_name(places: Places, texts: Sequence[str]) -> str:
    """Return what an assisted place is called, from its own name, the code and the name of its province."""
    written, code, region = (plain(text) for text in texts)
    if _is_corps(written) or (not written and _is_corps(region)):
        return CORPS
    province = province_of(places, ENDS["assisted_code"], (code, region, written)).code
    is_province = not written or places.find("", written, is_point=True).code == province
    return places.short_names.get(province, written) if is_province else written


def turn_round(codes: list[object], partners: list[object]) -> None:
    """Let the lower code of every pair stand first, so that a pair written both ways is one."""
    for place, (code, partner) in enumerate(zip(codes, partners, strict=True)):
        if isinstance(code, str) and isinstance(partner, str) and partner < code:
            codes[place], partners[place] = partner, code


def _is_corps(name: str) -> bool:
    return plain(name) in _CORPS_NAMES


def _is_province(code: str) -> bool:
    return code.isdigit() and code.endswith("0000") and code != NATION
