"""The plan of a scope: the changes that bring what was read into what is there, and what each of them does."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from graph.change import Change, Effect, Put
from graph.declaration import Edge, Node
from graph.duplicates import likely_duplicates
from graph.identity import TEAM, account_id, parse_id
from graph.model import EDGES, NODES, For, Opportunity, Organisation, PartOf, Stakeholder, WorksIn
from graph.snapshot import Snapshot
from graph.viewer import Viewer
from seeds.importing.cells import Wrong
from seeds.importing.circles import Step, circles
from seeds.importing.draft import EdgeDraft, Mention
from seeds.importing.people import Match, matches
from seeds.importing.puts import Item, evaluated, key_of_change, united
from seeds.importing.report import Likely, Outcome, Reason, Tally, Vanished
from seeds.importing.stage import Stage, Staged
from seeds.importing.standing import Today, standing_changes
from seeds.importing.teller import Teller
from seeds.importing.vanishing import vanished
from seeds.importing.whereabouts import Whereabouts

__all__ = ["Plan", "Planner", "Settled"]

_IMPLIED: Final[Mapping[str, type[Edge]]] = {
    Organisation.label: PartOf,
    Stakeholder.label: WorksIn,
    Opportunity.label: For,
}
"""The edge by which each of these belongs to an organisation."""

_Ids = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write to a scope, as of a revision of it; there may be nothing. `after` is what comes of it, and the rest
    what is to be told of it.
    """

    scope: str
    revision: int
    changes: Sequence[Change]
    after: Snapshot
    counts: Tally
    vanished: Sequence[Vanished]
    likely: Sequence[Likely]


@dataclass(frozen=True, slots=True)
class Settled:
    """What placement settled: which row is each account itself, which organisations stand apart, who is named only."""

    accounts: Mapping[str, int]
    apart: set[int]
    named: set[str]
    source: str


@dataclass(frozen=True, slots=True)
class _Line:
    """An edge of a row whose ends are known. `told`: the row names the other end, in a column, by a text."""

    row: int
    edge: EdgeDraft
    source: str
    target: str
    told: bool
    column: str = ""
    text: str = ""


@dataclass(slots=True)
class _Draw:
    """What is gathered for one scope."""

    snapshot: Snapshot
    today: Today
    ids: _Ids = field(default_factory=dict)
    matched: dict[int, Match] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    said: set[tuple[str, str, str]] = field(default_factory=set)
    unchanged: list[str] = field(default_factory=list)

    @property
    def scope(self) -> str:
        return self.snapshot.scope


class Planner:
    """Plans one scope after the other, the team's first."""

    def __init__(self, stage: Stage, known: Whereabouts, teller: Teller, settled: Settled) -> None:
        self._stage = stage
        self._known = known
        self._teller = teller
        self._settled = settled
        self._team: _Ids = {}

    def plan(self, snapshot: Snapshot, day: date, viewer: Viewer) -> Plan:
        """The changes of all rows of this snapshot's scope, as far as the viewer's role does for them."""
        rows = [*self._stage.of_scope(snapshot.scope)]
        draw = _Draw(snapshot, Today(day, self._settled.source))
        self._put_nodes(rows, draw)
        lines = [line for row in rows for line in self._lines(row, draw)]
        for line in self._without_circles(lines, snapshot):
            self._put_edge(line, draw)
        effect, items = evaluated(united(draw.items, self._teller), snapshot, draw.today, self._teller, viewer)
        if draw.scope == TEAM:
            self._team = {known: each for known, each in draw.ids.items() if each in effect.after.nodes}
        gone = [*self._vanished(draw)]
        written = {_key(item) for item in (*effect.put, *effect.dropped)}
        changes = [item.change for item in items if key_of_change(item.change) in written]
        counts = _counts(effect, items, draw) + Counter((each.kind, Outcome.VANISHED) for each in gone)
        return Plan(snapshot.scope, snapshot.revision, changes, effect.after, counts, gone, [*_likely(effect)])

    # ------------------------------------------------------------ nodes

    def _put_nodes(self, rows: Sequence[Staged], draw: _Draw) -> None:
        account = self._settled.accounts.get(draw.scope)
        draw.matched = matches(rows, draw.snapshot, account, draw.today.source)
        for row in rows:
            if row.draft.label:
                match = draw.matched[row.id]
                draw.ids[row.draft.label, row.draft.key] = match.id
                values = {**row.draft.values, **match.values, "id": match.id}
                draw.items.append(Item(Put(NODES[row.draft.label], values), row.id, row.draft.columns))
        if draw.scope != TEAM and account is None and account_id(draw.scope) not in draw.snapshot.nodes:
            values = {"id": account_id(draw.scope), "name": draw.scope, "kind": "CLIENT"}
            draw.items.append(Item(Put(Organisation, values), 0, {}))

    # ------------------------------------------------------------ edges

    def _lines(self, row: Staged, draw: _Draw) -> Iterator[_Line]:
        own = draw.matched[row.id].id if row.draft.label else ""
        implied = _IMPLIED.get(row.draft.label)
        if implied and own != account_id(draw.scope):
            yield self._belonging(row, implied, own, draw)
        for edge in row.draft.edges:
            source = self._end(row, edge, edge.source, own, draw)
            target = account_id(draw.scope) if edge.account else self._end(row, edge, edge.target, own, draw)
            mention = edge.target or edge.source
            column, text = (mention.column, mention.text) if mention else ("", "")
            if source and source == target:
                self._teller.tell(row.id, column, text, Wrong(Reason.REFERENCE_TO_ITSELF), edge.type)
            elif source and target:
                yield _Line(row.id, edge, source, target, told=True, column=column, text=text)

    def _belonging(self, row: Staged, kind: type[Edge], own: str, draw: _Draw) -> _Line:
        """That a node belongs to the organisation that its row names, else to the account."""
        edge = EdgeDraft(kind.label, {}, {})
        for mention in row.draft.within if row.id not in self._settled.apart else ():
            target = self._id(mention, draw)
            if isinstance(target, str) and target != own and f"/{Organisation.label}/" in target:
                return _Line(row.id, edge, own, target, told=True, column=mention.column, text=mention.text)
        return _Line(row.id, edge, own, account_id(draw.scope), told=False)

    def _end(self, row: Staged, edge: EdgeDraft, mention: Mention | None, own: str, draw: _Draw) -> str:
        """The id of an end; empty where there is none, which is told."""
        if mention is None:
            return own
        found = self._id(mention, draw)
        if isinstance(found, Wrong):
            self._teller.tell(row.id, mention.column, mention.text, found, edge.type)
            return ""
        return found

    def _id(self, mention: Mention, draw: _Draw) -> str | Wrong:
        found = self._known.of(mention, draw.scope)
        if isinstance(found, Wrong):
            return found._replace(proposal=self._known.proposal(found, mention))
        if found.staged is None:
            return draw.snapshot.current(found.id)
        ids = self._team if NODES[found.label].team and draw.scope != TEAM else draw.ids
        return ids.get((found.label, found.staged.key), "") or Wrong(Reason.REFERENCE_MISSING, found.label)

    def _without_circles(self, lines: Sequence[_Line], snapshot: Snapshot) -> Iterator[_Line]:
        steps = [Step(line.edge.type, line.source, line.target, line.edge.values) for line in lines]
        for line, circle in zip(lines, circles(steps, snapshot), strict=True):
            if circle:
                self._teller.tell(line.row, line.column, line.text, Wrong(Reason.CYCLE, circle), line.edge.type)
            else:
                yield line

    def _put_edge(self, line: _Line, draw: _Draw) -> None:
        """Bring an edge into what stands there."""
        kind = EDGES[line.edge.type]
        ends = sorted([line.source, line.target]) if kind.rules.undirected else [line.source, line.target]
        draw.said.add((kind.label, ends[0], ends[1]))
        values = {**line.edge.values, "from": ends[0], "to": ends[1]}
        changes = standing_changes(kind, values, draw.snapshot, draw.today, told=line.told)
        draw.unchanged += [] if changes else [kind.label]
        draw.items += [Item(each, line.row, line.edge.columns, line.column, line.text) for each in changes]

    def _vanished(self, draw: _Draw) -> Iterator[Vanished]:
        named = {*draw.ids.values(), *self._settled.named}
        for gone in vanished(draw.snapshot, named, draw.said, self._stage, draw.today.source):
            name = getattr(gone, "name", None) or getattr(gone, "title", None) or ""
            yield Vanished(draw.scope, gone.label, _key(gone), name)


# ---------------------------------------------------------------- what comes of it


def _key(item: Node | Edge) -> str:
    return item.id if isinstance(item, Node) else item.key


def _counts(effect: Effect, items: Sequence[Item], draw: _Draw) -> Tally:
    changed = {_key(item) for item in effect.put}
    counts: Tally = Counter((kind, Outcome.UNCHANGED) for kind in draw.unchanged)
    for item in items:
        kind, key = item.change.kind.label, key_of_change(item.change)
        if key in changed:
            known = effect.before.get(key) is not None
            counts[kind, Outcome.CHANGED if known else Outcome.MADE] += 1
        elif isinstance(item.change, Put):
            counts[kind, Outcome.UNCHANGED] += 1
    counts.update((parse_id(each.id).label, Outcome.MATCHED) for each in draw.matched.values() if each.found)
    return counts


def _likely(effect: Effect) -> Iterator[Likely]:
    """Those who are new, and may be somebody else there."""
    new = {item.id for item in effect.put if isinstance(item, Stakeholder) and item.id not in effect.before.nodes}
    for pair in likely_duplicates(effect.after.all(Stakeholder)) if new else ():
        if {pair.one.id, pair.other.id} & new:
            why = ", ".join(pair.reasons)
            yield Likely(effect.after.scope, pair.one.id, pair.other.id, pair.one.name, pair.other.name, why)
