"""The door: what the server serves. Start it with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount

from pages.shell.addresses import Addresses
from pages.shell.allocator import keep_giving_memory_back, keep_memory_together
from pages.shell.health import Readiness, health_routes
from pages.shell.hosts import Hosts
from pages.shell.house_page import HousePage
from pages.shell.lifetime import lifetime
from pages.shell.logs import set_up_logs
from pages.shell.meters import metrics_routes
from pages.shell.own_components import ask_no_package_for_components
from pages.shell.prompt_answers import PromptAnswers
from pages.shell.security import SecurityHeaders
from pages.shell.short_names import name_shortly
from pages.shell.static_files import LastingFiles
from pages.shell.upload_limit import UploadLimit

STATIC = Path(__file__).parent / "static"
base = f"/{st.get_option('server.baseUrlPath').strip('/')}".rstrip("/")

set_up_logs()
name_shortly()
keep_memory_together()
keep_giving_memory_back()
ask_no_package_for_components()
readiness = Readiness()
app = st.App(
    "pages/shell/door.py",
    routes=[
        *health_routes(base, readiness), *metrics_routes(base, readiness),
        Mount(f"{base}/app/static", LastingFiles(directory=STATIC)),
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(PromptAnswers),
        Middleware(Hosts, base=base),
        Middleware(Addresses, base=base),
        Middleware(HousePage, base=base),
        Middleware(UploadLimit),
    ],
    lifespan=lifetime,
)
