"""Who asks: every read and write of the store takes a viewer."""

from dataclasses import dataclass
from enum import StrEnum

from graph.declaration import SUPPOSED
from graph.errors import NotAllowed, NotFound
from graph.identity import TEAM
from graph.message import Message

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
            raise NotFound(Message("there is no account %(key)r", key=scope), [scope])

    def demand_role(self, role: Role) -> None:
        """Raise NotAllowed unless theirs covers this one."""
        if not self.role.covers(role):
            raise NotAllowed(Message("this takes the role %(role)s, and yours is %(own)s", role=role, own=self.role))

    def demand_write(self, scope: str) -> None:
        """Raise NotFound or NotAllowed unless they may write to the scope."""
        self.demand_sight(scope)
        if not self.role.covers(Role.MEMBER):
            raise NotAllowed(Message("the role %(role)s may read, not write", role=self.role))

    def demand_claim(self, by: str) -> None:
        """Raise NotAllowed unless they may claim in this one's name; in that of a supposition, nobody may."""
        if by == SUPPOSED:
            raise NotAllowed(Message("what is only supposed is never written"))
        if by != self.by and not self.role.covers(Role.OWNER):
            words = {"role": self.role, "own": self.by, "by": by}
            raise NotAllowed(Message("the role %(role)s may claim as %(own)s only, not as %(by)s", **words))


LOCAL = Viewer(subject="local", role=Role.ADMIN)
"""Who asks where no authentication is configured, which is on loopback only."""
