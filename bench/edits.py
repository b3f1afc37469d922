"""What scores cost after one change, in ratios against all of them from nothing: `python -m bench.edits [--quick]`."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.timing import factor, growth, seconds, times
from graph.change import Change, Put, apply
from graph.embedded import embedded_server
from graph.identity import TEAM
from graph.model import HoldsStance, Influences, Interaction, Involves, Knows, Opportunity, Stakeholder, TeamMember
from graph.snapshot import AccountGraph, Snapshot
from graph.store import Store
from graph.viewer import LOCAL
from scoring.recommendations import recommendations
from scoring.scores import Scores
from seeds.generated.portfolio import account, account_key
from seeds.generated.team import team
from tests.graph.watched import forget

__all__ = ["FULL", "QUICK", "Sizes", "main"]

SEED: Final = 1
TODAY: Final = date(2026, 11, 25)
SAID: Final = {"by": "source:bench", "validFrom": TODAY}

Row = tuple[str, str]


@dataclass(frozen=True)
class Sizes:
    """How much is measured, and how often."""

    people: Sequence[int]
    recommended: int
    repeats: int


FULL = Sizes((100, 1_000, 10_000), 300, repeats=5)
QUICK = Sizes((5, 20), 5, repeats=1)


def _changes(number: int, people: int) -> dict[str, Sequence[Change]]:
    """A generated account of so many people, and the team that looks after it."""
    ours, theirs = team(number, SEED, TODAY), account(number, people, SEED, TODAY)
    return {TEAM: ours, account_key(SEED, number): theirs}


def _graph(people: int) -> AccountGraph:
    """The account of so many people, in which something is open."""
    for number in range(1, 100):
        ours, theirs = (apply(Snapshot(scope), changes) for scope, changes in _changes(number, people).items())
        if Scores(AccountGraph(theirs, ours), TODAY).stakes:
            return AccountGraph(theirs, ours)
    raise LookupError("no generated account has an open opportunity")


def _edits(graph: AccountGraph) -> Mapping[str, Sequence[Put]]:
    """One change of each sort, about somebody in the middle."""
    people = [each.id for each in graph.account.all(Stakeholder)]
    one, other = people[len(people) // 2], people[len(people) // 3]
    member, deal = graph.team.all(TeamMember)[0].id, next(iter(Scores(graph, TODAY).stakes))
    meeting = f"{graph.key}/Interaction/bench"
    return {
        "a stance": [Put(HoldsStance, {"from": one, "to": deal, "stance": 0.5, **SAID})],
        "an influence": [Put(Influences, {"from": one, "to": other, "weight": 0.5, **SAID})],
        "a relationship": [Put(Knows, {"from": member, "to": one, "level": "VENDOR", **SAID})],
        "a meeting": [
            Put(Interaction, {"id": meeting, "at": "2026-11-20T12:00:00Z", "channel": "MEETING"}),
            Put(Involves, {"from": meeting, "to": one}),
            Put(Involves, {"from": meeting, "to": member}),
        ],
        "an amount": [Put(Opportunity, {"id": deal, "amount": "1000000", "currency": "EUR"})],
        "a title": [Put(Stakeholder, {"id": one, "title": "Chief of all"})],
    }


def _all_scores(graph: AccountGraph) -> Scores:
    scores = Scores(graph, TODAY)
    _ = scores.health, scores.status, scores.uncovered, scores.single_threaded, scores.stakeholder_departures
    for each in scores.stakes:
        _ = scores.consensus_in(each).verdict
    return scores


def _anew(graph: AccountGraph) -> None:
    graph.account.memory.forget()
    _all_scores(graph)


def _after(graph: AccountGraph, changes: Sequence[Change]) -> None:
    _all_scores(AccountGraph(apply(graph.account, changes), graph.team))


def _one_change(sizes: Sizes) -> Iterator[Row]:
    """The change is made, and all scores are asked for. All are known before it, and those of nobody after it."""
    took: dict[str, list[float]] = {}
    for people in sizes.people:
        graph = _graph(people)
        works: list[Callable[[], object]] = [partial(_anew, graph)]
        edits = _edits(graph)
        works += [partial(_after, graph, changes) for changes in edits.values()]
        works.append(partial(_all_scores, graph))
        anew, *each = times(sizes.repeats, *works)
        for what, taken in zip([*edits, "nothing"], each, strict=True):
            took.setdefault(what, []).append(taken)
            yield f"speed of all scores of {people:,} people after {what}, against from nothing", factor(anew / taken)
    told = ", ".join(f"{people:,}" for people in sizes.people)
    for what, taken_by_size in took.items():
        yield f"time after {what} for ten times the people ({told})", growth(sizes.people, taken_by_size)


async def _recommended(sizes: Sizes) -> list[Row]:
    """All recommendations of an account, its scores with them, against a cold read of it: the team's is held."""
    with TemporaryDirectory() as directory, embedded_server(Path(directory)) as endpoint:
        async with Store(endpoint) as store, Store(endpoint) as reader:
            graph = _graph(sizes.recommended)
            number = int(graph.key.rsplit("-", 1)[1])
            await store.commit(_changes(number, sizes.recommended), LOCAL)

            async def cold() -> None:
                forget(reader)
                reader._snapshots.cache.keep(ours)
                await reader.snapshot(graph.key, LOCAL)

            async def recommended() -> None:
                graph.account.memory.forget()
                recommendations(Scores(graph, TODAY))

            async def known() -> None:
                recommendations(Scores(graph, TODAY))

            ours = await reader.team(LOCAL)
            read, anew, again = await seconds(cold, recommended, known, repeats=sizes.repeats)
    which = f"all recommendations of {sizes.recommended:,} people"
    return [
        (f"time of {which} from nothing, against a cold read of the account", factor(anew / read)),
        (f"time of {which} where the scores are known, against a cold read of the account", factor(again / read)),
    ]


def main(arguments: Sequence[str]) -> None:
    """Measure, and print one table."""
    sizes, began = QUICK if "--quick" in arguments else FULL, time.perf_counter()
    print("| | |\n|---|---|")  # noqa: T201  # its output
    for what, ratio in _one_change(sizes):
        print(f"| {what} | {ratio} |", flush=True)  # noqa: T201
    for what, ratio in asyncio.run(_recommended(sizes)):
        print(f"| {what} | {ratio} |", flush=True)  # noqa: T201
    print(f"\nMeasured in {time.perf_counter() - began:.0f} s.")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
