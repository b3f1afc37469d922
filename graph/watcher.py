"""Whoever wants to know what a store does, for audits, figures and traces: it is told, and changes nothing."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from typing import Final

__all__ = ["UNWATCHED", "Count", "Watcher"]


class Count(StrEnum):
    """What happens often, and is only counted."""

    REVISIONS_ASKED = "revisions_asked"
    SNAPSHOT_HELD = "snapshot_held"
    SNAPSHOT_CAUGHT_UP = "snapshot_caught_up"
    SNAPSHOT_READ = "snapshot_read"
    SCORE_HELD = "score_held"
    SCORE_MADE = "score_made"
    DOCUMENT_HELD = "document_held"
    DOCUMENT_READ = "document_read"
    ANSWER_HELD = "answer_held"
    ANSWER_MADE = "answer_made"
    COMMIT = "commit"
    CONFLICT = "conflict"
    REFUSAL = "refusal"
    RETRY = "retry"


class Watcher:
    """Is told what is done, in the task that does it. This one heeds nothing."""

    def read(self, scope: str, revision: int) -> None:
        """A scope was read, as of one of its revisions, for a viewer."""

    def followed(self, scope: str, revision: int) -> None:
        """A scope is followed from a revision on."""

    def listed(self, kind: str) -> None:
        """A list across accounts was read: `kind` says which."""

    def wrote(self, revisions: Mapping[str, int]) -> None:
        """These revisions were written, by scope."""

    def exported(self, revisions: Mapping[str, int]) -> None:
        """All that is held about a person was read, in these scopes as of these revisions."""

    def erased(self, revisions: Mapping[str, int]) -> None:
        """A person was erased; these revisions were written, by scope."""

    def count(self, what: Count) -> None:
        """It has happened once more."""

    def stale(self, accounts: int) -> None:
        """So many summaries are out of date."""

    def span(self, name: str) -> AbstractContextManager[object]:
        """What is done within the block takes time; the name says what it is, and nothing of whom it is about."""
        return nullcontext()


UNWATCHED: Final = Watcher()
"""Nobody wants to know."""
