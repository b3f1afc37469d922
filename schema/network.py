"""The network of an account's people, for analysts: networkx's measures, neighbourhoods, and ways between two."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import strawberry
from pydantic.alias_generators import to_camel
from strawberry import Info
from strawberry.types.nodes import SelectedField, Selection

from graph import model
from graph.declaration import Edge
from graph.errors import InvalidInput
from graph.viewer import Role
from schema.context import Context, Reading
from schema.cost import cost_of
from schema.nodes import EdgeType, as_node
from schema.permission import permitted_to
from schema.references import resolve
from schema.relay import Node
from schema.stakeholder_map import MapFilter, StakeholderMap, stakeholder_map
from scoring.betweenness import Betweenness, betweenness
from scoring.brokerage import constraint, effective_size
from scoring.centrality import closeness, degree, eigenvector, in_degree, out_degree, pagerank
from scoring.cohesion import articulation_points, bridges, communities, components, density, reciprocity
from scoring.network import NETWORK_TYPES, USUAL_TYPES, network
from scoring.network import Network as Ties
from scoring.paths import Path as Way
from scoring.paths import neighbourhood, paths

if TYPE_CHECKING:
    from schema.relationships import Stakeholder

__all__ = [
    "AccountNetwork",
    "Network",
    "NetworkBridge",
    "NetworkGroup",
    "NetworkMeasures",
    "Path",
    "PathStep",
]

FEW: Final = 3
MOST: Final = 20
FARTHEST: Final = 5

ANALYSTS: Final = permitted_to(Role.ANALYST)

T = TypeVar("T")

_Listed = Annotated[
    list[EdgeType] | None,
    strawberry.argument(
        description=f"Only ties of these types: {', '.join(kind.label for kind in NETWORK_TYPES)}; "
        f"not given: {', '.join(kind.label for kind in USUAL_TYPES)}."
    ),
]


class _Measured:
    """A network, and what was measured in it: each once, when it is first asked for, while others are answered."""

    def __init__(self, reading: Reading, ties: Ties) -> None:
        self.reading = reading
        self.ties = ties
        self._found: dict[Callable[[Ties], Any], asyncio.Task[Any]] = {}

    async def by(self, measure: Callable[[Ties], T]) -> T:
        if measure not in self._found:
            self._found[measure] = asyncio.ensure_future(asyncio.to_thread(measure, self.ties))
        found: T = await self._found[measure]
        return found

    def people(self, ids: Iterable[str]) -> list[Any]:
        return [as_node(self.reading, each) for each in ids]


@strawberry.type(
    description="A person in a network, by networkx's measures. Someone listens to whom they report to, who influences "
    "them, with whom they are allied, and whom they are in conflict with."
)
class NetworkMeasures:
    reading: strawberry.Private[Reading]
    person: strawberry.Private[str]
    degree: float = strawberry.field(description="With how many they have ties; weighted, the sum of the weights.")
    in_degree: float = strawberry.field(description="How many listen to them; weighted, the sum of the weights.")
    out_degree: float = strawberry.field(description="To how many they listen; weighted, the sum of the weights.")
    betweenness: float = strawberry.field(
        description="The share of the shortest ways between two others that lead over them, 0 to 1. Of large networks "
        "it is estimated: see `betweennessSamples`."
    )
    closeness: float = strawberry.field(
        description="How near they are to all who listen to them, in however many steps, 0 to 1."
    )
    eigenvector: float | None = strawberry.field(
        description="How well they are tied to those who are well tied themselves, 0 to 1; null for those who are not "
        "in the largest part of the network, as nobody is compared across parts."
    )
    page_rank: float = strawberry.field(
        description="How often one comes to them who goes on to somebody listened to, again and again: all sum to 1."
    )
    constraint: float | None = strawberry.field(
        description="Burt's constraint: the larger, the more their contacts are each other's; null for who has none."
    )
    effective_size: float | None = strawberry.field(
        description="Burt's effective size: their contacts, less what these have to do with each other; null for who "
        "has none."
    )

    @strawberry.field(description="Who it is.")
    def stakeholder(self) -> Annotated["Stakeholder", strawberry.lazy("schema.relationships")]:
        person: Stakeholder = as_node(self.reading, self.person)
        return person


MEASURES: Final[Mapping[str, Callable[[Ties], Any]]] = {
    "degree": degree,
    "in_degree": in_degree,
    "out_degree": out_degree,
    "betweenness": betweenness,
    "closeness": closeness,
    "eigenvector": eigenvector,
    "page_rank": pagerank,
    "constraint": constraint,
    "effective_size": effective_size,
}


@strawberry.type(description="People of a network who belong together.")
class NetworkGroup:
    people: list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]] = strawberry.field(
        description="Who they are, by key."
    )


@strawberry.type(description="Two people whose tie alone holds two parts of a network together.")
class NetworkBridge:
    people: list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]] = strawberry.field(
        description="The two, by key."
    )


@strawberry.type(
    description="Who is tied to whom among the people present, by networkx's own definitions. Each measure is worked "
    "out when it is asked for."
)
class Network:
    measured: strawberry.Private[_Measured]
    edge_types: list[EdgeType] = strawberry.field(description="The types of tie in it.")
    weighted: bool = strawberry.field(description="Whether weights count; else each tie counts 1.")

    @strawberry.field(description="Everybody in it, by key.")
    async def people(self, info: Info[Context, None]) -> list[NetworkMeasures]:
        asked = {name for field in info.selected_fields for name in _names(field.selections)}
        people, reading = self.measured.ties.people, self.measured.reading
        columns: dict[str, Sequence[Any]] = {name: [None] * len(people) for name in MEASURES}  # not asked for: not read
        for name, measure in MEASURES.items():
            if to_camel(name) in asked:
                found = await self.measured.by(measure)
                columns[name] = found.values if isinstance(found, Betweenness) else found
        rows = zip(*columns.values(), strict=True)
        return [
            NetworkMeasures(reading=reading, person=person, **dict(zip(columns, row, strict=True)))
            for person, row in zip(people, rows, strict=True)
        ]

    @strawberry.field(
        description="From how many people, drawn at random, everybody's `betweenness` is estimated; null where it is "
        "exact, as it is among up to 2,000 people."
    )
    async def betweenness_samples(self) -> int | None:
        return (await self.measured.by(betweenness)).samples

    @strawberry.field(description="People who are tied more to each other than to others, the largest first.")
    async def communities(self) -> list[NetworkGroup]:
        return [NetworkGroup(people=self.measured.people(each)) for each in await self.measured.by(communities)]

    @strawberry.field(description="The parts that no tie joins, the largest first.")
    async def components(self) -> list[NetworkGroup]:
        return [NetworkGroup(people=self.measured.people(each)) for each in await self.measured.by(components)]

    @strawberry.field(description="The ties without which there would be more parts.")
    async def bridges(self) -> list[NetworkBridge]:
        return [NetworkBridge(people=self.measured.people(each)) for each in await self.measured.by(bridges)]

    @strawberry.field(description="The people without whom there would be more parts, by key.")
    async def articulation_points(
        self,
    ) -> list[Annotated["Stakeholder", strawberry.lazy("schema.relationships")]]:
        return self.measured.people(await self.measured.by(articulation_points))

    @strawberry.field(description="The share of all ordered pairs of people of whom the first listens to the second.")
    async def density(self) -> float:
        return await self.measured.by(density)

    @strawberry.field(
        description="The share of these pairs of whom the second listens to the first, too; null where there is none."
    )
    async def reciprocity(self) -> float | None:
        return await self.measured.by(reciprocity)


@strawberry.type(description="One person on a way; the first is where it begins.")
class PathStep:
    stakeholder: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] = strawberry.field(
        description="Who it is."
    )
    tie: EdgeType | None = strawberry.field(description="What joins them to the one before; null for the first.")
    weight: float | None = strawberry.field(description="How strong that tie is, 0 to 1; null for the first.")
    forward: bool | None = strawberry.field(
        description="Whether the tie starts at the one before; null for the first, and where it has no direction."
    )


@strawberry.type(description="A way from one person to another, along ties, whichever way they point.")
class Path:
    steps: list[PathStep] = strawberry.field(description="Who is on it, both included.")
    length: float = strawberry.field(description="The sum of 1/weight over its ties: strong ties are short.")

    @classmethod
    def of(cls, reading: Reading, way: Way) -> "Path":
        """A way as the API shows it."""
        begin = PathStep(stakeholder=as_node(reading, way.people[0]), tie=None, weight=None, forward=None)
        steps = [
            PathStep(
                stakeholder=as_node(reading, person),
                tie=EdgeType(link.type.label),
                weight=link.weight,
                forward=None if link.type.rules.undirected else link.target == person,
            )
            for person, link in zip(way.people[1:], way.links, strict=True)
        ]
        return cls(steps=[begin, *steps], length=way.length)


@strawberry.type
class AccountNetwork(Node):
    @strawberry.field(
        description="Who is tied to whom, and networkx's measures of it.", directives=[cost_of(200), ANALYSTS]
    )
    async def network(
        self,
        edge_types: _Listed = None,
        weighted: Annotated[
            bool, strawberry.argument(description="Whether the weights of ties count; else each tie counts 1.")
        ] = True,
    ) -> Network:
        types = _types(edge_types)
        return Network(
            measured=_Measured(self.reading, await _ties(self.reading, types, weighted=weighted)),
            edge_types=[EdgeType(kind.label) for kind in NETWORK_TYPES if kind in types],
            weighted=weighted,
        )

    @strawberry.field(
        description="The map of those who are at most some steps from a person, whichever way the ties point; only "
        "with ties of these types, where any are named. Empty where the person is not there on the day.",
        directives=[cost_of(250), ANALYSTS],
    )
    async def neighbourhood(
        self,
        of: Annotated[strawberry.ID, strawberry.argument(description="The person's id, or key.")],
        depth: Annotated[int, strawberry.argument(description=f"How many steps at the most: 1 to {FARTHEST}.")] = 1,
        edge_types: _Listed = None,
    ) -> StakeholderMap:
        if not 1 <= depth <= FARTHEST:
            raise InvalidInput(f"depth must be 1 to {FARTHEST}, not {depth}", ["depth"])
        types, person = _types(edge_types), resolve(self.reading.account, model.Stakeholder, of, ("of",))
        near = neighbourhood(await _ties(self.reading, types), person, depth)
        return stakeholder_map(self.reading, MapFilter(edge_types=edge_types), near)

    @strawberry.field(
        description="The shortest ways from one person to another, the shortest first, none passing anybody twice: "
        "along ties whichever way they point, each 1/weight long. None where the two are not joined on the day.",
        directives=[cost_of(150), ANALYSTS],
    )
    async def paths(
        self,
        source: Annotated[
            strawberry.ID, strawberry.argument(name="from", description="The id, or key, of who it begins at.")
        ],
        target: Annotated[
            strawberry.ID, strawberry.argument(name="to", description="The id, or key, of who it leads to.")
        ],
        first: Annotated[int, strawberry.argument(description=f"How many at the most: 1 to {MOST}.")] = FEW,
        edge_types: _Listed = None,
    ) -> list[Path]:
        if not 1 <= first <= MOST:
            raise InvalidInput(f"first must be 1 to {MOST}, not {first}", ["first"])
        types, account = _types(edge_types), self.reading.account
        begin = resolve(account, model.Stakeholder, source, ("from",))
        end = resolve(account, model.Stakeholder, target, ("to",))
        if begin == end:
            raise InvalidInput("to must be somebody else than from", ["to"])
        ties = await _ties(self.reading, types)
        found = await asyncio.to_thread(paths, ties, begin, end, first)
        return [Path.of(self.reading, way) for way in found]


def _names(selections: Iterable[Selection]) -> Iterator[str]:
    """The names of the fields in a selection, those of its fragments too."""
    for each in selections:
        if isinstance(each, SelectedField):
            yield each.name
        else:
            yield from _names(each.selections)


async def _ties(reading: Reading, types: Sequence[type[Edge]], *, weighted: bool = True) -> Ties:
    """The network, made while others are answered."""
    return await asyncio.to_thread(
        network,
        reading.account,
        reading.day,
        reading.parameters,
        types,
        weighted=weighted,
        beliefs=reading.beliefs,
    )


def _types(given: Sequence[EdgeType] | None) -> Sequence[type[Edge]]:
    """What is asked for. Raises InvalidInput where a type does not join two people of the account."""
    known = {kind.label: kind for kind in NETWORK_TYPES}
    for number, each in enumerate(given or ()):
        if each.value not in known:
            text = f"edgeTypes can be {', '.join(known)}, which join the account's people, not {each.value}"
            raise InvalidInput(text, ["edgeTypes", str(number)])
    return USUAL_TYPES if given is None else [known[each.value] for each in given]
