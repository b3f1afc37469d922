"""Restoring an account that was exported: the changes that make it anew, into what is there."""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.scopes import snapshot_of
from graph.change import Change, Effect, completed, evaluate
from graph.declaration import Node
from graph.identity import TEAM
from graph.moment import day_of
from graph.store import Store
from graph.viewer import Viewer
from seeds.importing.report import Outcome, Report, Tally

__all__ = ["restore"]


async def restore(
    store: Store,
    made: Mapping[str, Sequence[Change]],
    viewer: Viewer,
    report: Report,
    *,
    dry: bool = False,
    seen: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Write an exported account by its changes, whole or not at all, and count what becomes of it; where `dry`, only
    count. Answers the revisions that were made, by scope.

    Raises Refused where the model refuses what it holds; Conflict where `seen` tells revisions, and what is written to
    has another one.
    """
    day = day_of(store.clock(), None)
    effects = {
        scope: evaluate(await snapshot_of(store, scope, viewer), completed(puts, viewer.by, day))
        for scope, puts in made.items()
    }
    for scope, effect in effects.items():
        report.counts.update(_counts(effect, made[scope]))
        report.accounts += scope != TEAM
        report.written += bool(effect.put) and scope != TEAM
        report.rows += len(made[scope])
    written = {scope: made[scope] for scope, effect in effects.items() if effect.put}
    if dry or not written:
        return {}
    expected = None if seen is None else {scope: seen.get(scope, 0) for scope in written}
    return await store.commit(written, viewer, expected, relayed=True)


def _counts(effect: Effect, puts: Sequence[Change]) -> Tally:
    counts: Tally = Counter((put.kind.label, Outcome.UNCHANGED) for put in puts)
    for item in effect.put:
        known = effect.before.get(item.id if isinstance(item, Node) else item.key) is not None
        counts[item.label, Outcome.CHANGED if known else Outcome.MADE] += 1
        counts[item.label, Outcome.UNCHANGED] -= 1
    return counts
