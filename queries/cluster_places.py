"""Where clusters lie on a map: at the finest of their places that the register of regions knows."""

from __future__ import annotations

import pandas as pd

from queries.regions import Regions

PRECISIONS = ("county", "city", "province")


def cluster_places(regions: Regions, identity: pd.DataFrame) -> pd.DataFrame:
    """Place of every cluster of a register.

    Returns
    -------
    pd.DataFrame, index = the clusters: code (the place it is drawn at), precision (the level of that place: county,
    city or province; a municipality is a city), longitude and latitude of its centre in degrees
    """
    rows = []
    for cluster, own in identity.iterrows():
        code = str(own["place_code"]) if own["place_code"] in regions else str(own["region_code"])
        place = regions[code]
        precision = next(level for level in PRECISIONS if code in regions.levels.get(level, ()) or level == "province")
        rows.append((str(cluster), code, precision, place.longitude, place.latitude))
    columns = ["cluster_id", "code", "precision", "longitude", "latitude"]
    return pd.DataFrame(rows, columns=columns).set_index("cluster_id")
