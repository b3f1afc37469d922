"""Placement: in which scope each row belongs, and which rows are nobody's or several people's at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.folding import folded
from graph.identity import TEAM, parse_id
from graph.model import NODES, Organisation
from seeds.importing.cells import Wrong
from seeds.importing.circles import named
from seeds.importing.draft import By, Draft, Mention, Ref, key_of
from seeds.importing.report import Reason
from seeds.importing.stage import Stage, Staged
from seeds.importing.teller import Teller
from seeds.importing.whereabouts import Found, Whereabouts

__all__ = ["Placement", "wanted"]

_MADE: Final = {Organisation.label: {"kind": "CLIENT"}}  # what a thing needs beside the name that it is made by


@dataclass(slots=True)
class _Tree:
    """The organisations that were read, by key: each one's row and the parent that it names."""

    rows: dict[str, Staged] = field(default_factory=dict)
    parents: dict[str, Found] = field(default_factory=dict)
    columns: dict[str, Mention] = field(default_factory=dict)

    def above(self, key: str) -> str | None:
        """The key of the parent, where that was read too."""
        parent = self.parents.get(key)
        return parent.staged.key if parent and parent.staged and parent.label == Organisation.label else None


class Placement:
    """Places what is on the stage. `account` is where all of it belongs, if it is told; `name` what that is called.

    Then `accounts` tells which row is each account itself, `apart` which organisations are no part of what they name,
    and `named` the ids of those who have no row, and would have been made if they had not been there.
    """

    def __init__(
        self, stage: Stage, known: Whereabouts, teller: Teller, source: str, account: str | None, name: str
    ) -> None:
        self.accounts: dict[str, int] = {}
        self.apart: set[int] = set()
        self.named: set[str] = set()
        self._stage = stage
        self._known = known
        self._teller = teller
        self._source = source
        self._account = account
        self._name = name

    def run(self) -> None:
        """Place everything: organisations, then what belongs to them, in the order of the model."""
        self._leave_out_ambiguous()
        self._make()
        self._place_organisations()
        for label, kind in NODES.items():
            if kind.team:
                self._stage.settle([(TEAM, each.id) for each in self._stage.of_label(label)])
            elif label != Organisation.label:
                self._place(label)
        self._place("")

    # ------------------------------------------------------------ ids

    def _leave_out_ambiguous(self) -> None:
        for group in (part for rows in self._stage.repeated() for part in _apart(rows)):
            first = group[0]
            same = [each for each in group[1:] if each.draft == first.draft]
            if len(same) == len(group) - 1:
                self._stage.forget([each.id for each in same])
                place = self._stage.place(first.id)
                for each in same:
                    self._teller.tell(each.id, "", "", Wrong(Reason.ROW_REPEATED, str(place.row)))
                continue
            self._stage.leave_out([each.id for each in group])
            for each in group:
                self._teller.tell(
                    each.id,
                    "",
                    "",
                    Wrong(Reason.KEY_AMBIGUOUS, each.draft.key.removeprefix(f"{self._source}-")),
                    each.draft.label,
                )
                self._tell_references(each)

    def _tell_references(self, row: Staged) -> None:
        """What else is wrong with a row that is left out, so that all can be mended at once."""
        for edge in row.draft.edges:
            for mention in filter(None, (edge.source, edge.target)):
                found = self._known.of(mention)
                if {*row.draft.refs[:1]} & {*mention.refs}:
                    found = Wrong(Reason.REFERENCE_TO_ITSELF)
                if isinstance(found, Wrong) and not mention.make:
                    found = found._replace(proposal=self._known.proposal(found, mention))
                    self._teller.tell(row.id, mention.column, mention.text, found, edge.type)

    # ------------------------------------------------------------ what is made by its name

    def _make(self) -> None:
        made: dict[Ref, tuple[int, Draft]] = {}
        for row in self._stage.all():
            for mention in _mentions(row.draft) if row.kept else ():
                if not mention.make or not folded(mention.text) or mention.refs[0] in made:
                    continue
                found = self._known.of(mention)
                if isinstance(found, Found):
                    self.named.add(found.id)
                elif found.reason is Reason.REFERENCE_MISSING:
                    label = mention.refs[0].label
                    values = {"name": mention.text, **_MADE.get(label, {})}
                    draft = Draft(label, key_of(By.NAME, mention.text, self._source), By.NAME, values)
                    made[mention.refs[0]] = (row.id, draft)
        for line, draft in made.values():
            self._stage.add(self._stage.again(line), draft)
        self._stage.flush()

    # ------------------------------------------------------------ organisations

    def _place_organisations(self) -> None:
        tree = _Tree({row.draft.key: row for row in self._stage.of_label(Organisation.label)})
        for key, row in tree.rows.items():
            self._find_parent(tree, key, row)
        self._break_cycles(tree)
        if self._account is not None:
            self._settle_on_account(tree)
        scopes = self._find_scopes(tree)
        self._stage.settle([(scope, tree.rows[key].id) for key, scope in scopes.items()])

    def _find_parent(self, tree: _Tree, key: str, row: Staged) -> None:
        for mention in row.draft.within:
            found = self._known.of(mention)
            if row.draft.refs[0] in mention.refs or (
                isinstance(found, Found) and found.staged and found.staged.id == row.id
            ):
                found = Wrong(Reason.REFERENCE_TO_ITSELF)
            if isinstance(found, Found):
                tree.parents[key], tree.columns[key] = found, mention
                return
            self._teller.tell(row.id, mention.column, mention.text, found, "PART_OF")
        if row.draft.within:
            self.apart.add(row.id)

    def _break_cycles(self, tree: _Tree) -> None:
        done: set[str] = set()
        for begun in list(tree.parents):
            way: dict[str, None] = {}
            key: str | None = begun
            while key is not None and key not in done and key not in way:
                way[key] = None
                key = tree.above(key)
            if key is not None and key in way:
                circle = [*way][[*way].index(key) :]
                self._tell_apart(tree, circle, Wrong(Reason.CYCLE, named([*circle, key], " → ")))
            done |= way.keys()

    def _tell_apart(self, tree: _Tree, keys: list[str], wrong: Wrong) -> None:
        for key in keys:
            mention, row = tree.columns[key], tree.rows[key]
            self._teller.tell(row.id, mention.column, mention.text, wrong, "PART_OF")
            self.apart.add(row.id)
            del tree.parents[key]

    def _settle_on_account(self, tree: _Tree) -> None:
        """Which organisation is the account itself: the one called like it, or the only one of a new account."""
        account = self._account or ""
        tops = [key for key in tree.rows if key not in tree.parents]
        called = [key for key in tops if folded(str(tree.rows[key].draft.values.get("name"))) == folded(self._name)]
        if len(called) == 1 or (not self._name and len(tops) == 1):
            self.accounts[account] = tree.rows[(called or tops)[0]].id

    def _find_scopes(self, tree: _Tree) -> dict[str, str]:
        """The scope of each organisation: that of the account at the top of its tree."""
        scopes: dict[str, str] = {}
        for begun in tree.rows:
            way: list[str] = []
            key: str | None = begun
            while key is not None and key not in scopes:
                way.append(key)
                key = tree.above(key)
            for each in reversed(way):
                scopes[each] = self._scope_of(tree, each, scopes)
        return scopes

    def _scope_of(self, tree: _Tree, key: str, scopes: Mapping[str, str]) -> str:
        """The scope of an organisation, once that of its parent is known."""
        row, parent = tree.rows[key], tree.parents.get(key)
        own = self._known.own(row.draft.refs[0]) or self._known.own(_by_name(row.draft, self._source))
        above = scopes.get(tree.above(key) or "", parent.scope if parent else "")
        scope = self._account or (parse_id(own).scope if own else above or key)
        if parent and above and above != scope:
            text = f"It belongs to the account {scope!r} here, and stays there"
            self._tell_apart(tree, [key], Wrong(Reason.ACCOUNT_ELSEWHERE, text))
        elif parent and own and parse_id(own).is_account and not self._account:
            self._tell_apart(tree, [key], Wrong(Reason.ACCOUNT_ELSEWHERE, "It is an account of its own here"))
        if self._account is None and (not own or parse_id(own).is_account) and key not in tree.parents:
            self.accounts[scope] = row.id
        return scope

    # ------------------------------------------------------------ what belongs to them

    def _place(self, label: str) -> None:
        placed: list[tuple[str, int]] = []
        left: list[int] = []
        for row in self._stage.of_label(label):
            scope = self._scope(row)
            if scope:
                placed.append((scope, row.id))
            else:
                left.append(row.id)
                self._tell_references(row)
        self._stage.settle(placed)
        self._stage.leave_out(left)

    def _scope(self, row: Staged) -> str:
        """The scope of a row; empty where it is left out, which is told."""
        mentions = row.draft.within if row.draft.label else _ends(row.draft)
        wrong: list[tuple[Mention, Wrong]] = []
        found: list[Found] = []
        for mention in mentions:
            one = self._known.of(mention, self._account)
            if isinstance(one, Wrong):
                wrong.append((mention, one))
            elif one.scope and (one.scope != TEAM or not row.draft.label):
                found.append(one)
        scopes = [each.scope for each in found if each.scope != TEAM] or [each.scope for each in found]
        if any(edge.account for edge in row.draft.edges) and scopes == [TEAM]:
            scopes = [self._account] if self._account else []
        if scopes:
            return scopes[0]
        if self._account is not None and row.draft.label:
            named = {(each.column, each.text) for each in _ends(row.draft)}  # which is told of when they are made
            others = [each for each in wrong if (each[0].column, each[0].text) not in named]
            self._teller.tell_all(row.id, others, "")
            return self._account
        kind = row.draft.label or row.draft.edges[0].type
        if wrong:
            mention, fault = wrong[0]
            self._teller.tell(row.id, mention.column, mention.text, fault, kind, whole=True)
            self._teller.tell_all(row.id, wrong[1:], "")
        else:
            self._teller.tell(row.id, "", "", Wrong(Reason.ACCOUNT_MISSING), kind)
        return ""


def wanted(stage: Stage, source: str) -> set[Ref]:
    """What the drafts name and the files do not have, and the organisations that they have."""
    missing: set[Ref] = set()
    seen: set[Ref] = set()
    for row in stage.all():
        if row.kept and row.draft.label == Organisation.label:
            missing |= {row.draft.refs[0], _by_name(row.draft, source)}
        for ref in (ref for mention in _mentions(row.draft) for ref in mention.refs):
            if ref not in seen:
                seen.add(ref)
                if not any(each.kept for each in stage.find(ref)):
                    missing.add(ref)
    return missing


def _by_name(draft: Draft, source: str) -> Ref:
    """The key that an organisation had if the source had only named it so far."""
    return Ref(draft.label, By.ID, key_of(By.NAME, str(draft.values.get("name")), source))


def _apart(rows: list[Staged]) -> list[list[Staged]]:
    """The rows that are one thing or none: whoever is known by their name alone is another one in each organisation."""
    if rows[0].draft.by is By.ID:
        return [rows]
    groups: dict[tuple[Ref, ...], list[Staged]] = {}
    for row in rows:
        groups.setdefault(tuple(ref for each in row.draft.within for ref in each.refs), []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _mentions(draft: Draft) -> Iterator[Mention]:
    yield from draft.within
    yield from _ends(draft)


def _ends(draft: Draft) -> Iterator[Mention]:
    for edge in draft.edges:
        yield from filter(None, (edge.source, edge.target))
