"""Suppositions: what is taken to be so, to see what it would change. Nobody has said it, and it is never written."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import strawberry

from graph import model
from graph.declaration import ALWAYS
from graph.errors import InvalidInput
from graph.snapshot import AccountGraph
from schema.context import Reading
from schema.journal import ObjectChange, object_changes
from schema.nodes import as_node
from schema.references import resolve
from scoring import suppositions
from scoring.recommendation import Recommendation

if TYPE_CHECKING:
    from schema.accounts import TeamMember
    from schema.opportunities import Opportunity
    from schema.relationships import Stakeholder

__all__ = [
    "SupposedInfluence",
    "SupposedInfluenceInput",
    "SupposedStance",
    "SupposedStanceInput",
    "SupposedTie",
    "SupposedTieInput",
    "Supposition",
    "SuppositionInput",
    "supposed_by",
    "suppositions_of",
]

CONFIDENCE: Final = 0.9


# ---------------------------------------------------------------- as they are told


@strawberry.type(description="A stance that somebody is supposed to hold, in the place of all that is said of it.")
class SupposedStance:
    stakeholder: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] | None = strawberry.field(
        description="Whose stance; null where it is somebody yet to be found."
    )
    opportunity: Annotated["Opportunity", strawberry.lazy("schema.opportunities")] | None = strawberry.field(
        description="Towards what; null: towards us, in the account as a whole."
    )
    mean: float = strawberry.field(description="What it is supposed to be, -1 to 1; this enters the formulas as it is.")
    confidence: float = strawberry.field(description="How sure that is supposed to be, 0 to 1.")


@strawberry.type(description="A tie that one of us is supposed to have, in the place of all that is said of it.")
class SupposedTie:
    team_member: Annotated["TeamMember", strawberry.lazy("schema.accounts")] = strawberry.field(
        description="Who of us has it."
    )
    stakeholder: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] | None = strawberry.field(
        description="To whom; null where it is somebody yet to be found."
    )
    level: model.RelationshipLevel = strawberry.field(description="What the one of us is to them.")
    confidence: float = strawberry.field(description="How sure that is supposed to be, 0 to 1.")


@strawberry.type(description="How much one is supposed to listen to another, in the place of all that is said of it.")
class SupposedInfluence:
    source: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] = strawberry.field(
        name="from", description="Who is listened to."
    )
    target: Annotated["Stakeholder", strawberry.lazy("schema.relationships")] = strawberry.field(
        name="to", description="Who listens."
    )
    value: float = strawberry.field(description="How much, 0 to 1; this enters the formulas as it is.")


Supposition = Annotated[
    SupposedStance | SupposedTie | SupposedInfluence | ObjectChange,
    strawberry.union(
        "Supposition",
        description="Something that is supposed: a stance, a tie, an influence; or that something was written.",
    ),
]


def supposed_by(reading: Reading, found: Recommendation) -> list[Supposition]:
    """What a recommendation supposes: first what takes the place of what is said, then what would be written."""
    told = [_shown(reading, each) for each in found.supposes]
    if not found.changes:
        return told
    written = suppositions.supposed(reading.graph, reading.day, (), found.changes)
    return [*told, *object_changes(reading.supposing(written, repr(found.changes)), reading.account)]


def _shown(reading: Reading, found: suppositions.Supposition) -> Supposition:
    if isinstance(found, suppositions.SupposedStance):
        towards = as_node(reading, found.towards) if found.towards != reading.graph.root.id else None
        person = as_node(reading, found.person)
        return SupposedStance(stakeholder=person, opportunity=towards, mean=found.mean, confidence=found.confidence)
    if isinstance(found, suppositions.SupposedTie):
        return SupposedTie(
            team_member=as_node(reading, found.member),
            stakeholder=as_node(reading, found.person),
            level=found.level,
            confidence=found.confidence,
        )
    source, target = (as_node(reading, each) for each in (found.source, found.target))
    return SupposedInfluence(source=source, target=target, value=found.value)


# ---------------------------------------------------------------- as they are given


@strawberry.input(description="A stance that somebody is supposed to hold.")
class SupposedStanceInput:
    stakeholder: strawberry.ID = strawberry.field(description="Whose: an id or a key.")
    opportunity: strawberry.ID | None = strawberry.field(
        default=None, description="Towards what, an id or a key; not given: towards us, in the account as a whole."
    )
    mean: float = strawberry.field(description="What it is, -1 to 1; this enters the formulas as it is.")
    confidence: float = strawberry.field(description="How sure that is: above 0, up to 1.")


@strawberry.input(description="A tie that one of us is supposed to have to one of them.")
class SupposedTieInput:
    team_member: strawberry.ID = strawberry.field(description="Who of us: an id or a key.")
    stakeholder: strawberry.ID = strawberry.field(description="To whom: an id or a key.")
    level: model.RelationshipLevel = strawberry.field(description="What the one of us is to them.")
    confidence: float = strawberry.field(default=CONFIDENCE, description="How sure that is: above 0, up to 1.")


@strawberry.input(description="How much one of them is supposed to listen to another.")
class SupposedInfluenceInput:
    source: strawberry.ID = strawberry.field(name="from", description="Who is listened to: an id or a key.")
    target: strawberry.ID = strawberry.field(name="to", description="Who listens: an id or a key.")
    value: float = strawberry.field(description="How much, 0 to 1; this enters the formulas as it is.")


@strawberry.input(
    one_of=True,
    description="Something that is supposed: it takes the place of all that is said of the same thing. Exactly one "
    "field is given.",
)
class SuppositionInput:
    stance: SupposedStanceInput | None = strawberry.field(
        default=strawberry.UNSET, description="What somebody thinks of an opportunity, or of us."
    )
    tie: SupposedTieInput | None = strawberry.field(
        default=strawberry.UNSET, description="What one of us is to somebody."
    )
    influence: SupposedInfluenceInput | None = strawberry.field(
        default=strawberry.UNSET, description="How much one listens to another."
    )


def suppositions_of(graph: AccountGraph, given: Sequence[SuppositionInput]) -> list[suppositions.Supposition]:
    """What an argument says of an account. Raises InvalidInput and NotFound, and of two about one thing the former."""
    found: dict[str, suppositions.Supposition] = {}
    for index, each in enumerate(given):
        word, value = next((word, value) for word, value in vars(each).items() if value is not strawberry.UNSET)
        path = ("suppositions", str(index), word)
        supposition = _READ[word](graph, value, path)
        about = supposition.claim(ALWAYS).key
        if about in found:
            raise _wrong(path, "is about the same as another supposition")
        found[about] = supposition
    return list(found.values())


def _stance(graph: AccountGraph, given: Any, path: tuple[str, ...]) -> suppositions.Supposition:
    person, towards = _person(graph, given.stakeholder, (*path, "stakeholder")), graph.root.id
    if given.opportunity is not None:
        towards = resolve(graph.account, model.Opportunity, given.opportunity, (*path, "opportunity"))
    mean = _within((*path, "mean"), given.mean, -1.0, 1.0)
    return suppositions.SupposedStance(person, towards, mean, _confidence(path, given.confidence))


def _tie(graph: AccountGraph, given: Any, path: tuple[str, ...]) -> suppositions.Supposition:
    member = resolve(graph.team, model.TeamMember, given.team_member, (*path, "teamMember"))
    person = _person(graph, given.stakeholder, (*path, "stakeholder"))
    return suppositions.SupposedTie(member, person, given.level, _confidence(path, given.confidence))


def _influence(graph: AccountGraph, given: Any, path: tuple[str, ...]) -> suppositions.Supposition:
    source = _person(graph, given.source, (*path, "from"))
    target = _person(graph, given.target, (*path, "to"))
    if source == target:
        raise _wrong((*path, "to"), "must be somebody else: nobody listens to themselves")
    return suppositions.SupposedInfluence(source, target, _within((*path, "value"), given.value, 0.0, 1.0))


_READ: Final[Mapping[str, Callable[[AccountGraph, Any, tuple[str, ...]], suppositions.Supposition]]] = {
    "stance": _stance,
    "tie": _tie,
    "influence": _influence,
}


def _person(graph: AccountGraph, given: str, path: tuple[str, ...]) -> str:
    return resolve(graph.account, model.Stakeholder, given, path)


def _confidence(path: tuple[str, ...], given: float) -> float:
    if not 0 < given <= 1:
        raise _wrong((*path, "confidence"), f"must be above 0, and at most 1, not {given}")
    return given


def _within(path: tuple[str, ...], given: float, least: float, most: float) -> float:
    if not least <= given <= most:
        raise _wrong(path, f"must be {least:g} to {most:g}, not {given}")
    return given


def _wrong(path: tuple[str, ...], told: str) -> InvalidInput:
    return InvalidInput(f"{'.'.join(path)} {told}", path)
