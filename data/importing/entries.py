"""Turns the lines of a sheet into typed rows of its table, block by block; what a line alone can show is checked here.

Cells repeat: what a text means is worked out once per column and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from data.importing.columns import TOLD, UNITS, Column, Layout
from data.importing.contradictions import contradictions
from data.importing.pairs import ENDS, OF_PROVINCES, assisted_name, province_of, turn_round
from data.importing.places import Place, Places
from data.importing.sheets import Line
from data.importing.terms import Terms
from data.importing.values import factor, number, plain, typed
from data.tables import Column as Contract
from data.tables import ValueMistake, tables

EXAMPLE_MARK = "示例行，导入前请删除 example row, delete before loading"
REMEMBERED, LONGEST_REMEMBERED = 100_000, 200
MONTHS = 12

_REGISTER = ("agency", "branch", "cluster")
_DEFAULTS = {"qualifier": "exact", "grade": "unconfirmed", "type": "未注明", "status": "未注明", "kind": "未注明"}
_NEVER_NEGATIVE = ("employees", "attorneys", "revenue", "projects")
_TARGETS = ("cluster_target",)
_LISTS = ("ip_type", "service_form")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_BETWEEN_WORDS = re.compile(r"[、,;，；/|+\n]+")


@dataclass(frozen=True)
class Register:
    """What rows are checked against: places, terms, and the day after which nothing can have been observed."""

    places: Places
    terms: Terms
    today: date


class Remark(NamedTuple):
    """What is to be said of one line: the column by its name in the table, the text at fault, the rule."""

    line: int
    column: str
    value: str
    rule: str
    detail: str = ""


class Fault(NamedTuple):
    """A cell without a value, and why."""

    column: str
    rule: str
    value: str
    detail: str = ""


class Noted(NamedTuple):
    """A cell with a value and something to be said of it."""

    value: object
    fault: Fault


class Several(NamedTuple):
    """A cell that lists several words."""

    words: tuple[str, ...]


@dataclass
class Block:
    """Sound rows of a sheet by column, the line of each, and what is to be said of all lines that were read."""

    lines: list[int] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    stopped: set[int] = field(default_factory=set)


class _Memory(dict[Any, Any]):
    """Remembers what texts mean. `speaks` once there was one of which something is to be said."""

    def __init__(self, convert: Callable[[Any], object]) -> None:
        super().__init__()
        self.convert = convert
        self.speaks = False

    def __missing__(self, key: Any) -> object:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self.convert(key)
        self.speaks = self.speaks or isinstance(made, Fault | Noted)
        if (len(key) if isinstance(key, str) else sum(map(len, key))) <= LONGEST_REMEMBERED:
            self[key] = made
        return made


@dataclass
class _Part:
    """Some columns of a sheet, by position, that together make some columns of the table."""

    taken: tuple[int | None, ...]
    made: tuple[str, ...]
    memory: _Memory

    def values(self, columns: Sequence[Sequence[str]], count: int) -> list[Any]:
        """Return what the texts of this part mean, one value per line."""
        texts = [[""] * count if position is None else columns[position] for position in self.taken]
        keys = texts[0] if len(texts) == 1 else zip(*texts, strict=True)
        memory = self.memory
        return [memory[key] for key in keys]


class RowReader:
    """Reads the lines of one sheet."""

    def __init__(self, layout: Layout, register: Register, is_text: bool) -> None:
        self.layout, self.register, self.is_text = layout, register, is_text
        self.table = layout.kind.table
        self.contract = tables()[self.table].columns
        self.parts = list(self._plan())

    def read(self, lines: Sequence[Line]) -> Block:
        """Return the sound rows of these lines; a line without one has an error among the remarks."""
        block = Block()
        whole = [line for line in lines if self._has_shape(line, block)]
        width = self.layout.width
        rows = [line.cells if len(line.cells) >= width else line.cells + ("",) * width for line in whole]
        columns: list[tuple[str, ...]] = list(zip(*(row[:width] for row in rows), strict=True)) or [()] * width
        numbers = [line.number for line in whole]
        values = [self._listened(part, part.values(columns, len(whole)), numbers, block) for part in self.parts]
        self._compare(values, numbers, block)
        kept = [place for place, line in enumerate(numbers) if line not in block.stopped]
        block.lines = [numbers[place] for place in kept]
        for part, own in zip(self.parts, values, strict=True):
            sound = own if len(kept) == len(own) else [own[place] for place in kept]
            for position, name in enumerate(part.made):
                block.columns[name] = sound if len(part.made) == 1 else [value[position] for value in sound]
        return _spread(block) if self.table == "service_offer" else block

    def reported(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Leave out what a form with the last figures asks for and nobody filled in: not reported is no fault."""
        columns = self.layout.columns
        if "value" not in columns or not set(TOLD) & set(columns):
            return lines
        place = columns["value"].position
        return [line for line in lines if plain("".join(line.cells[place : place + 1]))]

    def _has_shape(self, line: Line, block: Block) -> bool:
        """In a text file one cell too many is an unquoted separator, and all behind it slip; a workbook has notes."""
        count, width = len(line.cells), self.layout.width
        if EXAMPLE_MARK in line.cells:
            block.remarks.append(Remark(line.number, "", "", "example_row"))
            return False
        if self.is_text and count != width:
            block.remarks.append(Remark(line.number, "", str(count), "field_count", str(width)))
            return False
        beyond = next((cell for cell in line.cells[width:] if cell), "") if count > width else ""
        if beyond:
            block.remarks.append(Remark(line.number, "", beyond, "extra_cell"))
        return True

    def _listened(self, part: _Part, values: list[Any], numbers: list[int], block: Block) -> list[Any]:
        """Take out what is to be said, so that values remain, and faults in the lines that they stop."""
        if part.memory.speaks:
            for place, value in enumerate(values):
                if isinstance(value, Fault | Noted):
                    fault = value.fault if isinstance(value, Noted) else value
                    block.remarks.append(Remark(numbers[place], *_in_order(fault)))
                    if isinstance(value, Noted):
                        values[place] = value.value
                    else:
                        block.stopped.add(numbers[place])
        return values

    def _compare(self, values: list[list[Any]], numbers: list[int], block: Block) -> None:
        """What two cells of a line say together."""
        by_name = {part.made[0]: own for part, own in zip(self.parts, values, strict=True)}
        if "partner_code" in by_name:
            turn_round(by_name["region_code"], by_name["partner_code"])
        for line, column, value, rule, detail in contradictions(numbers, by_name, self.register.today):
            told = self._stated(ENDS[column]) if column in ENDS else column
            self._stop(Remark(line, told, value, rule, detail), block)

    def _stated(self, names: Sequence[str]) -> str:
        """The first of these columns that the sheet has."""
        return next((name for name in names if name in self.layout.columns), names[0])

    def _stop(self, remark: Remark, block: Block) -> None:
        block.remarks.append(remark)
        block.stopped.add(remark.line)

    def _plan(self) -> Iterator[_Part]:
        for name, contract in self.contract.items():
            if name == "layer" or (name in ("metric", "unit", "value") and "value" in self.contract):
                continue
            if self.table in OF_PROVINCES and name in ENDS:
                yield _Part(self._positions(*ENDS[name]), (name,), _Memory(partial(self._province, ENDS[name])))
            elif name == "assisted_name":
                taken = self._positions(name, "assisted_code", "assisted_region")
                yield _Part(taken, (name,), _Memory(partial(assisted_name, self.register.places)))
            elif name == "region_code":
                names = ("region_code", "region_name", "address")
                yield _Part(self._positions(*names), (name,), _Memory(self._region))
            elif name == "place_code":
                own = ("place_code", "region_code", "region_name", "address")
                yield _Part(self._positions(*own), (name,), _Memory(self._place_code))
            elif name == "source_id":
                yield _Part(self._positions(name), (name,), _Memory(lambda text: plain(text) or None))
                yield _Part(self._positions("source"), ("source_title",), _Memory(str))
            elif name in ("name_en", "text_en"):
                taken = self._positions(name, name.replace("_en", "_zh"))
                yield _Part(taken, (name,), _Memory(lambda texts: texts[0] or texts[1]))
            else:
                yield _Part(self._positions(name), (name,), _Memory(self._cell(contract)))
        if "value" in self.contract:
            yield _Part(
                self._positions("metric", "unit", "value"), ("metric", "unit", "value"), _Memory(self._measure)
            )

    def _positions(self, *names: str) -> tuple[int | None, ...]:
        return tuple(self.layout.columns[name].position if name in self.layout.columns else None for name in names)

    def _cell(self, contract: Contract) -> Callable[[str], object]:
        column = self.layout.columns.get(contract.name, Column(0, contract.name))
        # What may be empty stays so.
        default = _DEFAULTS.get(contract.name, "") if contract.required else ""
        if contract.words and default not in contract.words:
            default = ""
        wanted = UNITS.get(contract.name, "")
        unit = column.unit or self._unit_above(wanted)

        def convert(text: str) -> object:
            try:
                if self.table == "service_offer" and contract.name in _LISTS:
                    return _words(contract, text)
                value = typed(contract, text or default, unit, wanted)
            except ValueMistake as mistake:
                return Fault(contract.name, mistake.rule, text or default, mistake.detail)
            return self._sensible(contract.name, value)

        return convert

    def _unit_above(self, wanted: str) -> str:
        """Return the unit above the header that measures the same; a figure that measures nothing alike has none."""
        return next((unit for unit in self.layout.units if wanted and factor(unit, wanted) is not None), "")

    def _sensible(self, name: str, value: object) -> object:
        today = self.register.today
        is_year = name == "year" or name.endswith("_year")
        late = (is_year and isinstance(value, int) and value > today.year) or (
            isinstance(value, date) and value > today
        )
        if late and self.table not in _TARGETS:
            return Fault(name, "in_the_future", str(value), today.isoformat())
        if name in _NEVER_NEGATIVE and isinstance(value, int | float) and value < 0:
            return Fault(name, "negative_value", str(value))
        if name == "month" and isinstance(value, int) and not 1 <= value <= MONTHS:
            return Fault(name, "wrong_form", str(value), "1–12")
        if name == "credit_code" and value and not _CREDIT_CODE.fullmatch(plain(str(value)).upper()):
            return Fault(name, "wrong_form", str(value), "91110108MA00000000")
        if name == "url" and value and not str(value).startswith("http"):
            return Fault(name, "wrong_form", str(value), "https://example.org/")
        return value

    def _region(self, texts: tuple[str, str, str]) -> object:
        code, name, address = texts
        place = self.register.places.find(code, name, self.table in _REGISTER)
        if not (code or name) and address:
            place = self.register.places.at_address(address)
        return _told(place, dict(zip(("region_code", "region_name", "address"), texts, strict=True)))

    def _province(self, names: Sequence[str], texts: tuple[str, ...]) -> object:
        return _told(province_of(self.register.places, names, texts), dict(zip(names, texts, strict=True)))

    def _place_code(self, texts: tuple[str, str, str, str]) -> object:
        """Of a cluster: the county where it is stated, else its region; a wrong region is told by its own column."""
        region = self._region(texts[1:])
        code = plain(texts[0]) or (region.value if isinstance(region, Noted) else region)
        if isinstance(region, Fault) or re.fullmatch(r"[0-9]{6}", str(code)):
            return code
        return Fault("place_code", "wrong_form", str(code), "440304")

    def _measure(self, texts: tuple[str, str, str]) -> object:
        name, own_unit, text = texts
        unit = own_unit or self.layout.columns["value"].unit
        metric = self.register.terms.find(name, unit or next(iter(self.layout.units), ""))
        if metric is None:
            return Fault("metric", "unknown_metric" if name else "missing_value", name)
        unit = unit or self._unit_above(metric.unit)
        if not unit:
            return Fault("unit", "missing_unit", text, metric.unit)
        try:
            amount = typed(self.contract["value"], text, unit, metric.unit)
            if number(text) < 0 and not metric.can_be_negative:
                return Fault("value", "negative_value", text)
        except ValueMistake as mistake:
            column, value = ("unit", unit) if mistake.rule == "unknown_unit" else ("value", text)
            return Fault(column, mistake.rule, value, mistake.detail)
        return metric.metric, metric.unit, amount


def _told(place: Place, texts: dict[str, str]) -> object:
    """The code of a place, with what is to be said of it."""
    shown = texts.get(place.column, "")
    if place.rule:
        return Fault(place.column, place.rule, shown, place.detail)
    if place.noted:
        return Noted(place.code, Fault(place.column, place.noted, place.former or shown, place.detail))
    return place.code


def _in_order(fault: Fault) -> tuple[str, str, str, str]:
    return fault.column, fault.value, fault.rule, fault.detail


def _words(contract: Contract, text: str) -> object:
    """One word, or several with signs between them, which then make several rows."""
    words = tuple(dict.fromkeys(
        str(typed(contract, part)) for part in _BETWEEN_WORDS.split(plain(text)) if part.strip()
    ))  # fmt: skip
    if not words:
        raise ValueMistake("missing_value")
    if len(words) == 1:
        return words[0]
    return Noted(Several(words), Fault(contract.name, "split_cell", text, str(len(words))))


def _spread(block: Block) -> Block:
    """Give every combination of listed words a row of its own, on the line it was written on."""
    if not any(isinstance(value, Several) for name in _LISTS for value in block.columns[name]):
        return block
    names = list(block.columns)
    spread = [
        (line, row)
        for line, values in zip(block.lines, zip(*(block.columns[name] for name in names), strict=True), strict=True)
        for row in product(*(value.words if isinstance(value, Several) else (value,) for value in values))
    ]
    columns = {name: [row[position] for _, row in spread] for position, name in enumerate(names)}
    return Block([line for line, _ in spread], columns, block.remarks, block.stopped)
