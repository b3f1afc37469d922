"""Importing into a store: what was read of files is planned against what is there, and written account by account."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.scopes import account_keys, snapshot_of
from graph.errors import Conflict, InvalidInput
from graph.identity import account_id
from graph.lookup import Sought
from graph.model import NODES, Organisation
from graph.moment import day_of
from graph.store import Store
from graph.viewer import Viewer
from seeds.importing.draft import By, Ref
from seeds.importing.engine import Import
from seeds.importing.plan import Plan
from seeds.importing.whereabouts import homes_among

__all__ = ["carry_out", "settle"]

MOST_CHANGES: Final = 60_000  # of an account, in one commit: the embedded database took as many, and not half more
TRIES: Final = 5  # of an account to which others write at the same time


async def carry_out(
    store: Store,
    imported: Import,
    viewer: Viewer,
    told: Callable[[int], None],
    *,
    dry: bool = False,
    seen: Mapping[str, int] | None = None,
) -> None:
    """Write what was settled, the team first, then each account whole or not at all; where `dry`, write nothing.

    `told` is called with how many scopes are done. What is broken off leaves only whole accounts: the same again finds
    them as they are, and goes on with the others. Rows of accounts that the viewer does not see are left out, be there
    such accounts or not.

    An account to which others write meanwhile is planned anew. Where `seen` tells revisions it is not: Conflict is
    raised where one of them is not the newest any more.
    """
    for done, scope in enumerate(imported.scopes, 1):
        if viewer.sees(scope):
            imported.accept(await _write(store, imported, scope, viewer, seen, dry=dry))
        else:
            imported.pass_over(scope)
        told(done)
    imported.miss([key async for key in account_keys(store, viewer, f"{imported.profile.name}-")])


async def _write(
    store: Store, imported: Import, scope: str, viewer: Viewer, seen: Mapping[str, int] | None, *, dry: bool
) -> Plan:
    for _ in range(TRIES):
        plan = await _plan(store, imported, scope, viewer)
        _demand_size(plan)
        if dry or not plan.changes:
            return plan
        revision = plan.revision if seen is None else seen.get(scope, 0)
        try:
            await store.commit({scope: plan.changes}, viewer, if_revisions={scope: revision}, relayed=True)
        except Conflict as conflict:
            if seen is not None:
                raise
            last = conflict
        else:
            return plan
    raise last


def _demand_size(plan: Plan) -> None:
    if len(plan.changes) > MOST_CHANGES:
        text = f"{plan.scope}: {len(plan.changes):,} changes are more than one commit holds, which is {MOST_CHANGES:,}"
        raise InvalidInput(f"{text}: import its tables one after the other, or parts of them")


async def _plan(store: Store, imported: Import, scope: str, viewer: Viewer) -> Plan:
    snapshot = await snapshot_of(store, scope, viewer)
    root = snapshot.nodes.get(account_id(scope))
    zone = root.time_zone if isinstance(root, Organisation) else None
    return imported.plan(snapshot, day_of(store.clock(), zone), viewer)


async def settle(store: Store, imported: Import, viewer: Viewer) -> None:
    """Place what was read. What the files name and do not have is looked up: in the account that is told, or in all."""
    homes = homes_among((await store.team(viewer)).nodes.values())
    if imported.account is not None:
        account = await snapshot_of(store, imported.account, viewer)
        root = account.nodes.get(account_id(imported.account))
        imported.wanted()
        name = root.name if isinstance(root, Organisation) else ""
        imported.settle({**homes, **homes_among(account.nodes.values())}, name)
        return
    for label, refs in _by_label(imported.wanted()).items():
        if not NODES[label].team:
            homes |= await _homes(store, label, refs, viewer)
    imported.settle(homes)


def _by_label(wanted: Iterable[Ref]) -> dict[str, list[Ref]]:
    found: defaultdict[str, list[Ref]] = defaultdict(list)
    for ref in wanted:
        found[ref.label].append(ref)
    return found


async def _homes(store: Store, label: str, refs: Iterable[Ref], viewer: Viewer) -> dict[Ref, list[str]]:
    by = {kind: frozenset(ref.value for ref in refs if ref.by is kind) for kind in By}
    sought = Sought(keys=by[By.ID], emails=by[By.EMAIL], names=by[By.NAME])
    found: defaultdict[Ref, list[str]] = defaultdict(list)
    for spotted in await store.lookup(NODES[label], sought, viewer):
        for key in spotted.keys:
            found[Ref(label, By.ID, key)].append(spotted.id)
        for kind, value in ((By.EMAIL, spotted.email), (By.NAME, spotted.name)):
            found[Ref(label, kind, value)] += [spotted.id] if value else []
    return dict(found)
