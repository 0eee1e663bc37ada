"""Which program this is: the version of its release and, in a clone, the commit."""

from __future__ import annotations

import logging
import re
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pages.shell.logs import EVENTS, log_event

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN = "unknown"
SHOWN = 12
_COMMIT = re.compile(r"[0-9a-f]{40,64}")


@dataclass(frozen=True)
class Program:
    """Version of the release; the first signs of the commit, or that it is unknown. Neither names a host or a path."""

    version: str
    commit: str


@cache
def program() -> Program:
    """What runs here, as the files said when they were first asked."""
    return program_in(ROOT)


def program_in(folder: Path) -> Program:
    """Read version and commit of a folder of the program; what cannot be read is unknown."""
    try:
        settings = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        version = str(settings["project"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        version = UNKNOWN
    return Program(version, _commit(folder / ".git")[:SHOWN] or UNKNOWN)


def _commit(history: Path) -> str:
    """The commit that is checked out, from the files of Git: a server need not have the program itself."""
    try:
        head = (history / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head if _COMMIT.fullmatch(head) else ""
        name = head.removeprefix("ref: ")
        single, packed = history / name, history / "packed-refs"
        if single.is_file():
            told = single.read_text(encoding="utf-8").strip()
        else:
            lines = packed.read_text(encoding="utf-8").splitlines()
            told = next((line.partition(" ")[0] for line in lines if line.endswith(f" {name}")), "")
    except (OSError, ValueError):
        return ""
    return told if _COMMIT.fullmatch(told) else ""


def say_start() -> None:
    """Say in the log which program starts: a line for people, or a record where those are written."""
    own = program()
    if logging.getLogger(EVENTS).isEnabledFor(logging.INFO):
        log_event("start", version=own.version, commit=own.commit)
    else:
        print(f"IP Services Atlas {own.version} ({own.commit})", file=sys.stderr, flush=True)
