"""The map in Dash: `dash_app.py FOLDER PORT example|careful`.

`example` draws as the choropleth page of Dash's documentation does: the callback returns a figure of Plotly Express
with its geometry. `careful` follows the pages on partial updates and external assets: the browser fetches the geometry
once, and the callback sends a Patch with what changes.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
from dash import Dash, Input, Output, Patch, dcc, html

FOLDER, PORT, STYLE = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
OFFLINE = {"topojsonURL": 'data:application/json,{"type":"Topology","objects":{},"arcs":[]}#'}
VALUES = pd.read_csv(FOLDER / "values.csv", dtype={"region_code": str})
GEOMETRY = json.loads((FOLDER / "assets" / "cities.json").read_text(encoding="utf-8"))
CODES = [feature["id"] for feature in GEOMETRY["features"]]
INDICATORS = list(VALUES["indicator"].unique())


def values_of(indicator: str) -> pd.DataFrame:
    """The rows of an indicator, one per city of the map."""
    return VALUES[VALUES["indicator"] == indicator].set_index("region_code").reindex(CODES).reset_index()


def example(indicator: str) -> go.Figure:
    """The figure anew, with its geometry."""
    figure = px.choropleth(values_of(indicator), geojson=GEOMETRY, locations="region_code", color="value")
    return framed(figure)


def framed(figure: go.Figure) -> go.Figure:
    """The projection and the margins of every version."""
    figure.update_geos(
        visible=False, projection={"type": "conic equal area", "parallels": [25, 47], "rotation": {"lon": 105}},
        lonaxis_range=[77, 131], lataxis_range=[17.5, 53.8],
    )
    return figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, height=820)


def first(indicator: str) -> go.Figure:
    """The figure whose geometry the browser fetches."""
    values = values_of(indicator)["value"]
    trace = go.Choropleth(geojson="/assets/cities.json", locations=CODES, z=values, coloraxis="coloraxis")
    figure = go.Figure(trace).update_layout(coloraxis_colorbar_title_text=indicator)
    return framed(figure)


def changed(indicator: str) -> Patch:
    """What of the figure is another for an indicator."""
    patch = Patch()
    patch["data"][0]["z"] = values_of(indicator)["value"].to_numpy()
    patch["layout"]["coloraxis"]["colorbar"]["title"]["text"] = indicator
    return patch


app = Dash(__name__, assets_folder=str(FOLDER / "assets"))
app.layout = html.Div([
    dcc.RadioItems(INDICATORS, INDICATORS[0], id="indicator"),
    dcc.Graph(id="map", config=OFFLINE, figure=(example if STYLE == "example" else first)(INDICATORS[0])),
])
app.callback(Output("map", "figure"), Input("indicator", "value"), prevent_initial_call=True)(
    example if STYLE == "example" else changed
)

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=PORT, debug=False)
