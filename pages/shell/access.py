"""Who reads and who may publish: asked anew at every action, on the server, never of the page.

Without a log-in and without a trusted header everyone is a viewer, and publishing is by command line. A header counts
only while the operator named it and the server listens to its own machine alone, since anyone who reaches the server
can send one.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

if TYPE_CHECKING:
    from pages.shell.screen import Screen

Role = Literal["viewer", "publisher"]
Refusal = Literal["nobody", "anonymous", "unnamed", "outdated", "viewer"]
Way = Literal["none", "login", "header"]
LONGEST_NAME = 200
LOGIN_COUNTS = 12 * 3600
# Seconds by which the clock of the provider may be ahead of ours.
CLOCKS_DIFFER = 300
USUAL_CLAIM = "email"


@dataclass(frozen=True)
class Reader:
    """Who is at the screen, an empty name where nobody says so, and what this reader may do.

    `refusal` says why a viewer is none who publishes: there are no publishers, nobody has logged in, the server in
    front names nobody, the log-in is of another day, or this reader is not one of them.
    """

    name: str
    role: Role
    refusal: Refusal | None = None


class NotAllowed(Exception):
    """The reader may not do this; the message says why, in the language of the view."""


def require_publisher(screen: Screen) -> Reader:
    """Return the reader if this very moment a publisher. Raises NotAllowed."""
    reader = current_reader()
    if reader.role != "publisher":
        raise NotAllowed(screen.texts(f"access.{reader.refusal}"))
    return reader


def current_reader() -> Reader:
    """Return who is at the screen now, by the way this installation is configured for."""
    way = way_in()
    if way == "header":
        return reader_of(way, *_by_header())
    return reader_of(way, *_by_login()) if way == "login" else reader_of(way, "", {})


def reader_of(way: Way, name: str, claims: Mapping[str, Any]) -> Reader:
    """Return the reader of this name and claims, as the settings have it at this moment."""
    if way == "none":
        return Reader("", "viewer", "nobody")
    if not name:
        return Reader("", "viewer", "unnamed" if way == "header" else "anonymous")
    if not may_publish(name, claims):
        return Reader(name, "viewer", "viewer")
    return Reader(name, "publisher") if way == "header" or _is_fresh(claims) else Reader(name, "viewer", "outdated")


def way_in() -> Way:
    """Return how readers say who they are: a trusted header where one is named, a log-in, or not at all."""
    if os.environ.get("ATLAS_USER_HEADER"):
        return "header"
    return "login" if "is_logged_in" in st.user.to_dict() else "none"


def _by_header() -> tuple[str, Mapping[str, Any]]:
    header = os.environ.get("ATLAS_USER_HEADER", "")
    if not is_own_machine(st.get_option("server.address")):
        _say_ignored(header)
        return "", {}
    claim = _publisher_claim()
    claims = {claim[0]: groups_named(_single(claim[0]))} if claim else {}
    return usable_name(_single(header)), claims


@lru_cache(maxsize=1)
def _say_ignored(header: str) -> None:
    """Tell the operator once: the setting lasts as long as the process, and every run would say it several times."""
    logging.getLogger(__name__).error("%s is ignored: server.address is not of this machine alone", header)


def groups_named(text: str) -> list[str]:
    """Return the groups in a header: with semicolons between, else with commas.

    Names of a directory, ``cn=publishers,ou=atlas``, have commas within: a part of such a name is no group.
    """
    separator = ";" if ";" in text or "=" in text else ","
    return [group.strip() for group in text.split(separator)]


def _single(header: str) -> str:
    """Value of a header; nothing where it came twice, since one of the two may be the reader's own."""
    values = st.context.headers.get_all(header)
    if len(values) != 1:
        return ""
    try:
        return values[0].encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return ""


def _by_login() -> tuple[str, Mapping[str, Any]]:
    claims: Mapping[str, Any] = st.user.to_dict()
    return (name_claimed(claims), claims) if claims.get("is_logged_in") is True else ("", {})


def name_claimed(claims: Mapping[str, Any]) -> str:
    """Return the name a log-in gives: the claim that ATLAS_USER_CLAIM names, else `sub`, which nobody can choose.

    An e-mail address is a name only where the provider says that it is verified, since at some providers readers type
    it themselves. Where the operator asks for ``email`` expressly, it is enough that the provider does not deny it.
    """
    wanted = os.environ.get("ATLAS_USER_CLAIM")
    claim = wanted or USUAL_CLAIM
    verified = claims.get("email_verified", bool(wanted))
    is_doubtful = claim == "email" and verified not in (True, "true")
    return ("" if is_doubtful else usable_name(claims.get(claim))) or usable_name(claims.get("sub"))


def usable_name(name: object) -> str:
    """Return a name that can be shown and recorded as it is, else nothing."""
    text = name.strip() if isinstance(name, str) else ""
    return text if text.isprintable() and len(text) <= LONGEST_NAME else ""


def is_own_machine(address: str | None) -> bool:
    """Return whether a server at this address is reached from its own machine alone."""
    if address == "localhost":
        return True
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def may_publish(name: str, claims: Mapping[str, Any]) -> bool:
    """Return whether a name is on the list of ATLAS_PUBLISHERS, or the claims hold what ATLAS_PUBLISHER_CLAIM asks."""
    claim = _publisher_claim()
    return _alike(name) in _publishers() or (claim is not None and claim[1] in _values(claims, claim[0]))


def _publishers() -> set[str]:
    """The list as it is now: names by comma, or by line in a file, which can be changed while the server runs."""
    listed = os.environ.get("ATLAS_PUBLISHERS", "")
    if listed.startswith("/"):
        try:
            listed = Path(listed).read_text(encoding="utf-8-sig").replace("\n", ",")
        except (OSError, UnicodeDecodeError) as fault:
            logging.getLogger(__name__).error("ATLAS_PUBLISHERS: %s", fault)
            return set()
    return {_alike(name.strip()) for name in listed.split(",") if name.strip()}


def _alike(name: str) -> str:
    """Capital letters make no other name; beyond ASCII nothing is alike, since signs may only look it."""
    return name.lower() if name.isascii() else name


def _publisher_claim() -> tuple[str, str] | None:
    """Name and value of ATLAS_PUBLISHER_CLAIM, as in ``roles=publisher``; None without both."""
    name, _, value = os.environ.get("ATLAS_PUBLISHER_CLAIM", "").partition("=")
    return (name.strip(), value.strip()) if name.strip() and value.strip() else None


def _values(claims: Mapping[str, Any], name: str) -> list[Any]:
    """Values of a claim, which may lie within another: ``realm_access.roles``."""
    found: Any = claims
    if name in claims:
        found = claims[name]
    else:
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else [found]


def _is_fresh(claims: Mapping[str, Any]) -> bool:
    """Whether a log-in is of today: Streamlit remembers one for thirty days, while rights are taken away meanwhile.

    One from the future does not count, beyond what two clocks may differ: once a clock was set back it would count for
    as much longer.
    """
    issued = claims.get("iat")
    return isinstance(issued, int | float) and -CLOCKS_DIFFER < time.time() - issued < LOGIN_COUNTS
