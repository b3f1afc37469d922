"""What is open on a day: raised, and not yet settled."""

from collections.abc import Iterable
from typing import Annotated, Protocol, TypeVar

import strawberry

__all__ = ["Open", "Pending", "filtered"]

Open = Annotated[
    bool | None,
    strawberry.argument(description="Only what is open on the day, or only what is not; not given: all."),
]


class Pending(Protocol):
    """Something that is open, or is not."""

    def is_open(self) -> bool:
        """Whether it is."""


P = TypeVar("P", bound=Pending)


def filtered(nodes: Iterable[P], wanted: bool | None) -> list[P]:
    """Those that are open, or those that are not; all, where it does not matter."""
    return [each for each in nodes if wanted is None or each.is_open() is wanted]
