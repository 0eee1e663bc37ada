"""The places of a native map: units in the colours of the legend, their borders, and what is picked out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import shapely
from matplotlib.colors import to_hex

from geo.boundaries import Boundaries
from geo.compliance import MEMBERSHIP
from geo.drawing import INK
from geo.map_figure import BORDER
from geo.map_image import (
    COUNTRY_WIDTH,
    DIMMED,
    DIMMED_EDGE,
    EDGE,
    GROUND,
    HATCH_LINE,
    PROVINCE_LINE,
    STATES,
    ZONE_LINE,
    pale,
    stands_out,
)
from geo.map_spec import Fill, MapSpec
from geo.place_names import place_names
from geo.vector_map import Outlines, View, outlines
from pages.exporters.deck.map_words import plain_words
from pages.exporters.deck.vector_shapes import NO_FILL, Pencil, hatched, solid
from pages.texts import Texts

UNIT_WIDTH, CITY_WIDTH, PROVINCE_WIDTH, ZONE_WIDTH, FOCUS_WIDTH, OUTLINE_WIDTH = 0.9, 0.5, 0.8, 1.3, 2.2, 2.8


class MapPlaces:
    """Units of a specification in one of its two frames.

    Groups of provinces are drawn as groups of shapes of provinces, cities within groups of their provinces, so that
    every map holds the 34 provinces by name. The inset of a map of cities joins those of one colour.
    """

    def __init__(self, spec: MapSpec, boundaries: Boundaries, view: View, is_inset: bool, texts: Texts) -> None:
        self.spec = spec
        self.boundaries = boundaries
        self.view = view
        self.is_inset = is_inset
        self.texts = texts
        self.names = place_names(texts.language)
        layer = "provinces"
        if spec.level == "city":
            layer = "cities-detail" if spec.focus and not is_inset else "cities"
        self.units = outlines(view, boundaries, layer)
        self.drawn: set[str] = set()
        """Provinces of which something was written."""

    @cached_property
    def fill_of(self) -> dict[str, Fill]:
        """The legend entry of every unit that has one."""
        return {unit: fill for fill in self.spec.fills for code in fill.codes for unit in self.units_of(code)}

    def units_of(self, code: str) -> tuple[str, ...]:
        """The units that a code of the map's level consists of: itself, or provinces.

        Raises
        ------
        KeyError
            if neither the level nor the provinces have such a code.
        """
        if code in self._known:
            return (code,)
        if self.spec.level == "zone" and code in MEMBERSHIP.codes("zone"):
            return tuple(MEMBERSHIP.members(code, "province", "full"))
        if self.spec.level == "major" and code in MEMBERSHIP.codes("major"):
            return tuple(MEMBERSHIP.members(code, "province", "full", "proxy")) if self.spec.proxy_outline else ()
        raise KeyError(code)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(MEMBERSHIP.codes("city" if self.spec.level == "city" else "province"))

    def name(self, code: str) -> str:
        """What the shape of a place is called."""
        name = self.names.get(code) or plain_words(self.spec.hover.get(code, "")).split("\n")[0] or code
        return self.texts("deck_map.of_inset", name=name) if self.is_inset else name

    def told(self, code: str) -> str:
        """What the map says of a place, its value among it."""
        return plain_words(self.spec.hover.get(code, ""))

    def write(self, pencil: Pencil) -> None:
        """Write units, then borders, the heaviest last, then what is picked out."""
        if self.spec.level == "city":
            self._write_cities(pencil)
        else:
            self._write_provinces(pencil)
        self._write_majors(pencil)
        self._write_borders(pencil)

    def _write_provinces(self, pencil: Pencil) -> None:
        rest = list(self.units.codes)
        for fill in self.spec.fills:
            for code in fill.codes:
                own = [unit for unit in self.units_of(code) if unit in rest]
                rest = [unit for unit in rest if unit not in own]
                if own and own != [code]:
                    with pencil.group(self.name(code), self.told(code)):
                        for unit in own:
                            self._write_unit(pencil, unit, [unit], self.told(code))
                elif own:
                    self._write_unit(pencil, code, own, self.told(code))
        for unit in rest:
            self._write_unit(pencil, unit, [unit], "")

    def _write_cities(self, pencil: Pencil) -> None:
        if self.is_inset:
            for fill in (*self.spec.fills, None):
                codes = [code for code in self.units.codes if self.fill_of.get(code) is fill]
                if codes:
                    label = fill.label if fill else ""
                    self._write_unit(pencil, codes[0], codes, label, self.texts("deck_map.of_inset", name=label))
            return
        by_province: dict[str, list[str]] = {}
        for code in self.units.codes:
            by_province.setdefault(f"{code[:2]}0000", []).append(code)
        for province, codes in by_province.items():
            plain = [code for code in codes if self._is_ground(code)]
            with pencil.group(self.name(province)):
                if plain:
                    self._write_unit(pencil, province, plain, "")
                for code in codes:
                    if code not in plain:
                        self._write_unit(pencil, code, [code], self.told(code))
        if any(self._is_ground(code) and code in self.fill_of for code in self.units.codes):
            self._write_line(pencil, self.texts("deck_map.city_border"), self.units.lines_between(self.units.codes),
                             EDGE, CITY_WIDTH)

    def _is_ground(self, code: str) -> bool:
        """Whether a city bears no value by its colour: on a map of the country a shape of its own would weigh a lot."""
        fill = self.fill_of.get(code)
        return fill is None or (fill.kind == "base" and not self.spec.focus)

    def _write_unit(self, pencil: Pencil, code: str, units: Sequence[str], told: str, name: str = "") -> None:
        """Write some units as one shape in the colour of the first."""
        fill = self.fill_of.get(units[0])
        shape = self.view.clipped(np.array([self.units.together(units)], dtype=object))[0]
        style = self._colour(fill, units[0])
        if pencil.outline(name or self.name(code), shape, style, self._edge(pencil, fill, units[0]), told):
            self.drawn.update(f"{unit[:2]}0000" for unit in units)

    def _colour(self, fill: Fill | None, code: str) -> str:
        if fill is None:
            return solid(GROUND)
        stands = fill.kind in STATES or stands_out(self.spec, code)
        colour = to_hex(pale(fill.colour, 1.0 if stands else DIMMED))
        return hatched(colour, HATCH_LINE) if fill.kind == "no_data" else solid(colour)

    def _edge(self, pencil: Pencil, fill: Fill | None, code: str) -> str:
        if self.is_inset and self.spec.level != "city":
            return pencil.stroke(ZONE_LINE, UNIT_WIDTH)
        width = CITY_WIDTH if self.spec.level == "city" and not self.spec.focus else UNIT_WIDTH
        if fill and fill.kind not in STATES and not stands_out(self.spec, code):
            return pencil.stroke(DIMMED_EDGE, width)
        return pencil.stroke(BORDER if self.spec.level == "province" else EDGE, width)

    def _write_majors(self, pencil: Pencil) -> None:
        """Write the true outlines of major regions, which are no groups of provinces."""
        if self.spec.level != "major" or self.spec.proxy_outline:
            return
        for fill in self.spec.fills:
            for code in fill.codes:
                if code not in self._known and code in self._majors.codes:
                    shape = self.view.clipped(np.array([self._majors.together([code])], dtype=object))[0]
                    line = pencil.stroke(EDGE, UNIT_WIDTH)
                    pencil.outline(self.name(code), shape, self._colour(fill, code), line, self.told(code))

    @cached_property
    def _majors(self) -> Outlines:
        return outlines(self.view, self.boundaries, "majors")

    def _write_borders(self, pencil: Pencil) -> None:
        t = self.texts
        provinces = [code[:2] for code in self.units.codes]
        if self.spec.level != "province" and (self.spec.level == "city" or not self.is_inset):
            self._write_line(pencil, t("deck_map.province_border"), self.units.lines_between(provinces),
                             PROVINCE_LINE, PROVINCE_WIDTH)
        if self.spec.level == "zone":
            zones = [next((zone for zone in MEMBERSHIP.codes("zone") if code in self.units_of(zone)), code)
                     for code in self.units.codes]
            self._write_line(pencil, t("deck_map.zone_border"), self.units.lines_between(zones), ZONE_LINE, ZONE_WIDTH)
        if self.spec.level == "city" or not self.is_inset:
            # In the inset the edges of the provinces are the line around the country, and of its weight.
            self._write_line(pencil, t("deck_map.country_border"), self.units.border(), ZONE_LINE, COUNTRY_WIDTH)
        if self.spec.focus and not self.is_inset:
            inside = [code for code in self.units.codes if code[:2] == self.spec.focus[:2]]
            self._write_line(pencil, t("deck_map.focus_border"), self.units.around(inside), INK, FOCUS_WIDTH)
        for picked in self.spec.outlines:
            for code in picked.codes:
                around = self._majors.around([code]) if not self.units_of(code) else self.units.around(
                    self.units_of(code))
                name = t("deck_map.picked", name=self.name(code))
                self._write_line(pencil, name, around, picked.colour, OUTLINE_WIDTH)

    def _write_line(self, pencil: Pencil, name: str, line: shapely.Geometry, colour: str, width: float) -> None:
        drawn = self.view.clipped(np.array([line], dtype=object))[0]
        if not drawn.is_empty:
            named = self.texts("deck_map.of_inset", name=name) if self.is_inset else name
            pencil.outline(named, drawn, NO_FILL, pencil.stroke(colour, width))
