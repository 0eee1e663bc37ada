"""What the parts of a workbook are, told from their beginnings and its list of parts before anything is unfolded."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import IO
from xml.parsers import expat

WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
# The root of a part stands this near to its beginning, whatever is said before it.
ROOT_WITHIN = 2**16

_XML_NAMES = (".xml", ".rels")
_SHEET_NAME = re.compile(r"xl/worksheets/[^/]+\.xml")
_STEP = 2**12


class _Declared(Exception):
    """A declaration of a document type began."""


class _Rooted(Exception):
    """The root began, behind which no document type can be declared."""


def is_plain(name: str, part: IO[bytes]) -> bool:
    """Return whether a part declares no document type, and with it no entity, in whatever encoding it is written.

    Reads to the root, at most `ROOT_WITHIN` bytes. A part that by its name is XML and whose root is not found there is
    not plain; any other, as a picture, is. An empty one is plain: nothing reads it.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _declared
    parser.StartElementHandler = _rooted
    read = 0
    try:
        while read < ROOT_WITHIN and (content := part.read(_STEP)):
            read += len(content)
            parser.Parse(content, False)
        # Expat may keep the last bytes back until it knows that none follow.
        parser.Parse(b"", True)
    except _Declared:
        return False
    except _Rooted:
        return True
    except (expat.ExpatError, ValueError, LookupError):
        pass
    return not read or not name.lower().endswith(_XML_NAMES)


def worksheets(listed: bytes) -> set[str]:
    """Return the names of the parts that the list of parts, a plain one, calls worksheets and nothing else.

    They are read line by line, every other part at once. A list that cannot be read names none.
    """
    kinds: dict[str, set[str]] = defaultdict(set)

    def note(tag: str, told: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Override":
            kinds[told.get("PartName", "").removeprefix("/")].add(told.get("ContentType", ""))

    parser = expat.ParserCreate()
    parser.StartElementHandler = note
    try:
        parser.Parse(listed, True)
    except (expat.ExpatError, ValueError, LookupError):
        return set()
    return {name for name, told in kinds.items() if told == {WORKSHEET} and _SHEET_NAME.fullmatch(name)}


def _declared(*_: object) -> None:
    raise _Declared


def _rooted(*_: object) -> None:
    raise _Rooted
