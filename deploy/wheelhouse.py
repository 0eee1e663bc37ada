"""The folder that is carried to a machine without network: fill it here, check it there. Needs Python alone.

`fill` downloads wheels for `--platform` and `--python-version`, or for this machine, writes requirements.lock with the
hash of each, puts the atlas as of the current commit beside them, and lists every file in SHA256SUMS.
`check` compares a folder with its list and fails where a file is missing, changed or not listed.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST, LOCK = "SHA256SUMS", "requirements.lock"
# What installs the rest.
TOOLS = ("pip", "setuptools")
NO_WHEEL = "有软件包缺少合适的 wheel / a package has no fitting wheel"
PURE_WHEEL = "目标机只有纯 Python 版 / compiled for this machine, pure Python for the other"
# What runs on a Linux with that version of the C library runs on every later one; pip does not conclude that from the
# name of one platform. The older ones have second names, and the oldest are of x86 alone.
GLIBC = re.compile(r"manylinux_2_(\d+)_(\w+)")
SECOND_NAMES = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
LISTED = re.compile(r"([0-9a-f]{64})  ([^/\\]+)")


class WheelhouseError(Exception):
    """The folder cannot be filled, or is not what its list says."""


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, 64 lower-case hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def project_of(name: str) -> str:
    """Name of a project as indexes write it: lower case, with single hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


def fill(folder: Path, platform: str | None = None, python_version: str | None = None) -> int:
    """Fill `folder` anew and return how many wheels it holds; nothing is left behind where anything is lacking.

    Raises WheelhouseError where a package has no wheel for the machine asked for.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as name:
        made = Path(name)
        _download(made, platform, python_version)
        if platform:
            refuse_pure(made)
        _archive(made)
        count = seal(made)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
        made.mkdir()
    folder.chmod(0o755)
    return count


def seal(folder: Path) -> int:
    """Write what pip installs from `folder`, with hashes, and the list of its files; return how many wheels it has."""
    wheels = sorted(folder.glob("*.whl"))
    (folder / LOCK).write_text("".join(_locked(wheel) for wheel in wheels), encoding="utf-8", newline="\n")
    files = sorted(path for path in folder.iterdir() if path.name != LIST)
    listed = "".join(f"{sha256_of(path)}  {path.name}\n" for path in files)
    (folder / LIST).write_text(listed, encoding="utf-8", newline="\n")
    return len(wheels)


def check(folder: Path) -> int:
    """Compare `folder` with its list and return how many files it holds.

    Raises WheelhouseError naming the first few files that are missing, changed or not listed. A list that was exchanged
    together with the files does not show here: have it sent another way as well.
    """
    try:
        lines = (folder / LIST).read_text(encoding="utf-8").splitlines()
    except OSError as fault:
        raise WheelhouseError(f"{folder}: 没有 {LIST} / no {LIST}: {fault.strerror}") from fault
    entries = [LISTED.fullmatch(line) for line in lines]
    if not entries or None in entries:
        raise WheelhouseError(f"{folder / LIST}: 不是校验清单 / is no list of checksums")
    listed = {entry[2]: entry[1] for entry in entries if entry}
    there = {path.name for path in folder.iterdir()} - {LIST}
    wrong = [f"缺少 missing: {name}" for name in sorted(set(listed) - there)]
    wrong += [f"未列入 not listed: {name}" for name in sorted(there - set(listed))]
    changed = [name for name in sorted(there & set(listed)) if sha256_of(folder / name) != listed[name]]
    wrong += [f"被改动 changed: {name}" for name in changed]
    if wrong:
        raise WheelhouseError("\n".join([f"{folder}:", *wrong[:20]]))
    return len(listed)


def platforms_of(platform: str) -> list[str]:
    """Return every name under which a wheel that runs on `platform` may be published, itself first.

    What is no `manylinux_2_N_ARCHITECTURE` stands for itself alone.
    """
    told = GLIBC.fullmatch(platform)
    if told is None:
        return [platform]
    newest, architecture = int(told[1]), told[2]
    oldest = min(newest, 5 if architecture in ("x86_64", "i686") else 17)
    names = []
    for version in range(newest, oldest - 1, -1):
        names += [f"manylinux_2_{version}_{architecture}"]
        names += [f"{SECOND_NAMES[version]}_{architecture}"] if version in SECOND_NAMES else []
    return names


def download_arguments(asked: Sequence[str], platform: str | None, python_version: str | None) -> list[str]:
    """What pip is told to download `asked` for a machine, this one where nothing else is said."""
    told = ["download", "--quiet", "--disable-pip-version-check", "--no-input", "--only-binary", ":all:"]
    for name in platforms_of(platform) if platform else []:
        told += ["--platform", name]
    if python_version:
        told += ["--python-version", python_version]
    return [*told, *asked]


def refuse_pure(made: Path) -> None:
    """Raise WheelhouseError where a package is pure Python in `made` and compiled for this machine.

    It would install and be many times slower there, without a word.
    """
    pure = [wheel.name.split("-")[:2] for wheel in sorted(made.glob("*-none-any.whl"))]
    if not pure:
        return
    with tempfile.TemporaryDirectory() as name:
        # All three numbers: pip takes 3.11 for 3.11.0, for which a package may be too new that this machine can have.
        version = ".".join(map(str, sys.version_info[:3]))
        asked = ["--no-deps", *(f"{project}=={number}" for project, number in pure)]
        _pip(Path(name), download_arguments(asked, None, version))
        compiled = sorted(wheel.name for wheel in Path(name).glob("*.whl") if not wheel.name.endswith("-none-any.whl"))
    if compiled:
        raise WheelhouseError("\n".join([f"{PURE_WHEEL}:", *compiled]))


def _download(made: Path, platform: str | None, python_version: str | None) -> None:
    requirements = sorted(path for path in ROOT.glob("requirements*.txt") if path.name != "requirements-dev.txt")
    asked = [part for path in requirements for part in ("-r", str(path))]
    asked += ["-c", str(ROOT / "constraints.txt"), *TOOLS]
    _pip(made, download_arguments(asked, platform, python_version))


def _pip(folder: Path, arguments: Sequence[str]) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--dest", str(folder)]
    if subprocess.run(command, check=False).returncode != 0:
        raise WheelhouseError(NO_WHEEL)


def _locked(wheel: Path) -> str:
    name, version = wheel.name.split("-")[:2]
    return f"{project_of(name)}=={version} --hash=sha256:{sha256_of(wheel)}\n"


def _archive(made: Path) -> None:
    """Put the atlas beside the wheels, where this is a clone: an unpacked archive is carried on as it is."""
    asked = ["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False)
    if not (ROOT / ".git").exists() or commit.returncode != 0:
        return
    name = f"atlas-{commit.stdout.strip()}"
    target = str(made / f"{name}.tar.gz")
    subprocess.run(
        ["git", "-C", str(ROOT), "archive", "--format=tar.gz", f"--prefix={name}/", "-o", target, "HEAD"], check=True
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. Returns 0, or 1 with what is wrong on standard error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("do", choices=("fill", "check"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--platform", help="manylinux_2_28_x86_64, manylinux_2_28_aarch64 …")
    parser.add_argument("--python-version", help="3.11, 3.12 …")
    told = parser.parse_args(arguments)
    try:
        if told.do == "fill":
            count = fill(told.folder, told.platform or None, told.python_version or None)
            print(f"{told.folder}: {count} 个软件包 / packages")
        else:
            print(f"{told.folder}: {check(told.folder)} 个文件无误 / files as listed")
    except WheelhouseError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
