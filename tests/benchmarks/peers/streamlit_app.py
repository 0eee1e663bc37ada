"""The map in plain Streamlit with Plotly Express: `streamlit run streamlit_app.py -- FOLDER`.

As Streamlit's documentation recommends, files are read once and remembered by `st.cache_data`.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

FOLDER = Path(sys.argv[1])
OFFLINE = {"topojsonURL": 'data:application/json,{"type":"Topology","objects":{},"arcs":[]}#'}

st.set_page_config(layout="wide")


@st.cache_data
def read() -> tuple[pd.DataFrame, dict]:
    """Values and geometry."""
    values = pd.read_csv(FOLDER / "values.csv", dtype={"region_code": str})
    return values, json.loads((FOLDER / "assets" / "cities.json").read_text(encoding="utf-8"))


values, geometry = read()
codes = [feature["id"] for feature in geometry["features"]]
indicator = st.radio("indicator", list(values["indicator"].unique()), horizontal=True)
rows = values[values["indicator"] == indicator].set_index("region_code").reindex(codes).reset_index()
figure = px.choropleth(rows, geojson=geometry, locations="region_code", color="value")
figure.update_geos(
    visible=False, projection={"type": "conic equal area", "parallels": [25, 47], "rotation": {"lon": 105}},
    lonaxis_range=[77, 131], lataxis_range=[17.5, 53.8],
)
figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, height=820)
st.plotly_chart(figure, key="map", config=OFFLINE)
