"""What can go wrong, as one tree: a class for each thing that a caller can do about it.

StakegraphError
├── Refused           one or more of the errors below, found in one list of changes; nothing was written
├── InvalidInput      mend the value
├── NotFound          name something that exists and that you may see
├── Conflict          read again, then decide
├── InUse             drop what hangs on it first, or ask for `cascade`
├── NotAllowed        ask somebody who may
└── Unavailable       try again later; the database did not answer as it must
"""

from collections.abc import Mapping, Sequence
from typing import Self

from graph.message import Message

__all__ = [
    "Conflict",
    "InUse",
    "InvalidInput",
    "NotAllowed",
    "NotFound",
    "Refused",
    "StakegraphError",
    "Unavailable",
]


class StakegraphError(Exception):
    """The base of all errors that Stakegraph raises on purpose.

    `path` leads to the input at fault, outermost part first: `("3", "weight")` is the field `weight` of the
    fourth change. It is empty where no part of the input is at fault. `message` is in English; `said` is what it
    was made of, a Message where other languages can tell it too.
    """

    def __init__(self, message: str | Message, path: Sequence[str] = ()) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.said = message
        self.path = tuple(path)

    def under(self, *path: str) -> Self:
        """This error, its path led by these."""
        self.path = (*path, *self.path)
        return self


class InvalidInput(StakegraphError):
    """A value that the model does not allow. The message names it, and says what would do."""


class NotFound(StakegraphError):
    """Something that does not exist, or that the viewer may not see: the two are told apart nowhere."""


class Conflict(StakegraphError):
    """Somebody wrote in between. `revisions` are the current ones, by scope."""

    def __init__(self, message: str | Message, revisions: Mapping[str, int], path: Sequence[str] = ()) -> None:
        super().__init__(message, path)
        self.revisions = dict(revisions)


class InUse(StakegraphError):
    """A drop of what others hang on. `by` are the ids or edge keys that do."""

    def __init__(self, message: str | Message, by: Sequence[str], path: Sequence[str] = ()) -> None:
        super().__init__(message, path)
        self.by = tuple(by)


class NotAllowed(StakegraphError):
    """Something that the viewer's role does not permit."""


class Unavailable(StakegraphError):
    """The database cannot be reached, refuses the credentials, is too old, or gave up after its retries."""


class Refused(StakegraphError):
    """A list of changes that was refused as a whole: every error that was found in it."""

    def __init__(self, errors: Sequence[StakegraphError]) -> None:
        super().__init__("; ".join(f"{'.'.join(e.path)}: {e.message}" if e.path else e.message for e in errors))
        self.errors = tuple(errors)
