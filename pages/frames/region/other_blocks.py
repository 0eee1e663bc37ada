"""What moves in and out of a region, the clusters inside, and what the policy asks of it."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from data.policy import POLICY_NUMBER
from pages.frames.clusters.cluster_sources import of_returns, of_statuses
from pages.frames.region.block_sources import of_figures, of_policy, source_line, together
from pages.frames.region.region_view import Block, RegionView
from pages.frames.register import of_register
from pages.texts.figures import in_sentence
from queries.cluster_register import cluster_register
from queries.contracts import BOUGHT
from queries.region_profile import REVENUE, Addressed
from queries.regions import NATION
from queries.scorecard_record import CLAUSE, CLUSTERS

MOST_CLUSTERS = 5


def flows_block(view: RegionView) -> Block:
    """Draw up the block on branches and technology contracts."""
    screen, t, profile = view.screen, view.screen.texts, view.profile
    sources, lines = [], []
    if profile.branches is not None:
        sources.append(of_register(screen, "", ()).sources)
        lines.append(source_line(view, sources[-1], [profile.branches.year]))
    if profile.contracts is not None:
        sides = [profile.contracts.sold_by, screen.catalogue[BOUGHT["amount"]]]
        sources.append(of_figures(view, sides, [profile.contracts.year], [_level(view)]))
        lines.append(source_line(view, sources[-1], [profile.contracts.year]))
    is_known = profile.branches is not None
    return Block(
        key="flows",
        heading=t("region_block.flows"),
        sentences=(*_branches(view), _contracts(view)),
        source="  ".join(lines),
        sources=together(sources),
        page="transfer" if is_known or profile.contracts else "",
        query={"section": "flows" if is_known else "contracts", "region": view.region,
               "level": "city" if profile.level == "city" else "province"},
    )


def _level(view: RegionView) -> str:
    return "province" if view.profile.level == "nation" else view.profile.level


def _branches(view: RegionView) -> tuple[str, ...]:
    t, flows = view.screen.texts, view.profile.branches
    if flows is None:
        return (t("region.no_branches_nation") if view.region == NATION else t("region.no_branches"),)
    if not flows.received + flows.sent:
        return (t("region.branches_none", year=flows.year, place=view.place),)
    key = "branches" if flows.net > 0 else "branches_out" if flows.net < 0 else "branches_even"
    sentences = [t(f"region.{key}", year=flows.year, place=view.place, received=flows.received, sent=flows.sent,
                   net=abs(flows.net))]
    for name, partners in (("origins", flows.origins), ("destinations", flows.destinations)):
        if len(partners):
            places = [t("region.partner", place=view.screen.place(str(code)), count=count)
                      for code, count in partners.items()]
            sentences.append(t(f"region.{name}", places=t.joined(places)))
    return tuple(sentences)


def _contracts(view: RegionView) -> str:
    t, found = view.screen.texts, view.profile.contracts
    if found is None:
        return t("region.no_contracts")
    return t("region.contracts", year=found.year, sold=in_sentence(found.sold, found.sold_by, t),
             bought=in_sentence(found.bought, found.sold_by, t, like=found.sold))


def clusters_block(view: RegionView) -> Block:
    """Draw up the block on the clusters inside."""
    t, rows = view.screen.texts, view.profile.clusters
    heading = t("region_block.clusters")
    if rows.empty:
        return Block("clusters", heading, (t("region.no_clusters", place=view.place),))
    counts = Counter(_status(view, status) for status in rows["status"])
    parts = [t("region.cluster_part", status=status, count=count) for status, count in counts.items()]
    sentences = [t("region.clusters", place=view.place, count=len(rows), parts=t.joined(parts))]
    shown = rows.head(MOST_CLUSTERS)
    if len(rows) > len(shown):
        sentences.append(t("region.clusters_shown", count=len(shown)))
    sources = _cluster_sources(view)
    return Block(
        key="clusters",
        heading=heading,
        sentences=tuple(sentences),
        source=source_line(view, sources),
        sources=sources,
        table=_cluster_table(view, shown),
        caption=t("region_caption.clusters"),
        page="clusters",
        query={"cluster": str(rows.index[0])} if len(rows) == 1 else {},
    )


def _status(view: RegionView, status: object) -> str:
    """The title of a cluster; that no source prints it."""
    t = view.screen.texts
    return t(f"cluster_status.{status}") if isinstance(status, str) else t("region.no_status")


def _cluster_sources(view: RegionView) -> pd.DataFrame:
    """Where revenue, titles and years of the clusters inside come from."""
    screen, inside = view.screen, list(view.profile.clusters.index)
    register = cluster_register(screen.engine, screen.layer)
    assert register is not None, "clusters inside are clusters of the layer"
    return together([
        of_returns(screen, register, [REVENUE], "", clusters=inside).sources, of_statuses(screen, inside, "").sources,
    ])


def _cluster_table(view: RegionView, rows: pd.DataFrame) -> pd.DataFrame:
    t = view.screen.texts
    revenue = view.screen.catalogue[REVENUE]
    return pd.DataFrame({
        t("region_column.cluster"): list(rows[f"name_{view.screen.language}"]),
        t("region_column.status"): [_status(view, status) for status in rows["status"]],
        t("region_column.pilot"): [t("value.none") if pd.isna(year) else str(int(year)) for year in rows["pilot_year"]],
        t("region_column.revenue"): [
            t("value.none") if pd.isna(row["revenue"]) else
            t("region.cluster_revenue", value=in_sentence(float(row["revenue"]), revenue, t), year=int(row["year"]))
            for row in rows.to_dict("records")
        ],
    })


def policy_block(view: RegionView) -> Block:
    """Draw up the block on the policy: every sentence that speaks to the region, as printed, with whom it names."""
    t = view.screen.texts
    sentences = [
        t("region.quoted", to=_to(view, one), quote=one.quote) for one in view.profile.policy
    ] or [t("region.no_policy", place=view.place)]
    return Block(
        key="policy",
        heading=t("region_block.policy"),
        sentences=tuple(sentences),
        source=t("region.source_policy", document=POLICY_NUMBER, clause=CLAUSE),
        sources=of_policy(),
        page="gaps",
        query={"section": "scorecard", "region": view.region},
    )


def _to(view: RegionView, one: Addressed) -> str:
    t = view.screen.texts
    own = {CLUSTERS: t("region.clusters_group"), NATION: t("region.nation_group")}
    names = t.joined([own.get(group) or view.screen.place(group) for group in one.groups])
    return t("region.policy_part" if one.in_part else "region.policy_to", groups=names, place=view.place)
