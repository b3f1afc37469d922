"""Trusted documents: those of a file, which requests name by an id, and beside which perhaps no others are answered."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import click
import orjson
from graphql import GraphQLError

__all__ = ["TrustedDocuments", "documents_of"]

TOLD: Final = 10  # faults of a file


class TrustedDocuments:
    """The documents of a file, by their ids there. Each is known by its hash, too: `sha256:…`."""

    def __init__(self, file: str, texts: Mapping[str, str]) -> None:
        self.file = file
        self.texts = texts
        self._known = {f"sha256:{sha256(text.encode()).hexdigest()}": text for text in texts.values()} | dict(texts)

    def find(self, known_as: str) -> str | None:
        """The document of an id; null where there is none."""
        return self._known.get(known_as)

    def demand_valid(self, faults: Callable[[str], Sequence[GraphQLError]]) -> None:
        """Raise click.UsageError where `faults` finds any in a document."""
        found = [(name, fault) for name, text in self.texts.items() for fault in faults(text)]
        if found:
            lines = [f"the document {name!r} is not valid: {fault.message}" for name, fault in found[:TOLD]]
            rest = [f"and {len(found) - TOLD} faults more"] if len(found) > TOLD else []
            raise click.UsageError("\n  ".join([f"{self.file} (setting trusted_documents)", *lines, *rest]))


def documents_of(file: str) -> TrustedDocuments:
    """The documents of a JSON file that maps ids to them. Raises click.BadParameter."""
    try:
        texts = orjson.loads(Path(file).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise click.BadParameter(f"{file} could not be read as JSON: {error}") from error
    if not isinstance(texts, dict) or not texts or not all(isinstance(text, str) for text in texts.values()):
        raise click.BadParameter(f'{file} must hold documents by their ids: {{"an id": "query …", …}}')
    return TrustedDocuments(file, texts)
