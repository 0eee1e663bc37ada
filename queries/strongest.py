"""The strongest layer that can answer a question: where a view opens unless its reader says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from queries.agencies import registers
from queries.catalogue import Indicator
from queries.coverage import indicators_known, regions_reported
from queries.engine import Engine
from queries.values import indicator_values

STRENGTH = ("imported", "published", "sample")
ENOUGH = 0.8


def strongest(reported: Mapping[str, int], units: int) -> str | None:
    """Return the layer that answers best, None where none knows anything.

    `reported` counts, by layer, the units with a figure out of `units`. The user's own data come first wherever
    they know as many units as the published figures do, then the published figures where they cover four fifths of
    the units, then the synthetic sample where it does; else the better of the two that hold real figures.
    """
    known = {layer: reported.get(layer, 0) for layer in STRENGTH if reported.get(layer, 0)}
    if not known:
        return None
    if known.get("imported", 0) >= min(known.get("published", 0), ENOUGH * units) and "imported" in known:
        return "imported"
    enough = [layer for layer in known if known[layer] >= ENOUGH * units]
    real = [layer for layer in known if layer != "sample"]
    return (enough or sorted(real, key=lambda layer: -known[layer]) or list(known))[0]


def layer_of(engine: Engine, indicator: Indicator, level: str, layers: Iterable[str], units: int) -> str | None:
    """Return the strongest layer for one indicator at a level of `units` surveyed regions."""
    counts = {layer: regions_reported(indicator_values(engine, indicator, level, layer)) for layer in layers}
    return strongest(counts, units)


def layers_of(
    engine: Engine, catalogue: Mapping[str, Indicator], level: str, layers: Sequence[str], units: int
) -> dict[str, tuple[str, int]]:
    """Return the strongest layer of every indicator known at a level, with the regions it reports there.

    The keys stand in the order of the catalogue.
    """
    counts: dict[str, dict[str, int]] = {}
    for layer in layers:
        known = indicators_known(engine, catalogue, level, layer)
        for identifier, reported in zip(known["indicator"], known["reported"].astype(int), strict=True):
            counts.setdefault(identifier, {})[layer] = reported
    found = {}
    for identifier in catalogue:
        if identifier in counts:
            # An indicator known by bounds alone reports no region, yet it can be shown.
            layer = strongest(counts[identifier], units) or next(iter(counts[identifier]))
            found[identifier] = (layer, counts[identifier][layer])
    return found


def layer_of_nation(engine: Engine, metrics: Iterable[str], layers: Iterable[str]) -> str | None:
    """Return the strongest layer for a set of metrics of the whole nation: the one that knows enough of them."""
    wanted = set(metrics)
    counts = {}
    for layer in layers:
        covered = engine.query("coverage/metric_years", layer=layer)
        counts[layer] = len(wanted & set(covered.loc[covered["level"] == "nation", "metric"]))
    return strongest(counts, counts.get("published", 0))


def layer_of_register(engine: Engine, layers: Sequence[str]) -> str | None:
    """Return the strongest layer that holds a register of agencies, None where none does."""
    held = registers(engine)
    return next((layer for layer in STRENGTH if layer in layers and layer in held), None)
