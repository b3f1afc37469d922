"""Why a mutation did nothing: each fault as the API tells it, in the caller's language."""

from collections.abc import Iterable, Mapping
from typing import Final

import strawberry

from graph import errors
from schema.voice import Voice

__all__ = ["Conflict", "InUse", "InvalidInput", "MutationError", "NotAllowed", "NotFound", "as_errors"]


@strawberry.interface(description="Why something was refused.")
class MutationError:
    message: str = strawberry.field(description="What was wrong, and what would do.")
    path: list[str] = strawberry.field(description="The way to the input at fault, from `input` on.")


@strawberry.type(description="A value that the model does not allow.")
class InvalidInput(MutationError):
    pass


@strawberry.type(description="Something that does not exist, or that you may not see.")
class NotFound(MutationError):
    pass


@strawberry.type(description="Somebody wrote in between.")
class Conflict(MutationError):
    current_revision: int = strawberry.field(description="The revision that the account is at.")


@strawberry.type(description="A drop of what others hang on.")
class InUse(MutationError):
    by: list[str] = strawberry.field(
        description="The keys of the edges that hang on it, or of the accounts that name it."
    )


@strawberry.type(description="Something that your role does not permit.")
class NotAllowed(MutationError):
    pass


_KINDS: Final[Mapping[type[errors.StakegraphError], type[MutationError]]] = {
    errors.InvalidInput: InvalidInput,
    errors.NotFound: NotFound,
    errors.NotAllowed: NotAllowed,
}


def as_errors(voice: Voice, found: Iterable[errors.StakegraphError], scope: str) -> list[MutationError]:
    """The errors as the API tells them; of a Conflict, the revision of this scope."""
    return [_as_error(voice, error, scope) for error in found]


def _as_error(voice: Voice, error: errors.StakegraphError, scope: str) -> MutationError:
    message, path = voice.told(error.said), list(error.path)
    if isinstance(error, errors.Conflict):
        return Conflict(message=message, path=path, current_revision=error.revisions.get(scope, 0))
    if isinstance(error, errors.InUse):
        return InUse(message=message, path=path, by=list(error.by))
    return _KINDS[type(error)](message=message, path=path)
