"""The folder that is carried to a machine without network: what it must hold, and that nothing else is installed."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from platform import python_version
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import sys_tags

ROOT = Path(__file__).resolve().parents[1]


def _module() -> ModuleType:
    """The script, which lies outside the rooms as it must run before anything is installed."""
    found = importlib.util.spec_from_file_location("wheelhouse", ROOT / "deploy" / "wheelhouse.py")
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


wheelhouse = _module()


def requirements() -> list[Requirement]:
    """What the atlas asks for when it is installed."""
    files = [path for path in sorted(ROOT.glob("requirements*.txt")) if path.name != "requirements-dev.txt"]
    lines = [line.strip() for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def pins() -> dict[str, str]:
    """Version of every project in constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {wheelhouse.project_of(name): version for name, version in (line.split("==") for line in lines if line)}


def needed() -> set[str]:
    """Projects that are installed on such a machine, found by following what every package asks for."""
    found: set[str] = set()
    waiting = requirements()
    while waiting:
        requirement = waiting.pop()
        name = wheelhouse.project_of(requirement.name)
        if name in found:
            continue
        found.add(name)
        extras = requirement.extras or {""}
        for text in distribution(name).requires or []:
            asked = Requirement(text)
            if asked.marker is None or any(asked.marker.evaluate({"extra": one}) for one in extras):
                waiting.append(asked)
    return found


def test_every_package_that_is_carried_has_one_version() -> None:
    """Otherwise two folders filled on two days would differ."""
    carried = needed()
    assert len(carried) > 50
    assert carried - set(pins()) == set()


def test_this_environment_has_the_versions_that_are_carried() -> None:
    versions = pins()
    carried = needed()
    assert {name: distribution(name).version for name in carried} == {name: versions[name] for name in carried}


def test_every_package_that_is_carried_runs_on_the_oldest_python_that_the_readme_asks_for() -> None:
    """Debian 12 has 3.11.2, and pip takes 3.11 in `PYTHON_VERSION` for 3.11.0."""
    assert "Python 3.11 or newer" in (ROOT / "README.md").read_text(encoding="utf-8")
    asked = {name: distribution(name).metadata["Requires-Python"] or "" for name in needed()}
    assert [name for name, python in asked.items() if "3.11.0" not in SpecifierSet(python)] == []


def write_wheel(folder: Path, more: str = "") -> None:
    """A package with one module, and `more` in what it says of itself."""
    said = f"Metadata-Version: 2.1\nName: atlas-probe\nVersion: 1.0\n{more}"
    with zipfile.ZipFile(folder / "atlas_probe-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("atlas_probe.py", "found = True\n")
        wheel.writestr("atlas_probe-1.0.dist-info/METADATA", said)
        wheel.writestr(
            "atlas_probe-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("atlas_probe-1.0.dist-info/RECORD", "")


@pytest.fixture
def carried(tmp_path: Path) -> Path:
    """A small folder as `make wheelhouse` makes it, with one package; its name has a blank and Chinese in it."""
    folder = tmp_path / "安装 介质"
    folder.mkdir()
    write_wheel(folder)
    (folder / "atlas-0123456789ab.tar.gz").write_bytes(b"the atlas")
    assert wheelhouse.seal(folder) == 1
    return folder


def test_the_list_is_one_that_sha256sum_reads(carried: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=carried, check=True, timeout=60)
    lock = (carried / "requirements.lock").read_text(encoding="utf-8")
    assert re.fullmatch(r"atlas-probe==1\.0 --hash=sha256:[0-9a-f]{64}\n", lock)
    assert wheelhouse.check(carried) == 3


def change(folder: Path) -> None:
    """One byte of one wheel."""
    wheel = next(folder.glob("*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"!")


def add(folder: Path) -> None:
    """A file nobody listed."""
    (folder / "numpy-99.0-py3-none-any.whl").write_bytes(b"")


def lose(folder: Path) -> None:
    """A file that is listed."""
    (folder / "atlas-0123456789ab.tar.gz").unlink()


def lose_list(folder: Path) -> None:
    """The list itself."""
    (folder / "SHA256SUMS").unlink()


def spoil_list(folder: Path) -> None:
    """A list that could name files elsewhere."""
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  ../etc/passwd\n", encoding="utf-8")


def empty_list(folder: Path) -> None:
    """A list of nothing."""
    (folder / "SHA256SUMS").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (change, "被改动 changed: atlas_probe-1.0-py3-none-any.whl"),
        (add, "未列入 not listed: numpy-99.0-py3-none-any.whl"),
        (lose, "缺少 missing: atlas-0123456789ab.tar.gz"),
        (lose_list, "没有 SHA256SUMS"),
        (spoil_list, "不是校验清单"),
        (empty_list, "不是校验清单"),
    ],
)
def test_whatever_is_not_as_listed_is_named(deed: Callable[[Path], None], told: str, carried: Path) -> None:
    deed(carried)
    with pytest.raises(wheelhouse.WheelhouseError, match=re.escape(told)):
        wheelhouse.check(carried)
    assert wheelhouse.main(["check", str(carried)]) == 1


def make_install(place: Path, carried: Path) -> subprocess.CompletedProcess[str]:
    """`make install` in a folder with the Makefile, where pip is told of an index that nobody has."""
    dead = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        ["make", "install", f"WHEELHOUSE={carried}"],
        cwd=place, env={**os.environ, **dead}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def test_make_installs_what_was_carried_and_nothing_that_was_changed(carried: Path, tmp_path: Path) -> None:
    place = tmp_path / "图谱 atlas"
    (place / "deploy").mkdir(parents=True)
    for name in ("Makefile", "requirements.txt", "constraints.txt", "deploy/wheelhouse.py"):
        shutil.copy(ROOT / name, place / name)
    wheel = next(carried.glob("*.whl"))
    sound = wheel.read_bytes()
    change(carried)
    refused = make_install(place, carried)
    assert refused.returncode != 0 and "被改动 changed" in refused.stderr
    # Whoever changes the list as well gets as far as pip, which has hashes of its own.
    listing = carried / "SHA256SUMS"
    listed = listing.read_text(encoding="utf-8")
    was = next(line.split()[0] for line in listed.splitlines() if line.endswith(".whl"))
    listing.write_text(listed.replace(was, wheelhouse.sha256_of(wheel)), encoding="utf-8")
    refused = make_install(place, carried)
    assert refused.returncode != 0 and "DO NOT MATCH THE HASHES" in refused.stderr
    assert not (place / ".venv" / "installed").exists()
    wheel.write_bytes(sound)
    listing.write_text(listed, encoding="utf-8")
    taken = make_install(place, carried)
    assert taken.returncode == 0, taken.stderr
    assert finds_the_package(place)


def finds_the_package(place: Path) -> bool:
    """Whether the environment there has the package that was carried."""
    command = [place / ".venv" / "bin" / "python", "-c", "import atlas_probe; assert atlas_probe.found"]
    return subprocess.run(command, check=False, timeout=60).returncode == 0


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """An earlier version with a file that the new one has not, and with what the house put into it."""
    place = tmp_path / "图谱 atlas"
    for folder in ("geo", ".streamlit", "static/approved"):
        (place / folder).mkdir(parents=True)
    (place / "geo" / "of_an_earlier_version.py").touch()
    (place / ".streamlit" / "secrets.toml").write_text("[auth]\n", encoding="utf-8")
    (place / "static" / "approved" / "manifest.json").write_text("{}", encoding="utf-8")
    return place


def install_as_windows_does(place: Path, carried: Path) -> subprocess.CompletedProcess[str]:
    """Call the script as install.bat does."""
    command = ["sh", "deploy/windows/install.sh", str(place), str(carried)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=300)


def test_the_linux_side_of_the_scripts_for_windows_lays_the_atlas_out_anew(carried: Path, earlier: Path) -> None:
    """A file of an earlier version goes; what belongs to the house stays."""
    taken = install_as_windows_does(earlier, carried)
    assert taken.returncode == 0, taken.stderr
    assert finds_the_package(earlier)
    needed_by_the_app = {"app.py", ".streamlit", "data", "geo", "queries", "pages", "static"}
    assert needed_by_the_app <= {path.name for path in earlier.iterdir()}
    assert not (earlier / "geo" / "of_an_earlier_version.py").exists()
    assert (earlier / ".streamlit" / "secrets.toml").read_text(encoding="utf-8") == "[auth]\n"
    assert (earlier / "static" / "approved" / "manifest.json").exists()
    assert (earlier / "static" / "geo").is_dir()
    # The scripts of the environment name the folder in which it stands, and nothing is left beside it.
    installer = (earlier / ".venv" / "bin" / "pip").read_text(encoding="utf-8")
    assert f"{earlier}/.venv/bin/python" in installer
    assert [path.name for path in earlier.parent.glob(f"{earlier.name}*")] == [earlier.name]


def test_an_installation_that_fails_leaves_the_version_that_works(carried: Path, earlier: Path) -> None:
    """The list of checksums is sound, so that it is pip that refuses."""
    next(carried.glob("*.whl")).write_bytes(b"no wheel")
    wheelhouse.seal(carried)
    assert install_as_windows_does(earlier, carried).returncode != 0
    assert (earlier / "geo" / "of_an_earlier_version.py").exists()
    assert (earlier / ".streamlit" / "secrets.toml").exists()
    assert [path.name for path in earlier.parent.glob(f"{earlier.name}*")] == [earlier.name]


def test_a_package_that_nobody_has_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index without any package stands for a network that lacks one; what was filled before stays."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    folder = tmp_path / "made" / "wheelhouse"
    folder.mkdir(parents=True)
    (folder / "earlier").touch()
    with pytest.raises(wheelhouse.WheelhouseError, match="no fitting wheel"):
        wheelhouse.fill(folder, python_version="3.12")
    assert [path.name for path in folder.parent.iterdir()] == ["wheelhouse"]
    assert [path.name for path in folder.iterdir()] == ["earlier"]


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        (
            "manylinux_2_19_aarch64",
            ["manylinux_2_19_aarch64", "manylinux_2_18_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"],
        ),
        ("manylinux_2_17_loongarch64", ["manylinux_2_17_loongarch64", "manylinux2014_loongarch64"]),
        ("manylinux_2_5_x86_64", ["manylinux_2_5_x86_64", "manylinux1_x86_64"]),
        ("macosx_14_0_arm64", ["macosx_14_0_arm64"]),
    ],
)
def test_wheels_for_an_older_linux_fit_a_newer_one(platform: str, names: list[str]) -> None:
    """`pip` takes the name of a platform to the letter."""
    assert wheelhouse.platforms_of(platform) == names
    told = wheelhouse.download_arguments(["orjson"], platform, "3.12")
    assert [told[at + 1] for at, word in enumerate(told) if word == "--platform"] == names
    assert told[-3:] == ["--python-version", "3.12", "orjson"]


def test_pip_is_told_every_name_of_the_platform_that_the_handbook_asks_for() -> None:
    names = wheelhouse.platforms_of("manylinux_2_28_aarch64")
    assert names[0] == "manylinux_2_28_aarch64" and names[-2:] == ["manylinux_2_17_aarch64", "manylinux2014_aarch64"]
    assert {"manylinux2010_x86_64", "manylinux1_x86_64"} < set(wheelhouse.platforms_of("manylinux_2_28_x86_64"))
    assert "--platform" not in wheelhouse.download_arguments([], None, None)


def test_what_is_compiled_here_must_be_compiled_for_the_other_machine(
    carried: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index stands by with the same package, first as pure as the one carried, then compiled for this machine."""
    index = tmp_path / "index"
    # As new as this Python may be: its first release, which "3.11" stands for, would not do.
    write_wheel(carried, f"Requires-Python: >={python_version()}\n")
    shutil.copytree(carried, index)
    for name, value in (("NO_INDEX", "1"), ("FIND_LINKS", str(index)), ("CONFIG_FILE", os.devnull)):
        monkeypatch.setenv(f"PIP_{name}", value)
    wheelhouse.refuse_pure(carried)
    platform = next(str(tag.platform) for tag in sys_tags())
    compiled = f"atlas_probe-1.0-py3-none-{platform}.whl"
    (index / "atlas_probe-1.0-py3-none-any.whl").rename(index / compiled)
    with pytest.raises(wheelhouse.WheelhouseError, match=compiled):
        wheelhouse.refuse_pure(carried)
