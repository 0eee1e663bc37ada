"""The templates to fill in, as files to download: one workbook per table, and all of them in one archive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path

from data.importing.templates import write_templates
from pages.exporters.workbook import FIXED_ZIP_DATE


@lru_cache(maxsize=1)
def templates() -> dict[str, tuple[str, bytes]]:
    """Every template by its table: file name and content."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_templates(Path(folder))
        # A template is called `<table>_<name>.xlsx`.
        return {path.stem.rsplit("_", 1)[0]: (path.name, path.read_bytes()) for path in paths}


def archive(files: dict[str, bytes]) -> bytes:
    """Return files as a ZIP archive; equal files give equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, FIXED_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return stream.getvalue()


def all_templates() -> bytes:
    """Every template in one archive."""
    return archive(dict(templates().values()))
