"""Changes that are only supposed: what an account would be after them, without their being written."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date

from graph import errors
from graph.change import Effect, Put, completed, examine
from graph.declaration import SUPPOSED, Claim, Node
from graph.identity import account_id, parse_id
from graph.message import Message
from graph.references import in_use_abroad, no_such, references_abroad
from graph.snapshot import AccountGraph, Snapshot
from schema.context import Context, Reading
from schema.inputs import ChangeInput
from schema.writing import Work

__all__ = ["changed"]


async def changed(context: Context, reading: Reading, given: Sequence[ChangeInput]) -> AccountGraph:
    """The account and the team after changes, which are judged as those of a commit.

    Raises what is wrong with them: the one fault, or Refused with all of them.
    """
    graph, work = reading.graph, Work(context, reading.graph.key)
    work.take(given)
    effects = {
        each.scope: effect
        for each in (graph.team, graph.account)
        if (effect := _effect(work, each, reading.day)) is not None
    }
    if not work.errors:
        work.errors += [error async for error in _missing_abroad(context, work, effects)]
        work.errors += _in_use(work, effects[graph.team.scope], effects[graph.key])
    if work.errors:
        raise _told(work.errors)
    team, account = effects[graph.team.scope].after, effects[graph.key].after
    return AccountGraph(account.amended(graph.revision, ()), team.amended(graph.team.revision, ()), graph.recorded_at)


def _effect(work: Work, before: Snapshot, day: date) -> Effect | None:
    """What the changes do to a scope; null where they may not, which the work then knows."""
    changes = completed(work.changes[before.scope], work.context.viewer.by, day)
    for index, change in enumerate(changes):
        if isinstance(change, Put) and issubclass(change.kind, Claim) and change.values["by"] == SUPPOSED:
            path = work.place((before.scope, str(index), "by"))
            text = Message("what is only supposed is given among the suppositions")
            work.errors.append(errors.InvalidInput(text, path))
    effect, faults, _ = examine(before, changes, work.amiss)
    for error in faults:
        error.path = tuple(work.place((before.scope, *error.path)))
    work.errors += faults
    if faults:
        return None
    if account_id(before.scope) in before.nodes.keys() - effect.after.nodes.keys():
        work.errors.append(errors.InvalidInput(Message("the account itself cannot be supposed away"), ["changes"]))
    return effect


async def _missing_abroad(
    context: Context, work: Work, effects: Mapping[str, Effect]
) -> AsyncIterator[errors.StakegraphError]:
    """An error for each reference into another scope that leads nowhere."""
    for scope, effect in effects.items():
        for edge, word, identifier in references_abroad(effect):
            if not await _exists(context, effects, identifier):
                path = work.place((scope, *effect.paths.get(edge.key, ()), word))
                yield no_such(edge, word, parse_id(identifier)).under(*path)


async def _exists(context: Context, effects: Mapping[str, Effect], identifier: str) -> bool:
    scope = parse_id(identifier).scope
    if scope in effects:
        return identifier in effects[scope].after.nodes
    elsewhere = await context.find(scope)
    return elsewhere is not None and identifier in elsewhere.account.nodes


def _in_use(work: Work, team: Effect, account: Effect) -> list[errors.StakegraphError]:
    """An error for each of ours that would be dropped although the account still names it."""
    named = {end for edge in account.after.edges.values() for end in (edge.source, edge.target)}
    named |= {edge.by for edge in account.after.edges.values() if isinstance(edge, Claim)}
    return [
        in_use_abroad(item, [account.after.scope], work.place((team.after.scope, *team.paths.get(item.id, ()))))
        for item in team.dropped
        if isinstance(item, Node) and item.id in named
    ]


def _told(found: Sequence[errors.StakegraphError]) -> errors.StakegraphError:
    """All faults as one, which tells where each of them is."""
    refused = errors.Refused(found)
    if len(found) > 1:
        return refused
    found[0].args = (refused.message,)
    found[0].message = refused.message
    return found[0]
