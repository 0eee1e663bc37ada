"""Checks that need more than one row: sources, references, repeated keys, branches, jumps against last year."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from data.importing.entries import Entry
from data.importing.findings import Finding
from data.importing.imported import Imported, Key, Record, key_of
from data.tables import tables

SLIPS = (("ten_times", 8.0, 12.5), ("ten_thousand_times", 5_000.0, 20_000.0))
SMALLEST_FOR_A_SLIP = 10.0

_REFERENCES = {
    "agency_year": ("agency_code", "agency", "unknown_agency"),
    "service_offer": ("agency_code", "agency", "unknown_agency"),
    "cluster_year": ("cluster_id", "cluster", "unknown_cluster"),
    "cluster_target": ("cluster_id", "cluster", "unknown_cluster"),
}
_MEASURES = {
    "stat": ("value",),
    "cluster_year": ("value",),
    "agency_year": ("employees", "attorneys", "revenue"),
}


@dataclass
class Known:
    """What new rows may refer to: published sources by title, published clusters, all that was imported before."""

    sources: dict[str, str] = field(default_factory=dict)
    clusters: set[str] = field(default_factory=set)
    carried: Imported = field(default_factory=Imported)


def name_sources(entries: list[Entry], known: Known, hashes: dict[str, str]) -> tuple[list[Record], list[Finding]]:
    """Give every row its source, and return the sources that come with the rows.

    A source in words becomes one of its own; rows that name none rest on the file they stand in.
    """
    own = {str(entry.values["source_id"]) for entry in entries if entry.table == "source"}
    earlier = known.carried.records.get("source", {})
    registered = own | set(known.sources) | {str(key[0]) for key in earlier}
    by_title = {str(entry.values["title"]): entry.values["source_id"] for entry in entries if entry.table == "source"}
    by_title |= {str(record["title"]): record["source_id"] for record in earlier.values()}
    by_title |= {title: identifier for identifier, title in known.sources.items()}
    named: dict[str, Record] = {}
    findings = []
    for entry in entries:
        if entry.table == "source" or "source_id" not in tables()[entry.table].columns:
            continue
        identifier = entry.values["source_id"] or by_title.get(entry.source_title)
        if identifier is None:
            title = entry.source_title or f"导入文件 {entry.sheet.file}"
            told = entry.source_title or hashes.get(entry.sheet.file, title)
            identifier = f"i{hashlib.sha256(told.encode()).hexdigest()[:8]}"
            named[identifier] = {"source_id": identifier, "title": title, "url": None, "grade": "unconfirmed",
                                 "remark": None, "layer": "imported"}  # fmt: skip
        entry.values["source_id"] = identifier
        if identifier not in named and identifier not in registered:
            findings.append(entry.finding("unknown_source", "source_id"))
    return list(named.values()), findings


def wrong_sources(entries: Iterable[Entry], known: Known) -> Iterator[Finding]:
    """Yield the sources whose identifier a published source with another title bears."""
    for entry in entries:
        title = known.sources.get(str(entry.values.get("source_id"))) if entry.table == "source" else None
        if title is not None and title != entry.values["title"]:
            yield entry.finding("source_conflict", "source_id", detail=title)


def repeated(entries: list[Entry]) -> Iterator[Finding]:
    """Yield rows with the key of an earlier one. A figure that another source has too becomes a cross-check.

    Of several sources the one with the longest series of the region is shown: a series from one hand is worth more
    than one stitched together.
    """
    lengths = Counter(_series(entry) for entry in entries if entry.table == "stat")
    best: dict[tuple[str, Key], Entry] = {}
    seen: dict[tuple[str, Key, object], Entry] = {}
    for entry in entries:
        key = (entry.table, key_of(entry.table, entry.values))
        source = entry.values.get("source_id") if entry.table == "stat" else None
        first = seen.setdefault((*key, source), entry)
        if first is not entry:
            told = f"{' '.join(str(part) for part in key[1])}, {first.sheet.finding('no_rows', first.line).place}"
            yield entry.finding("duplicate_key", tables()[entry.table].key[0], detail=told)
            continue
        shown = best.setdefault(key, entry)
        if shown is not entry:
            if lengths[_series(entry)] > lengths[_series(shown)]:
                best[key], shown, entry = entry, entry, shown
            entry.table = "cross_check"
            detail = f"{shown.values['source_id']}: {shown.values['value']:g}"
            yield entry.finding("second_source", "value", detail=detail)


def _series(entry: Entry) -> Key:
    return entry.sheet.file, entry.values["region_code"], entry.values["metric"]


def broken_references(entries: list[Entry], known: Known) -> Iterator[Finding]:
    """Yield rows that refer to an agency or a cluster that is neither loaded nor known."""
    agencies = _present(entries, known, "agency")
    clusters = _present(entries, known, "cluster") | known.clusters
    for entry in entries:
        if entry.table == "cluster" and entry.values["cluster_id"] in known.clusters:
            yield entry.finding("published_cluster", "cluster_id")
        if entry.table in _REFERENCES:
            column, target, rule = _REFERENCES[entry.table]
            if entry.values[column] not in (agencies if target == "agency" else clusters):
                yield entry.finding(rule, column)
    yield from _branches(entries, known, agencies)


def _present(entries: Iterable[Entry], known: Known, table: str) -> set[object]:
    column = tables()[table].key[0]
    new = {entry.values[column] for entry in entries if entry.table == table}
    return new | {key[0] for key in known.carried.records.get(table, {})}


def _branches(entries: list[Entry], known: Known, agencies: set[object]) -> Iterator[Finding]:
    heads = {key[0]: record["agency_code"] for key, record in known.carried.records.get("branch", {}).items()}
    own = [entry for entry in entries if entry.table == "branch"]
    heads |= {entry.values["branch_code"]: entry.values["agency_code"] for entry in own}
    for entry in own:
        head = entry.values["agency_code"]
        path = [entry.values["branch_code"]]
        while head in heads and head not in path:
            path.append(head)
            head = heads[head]
        if head in path:
            yield entry.finding("branch_cycle", "agency_code", detail=" → ".join(str(code) for code in [*path, head]))
        elif len(path) > 1:
            yield entry.finding("head_is_branch", "agency_code")
        elif head not in agencies:
            yield entry.finding("branch_without_head", "agency_code")


def replacing(entries: Iterable[Entry], known: Known) -> Iterator[Finding]:
    """Yield rows that take the place of other values loaded before under the same key."""
    for entry in entries:
        before = known.carried.records.get(entry.table, {}).get(key_of(entry.table, entry.values))
        if before is not None:
            changed = [name for name, value in entry.values.items() if before.get(name) != value]
            if changed:
                told = ", ".join(f"{name} {before.get(name)}" for name in changed)
                yield entry.finding("replaces", changed[0], detail=told)


def slips(entries: list[Entry], known: Known) -> Iterator[Finding]:
    """Yield figures that are about ten or ten thousand times off those of the year before, either way."""
    series: dict[Key, float] = {}
    for table in _MEASURES:
        for record in known.carried.records.get(table, {}).values():
            series |= dict(_points(table, record))
    for entry in entries:
        series |= dict(_points(entry.table, entry.values))
    for entry in entries:
        for (*place, year, measure), amount in _points(entry.table, entry.values):
            before = series.get((*place, year - 1, measure), 0.0)  # type: ignore[operator]
            smaller, larger = sorted((abs(before), abs(amount)))
            if smaller >= SMALLEST_FOR_A_SLIP:
                for rule, least, most in SLIPS:
                    if least <= larger / smaller <= most:
                        yield entry.finding(rule, str(measure), f"{amount:.15g}", f"{before:.15g}")


def _points(table: str, record: Record) -> Iterator[tuple[Key, float]]:
    for measure in _MEASURES.get(table, ()):
        amount = record.get(measure)
        if isinstance(amount, int | float):
            place = tuple(record[name] for name in tables()[table].key if name not in ("year", "layer"))
            yield (table, *place, record["year"], measure), float(amount)
