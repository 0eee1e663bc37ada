"""The same map as a first attempt would draw it: geometry inline, every file read on every run, no cache."""

from __future__ import annotations

from pathlib import Path

SCRIPT = '''
import json
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

ROOT = Path({root!r})
OFFLINE = 'data:application/json,{{"type":"Topology","objects":{{}},"arcs":[]}}#'

st.set_page_config(layout="wide")
level = st.query_params.get("level", "province")
manifest = json.loads((ROOT / "geo" / "manifest.json").read_text())
layer = "cities" if level == "city" else "provinces"
geometry = json.loads((ROOT / "static" / "geo" / manifest["layers"][layer]["file"]).read_text())
files = [ROOT / "data" / "published" / f"{{name}}_stats.csv" for name in ("province", "city")]
facts = pd.concat([pd.read_csv(file, dtype={{"region_code": str}}) for file in files])
known = facts.groupby("metric")["region_code"].nunique()
indicators = [name for name in known.index if known[name] >= 5]
default = indicators.index(st.query_params.get("indicator", "pct_applications"))
left, right = st.columns([3, 1])
with left:
    indicator = st.selectbox("indicator", indicators, index=default, key="indicator")
chosen = facts[facts["metric"] == indicator]
with right:
    years = sorted(chosen["year"].unique(), reverse=True)
    year = st.selectbox("year", years, key="year")
rows = chosen[chosen["year"] == year]
values = rows.drop_duplicates("region_code").set_index("region_code")["value"].astype(float)
codes = [feature["id"] for feature in geometry["features"]]
figure = go.Figure(
    go.Choropleth(geojson=geometry, locations=codes, z=[float(values.get(c, 0) or 0) for c in codes],
                  marker_line_color="#ffffff", marker_line_width=0.5)
)
figure.update_layout(
    height=820, margin=dict(l=0, r=0, t=0, b=0),
    geo=dict(visible=False, projection=dict(type="conic equal area", parallels=[25, 47], rotation=dict(lon=105)),
             lonaxis_range=[77, 131], lataxis_range=[17.5, 53.8]),
)
st.plotly_chart(figure, key="map", config={{"topojsonURL": OFFLINE}})
st.dataframe(rows)
'''


def write_naive_app(folder: Path, root: Path) -> Path:
    """Write the script into `folder`; it reads the published files and boundaries of the project at `root`."""
    path = folder / "naive.py"
    path.write_text(SCRIPT.format(root=str(root)), encoding="utf-8")
    return path
