"""The door: what the server serves. Start it with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from pages.shell.house_page import HousePage
from pages.shell.lifetime import lifetime
from pages.shell.static_files import LastingFiles
from pages.shell.upload_limit import UploadLimit
from pages.shell.warm_up import warm_up

STATIC = Path(__file__).parent / "static"
base = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")

warm_up()
app = st.App(
    "pages/shell/door.py",
    routes=[Mount(f"{base}/app/static", LastingFiles(directory=STATIC))],
    middleware=[Middleware(HousePage, base=base), Middleware(UploadLimit)],
    lifespan=lifetime,
)
