"""An import without a database: what is there is a mapping of snapshots, and what is written is kept in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from graph.declaration import Edge, Node
from graph.identity import TEAM, account_id
from graph.model import Organisation
from graph.snapshot import Snapshot
from seeds.importing.engine import importing
from seeds.importing.profile import Profile, profile, shipped
from seeds.importing.report import Fault, Outcome, Reason, Report
from seeds.importing.whereabouts import homes_among

__all__ = ["DAY", "PUBLISHED", "Imported", "World", "imported"]

DAY = date(2026, 11, 25)
PUBLISHED = Path(__file__).parents[1] / "files" / "published"

N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)

World = dict[str, Snapshot]


@dataclass
class Imported:
    """What came of an import: the report, what is there now, how much was written, and the rejects by table."""

    report: Report
    world: World
    written: int
    rejects: dict[str, list[list[str]]] = field(default_factory=dict)

    def told(self, reason: Reason) -> list[Fault]:
        return [fault for fault in self.report.faults if fault.reason is reason]

    def rows(self, reason: Reason) -> list[int | None]:
        return [fault.place.row for fault in self.told(reason)]

    def count(self, kind: str, outcome: Outcome) -> int:
        return self.report.count(kind, outcome)

    def all(self, kind: type[N] | type[E]) -> list[Any]:
        return [item for scope in sorted(self.world) for item in self.world[scope].all(kind)]

    def names(self, kind: type[Node]) -> list[str]:
        return sorted(str(getattr(item, "name", "") or getattr(item, "title", "")) for item in self.all(kind))


def imported(
    files: Mapping[str, str | bytes | Path],
    known: str | Profile,
    world: World | None = None,
    account: str | None = None,
    day: date = DAY,
    **reading: Any,
) -> Imported:
    """Import files, by their names, with a profile: a shipped one's name, one as TOML, or one that was made."""
    made = known if isinstance(known, Profile) else shipped(known) if known.isalnum() else profile(known, "x.toml")
    made = made.model_copy(update={"reading": made.reading.model_copy(update=reading)})
    there = dict(world or {})
    with importing(made, account) as run:
        for name, content in files.items():
            run.read(content.encode() if isinstance(content, str) else content, name)
        run.wanted()
        seen = [there[account]] if account in there else [*there.values()] if account is None else []
        seen += [there[TEAM]] if account is not None and TEAM in there else []
        root = there[account].nodes[account_id(account)] if account is not None and account in there else None
        homes = homes_among(node for snapshot in seen for node in snapshot.nodes.values())
        run.settle(homes, root.name if isinstance(root, Organisation) else "")
        written = 0
        for scope in run.scopes:
            plan = run.plan(there.get(scope, Snapshot(scope)), day)
            run.accept(plan)
            written += len(plan.changes)
            there[scope] = plan.after if plan.changes else there.get(scope, plan.after)
        run.miss(key for key in there if key.startswith(f"{made.name}-"))
        rejects = {str(place): [list(row) for row in rows] for place, rows in run.rejects()}
    return Imported(run.report, there, written, rejects)
