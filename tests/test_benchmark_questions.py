"""The benchmark can ask every question of the product: none has a parameter that it holds no value for."""

import duckdb
import pytest

from queries.asked import QUESTION_FOLDER, question_text
from tests.benchmarks.measures import TYPICAL

QUESTIONS = sorted(
    path.relative_to(QUESTION_FOLDER).with_suffix("").as_posix() for path in QUESTION_FOLDER.glob("*/*.sql")
)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_parameter_has_a_typical_value(name: str) -> None:
    assert set(duckdb.extract_statements(question_text(name))[0].named_parameters) <= set(TYPICAL)
