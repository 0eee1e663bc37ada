"""The shipped configuration of nginx, read by nginx itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from tests.running_front import SHIPPED, Site, nginx, write_front

CERTIFICATE = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=atlas.example", "-days", "2")


@pytest.mark.parametrize("site", get_args(Site))
def test_nginx_takes_every_shipped_site(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "front"
    write_front(folder, [8501, 8502], site)
    files = ["-keyout", str(folder / "atlas.key"), "-out", str(folder / "atlas.crt")]
    subprocess.run([*CERTIFICATE, *files], check=True, capture_output=True, timeout=60)
    command = [nginx(), "-t", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_the_upstream_of_compose_differs_in_names_alone() -> None:
    def rules(name: str) -> list[str]:
        text = (SHIPPED / name).read_text(encoding="utf-8")
        return [re.sub(r"server \S+:\d+", "server", line) for line in text.splitlines() if not line.startswith("#")]

    assert rules("atlas-replicas.conf") == rules("atlas-replicas-compose.conf")


def test_headers_of_security_come_from_the_app_alone() -> None:
    """So that none comes twice, and a process without proxy sends them too."""
    files = sorted(SHIPPED.iterdir())
    assert len(files) == 7
    assert [path.name for path in files if re.search(r"add_header|hide_header", path.read_text(encoding="utf-8"))] == []


def test_no_client_can_say_who_it_is() -> None:
    shared = (SHIPPED / "atlas.inc").read_text(encoding="utf-8")
    locations = re.findall(r"^location .*?^}", shared, re.MULTILINE | re.DOTALL)
    assert len(locations) > 2
    assert 'proxy_set_header X-Atlas-User "";' in shared and 'proxy_set_header X-Atlas-Groups "";' in shared
    # A location that set one header of its own would inherit none of those above.
    assert [location for location in locations if "proxy_set_header" in location] == []


def test_uploads_pass_up_to_the_limit_of_the_app() -> None:
    config = (SHIPPED.parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    limit = int(re.findall(r"maxUploadSize = (\d+)", config)[0])
    passed = re.findall(r"client_max_body_size (\d+)m;", (SHIPPED / "atlas.inc").read_text(encoding="utf-8"))
    assert passed == [str(limit + 1)]
