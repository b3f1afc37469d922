"""Who asks: every read and write of the store takes a viewer."""

from dataclasses import dataclass
from enum import StrEnum

from graph.declaration import SUPPOSED
from graph.errors import NotAllowed, NotFound
from graph.identity import TEAM

__all__ = ["LOCAL", "Role", "Viewer"]


class Role(StrEnum):
    """What somebody may do, from least to most."""

    VIEWER = "VIEWER"
    ANALYST = "ANALYST"
    MEMBER = "MEMBER"
    OWNER = "OWNER"
    ADMIN = "ADMIN"

    def covers(self, other: "Role") -> bool:
        """Whether this role may do all that the other may."""
        roles = list(Role)
        return roles.index(self) >= roles.index(other)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks. `accounts` are the keys of those they may see; null: all. `team_member` is an id."""

    subject: str
    role: Role
    accounts: frozenset[str] | None = None
    team_member: str | None = None

    @property
    def by(self) -> str:
        """Whose claims theirs are."""
        return self.team_member or f"source:{self.subject}"

    def sees(self, scope: str) -> bool:
        """Whether the scope exists for them."""
        return scope == TEAM or self.accounts is None or scope in self.accounts

    def demand_sight(self, scope: str) -> None:
        """Raise NotFound unless they may see the scope: what one may not see does not exist."""
        if not self.sees(scope):
            raise NotFound(f"there is no account {scope!r}", [scope])

    def demand_write(self, scope: str) -> None:
        """Raise NotFound or NotAllowed unless they may write to the scope."""
        self.demand_sight(scope)
        if not self.role.covers(Role.MEMBER):
            raise NotAllowed(f"the role {self.role} may read, not write")

    def demand_claim(self, by: str) -> None:
        """Raise NotAllowed unless they may claim in this one's name; in that of a supposition, nobody may."""
        if by == SUPPOSED:
            raise NotAllowed("what is only supposed is never written")
        if by != self.by and not self.role.covers(Role.OWNER):
            raise NotAllowed(f"the role {self.role} may claim as {self.by} only, not as {by}")


LOCAL = Viewer(subject="local", role=Role.ADMIN)
"""Who asks where no authentication is configured, which is on loopback only."""
