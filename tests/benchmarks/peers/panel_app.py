"""The map in Panel: `panel_app.py FOLDER PORT example|careful`.

`example` binds a function that returns a figure of Plotly Express with its geometry, as Panel's first pages do.
`careful` follows the page of its Plotly pane: one figure as a dictionary, whose changed parts are assigned and
triggered; the browser fetches the geometry once.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import panel as pn
import plotly.express as px
import plotly.graph_objects as go

FOLDER, PORT, STYLE = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
OFFLINE = {"topojsonURL": 'data:application/json,{"type":"Topology","objects":{},"arcs":[]}#'}
VALUES = pd.read_csv(FOLDER / "values.csv", dtype={"region_code": str})
GEOMETRY = json.loads((FOLDER / "assets" / "cities.json").read_text(encoding="utf-8"))
CODES = [feature["id"] for feature in GEOMETRY["features"]]
INDICATORS = list(VALUES["indicator"].unique())
GEO = {
    "visible": False, "projection": {"type": "conic equal area", "parallels": [25, 47], "rotation": {"lon": 105}},
    "lonaxis": {"range": [77, 131]}, "lataxis": {"range": [17.5, 53.8]},
}
LAYOUT = {"geo": GEO, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "height": 820, "width": 1200}

pn.extension("plotly")


def values_of(indicator: str) -> pd.DataFrame:
    """The rows of an indicator, one per city of the map."""
    return VALUES[VALUES["indicator"] == indicator].set_index("region_code").reindex(CODES).reset_index()


def example(indicator: str) -> go.Figure:
    """The figure anew, with its geometry."""
    figure = px.choropleth(values_of(indicator), geojson=GEOMETRY, locations="region_code", color="value")
    return figure.update_layout(**LAYOUT)


def page() -> pn.Column:
    """The page of one reader."""
    choice = pn.widgets.RadioBoxGroup(options=INDICATORS, value=INDICATORS[0], inline=True)
    if STYLE == "example":
        return pn.Column(choice, pn.pane.Plotly(pn.bind(example, choice), config=OFFLINE))
    trace = {
        "type": "choropleth", "geojson": "/assets/cities.json", "locations": CODES,
        "z": values_of(INDICATORS[0])["value"].to_numpy(), "colorbar": {"title": {"text": INDICATORS[0]}},
    }
    pane = pn.pane.Plotly({"data": [trace], "layout": LAYOUT}, config=OFFLINE)

    def change(event: object) -> None:
        trace["z"] = np.asarray(values_of(choice.value)["value"])
        trace["colorbar"] = {"title": {"text": choice.value}}
        pane.param.trigger("object")

    choice.param.watch(change, "value")
    return pn.Column(choice, pane)


if __name__ == "__main__":
    pn.serve(
        page, port=PORT, address="127.0.0.1", show=False, static_dirs={"assets": str(FOLDER / "assets")},
        websocket_origin=[f"127.0.0.1:{PORT}"],
    )
