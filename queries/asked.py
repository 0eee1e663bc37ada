"""Which questions a figure rests on: noted while they are asked, and again where the answer comes from memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import cast

QUESTION_FOLDER = Path(__file__).parent

Parameter = str | int | float | bool | None | list[str] | list[int]
Bound = str | int | float | bool | None | tuple[str, ...] | tuple[int, ...]


class QuestionError(LookupError):
    """A question was asked by a name that no `.sql` file bears."""


def question_text(name: str) -> str:
    """Return the SQL of the question `name`, such as ``indicator/value``.

    Raises
    ------
    QuestionError
        if there is no such file.
    """
    path = QUESTION_FOLDER / f"{name}.sql"
    if not path.is_file():
        raise QuestionError(f"no question file queries/{name}.sql")
    return path.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Asked:
    """One question that was asked: the name of its file below `queries/` and its bound parameters, by name."""

    name: str
    parameters: tuple[tuple[str, Bound], ...]

    @staticmethod
    def of(name: str, parameters: Mapping[str, Parameter]) -> Asked:
        """The question `name` with these parameters, whatever order they were given in."""
        return Asked(name, tuple((key, _bound(value)) for key, value in sorted(parameters.items())))

    @property
    def text(self) -> str:
        """The SQL as it was run, with a `$name` for every parameter."""
        return question_text(self.name)

    @property
    def literals(self) -> dict[str, str]:
        """Every parameter as it would be written into the text in place of its `$name`."""
        return {name: _literal(value) for name, value in self.parameters}


def _bound(value: Parameter) -> Bound:
    # Lists change; what was asked does not.
    return cast(Bound, tuple(value)) if isinstance(value, list) else value


def _literal(value: Bound) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        return f"'{quoted}'"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


class Notes:
    """The questions noted so far, each once, in the order in which they were first asked."""

    def __init__(self) -> None:
        # A mapping keeps the order and finds a question at once.
        self._asked: dict[Asked, None] = {}

    def add(self, asked: Iterable[Asked]) -> None:
        """Note these questions."""
        self._asked.update(dict.fromkeys(asked))

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What was noted."""
        return tuple(self._asked)


# Every thread has its own: what one reader asks is not noted for another.
_NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def noting(into: Notes | None = None) -> Iterator[Notes]:
    """Note every question that this thread asks of any engine meanwhile, `into` what is noted already if that is given.

    Whoever was noting before hears of them as well, at the end.
    """
    notes, around = Notes() if into is None else into, _NOTES.get()
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)
        if around is not None:
            around.add(notes.asked)


def note(asked: Iterable[Asked]) -> None:
    """Note questions for whoever is noting; nobody may be."""
    notes = _NOTES.get()
    if notes is not None:
        notes.add(asked)
