"""Permissions of single changes: the role that each takes of whoever writes it, by whatever way it comes."""

from collections.abc import Iterator, Sequence

from graph.change import Change, Drop
from graph.declaration import Node
from graph.errors import NotAllowed
from graph.model import Manages, TeamMember
from graph.viewer import Role, Viewer

__all__ = ["forbidden", "role_for"]


def role_for(change: Change) -> Role:
    """The role that a change takes.

    A member writes what the team knows. Dropping a node, or saying who looks after an account and so sees it, takes an
    owner; a team member's own node an administrator, for their key or e-mail address is by what they are known.
    """
    if change.kind is TeamMember:
        return Role.ADMIN
    if change.kind is Manages or (isinstance(change, Drop) and issubclass(change.kind, Node)):
        return Role.OWNER
    return Role.MEMBER


def forbidden(changes: Sequence[Change], viewer: Viewer) -> Iterator[NotAllowed]:
    """An error for each change that takes another role, its path the change's index."""
    for index, change in enumerate(changes):
        try:
            viewer.demand_role(role_for(change))
        except NotAllowed as error:
            yield error.under(str(index))
