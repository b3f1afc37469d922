"""The file of trusted documents."""

import json
from pathlib import Path

import click
import pytest
from graphql import GraphQLError

from app.application import create_application
from app.settings import Settings
from app.terms import Terms
from app.trusted import TrustedDocuments, documents_of
from graph.store import Store
from schema.limits import Limits
from tests.app.process import run

ROLE = "query Role { viewer { role } }"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"text"', '{"a": 1}', '{"a": ["{ b }"]}', None])
def test_a_file_that_holds_no_documents_is_named(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "documents.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(click.BadParameter) as raised:
        documents_of(str(file))
    assert str(file) in raised.value.message


def test_it_is_what_the_compilers_write(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps({"ab12": ROLE}), encoding="utf-8")
    known = documents_of(str(file))
    assert known.find("ab12") == ROLE
    assert known.find("AB12") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("query Role { viewer { rol } }", "Did you mean 'role'"),
        ("query Role { viewer {", "Syntax Error"),
        ("fragment Role on Viewer { role }", "is never used"),
        ("{ viewer { " + "role " * 3000 + "} }", "max_tokens"),
    ],
)
async def test_each_document_is_checked_when_the_service_starts(closed_store: Store, text: str, told: str) -> None:
    file = TrustedDocuments("documents.json", {"right": ROLE, "ab12": text})
    terms = Terms(trusted_documents=file, limits=Limits(suggestions=False))
    with pytest.raises(click.UsageError) as raised:
        create_application(closed_store, terms=terms)
    heading, *lines = raised.value.message.splitlines()
    assert heading == "documents.json (setting trusted_documents)"
    assert [line.split(" is not valid: ")[0] for line in lines] == ["  the document 'ab12'"]
    assert told in lines[0]


def test_many_faults_are_counted() -> None:
    file = TrustedDocuments("documents.json", {f"id-{number}": ROLE for number in range(12)})
    with pytest.raises(click.UsageError) as raised:
        file.demand_valid(lambda text: [GraphQLError("wrong")])
    assert raised.value.message.splitlines()[-1] == "  and 2 faults more"


def test_a_service_with_a_wrong_document_does_not_start(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps({"ab12": "{ viewr { role } }"}), encoding="utf-8")
    ended = run("serve", "--neo4j", "bolt://127.0.0.1:1", "--port", "0", "--trusted-documents", str(file))
    assert ended.returncode == 2
    assert f"{file} (setting trusted_documents)\n  the document 'ab12' is not valid" in ended.stderr


def test_only_trusted_documents_need_some() -> None:
    with pytest.raises(click.UsageError, match="needs --trusted-documents"):
        _ = Settings(only_trusted_documents="on").terms
