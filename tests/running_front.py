"""A real nginx with the shipped configuration, on free ports and in a folder of its own."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from tests.running_app import HOST, ROOT, free_port, running_process

SHIPPED = ROOT / "deploy" / "nginx"
Site = Literal["atlas-site", "atlas-site-shared", "atlas-site-tls"]
MAIN = """
{user}
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
events {{}}
http {{
    include /etc/nginx/mime.types;
    log_format replica '$cookie_reader $upstream_addr $status $uri';
    access_log {folder}/access.log replica;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


def nginx() -> str:
    """The program, which Debian puts where only the superuser looks."""
    return shutil.which("nginx") or "/usr/sbin/nginx"


def write_main(folder: Path) -> Path:
    """Write what every nginx of the tests starts from; return the folder for the configuration of its sites."""
    parts = folder / "conf.d"
    parts.mkdir(parents=True)
    # Started by the superuser, nginx works under another account, which could not read a folder of the tests.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    return parts


def write_front(folder: Path, replicas: Sequence[int], site: Site = "atlas-site", port: int | None = None) -> int:
    """Lay the shipped configuration out in `folder` for processes on these ports; return the port nginx will have.

    Only addresses, ports and folders are put in; every other line is what is shipped. A site with TLS takes its
    certificate from `folder`/atlas.crt and atlas.key, and the next free port beside for it.
    """
    port = port or free_port()
    parts = write_main(folder)
    shutil.copy(SHIPPED / "atlas.inc", folder)
    servers = [f"    server {HOST}:{replica} max_fails=1 fail_timeout=10s;" for replica in replicas]
    shipped = (SHIPPED / "atlas-replicas.conf").read_text(encoding="utf-8")
    upstream = re.sub(r"(?:^    server .*;\n)+", "\n".join(servers) + "\n", shipped, flags=re.MULTILINE)
    (parts / "atlas-replicas.conf").write_text(upstream, encoding="utf-8")
    common = (SHIPPED / "atlas-common.conf").read_text(encoding="utf-8")
    (parts / "atlas-common.conf").write_text(common.replace("/var/cache/nginx/atlas", f"{folder}/cache"), "utf-8")
    served = (SHIPPED / f"{site}.conf").read_text(encoding="utf-8").replace("/etc/nginx/tls", str(folder))
    for told, put in (("8080", port), ("8443", free_port())):
        served = served.replace(f"listen {told}", f"listen {HOST}:{put}").replace(f"$host:{told}", f"$host:{put}")
    (parts / f"{site}.conf").write_text(served, encoding="utf-8")
    return port


@contextmanager
def running_front(
    folder: Path, replicas: Sequence[int], site: Site = "atlas-site", port: int | None = None
) -> Iterator[str]:
    """Serve the processes on these ports through nginx until the block ends, and yield the address of the host.

    Below a path, the site `atlas-site-shared`, the address of the atlas is that with `/stats/`. Raises as
    `running_process` does.
    """
    port = write_front(folder, replicas, site, port)
    command = [nginx(), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    path = "/stats/_stcore/health" if site == "atlas-site-shared" else "/_stcore/health"
    with running_process(command, folder / "nginx.log", f"http://{HOST}:{port}{path}", folder):
        yield f"http://{HOST}:{port}"
