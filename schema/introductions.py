"""Who can bring us to whom, over the accounts that the viewer may see."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import networkx as nx
import strawberry
from strawberry import Info

from graph import model
from graph.identity import parse_id
from schema.context import Context, Reading
from schema.language import InLanguage
from schema.nodes import EdgeType, as_node
from schema.sentences.introductions import introduction_sentence
from scoring.introductions import Introduction as Found
from scoring.introductions import best_introductions, introduction_network, introductions

if TYPE_CHECKING:
    from schema.accounts import TeamMember
    from schema.relationships import Stakeholder

__all__ = [
    "Introduction",
    "IntroductionStep",
    "acquaintances",
    "best_introduction",
    "best_introductions_in",
    "introductions_to",
]


@strawberry.type(description="One person on the way; the first is one of us.")
class IntroductionStep:
    team_member: Annotated["TeamMember", strawberry.lazy("schema.accounts")] | None = strawberry.field(
        description="Who, where it is one of us."
    )
    stakeholder: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] | None = strawberry.field(
        description="Who, where it is one of theirs."
    )
    tie: EdgeType | None = strawberry.field(description="What joins them to the one before; null for the first.")
    strength: float | None = strawberry.field(description="How strong that tie is, 0 to 1; null for the first.")


@strawberry.type(description="A way to a person: who of us knows whom, and who can take us on from there.")
class Introduction:
    reading: strawberry.Private[Reading]
    found: strawberry.Private[Found]

    @strawberry.field(description="Who is on the way: one of us first, the person last.")
    def steps(self) -> list[IntroductionStep]:
        first = as_node(self.reading, self.found.steps[0].source)
        return [
            IntroductionStep(team_member=first, stakeholder=None, tie=None, strength=None),
            *(
                IntroductionStep(
                    team_member=None,
                    stakeholder=as_node(self.reading, step.target),
                    tie=EdgeType(step.type.label),
                    strength=step.strength,
                )
                for step in self.found.steps
            ),
        ]

    @strawberry.field(description="How likely it is to lead there, 0 to 1: the product of the strengths.")
    def probability(self) -> float:
        return self.found.probability

    @strawberry.field(description="The way, in a sentence.")
    def sentence(self, info: Info[Context, None], language: InLanguage = None) -> str:
        return introduction_sentence(self.reading, self.found, language or info.context.language)


async def best_introduction(context: Context, reading: Reading, person: str) -> Introduction | None:
    """The likeliest way to somebody; null where there is none."""
    found = (await best_introductions_in(context, reading)).get(person)
    return Introduction(reading=reading, found=found) if found else None


async def best_introductions_in(context: Context, reading: Reading) -> Mapping[str, Found]:
    """The likeliest way to each person to whom there is one, by id."""
    network = await _network(context, reading)
    if reading.introductions is None:
        reading.introductions = best_introductions(network)
    return reading.introductions


async def introductions_to(context: Context, reading: Reading, person: str, count: int) -> list[Introduction]:
    """The likeliest ways to somebody, the likeliest first."""
    network = await _network(context, reading)
    return [Introduction(reading=reading, found=each) for each in introductions(network, person, count)]


async def _network(context: Context, reading: Reading) -> "nx.DiGraph[str]":
    if reading.introducers is None:
        reading.introducers = asyncio.ensure_future(_made(context, reading))
    return await reading.introducers


async def _made(context: Context, reading: Reading) -> "nx.DiGraph[str]":
    elsewhere = await acquaintances(context, reading)
    return introduction_network(
        reading.account, reading.day, reading.ties, reading.parameters, elsewhere, reading.beliefs
    )


async def acquaintances(context: Context, reading: Reading) -> Mapping[tuple[str, str], float]:
    """How well those of us who know the same human beings in other accounts know them there.

    Only as we know them now: what was recorded at another moment is read of this account alone.
    """
    if reading.as_of(reading.account.scope) is not None:
        return {}
    people = [each for each in reading.account.all(model.Stakeholder) if each.person and each.id in reading.reach]
    found = await asyncio.gather(*(context.same_people.load(each.person or "") for each in people))
    known: dict[tuple[str, str], float] = {}
    for here, others in zip(people, found, strict=True):
        for there in others:
            scope = parse_id(there).scope
            account = await context.find(scope, reading.on) if scope != here.scope else None
            for tie in account.reach[there].ties if account and there in account.reach else ():
                pair = (tie.member, here.id)
                known[pair] = max(tie.strength, known.get(pair, 0.0))
    return known
