"""What Streamlit names by itself bears half a name; what anybody may ask for by name keeps the whole one."""

from pathlib import Path

import pytest
from streamlit import util
from streamlit.elements.lib.utils import _compute_element_id
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import memory_media_file_storage
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.pages_manager import PagesManager
from streamlit.watcher import util as watching
from streamlit.watcher.util import calc_hash_with_blocking_retries

from pages.shell.short_names import DIGEST, name_shortly

LENGTH = 2 * DIGEST


@pytest.fixture(autouse=True)
def short_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short names for the length of a test."""
    for module in (util, memory_media_file_storage):
        monkeypatch.setattr(module, "create_fast_hasher", module.create_fast_hasher)
    monkeypatch.setattr(watching, "calc_hash", watching.calc_hash)
    name_shortly()


def named(text: str) -> ForwardMsg:
    """A message with its name."""
    message = ForwardMsg()
    message.delta.new_element.text.body = text
    populate_hash_if_needed(message)
    return message


def test_messages_have_short_names_of_their_own() -> None:
    names = [named(f"text {number}").hash for number in range(200)]
    assert {len(name) for name in names} == {LENGTH}
    assert len(set(names)) == len(names)
    assert named("text 7").hash == names[7]


def test_elements_and_pages_are_named_shortly() -> None:
    assert len(_compute_element_id("selectbox", "year", label="year").split("-")[1]) == LENGTH
    assert len(PagesManager("pages/shell/door.py").main_script_hash) == LENGTH


def test_settings_that_stay_as_they_were_are_not_taken_for_changed(tmp_path: Path) -> None:
    """Streamlit would load them anew, and with them the handlers of all logs."""
    for path in (__file__, str(tmp_path / "missing")):
        assert len(calc_hash_with_blocking_retries(path, allow_nonexistent=True)) == 32


def test_files_are_found_by_the_whole_name_alone() -> None:
    name_shortly()
    storage = MemoryMediaFileStorage("/media")
    assert len(storage.load_and_get_id(b"content", "text/plain", "downloadable")) == 32
