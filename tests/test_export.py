"""The command that writes the profile of every province as files that others can edit."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pptx
import pytest

from geo.compliance import Finding, MapRefusedError
from pages import export
from pages.export import main
from pages.exporters.print_page import PrintPage
from pages.texts import Language, load_texts

pytestmark = pytest.mark.usefixtures("sampled_pages")


def words_of(path: Path) -> str:
    """Everything that a file says."""
    if path.suffix == ".docx":
        body = docx.Document(str(path)).element.body
        return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    slides = pptx.Presentation(io.BytesIO(path.read_bytes())).slides
    return "".join(node.text or "" for slide in slides for node in slide.element.iter() if node.tag.endswith("}t"))


@pytest.mark.parametrize(("language", "place"), [("zh", "四川"), ("en", "Sichuan")])
def test_the_files_say_the_same_and_bear_the_mark_of_the_sample(tmp_path: Path, language: str, place: str) -> None:
    assert main(["--regions", "510000", "--layer", "sample", "--language", language, "--folder", str(tmp_path)]) == 0
    files = sorted(tmp_path.iterdir())
    assert [path.suffix for path in files] == [".docx", ".pptx"]
    for path in files:
        words = re.sub(r"\s", "", words_of(path))
        assert place in words and path.name.startswith("510000-")
        assert re.sub(r"\s", "", load_texts(language)("layer.banner")) in words  # type: ignore[arg-type]


def test_every_province_gets_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--all-provinces", "--layer", "published", "--formats", "docx", "--folder", str(tmp_path)]) == 0
    files = sorted(tmp_path.iterdir())
    assert len({path.name[:6] for path in files}) == len(files) == 34
    assert "34份文件" in capsys.readouterr().out
    assert all(path.stat().st_size > 20_000 for path in files if path.name[:2] not in ("71", "81", "82"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--regions", "999999"], "999999"),
        (["--regions", "510000", "--layer", "imported"], "imported"),
        (["--regions", "510000", "--snapshot", "0123456789ab"], "0123456789ab"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_written(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--folder", str(tmp_path / "out")]) == 1
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_map_that_is_refused_is_named_and_stops_no_other_region(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = export.profile_of

    def refusing(region: str, layer: str | None, language: Language, snapshot: str | None) -> PrintPage:
        if region == "510000":
            raise MapRefusedError((Finding("缺少地图说明", "the note is missing"),))
        return made(region, layer, language, snapshot)

    monkeypatch.setattr(export, "profile_of", refusing)
    arguments = ["--regions", "510000", "330000", "--layer", "published", "--formats", "docx"]
    assert main([*arguments, "--folder", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "510000" in told.err and "缺少地图说明" in told.err and "1份文件" in told.out
    assert [path.name[:6] for path in tmp_path.iterdir()] == ["330000"]
