"""Who reads and who may publish: without a log-in and without a trusted header nobody may, otherwise list or claim."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.frames.snapshots import local_time
from pages.shell.access import Way, groups_named, is_own_machine, name_claimed, reader_of, usable_name
from pages.texts import load_texts
from tests.test_pages import html_of, opened

SETTINGS = ("ATLAS_PUBLISHERS", "ATLAS_PUBLISHER_CLAIM", "ATLAS_USER_CLAIM", "ATLAS_USER_HEADER")
LIST = {"ATLAS_PUBLISHERS": "li@ministry.test, wang.fang@ministry.test"}
CLAIM = {"ATLAS_PUBLISHER_CLAIM": "roles=publisher"}
NOW = int(time.time())
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine of the test is set to plays no part."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def claims(**others: Any) -> dict[str, Any]:
    """Claims of a log-in of a moment ago."""
    return {"iat": NOW, "sub": "4711", **others}


READERS: dict[str, tuple[Way, dict[str, str], str, Mapping[str, Any], str, str | None]] = {
    "nothing configured": ("none", {}, "", {}, "viewer", "nobody"),
    "a list alone makes no log-in": ("none", LIST, "li@ministry.test", {}, "viewer", "nobody"),
    "not logged in": ("login", LIST, "", {}, "viewer", "anonymous"),
    "logged in, no publishers named": ("login", {}, "li@ministry.test", claims(), "viewer", "viewer"),
    "logged in, on the list": ("login", LIST, "li@ministry.test", claims(), "publisher", None),
    "on the list in capitals": ("login", LIST, "Li@Ministry.TEST", claims(), "publisher", None),
    "a Kelvin sign is no k": ("login", {"ATLAS_PUBLISHERS": "k@m.test"}, "\u212a@m.test", claims(), "viewer", "viewer"),
    "logged in, not on the list": ("login", LIST, "zhao@ministry.test", claims(), "viewer", "viewer"),
    "a part of a name on the list": ("login", LIST, "i@ministry.test", claims(), "viewer", "viewer"),
    "an empty entry names nobody": ("login", {"ATLAS_PUBLISHERS": ",, "}, "zhao", claims(), "viewer", "viewer"),
    "logged in, claim in a list": ("login", CLAIM, "zhao", claims(roles=["a", "publisher"]), "publisher", None),
    "logged in, claim as text": ("login", CLAIM, "zhao", claims(roles="publisher"), "publisher", None),
    "claim of another value": ("login", CLAIM, "zhao", claims(roles=["no-publisher"]), "viewer", "viewer"),
    "claim that holds the word": ("login", CLAIM, "zhao", claims(roles="no publisher"), "viewer", "viewer"),
    "claim missing": ("login", CLAIM, "zhao", claims(), "viewer", "viewer"),
    "claim that is no text": ("login", CLAIM, "zhao", claims(roles={"publisher": True}), "viewer", "viewer"),
    "claim within a claim": (
        "login", {"ATLAS_PUBLISHER_CLAIM": "realm_access.roles=publisher"}, "zhao",
        claims(realm_access={"roles": ["publisher"]}), "publisher", None,
    ),
    "claim with dots in its name": (
        "login", {"ATLAS_PUBLISHER_CLAIM": "test.ministry/roles=publisher"}, "zhao",
        claims(**{"test.ministry/roles": ["publisher"]}), "publisher", None,
    ),
    "claim with an equals sign in its value": (
        "login", {"ATLAS_PUBLISHER_CLAIM": "groups=CN=atlas,OU=ip"}, "zhao", claims(groups=["CN=atlas,OU=ip"]),
        "publisher", None,
    ),
    "a setting without a value": (
        "login", {"ATLAS_PUBLISHER_CLAIM": "roles"}, "zhao", claims(roles=None), "viewer", "viewer"
    ),
    "list or claim": ("login", {**LIST, **CLAIM}, "li@ministry.test", claims(), "publisher", None),
    "logged in yesterday": ("login", LIST, "li@ministry.test", claims(iat=NOW - DAY), "viewer", "outdated"),
    "logged in a minute from now": ("login", LIST, "li@ministry.test", claims(iat=NOW + 60), "publisher", None),
    "logged in next year": ("login", LIST, "li@ministry.test", claims(iat=NOW + 365 * DAY), "viewer", "outdated"),
    "logged in at no time": ("login", LIST, "li@ministry.test", {"sub": "4711"}, "viewer", "outdated"),
    "logged in at a strange time": ("login", LIST, "li@ministry.test", claims(iat="now"), "viewer", "outdated"),
    "logged in at an impossible time": ("login", LIST, "li@ministry.test", claims(iat=-1e300), "viewer", "outdated"),
    "header, nobody named": ("header", LIST, "", {}, "viewer", "unnamed"),
    "header, on the list": ("header", LIST, "wang.fang@ministry.test", {}, "publisher", None),
    "header, not on the list": ("header", LIST, "zhao", {}, "viewer", "viewer"),
    "header, group": (
        "header", {"ATLAS_PUBLISHER_CLAIM": "X-Groups=publisher"}, "zhao", {"X-Groups": ["a", "publisher"]},
        "publisher", None,
    ),
    "header, no group": (
        "header", {"ATLAS_PUBLISHER_CLAIM": "X-Groups=publisher"}, "zhao", {"X-Groups": [""]}, "viewer", "viewer"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", READERS)
def test_a_reader_has_the_role_that_list_or_claim_gives(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    way, settings, name, claimed, role, refusal = READERS[case]
    for setting, value in settings.items():
        monkeypatch.setenv(setting, value)
    reader = reader_of(way, name, claimed)
    assert (reader.role, reader.refusal) == (role, refusal)
    assert reader.name == ("" if way == "none" else name)


def test_a_list_in_a_file_is_read_anew_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "publishers.txt"
    # As an editor of Windows writes it.
    listed.write_text("li\n王芳\n", encoding="utf-8-sig", newline="\r\n")
    monkeypatch.setenv("ATLAS_PUBLISHERS", str(listed))
    publishers = [name for name in ("li", "王芳", "zhao") if reader_of("header", name, {}).role == "publisher"]
    assert publishers == ["li", "王芳"]
    listed.write_text("zhao\n", encoding="utf-8")
    publishers = [name for name in ("li", "王芳", "zhao") if reader_of("header", name, {}).role == "publisher"]
    assert publishers == ["zhao"]
    listed.unlink()
    assert reader_of("header", "zhao", {}).role == "viewer"


@pytest.mark.parametrize(
    ("claimed", "setting", "name"),
    [
        ({"email": "li@m.test", "sub": "4711"}, None, "4711"),
        ({"email": "li@m.test", "email_verified": None, "sub": "4711"}, None, "4711"),
        ({"email": "li@m.test", "email_verified": "true", "sub": "4711"}, None, "li@m.test"),
        ({"email": "li@m.test", "sub": "4711"}, "email", "li@m.test"),
        ({"email": "li@m.test", "email_verified": False, "sub": "4711"}, "email", "4711"),
        ({"email": "li@m.test", "email_verified": True, "sub": "4711"}, None, "li@m.test"),
        ({"email": "li@m.test", "email_verified": False, "sub": "4711"}, None, "4711"),
        ({"email": "li@m.test", "email_verified": "false", "sub": "4711"}, None, "4711"),
        ({"preferred_username": "li", "sub": "4711"}, None, "4711"),
        ({"preferred_username": "li", "sub": "4711"}, "preferred_username", "li"),
        ({"email": "li@m.test", "sub": "4711"}, "preferred_username", "4711"),
        ({"email": ["li@m.test"], "sub": "4711"}, None, "4711"),
        ({}, None, ""),
    ],
)
def test_a_log_in_names_its_reader_by_what_the_reader_cannot_choose(
    claimed: dict[str, Any], setting: str | None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if setting:
        monkeypatch.setenv("ATLAS_USER_CLAIM", setting)
    assert name_claimed(claimed) == name


@pytest.mark.parametrize(
    ("header", "groups"),
    [
        ("", [""]),
        ("readers, publisher", ["readers", "publisher"]),
        ("readers; publisher", ["readers", "publisher"]),
        ("cn=guests,ou=publisher", ["cn=guests,ou=publisher"]),
        ("cn=guests,ou=ip; cn=atlas,ou=ip", ["cn=guests,ou=ip", "cn=atlas,ou=ip"]),
    ],
)
def test_a_part_of_the_name_of_a_group_is_no_group(header: str, groups: list[str]) -> None:
    assert groups_named(header) == groups


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (" 王芳 ", "王芳"), ("li\n{}", ""), ("li\u202eevil", ""), ("x" * 200, "x" * 200), ("x" * 201, ""), (None, ""),
        (7, ""),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_shown_is_none(given: object, name: str) -> None:
    assert usable_name(given) == name


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("127.0.0.1", True), ("127.0.0.2", True), ("::1", True), ("localhost", True), (None, False), ("", False),
        ("0.0.0.0", False), ("::", False), ("10.1.2.3", False), ("atlas.ministry.test", False),
    ],
)  # fmt: skip
def test_a_header_counts_only_on_a_server_that_listens_to_its_own_machine(address: str | None, is_own: bool) -> None:
    assert is_own_machine(address) == is_own


@pytest.mark.usefixtures("snapshot_folder")
def test_a_header_does_not_count_on_a_server_that_does_not_say_where_it_listens(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ATLAS_USER_HEADER", "X-Atlas-User")
    screen: AppTest = opened("data", section="snapshots")
    assert [fault.message for fault in screen.exception] == []
    assert 'class="who"' not in html_of(screen)
    assert "X-Atlas-User is ignored" in caplog.text


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Shanghai", "2026-11-23 00:30 UTC+8"), ("Asia/Kolkata", "2026-11-22 22:00 UTC+5:30"),
        ("America/St_Johns", "2026-11-22 13:00 UTC-3:30"), ("America/New_York", "2026-11-22 11:30 UTC-5"),
        ("UTC", "2026-11-22 16:30 UTC"), (None, "2026-11-22 16:30 UTC"), ("Nowhere/At_All", "2026-11-22 16:30 UTC"),
        ("../../etc/passwd", "2026-11-22 16:30 UTC"), ("America", "2026-11-22 16:30 UTC"),
    ],
)  # fmt: skip
def test_the_time_of_a_snapshot_is_that_of_the_clock_of_the_reader(zone: str | None, shown: str) -> None:
    assert local_time(datetime(2026, 11, 22, 16, 30), zone) == shown


@pytest.mark.usefixtures("snapshot_folder")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_with_nothing_configured_the_page_offers_neither_log_in_nor_restoration(language: str) -> None:
    screen: AppTest = opened("data", language, section="snapshots")
    assert [fault.message for fault in screen.exception] == []
    texts = load_texts(language)  # type: ignore[arg-type]
    assert {button.key for button in screen.button} & {"log-in", "log-out"} == set()
    assert [button.key for button in screen.button if str(button.key).startswith("restore-")] == []
    assert texts("snapshots.help_viewer") in [caption.value for caption in screen.caption]
    assert texts("snapshots.current") in html_of(screen) and "tests" in html_of(screen)
