"""What is shipped for operations and cannot be run here, read by linters, by schema and fact by fact."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE, COMPOSE = DEPLOY / "Dockerfile", DEPLOY / "compose.yaml"
UNIT = DEPLOY / "systemd" / "atlas@.service"
SCRIPTS = sorted((DEPLOY / "windows").glob("*.bat"))
FOLDER_OF_COMMANDS = Path(sys.executable).parent
READERS = ("atlas-1", "atlas-2")
ADDED = sorted(DEPLOY.glob("compose.*.yaml"))
# What the house lays there, and nobody ships.
OF_THE_HOUSE = ("./tls", "./login", "./login/secrets.toml")


def linted(dockerfile: Path) -> list[str]:
    """What hadolint objects to in a Dockerfile."""
    command = [str(FOLDER_OF_COMMANDS / "hadolint"), "--no-color", "--format", "tty", str(dockerfile)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert told.returncode in (0, 1), told.stderr
    return told.stdout.splitlines()


def schema_holds(compose: Path) -> bool:
    """Whether a file is as the specification of compose wants it."""
    command = [str(FOLDER_OF_COMMANDS / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(compose)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert told.returncode in (0, 1), told.stderr
    return told.returncode == 0


def composed(file: Path) -> dict[str, Any]:
    """What a file of compose says, with what its parts share put in."""
    whole: dict[str, Any] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return whole


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of compose.yaml."""
    found: dict[str, Any] = composed(COMPOSE)["services"]
    return found


def instructions() -> list[str]:
    """Instructions of the Dockerfile, one line each."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [" ".join(line.split()) for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def test_the_linter_has_nothing_to_say_of_the_dockerfile_and_would(tmp_path: Path) -> None:
    assert linted(DOCKERFILE) == []
    careless = tmp_path / "Dockerfile"
    careless.write_text(DOCKERFILE.read_text(encoding="utf-8").replace(":3.11-slim-bookworm", ""), encoding="utf-8")
    assert any("DL3006" in line for line in linted(careless))


def test_the_image_asks_no_network_while_it_is_built() -> None:
    runs = [line for line in instructions() if line.startswith("RUN")]
    installs = [line for line in runs if "pip" in line]
    assert len(installs) == 1
    assert {"--isolated", "--no-index", "--require-hashes"} <= set(installs[0].split())
    assert "wheelhouse.py check" in installs[0]
    assert not [line for line in runs if re.search(r"apt|curl|wget|https?:", line)]


def test_the_image_holds_what_the_app_needs_and_runs_it_without_rights() -> None:
    last = instructions()[[line.startswith("FROM") for line in instructions()].index(True, 1) :]
    copied = {word for line in last if line.startswith("COPY") and "--from" not in line for word in line.split()[1:-1]}
    assert {"app.py", "data", "geo", "queries", "pages", "static", ".streamlit/config.toml"} <= copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert not {"tests", ".", ".streamlit"} & copied
    assert [line for line in last if line.startswith("USER")] == ["USER 10001:10001"]
    health = next(line for line in last if line.startswith("HEALTHCHECK"))
    assert "/health/ready" in health and '"python"' in health


def test_only_what_is_copied_reaches_the_build() -> None:
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    copied = [word for line in instructions() if line.startswith("COPY") and "--from" not in line
              for word in line.split()[1:-1]]  # fmt: skip
    assert {f"!{name.rstrip('/')}" for name in copied} == {line for line in allowed if line.startswith("!")}
    assert "data/snapshots" in allowed and "*" in allowed


def test_compose_is_as_its_specification_wants_it(tmp_path: Path) -> None:
    assert schema_holds(COMPOSE)
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(COMPOSE.read_text(encoding="utf-8").replace("read_only: true", "read_only: 7", 1), "utf-8")
    assert not schema_holds(wrong)


def test_two_processes_read_one_volume_that_one_service_writes(services: dict[str, Any]) -> None:
    mounts = {name: one["volumes"] for name, one in services.items() if name != "nginx"}
    assert len({mount[1]["source"] for mount in mounts.values()}) == len(mounts)
    assert set(mounts) == {*READERS, "build"}
    assert {name: mount[0].get("read_only", False) for name, mount in mounts.items()} == {
        "atlas-1": True, "atlas-2": True, "build": False,
    }  # fmt: skip
    assert {(mount[0]["type"], mount[0]["source"], mount[0]["target"]) for mount in mounts.values()} == {
        ("volume", "snapshots", "/snapshots")
    }
    assert services["build"]["profiles"] == ["build"]


def test_nobody_reaches_a_process_but_through_nginx(services: dict[str, Any]) -> None:
    assert [name for name, one in services.items() if "ports" in one] == ["nginx"]
    assert all(services[name]["networks"] == ["inside"] for name in READERS)
    networks = composed(COMPOSE)["networks"]
    assert networks["inside"] == {"internal": True}
    told = (DEPLOY / "nginx" / "atlas-replicas-compose.conf").read_text(encoding="utf-8")
    assert re.findall(r"^    server (\S+):8501 ", told, re.MULTILINE) == list(READERS)


@pytest.mark.parametrize("name", [*READERS, "build", "nginx"])
def test_every_service_is_bounded_and_without_rights(services: dict[str, Any], name: str) -> None:
    service = services[name]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "pids_limit", "tmpfs"} <= set(service)
    assert "privileged" not in service


def test_every_file_that_compose_mounts_exists(services: dict[str, Any]) -> None:
    added = [one for file in ADDED for one in composed(file)["services"].values()]
    mounts = [mount for one in [*services.values(), *added] for mount in one.get("volumes", [])]
    mounted = {mount["source"] for mount in mounts if mount["type"] == "bind"} - set(OF_THE_HOUSE)
    assert len(mounted) == 5
    assert [source for source in mounted if not (DEPLOY / source).is_file()] == []


@pytest.mark.parametrize("file", ADDED, ids=[file.stem for file in ADDED])
def test_what_is_added_to_compose_fits_it(file: Path, services: dict[str, Any]) -> None:
    """It changes services that there are, and takes from none of them the network of nginx."""
    assert len(ADDED) == 3 and schema_holds(file)
    added = composed(file)
    assert set(added["services"]) <= set(services)
    networks = {*composed(COMPOSE)["networks"], *added.get("networks", {})}
    for service in added["services"].values():
        named = service.get("networks", ["inside"])
        assert "inside" in named and set(named) <= networks
    told = (DEPLOY.parent / "docs" / "handbook" / "zh" / "containers.md").read_text(encoding="utf-8")
    assert f"-f deploy/{file.name}" in told


def test_https_is_published_at_the_port_at_which_its_site_listens() -> None:
    front = composed(DEPLOY / "compose.https.yaml")["services"]["nginx"]
    site = (DEPLOY / "nginx" / "atlas-site-tls.conf").read_text(encoding="utf-8")
    [secure] = re.findall(r"listen (\d+) ssl", site)
    assert front["ports"] == [f"{secure}:{secure}"] and f"https://$host:{secure}$" in site
    mounted = {mount["target"]: mount["source"] for mount in front["volumes"]}
    replaced = {mount["target"] for mount in composed(COMPOSE)["services"]["nginx"]["volumes"]} & set(mounted)
    assert {mounted[target] for target in replaced} == {"./nginx/atlas-site-tls.conf"}
    assert set(re.findall(r"ssl_certificate\w* +(/etc/nginx/tls)/", site)) <= set(mounted)


def test_both_processes_log_in_alike_and_write_what_a_log_in_writes() -> None:
    one, other = (composed(DEPLOY / "compose.login.yaml")["services"][name] for name in READERS)
    assert one == other
    mounted = {mount["target"]: mount for mount in one["volumes"]}
    assert mounted["/snapshots"]["read_only"] is False
    assert "/atlas/.streamlit/secrets.toml" in mounted
    assert Path(one["environment"]["ATLAS_PUBLISHERS"]).parent == Path("/etc/atlas")
    assert composed(DEPLOY / "compose.login.yaml")["networks"]["provider"] == {}


def test_the_counters_are_open_to_the_network_of_the_watcher_alone() -> None:
    watched = composed(DEPLOY / "compose.monitoring.yaml")
    [config] = watched["networks"]["monitoring"]["ipam"]["config"]
    assert watched["networks"]["monitoring"]["internal"] is True
    for name in READERS:
        allowed = watched["services"][name]["environment"]["ATLAS_METRICS_FROM"].split(",")
        assert allowed == [config["subnet"], "127.0.0.1"]
    assert "nginx" not in watched["services"]


def test_uploads_lie_on_the_disk_and_not_in_memory(services: dict[str, Any]) -> None:
    """What lies in a tmpfs counts as memory of the container, and /tmp of a machine may be one."""
    [image] = [line for line in instructions() if line.startswith("ENV") and "TMPDIR" in line]
    assert "TMPDIR=/scratch" in image.split()
    assert any(line.startswith("VOLUME") and "/scratch" in line for line in instructions())
    for name in (*READERS, "build"):
        assert [mount["type"] for mount in services[name]["volumes"] if mount["target"] == "/scratch"] == ["volume"]
        assert [one.split(":")[0] for one in services[name]["tmpfs"]] == ["/tmp"]
    assert "TMPDIR=/var/tmp" in unit_values()["Environment"]


def test_a_check_of_uploads_that_runs_out_of_memory_takes_no_reader_with_it() -> None:
    assert (unit_values()["OOMPolicy"], unit_values()["MemoryMax"]) == (["continue"], ["10G"])


def unit_values() -> dict[str, list[str]]:
    """Values of the unit of systemd by key."""
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


def test_the_service_can_write_its_own_folder_alone_and_gain_no_rights() -> None:
    values = unit_values()
    told = {
        "ProtectSystem": "strict", "ReadWritePaths": "/var/lib/atlas", "PrivateTmp": "yes", "NoNewPrivileges": "yes",
        "ProtectHome": "yes", "PrivateDevices": "yes", "CapabilityBoundingSet": "", "User": "atlas",
        "SystemCallFilter": "@system-service", "Restart": "on-failure",
    }  # fmt: skip
    assert {key: values.get(key) for key in told} == {key: [value] for key, value in told.items()}
    assert values["ExecStart"][0].endswith("streamlit run app.py --server.address 127.0.0.1 --server.port %i")


def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    """Read by systemd itself; program and account, which are not there before an installation, stand in for others."""
    text = UNIT.read_text(encoding="utf-8")
    text = text.replace("/opt/atlas/.venv/bin/python", sys.executable).replace("=atlas\n", "=daemon\n")
    for addition, is_understood in (("", True), ("\n[Service]\nProtectSystemm=yes\n", False)):
        unit = tmp_path / "atlas@8501.service"
        unit.write_text(text + addition, encoding="utf-8")
        told = subprocess.run(
            [shutil.which("systemd-analyze") or "systemd-analyze", "verify", str(unit)],
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        complaints = [line for line in told.stderr.splitlines() if unit.name in line]
        assert (complaints == []) is is_understood, told.stderr


def test_the_sample_of_settings_can_be_read_by_both_who_read_it() -> None:
    lines = (DEPLOY / "atlas.env.example").read_text(encoding="utf-8").splitlines()
    settings = [line.removeprefix("#") for line in lines if re.match(r"#?[A-Z_]+=", line)]
    assert len(settings) > 4
    assert [line for line in lines if line and not line.startswith("#")] == []
    explained = (ROOT / "docs" / "handbook" / "zh" / "settings.md").read_text(encoding="utf-8")
    for name, value in (line.split("=", 1) for line in settings):
        assert not {'"', "'"} & set(value)
        if name.startswith("ATLAS_"):
            assert f"`{name}`" in explained
        else:
            section, *words = name.removeprefix("STREAMLIT_").lower().split("_")
            st.get_option(f"{section}.{words[0]}{''.join(word.title() for word in words[1:])}")


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.stem for script in SCRIPTS])
def test_a_script_for_windows_survives_blanks_and_chinese_in_paths(script: Path) -> None:
    """Lines end as cmd.exe wants them, nothing but ASCII stands in them, and every path and argument is quoted."""
    content = script.read_bytes()
    assert content.isascii() and content.count(b"\r\n") == content.count(b"\n") > 10
    lines = [line for line in content.decode("ascii").splitlines() if line and not line.startswith("rem ")]
    assert lines[:2] == ["@echo off", "setlocal DisableDelayedExpansion"]
    for line in lines:
        assert line.count('"') % 2 == 0
        bare = re.sub(r'"[^"]*"', "", line)
        assert not re.search(r"%~?(?:dp0|\d|[A-Z]+%)", bare), line
    targets = set(re.findall(r"goto (:\w+)", content.decode("ascii")))
    assert targets == {line for line in lines if line.startswith(":")}


def test_the_scripts_of_windows_do_what_the_makefile_does() -> None:
    install, start = (script.read_text(encoding="ascii") for script in SCRIPTS)
    within = (DEPLOY / "windows" / "install.sh").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for option in ("--isolated", "--no-index", "--require-hashes", "--no-cache-dir", "PIP_CONFIG_FILE=/dev/null"):
        assert option in within and option in makefile
    assert "sh deploy/windows/install.sh /opt/atlas /opt/wheelhouse" in install and "-m data.build" in install
    assert "--cd /opt/atlas" in start and "--server.address 127.0.0.1" in start
    folders = {re.findall(r"ATLAS_DATA=(\S+)", script)[0] for script in (install, start)}
    assert len(folders) == 1 and not folders.pop().startswith("/opt/atlas")
    assert "\r" not in within
    assert (ROOT / ".gitattributes").read_text(encoding="utf-8") == "*.bat text eol=crlf\n*.sh text eol=lf\n"


def test_every_version_of_python_named_is_one_that_the_atlas_takes() -> None:
    least = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert least == ">=3.11"
    assert set(re.findall(r"FROM python:(\S+?)-", DOCKERFILE.read_text(encoding="utf-8"))) == {"3.11"}
