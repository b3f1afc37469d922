"""Restoring an account that was exported: the JSON document, or the bundle of CSV files."""

from collections import Counter
from collections.abc import Sequence

from graph.change import Change, Effect, completed, evaluate
from graph.declaration import Node
from graph.errors import NotFound
from graph.identity import TEAM
from graph.moment import day_of
from graph.snapshot import Snapshot
from graph.store import Store
from graph.viewer import Viewer
from seeds.exported import changes
from seeds.files.limits import USUAL_LIMITS, Budget, Limits
from seeds.files.source import Source
from seeds.importing.report import Outcome, Report, Tally

__all__ = ["restore"]


async def restore(
    store: Store,
    source: Source,
    viewer: Viewer,
    report: Report,
    limits: Limits = USUAL_LIMITS,
    *,
    dry: bool = False,
) -> None:
    """Write an exported account, whole or not at all, and count what becomes of it; where `dry`, only count.

    Raises InvalidInput where the file is damaged, Refused where the model refuses what it holds.
    """
    made = changes(source, Budget(source.name, limits))
    day = day_of(store.clock(), None)
    effects = {
        scope: evaluate(await _snapshot(store, scope, viewer), completed(puts, viewer.by, day))
        for scope, puts in made.items()
    }
    for scope, effect in effects.items():
        report.counts.update(_counts(effect, made[scope]))
        report.accounts += scope != TEAM
        report.written += bool(effect.put) and scope != TEAM
        report.rows += len(made[scope])
    written = {scope: made[scope] for scope, effect in effects.items() if effect.put}
    if written and not dry:
        await store.commit(written, viewer, relayed=True)


async def _snapshot(store: Store, scope: str, viewer: Viewer) -> Snapshot:
    if scope == TEAM:
        return await store.team(viewer)
    try:
        return (await store.snapshot(scope, viewer)).account
    except NotFound:
        return Snapshot(scope)


def _counts(effect: Effect, puts: Sequence[Change]) -> Tally:
    counts: Tally = Counter((put.kind.label, Outcome.UNCHANGED) for put in puts)
    for item in effect.put:
        known = effect.before.get(item.id if isinstance(item, Node) else item.key) is not None
        counts[item.label, Outcome.CHANGED if known else Outcome.MADE] += 1
        counts[item.label, Outcome.UNCHANGED] -= 1
    return counts
