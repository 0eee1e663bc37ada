"""The door: what the server serves. Start it with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from pages.shell.server import FixedServerAddress, LastingFiles

app = st.App(
    "pages/shell/door.py",
    routes=[Mount("/app/static", LastingFiles(directory=Path(__file__).parent / "static"))],
    middleware=[Middleware(FixedServerAddress)],
)
