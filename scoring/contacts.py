"""Who met whom, and when?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from graph.model import Channel, Direction, Interaction, InteractionState, Involves, Stakeholder, TeamMember
from graph.moment import day_of
from graph.snapshot import AccountGraph
from scoring.parameters import DEFAULTS, Parameters
from scoring.presence import is_present, present_stakeholders

__all__ = ["Contact", "Encounters", "contacts", "encounters"]

WRITTEN: Final = (Channel.EMAIL, Channel.MESSAGE)


@dataclass(frozen=True, slots=True)
class Contact:
    """A held interaction, and what it counts for each of the people who took part.

    `people` and `members` are the ids of those of them and of us who are there on the day that is asked for.
    """

    interaction: str
    on: date
    people: tuple[str, ...]
    members: tuple[str, ...]
    weight: float
    outbound: bool


@dataclass(frozen=True, slots=True)
class Encounters:
    """The day of the newest interaction held with a person, and of the next one planned; null where there is none.

    `met` is that of the newest in which they had a part: what we only wrote to them is no meeting.
    """

    last: date | None = None
    next: date | None = None
    met: date | None = None


def contacts(
    graph: AccountGraph, day: date, parameters: Parameters = DEFAULTS, people: Collection[str] | None = None
) -> tuple[Contact, ...]:
    """The interactions that were held by a day between people who are still there, and what each counts.

    Only those in which some `people`, by id, took part, where they are given.

    Definition, with n the stakeholders who took part, so that a full room counts less for each::

        weight = w(channel) r(direction) n^(-1/2) 2^(-age / 90 days)

    Cancelled and planned interactions, later ones, and those that nobody of the present team took part in, count
    nowhere. Age is in whole days of the account's zone. Placeholders are nobody whom one could have met.
    Stakegraph's own definition.

    Returns
    -------
    The contacts, in the order of the interactions' ids.

    Notes
    -----
    Linear in the interactions and those involved.

    Examples
    --------
    >>> from graph.snapshot import Snapshot
    >>> contacts(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1))
    ()
    """
    present = {each.id for each in present_stakeholders(graph.account, day) if not each.placeholder}
    members = {each.id for each in graph.team.all(TeamMember) if is_present(each, day)}
    team, found = graph.team.nodes, []
    for each, on in _held(graph, day, _interactions(graph, people)):
        involved = [edge.target for edge in graph.account.out(each.id, Involves)]
        ours = tuple(who for who in involved if who in members)
        theirs = [who for who in involved if who not in team]
        met = tuple(who for who in theirs if who in present)
        if ours and met:
            weight = _weight(each, (day - on).days, len(theirs), parameters)
            found.append(Contact(each.id, on, met, ours, weight, each.direction is Direction.OUTBOUND))
    return tuple(found)


def encounters(graph: AccountGraph, day: date, people: Collection[str] | None = None) -> Mapping[str, Encounters]:
    """When each stakeholder was last met by a day, by whomever of us, and when the next meeting is planned; by id.

    Only those of some `people`, where they are given. Linear in the interactions and those involved.

    >>> from graph.snapshot import Snapshot
    >>> encounters(AccountGraph(Snapshot("empty"), Snapshot("team")), date(2026, 1, 1))
    {}
    """
    last: dict[str, date] = {}
    met: dict[str, date] = {}
    coming: dict[str, date] = {}
    interactions = _interactions(graph, people)
    for each, on in _held(graph, day, interactions):
        for who in _stakeholders(graph, each):
            last[who] = max(on, last.get(who, on))
            if not _is_only_written(each):
                met[who] = max(on, met.get(who, on))
    for each in interactions:
        if each.state is InteractionState.PLANNED:
            on = day_of(each.at, graph.root.time_zone)
            for who in _stakeholders(graph, each) if on >= day else ():
                coming[who] = min(on, coming.get(who, on))
    asked = (last.keys() | coming.keys()) if people is None else (last.keys() | coming.keys()) & set(people)
    return {who: Encounters(last.get(who), coming.get(who), met.get(who)) for who in sorted(asked)}


def _interactions(graph: AccountGraph, people: Collection[str] | None) -> Sequence[Interaction]:
    """All, or those in which some people took part, in the order of their ids."""
    if people is None:
        return graph.account.all(Interaction)
    involving = {edge.source for who in people for edge in graph.account.into(who, Involves)}
    return [cast("Interaction", graph.account.nodes[each]) for each in sorted(involving)]


def _held(graph: AccountGraph, day: date, interactions: Iterable[Interaction]) -> Iterator[tuple[Interaction, date]]:
    held = [each for each in interactions if each.state is InteractionState.HELD]
    zone = graph.root.time_zone if held else None
    for each in held:
        on = day_of(each.at, zone)
        if on <= day:
            yield each, on


def _is_only_written(interaction: Interaction) -> bool:
    return interaction.channel in WRITTEN and interaction.direction is Direction.OUTBOUND


def _stakeholders(graph: AccountGraph, interaction: Interaction) -> Iterator[str]:
    for edge in graph.account.out(interaction.id, Involves):
        if isinstance(graph.account.nodes.get(edge.target), Stakeholder):
            yield edge.target


def _weight(interaction: Interaction, age: int, people: int, parameters: Parameters) -> float:
    channel = parameters.channel_weights[interaction.channel]
    direction = parameters.direction_weights[interaction.direction]
    return float(channel * direction * people**-0.5 * 2 ** (-age / parameters.contact_half_life))
