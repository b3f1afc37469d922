"""What all parts of one generated account share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph.declaration import Node
from graph.identity import account_id, node_id
from seeds.generated.draw import Draw
from seeds.generated.team import Desk
from seeds.generated.words import Country

__all__ = ["Frame", "Person"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The account's scope, whose it is, on which day it is seen, and its chance."""

    seed: int
    number: int
    today: date
    country: Country
    sector: str
    desk: Desk
    draw: Draw

    @property
    def scope(self) -> str:
        return f"generated-{self.seed}-{self.number:04}"

    @property
    def root(self) -> str:
        return account_id(self.scope)

    def id(self, kind: type[Node], key: str) -> str:
        return node_id(self.scope, kind.label, key)

    def ago(self, most: int, least: int = 0) -> date:
        """A day from `most` to `least` days before today."""
        return self.today - timedelta(days=self.draw.whole(least, most))

    def member(self) -> str:
        """One of us, those who meet people often more often."""
        return self.draw.weighted(dict(zip(self.desk.members, (6, 3, 2, 1, 1), strict=True)))


@dataclass(frozen=True, slots=True)
class Person:
    """A generated stakeholder. `pull` is how much others listen to them; `bosses` are all above, the nearest first."""

    id: str
    seniority: str
    function: str
    organisation: str
    bosses: Sequence[int]
    pull: float
    placeholder: bool
    left_on: date | None

    def is_there(self, day: date) -> bool:
        """Whether one can meet them on this day."""
        return not self.placeholder and (self.left_on is None or day < self.left_on)
