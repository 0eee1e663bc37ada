"""Static files that browsers keep."""

from __future__ import annotations

import os
import re
from os import PathLike, stat_result

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

A_YEAR = 365 * 24 * 3600
CONTENT_NAMED = re.compile(r"\.[0-9a-f]{10}\.json$")


class LastingFiles(StaticFiles):
    """Static files; those named after their content may be kept by browsers for a year, hidden ones are not there."""

    def lookup_path(self, path: str) -> tuple[str, stat_result | None]:
        """Find a file of the folder: none whose name, or whose folder's, begins with a point."""
        is_hidden = any(part.startswith(".") for part in path.split(os.sep))
        return ("", None) if is_hidden else super().lookup_path(path)

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with a file and how long it may be kept."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        lasting = bool(CONTENT_NAMED.search(str(full_path)))
        age = f"{A_YEAR}, immutable" if lasting else "3600"
        response.headers["Cache-Control"] = f"public, max-age={age}"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
