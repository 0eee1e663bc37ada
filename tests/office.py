"""Office files as a reader sees them: LibreOffice opens them, the pages come back as text and as pictures."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pypdfium2
from PIL import Image

LONGEST_SECONDS = 240
PICTURE_WIDTH = 1280
ENDINGS = (".pptx", ".docx", ".xlsx")


class OfficeError(AssertionError):
    """LibreOffice did not open the file, or took too long; the message holds its own words."""


@dataclass(frozen=True)
class Rendered:
    """The pages of an office file, in their order.

    `texts` holds the words of each page as the PDF has them, broken into lines where the page breaks them. Pictures
    are made when they are asked for.
    """

    pdf: bytes
    texts: tuple[str, ...]

    @cached_property
    def pictures(self) -> tuple[Image.Image, ...]:
        """Every page as an RGB picture 1280 pixels wide."""
        return tuple(self.picture(number) for number in range(len(self.texts)))

    def picture(self, number: int, width: int = PICTURE_WIDTH) -> Image.Image:
        """One page, counted from 0, as an RGB picture of some width in pixels."""
        document = pypdfium2.PdfDocument(self.pdf)
        try:
            page = document[number]
            return page.render(scale=width / page.get_width()).to_pil().convert("RGB")
        finally:
            document.close()

    def words(self, number: int) -> str:
        """The words of a page without any white space, so that no break of a line parts what belongs together."""
        return "".join(self.texts[number].split())


@lru_cache(maxsize=32)
def rendered(content: bytes, name: str, folder: Path | None = None) -> Rendered:
    """Open a file with LibreOffice and return its pages.

    The same content is opened once per process. `name` says by its ending what the file is; with a `folder`, file
    and PDF are kept there to be looked at.

    Raises
    ------
    OfficeError
        if LibreOffice makes no PDF of it.
    """
    assert name.endswith(ENDINGS), f"{name} is no office file"
    if folder is None:
        with tempfile.TemporaryDirectory() as temporary:
            pdf = _pdf(content, name, Path(temporary))
    else:
        pdf = _pdf(content, name, folder)
    document = pypdfium2.PdfDocument(pdf)
    texts = tuple(page.get_textpage().get_text_range() for page in document)
    document.close()
    return Rendered(pdf, texts)


@lru_cache(maxsize=1)
def _profile() -> tempfile.TemporaryDirectory[str]:
    """A profile of this process alone: two that share one wait for each other, or fail."""
    return tempfile.TemporaryDirectory(prefix="office-profile-", ignore_cleanup_errors=True)


def _pdf(content: bytes, name: str, folder: Path) -> bytes:
    path = folder / name
    path.write_bytes(content)
    command = [
        "soffice", f"-env:UserInstallation={Path(_profile().name).as_uri()}", "--headless", "--norestore",
        "--convert-to", "pdf", "--outdir", str(folder), str(path),
    ]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False)
    except FileNotFoundError:
        raise OfficeError("soffice is not installed: apt-get install libreoffice-impress libreoffice-writer "
                          "libreoffice-calc") from None
    except subprocess.TimeoutExpired as fault:
        raise OfficeError(f"LibreOffice took more than {LONGEST_SECONDS} s for {name}: {fault.stderr}") from fault
    result = path.with_suffix(".pdf")
    # It ends with 0 where it could not read the file, too.
    if run.returncode or not result.is_file():
        raise OfficeError(f"LibreOffice made no PDF of {name} ({run.returncode}): {run.stdout} {run.stderr}")
    return result.read_bytes()
