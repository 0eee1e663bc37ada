"""Components of Streamlit: the atlas has its own, and asks no installed package whether it brings some."""

from __future__ import annotations

from streamlit.components.v2 import manifest_scanner


def ask_no_package_for_components() -> None:
    """Spare the start of the server reading what every installed package tells of itself: a tenth of a second."""
    manifest_scanner.scan_component_manifests = lambda max_workers=None: []
