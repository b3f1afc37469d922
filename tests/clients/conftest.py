"""What the compilers of the reference clients make of the schema, and a service that answers nothing else."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import schema
from tests.app.process import service
from tests.clients.node import Clients

SCHEMA = Path(schema.__file__).parent / "schema.graphql"


@pytest.fixture(scope="session")
def relay_documents(clients: Clients) -> Mapping[str, str]:
    """The documents that relay-compiler has written, by their hashes."""
    shutil.copy(SCHEMA, clients.directory)
    written = clients.directory / "documents.json"
    written.write_text("{}", encoding="utf-8")  # it must be there
    clients.call("relay-compiler", "relay.config.json")
    return _read(written)


@pytest.fixture(scope="session")
def codegen_documents(clients: Clients) -> Mapping[str, str]:
    """The documents that graphql-codegen has written, by their hashes."""
    shutil.copy(SCHEMA, clients.directory)
    clients.call("graphql-codegen", "--config", "codegen.json")
    return _read(clients.directory / "generated" / "persisted-documents.json")


@pytest.fixture(scope="session")
def trusting(
    kept: Path,
    relay_documents: Mapping[str, str],
    codegen_documents: Mapping[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a service that answers these documents only."""
    directory = tmp_path_factory.mktemp("trusting")
    file = directory / "documents.json"
    file.write_text(json.dumps({**relay_documents, **codegen_documents}), encoding="utf-8")
    only = ("--trusted-documents", str(file), "--only-trusted-documents", "on")
    with service(directory, "serve", "--embedded", str(kept), "--port", "0", *only) as running:
        yield running.address()


def _read(written: Path) -> Mapping[str, str]:
    documents: Mapping[str, str] = json.loads(written.read_text(encoding="utf-8"))
    return documents
