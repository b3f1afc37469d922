"""Messages: English as they stand, another language by what translates them, with all that they hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import InvalidInput
from graph.message import Message
from graph.model import Organisation
from graph.values import country_codes

ROOT = Path(__file__).parents[2]
TOLD = {"InvalidInput", "NotFound", "Conflict", "InUse", "NotAllowed"}
"""The errors that reach people through a mutation's payload."""


def test_a_message_is_its_english_sentence() -> None:
    assert str(Message("%(field)s must be at most %(most)s", field="KNOWS.level", most=1)) == (
        "KNOWS.level must be at most 1"
    )
    assert str(Message("100 %%")) == "100 %"


def test_what_a_message_holds_is_translated_with_it() -> None:
    inner = Message("an account")
    message = Message("%(key)r is in use in %(scopes)s", key="%(x)s", scopes=inner)
    hungarian = {"an account": "egy ügyfél", "%(key)r is in use in %(scopes)s": "%(scopes)s: %(key)r"}
    assert message.told(lambda sentence: hungarian[sentence]) == "egy ügyfél: '%(x)s'"


def test_an_error_tells_in_english_what_it_was_made_of() -> None:
    error = InvalidInput(Message("%(field)s is required", field="x"), ["x"])
    assert (str(error), error.message) == ("x is required", "x is required")
    assert error.under("changes", "3").path == ("changes", "3", "x")
    assert InvalidInput("as it is").said == "as it is"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"country": "XX"}, "Organisation.country XX is not an ISO 3166-1 country code, such as HU"),
        ({"employees": -1}, "Organisation.employees must be at least 0, not -1"),
        ({"clientRevenue": "1e30"}, "Organisation.clientRevenue must have at most 20 digits"),
        ({"clientRevenue": "0.00001"}, "Organisation.clientRevenue must have at most 4 decimal places"),
        ({"clientRevenue": "NaN"}, "Organisation.clientRevenue must be a finite number, not 'NaN'"),
    ],
)
def test_every_fault_of_a_value_is_a_message(values: dict[str, object], told: str) -> None:
    assert "XX" not in country_codes()
    _, [fault] = Organisation.decode(
        {"id": "a/Organisation/a", "name": "A", "kind": "CLIENT", "currency": "EUR"} | values
    )
    assert isinstance(fault.said, Message)
    assert isinstance(fault.said.values["fault"], Message)
    assert fault.message == told


def plain(path: Path) -> Iterator[str]:
    """Where a module raises one of these errors with a text that no language but English can tell."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
        if isinstance(node, ast.Call) and name in TOLD and isinstance(node.args[0], ast.Constant | ast.JoinedStr):
            yield f"{path.name}:{node.lineno}"


def test_every_error_that_a_mutation_can_meet_is_a_message() -> None:
    modules = [*(ROOT / "graph").glob("*.py"), *SPEAKING]
    assert [where for path in modules for where in plain(path)] == []


SPEAKING = [
    ROOT / "schema" / f"{name}.py"
    for name in (
        "claims", "commits", "drafts", "inputs", "interactions", "journal", "merging", "opportunities", "planning",
        "privacy", "recommendations", "references", "resolutions", "stakeholders", "supposed_changes", "writing",
    )
]  # fmt: skip
