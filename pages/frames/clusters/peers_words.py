"""What the section on the peers of a cluster says, from the records its figures are drawn from."""

from __future__ import annotations

from collections.abc import Sequence

from pages.shell.screen import Screen
from pages.texts.figures import in_sentence
from pages.texts.numbers import percent, plain
from queries.cluster_measures import ClusterMeasure, cluster_measures
from queries.cluster_peers import Comparison, Neighbours, SyntheticPeer, too_few_donors
from queries.cluster_register import ClusterRegister
from queries.formulas.reasons import Reason
from queries.formulas.synthetic_control import BAD_FIT, LEAST_DONORS, LEAST_YEARS_BEFORE

UNUSUAL = 0.1
"""Rank among the placebos, as a share, up to which a gap is called unusual."""


def alike_words(screen: Screen, near: Neighbours, peer: str) -> str:
    """In what a peer is alike: 机构数量、产出率相近; that no measure is near; empty where nothing is compared."""
    if peer not in near.rows.index:
        return ""
    t = screen.texts
    names = [t(f"cluster_peer_driver.{name}") for name in near.rows["reasons"][peer]]
    if not names:
        return t("cluster_peers.none_alike")
    return t("cluster_peers.alike", drivers=t.joined(names))


def peers_finding(
    screen: Screen, register: ClusterRegister, cluster: str, found: Comparison, is_chosen: bool
) -> str:
    """In how many measures the cluster is ahead of the median of its peers."""
    t, name = screen.texts, register.name(cluster, screen.language)
    ahead, compared = [], 0
    for measure in found.values.columns:
        others = found.values[measure].drop(index=cluster).dropna()
        if len(others):
            compared += 1
            if float(found.values[measure][cluster]) > float(others.median()):
                ahead.append(cluster_measures()[str(measure)].name(screen.language))
    values = {"name": name, "count": len(found.values) - 1, "compared": compared, "year": found.year,
              "kind": t("cluster_peers.chosen" if is_chosen else "cluster_peers.near")}
    if not compared:
        return t("cluster_peers.finding.none", **values)
    if not ahead:
        return t("cluster_peers.finding.behind", **values)
    return t("cluster_peers.finding.ahead", **values, ahead=len(ahead), measures=t.joined(ahead))


def lack_of_peer_words(screen: Screen, name: str, peer: SyntheticPeer) -> str:
    """Why there is no synthetic peer."""
    t = screen.texts
    if peer.control.reason is Reason.TOO_FEW_POINTS and too_few_donors(peer):
        return t("cluster_peers.few_donors", name=name, count=len(peer.donors), least=LEAST_DONORS)
    return t("cluster_peers.few_years", name=name, least=LEAST_YEARS_BEFORE)


def synthetic_finding(screen: Screen, name: str, peer: SyntheticPeer) -> str:
    """The gap in the last year, or that the fit before allows none to be read."""
    t, control = screen.texts, peer.control
    metric = screen.catalogue[peer.metric].name(screen.language)
    error = control.relative_error.value
    values = {"name": name, "metric": metric, "year": peer.reference_year,
              "error": percent(error, 1) if error is not None else t("value.none"), "bad": percent(BAD_FIT, 0)}
    if not control.fits:
        return t("cluster_peers.finding.bad_fit", **values)
    if not control.after:
        return t("cluster_peers.finding.nothing_after", **values)
    last = control.after[-1]
    gap = float(control.gaps[last]) / float(control.line[last])
    key = "above" if gap > 0 else "below"
    if control.p.value is None:
        return t(f"cluster_peers.finding.{key}", **values, last=last, gap=percent(abs(gap), 1),
                 judged=t("cluster_peers.no_placebos", count=control.placebos))
    judged = "cluster_peers.unusual" if control.p.value <= UNUSUAL else "cluster_peers.usual"
    rank = round(control.p.value * control.p.n)
    return t(f"cluster_peers.finding.{key}", **values, last=last, gap=percent(abs(gap), 1),
             judged=t(judged, rank=rank, count=control.p.n, p=plain(control.p.value, 2)))


def fit_lines(screen: Screen, register: ClusterRegister, peer: SyntheticPeer) -> list[str]:
    """How well the peer fits before, what the placebos can tell at best, and which donors were upgraded meanwhile."""
    t, control = screen.texts, peer.control
    metric = screen.catalogue[peer.metric]
    error = control.error_before.value or 0.0
    found = [t(
        "cluster_peers.fit", first=control.before[0], last=control.before[-1], count=len(control.before),
        error=in_sentence(float(f"{error:.3g}"), metric, t),
        share=t("value.none") if control.relative_error.value is None else percent(control.relative_error.value, 1),
        verdict=t("cluster_peers.fits" if control.fits else "cluster_peers.fits_not", bad=percent(BAD_FIT, 0)),
    )]
    if len(peer.donors) >= len(control.before):
        found.append(t("cluster_peers.easy_fit", donors=len(peer.donors), years=len(control.before)))
    if control.p.value is not None:
        found.append(t("cluster_peers.least_p", count=control.placebos, least=plain(1 / (1 + control.placebos), 2)))
    if peer.upgraded:
        names = [t("cluster_peers.upgraded_in", name=register.name(code, screen.language), year=year)
                 for code, year in peer.upgraded.items() if control.weights.get(code, 0.0) >= 0.005]
        if names:
            found.append(t("cluster_peers.upgraded", names=t.joined(names)))
    return found


def measures_of_comparison(found: Comparison) -> Sequence[ClusterMeasure]:
    """The records of the measures compared."""
    return [cluster_measures()[str(name)] for name in found.values.columns]
