"""A walk over every operation and every field, with every role: nobody is told of what does not exist for them."""

import asyncio
import json
import re
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import aclosing, suppress
from typing import Any, ClassVar

import pytest
from graphql import (
    FieldDefinitionNode,
    GraphQLObjectType,
    ObjectTypeDefinitionNode,
    OperationDefinitionNode,
    is_required_argument,
    parse,
    print_ast,
)

from app.upkeep import Upkeep
from graph.change import Put
from graph.identity import TEAM, account_id, node_id, parse_id
from graph.model import Organisation, Owns, PartOf
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from schema.api import schema
from schema.context import Context
from schema.permission import Permissions
from schema.relay import decode_id, encode_id
from tests.schema.conftest import NOW, Ask
from tests.schema.walk import Walk, filled
from tests.twins import ANNA, Twins

SCHEMA = schema._schema
UNREACHED = {
    *("ImportCount", "ImportDoubt", "ImportDuplicate", "ImportFault", "ImportReport"),  # for who uploads files
    *("ImportTable", "ImportVanished"),
    *("ErasureCount", "ErasurePreview", "ErasureScope", "PersonMention"),  # for whoever sees all accounts
    *("Bridge", "GapPair", "Participant", "PersuasionSet"),  # these people are too few, and too much of one mind
    *("Blend", "SupposedInfluence", "SupposedTie"),
}
SLOW = ("bestActions", "robustness")

pytestmark = pytest.mark.parametrize("endpoint", ["embedded"], indirect=True)


def quoted(value: str) -> str:
    return json.dumps(value)


class World:
    """The twins, what is asked of them, and ids of the one that is not seen."""

    def __init__(self, store: Store, twins: Twins, people: tuple[str, str]) -> None:
        self.store = store
        self.twins = twins
        self.people = people

    def arguments(self) -> dict[str, str]:
        """What the walk gives where something is required: all of it of the account that is seen."""
        one, other = (quoted(encode_id("Stakeholder", self.twins.id("Stakeholder", each))) for each in self.people)
        account, shared = (
            quoted(self.twins.seen),
            quoted(encode_id("Stakeholder", self.twins.id("Stakeholder", "double"))),
        )
        return {
            "Query.account(id)": account,
            "Query.whatIf(accountId)": account,
            "Query.whatIf(changes)": f'[{{putStakeholder: {{id: {one}, title: "CEO"}}}}]',
            "Query.search(text)": quoted("an"),
            "Query.node(id)": shared,
            "Query.nodes(ids)": f"[{one}, {other}, {shared}]",
            "Query.personalData(id)": shared,
            "Query.erasurePreview(id)": one,
            "Account.introductions(to)": one,
            "Account.stakeholder(id)": one,
            "Account.neighbourhood(of)": one,
            "Account.paths(from)": one,
            "Account.paths(to)": other,
            "Account.diff(from)": "{revision: 1}",
            "Account.bestActions(count)": "1",
        }

    def hostile(self, scope: str, mark: str) -> Iterator[tuple[str, str]]:
        """What somebody could give to learn of an account: by the place where it is given."""
        account, person = account_id(scope), f"{scope}/Stakeholder/{self.people[0]}-{mark}"
        stranger = quoted(encode_id("Stakeholder", person))
        for key in (quoted(scope), quoted(encode_id("Account", account)), quoted(encode_id("Organisation", account))):
            yield from ((place, key) for place in ("Query.account(id)", "Query.whatIf(accountId)", "Query.node(id)"))
            yield "Query.nodes(ids)", f"[{key}]"
            yield "Query.recommendations(filter)", f"{{accounts: [{key}]}}"
        for place in ("node(id)", "personalData(id)", "erasurePreview(id)"):
            yield f"Query.{place}", stranger
        yield "Query.nodes(ids)", f"[{stranger}]"
        for place in ("introductions(to)", "stakeholder(id)", "neighbourhood(of)", "paths(from)", "paths(to)"):
            yield f"Account.{place}", stranger
        yield "Query.accounts(filter)", f"{{text: {quoted(mark)}}}"
        yield "Query.search(text)", quoted(mark)
        owns = f"{{putOwns: {{from: {quoted(self.twins.seen)}, to: {quoted(encode_id('Organisation', account))}}}}}"
        yield "Query.whatIf(changes)", f"[{owns}]"
        advice = quoted(encode_id("Recommendation", f"{scope}/Recommendation/ASK:a"))
        yield "Query.whatIf(recommendations)", f"[{advice}]"

    async def answers(self, viewer: Viewer, without: Collection[str] = ()) -> dict[str, Any]:
        """What the whole walk is answered, with the errors, by root field."""
        ask, walk = Ask(self.store, viewer), Walk(SCHEMA, self.arguments(), without)
        return {root: await ask.whole(told) for root, told in walk.documents().items()}


@pytest.fixture
async def world(store: Store) -> World:
    """A world in which only the account that is seen is there yet."""
    twins = Twins(NOW.date())
    await twins.write_seen(store)
    people = [each for each in (await store.snapshot(twins.seen, LOCAL)).account.nodes if "/Stakeholder/" in each]
    await Upkeep(store).refresh(twins.seen)
    return World(store, twins, (people[0].rpartition("/")[2], people[1].rpartition("/")[2]))


def said(answer: Any) -> Iterator[str]:
    """Every text in an answer, also as what it stands for where it is opaque."""
    if isinstance(answer, Mapping):
        answer = [*answer.keys(), *answer.values()]
    if isinstance(answer, str):
        yield answer
        with suppress(ValueError):
            yield urlsafe_b64decode(answer + "=" * (-len(answer) % 4)).decode("utf-8", "replace")
    elif isinstance(answer, list | tuple):
        for each in answer:
            yield from said(each)


def types(answer: Any) -> Iterator[str]:
    if isinstance(answer, Mapping):
        if "__typename" in answer:
            yield answer["__typename"]
        answer = [*answer.values()]
    if isinstance(answer, list | tuple):
        for each in answer:
            yield from types(each)


@pytest.mark.timeout(600)  # some ten seconds of one processor, where nobody else wants it
async def test_nobody_is_told_of_what_they_may_not_see(world: World) -> None:
    viewer, twins = world.twins.viewer(Role.OWNER), world.twins
    before = await world.answers(viewer)
    walked = {type_.name for type_, _ in Walk(SCHEMA, world.arguments()).ways.values()}
    missed = walked - {*types(list(before.values()))}
    assert {each for each in missed if not each.startswith("Import")} <= UNREACHED  # which only come with files
    assert {root for root, (_, errors) in before.items() if errors} == {"erasurePreview"}

    await twins.write_unseen(world.store)
    await Upkeep(world.store).refresh(twins.unseen)
    assert await world.answers(viewer) == before

    await twins.join(world.store)
    for scope in (twins.seen, twins.unseen):
        await Upkeep(world.store).refresh(scope)
    joined = await world.answers(viewer, SLOW)
    assert [each for each in said([*joined.values()]) if twins.mark in each] == []
    everything = await world.answers(LOCAL, (*SLOW, "recommendations", "account", "whatIf"))
    assert [each for each in said([*everything.values()]) if twins.mark in each] != []
    await _probe(world, viewer)


def without(told: str, *names: str) -> str:
    """An answer in which something else is named."""
    for name in names:
        told = told.replace(name, "it")
    return told


async def _probe(world: World, viewer: Viewer) -> None:
    """Asked for by its name, what is not seen is answered as what is not there."""
    other = Twins(NOW.date())
    ask, usual = Ask(world.store, viewer), world.arguments()
    there = list(world.hostile(world.twins.unseen, world.twins.mark))
    absent = list(world.hostile(other.unseen, other.mark))
    for (place, hidden), (_, nothing) in zip(there, absent, strict=True):
        type_, field = place.partition("(")[0].split(".")
        answers = []
        for given, twins in ((hidden, world.twins), (nothing, other)):
            told = str(await ask.whole(Walk(SCHEMA, {**usual, place: given}).single(type_, field)))
            answers.append(without(told, *re.findall(r'"([^"]+)"', given), twins.unseen, twins.mark))
        assert answers[0] == answers[1], (place, hidden)
    assert len(there) > 25


# ---------------------------------------------------------------- roles


def declared() -> dict[tuple[str, str], Role]:
    """The role that each field takes, as the printed schema has it."""
    found: dict[tuple[str, str], Role] = {}
    printed = parse(schema.as_str()).definitions
    for type_ in (each for each in printed if isinstance(each, ObjectTypeDefinitionNode)):
        found |= {(type_.name.value, field.name.value): _role(field) for field in type_.fields or ()}
    return found


def _role(field: FieldDefinitionNode) -> Role:
    given = [print_ast(each) for each in field.directives or () if each.name.value == "permission"]
    return Role(given[0].partition("role: ")[2].rstrip(")")) if given else Role.VIEWER


class Anywhere(dict[str, str]):
    """Something for every argument that is required, be it there or not."""

    def __contains__(self, place: object) -> bool:
        return place in self.PLACES

    def __getitem__(self, place: str) -> str:
        return {"Account.diff(from)": "{revision: 1}", "Query.nodes(ids)": '["x"]'}.get(place, '"x"')

    PLACES: ClassVar = {
        f"{type_.name}.{name}({word})"
        for type_ in SCHEMA.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        for word, argument in field.args.items()
        if is_required_argument(argument)
    }


def test_each_field_is_answered_to_its_role_and_to_those_above(endpoint: Any) -> None:
    walk, roles, refused = Walk(SCHEMA, Anywhere()), declared(), Counter[Role]()
    for type_, field in walk.fields:
        document = parse(walk.single(type_, field))
        least = max((roles[step] for step in (*walk.ways[type_][1], (type_, field))), key=list(Role).index)
        (operation,) = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        for role in Role:
            found = Permissions(SCHEMA, document).refusals(operation, role)
            assert bool(found) != role.covers(least), (type_, field, role)
            refused[role] += bool(found)
    assert refused[Role.VIEWER] > 50 > refused[Role.MEMBER] > 10
    assert refused[Role.OWNER] == refused[Role.ADMIN] == 0


async def test_what_is_refused_for_a_role_is_not_begun(store: Store) -> None:
    walk, roles = Walk(SCHEMA, Anywhere()), declared()
    asked = [field for field in walk.fields if roles[field] is not Role.VIEWER]
    assert len(asked) >= 8
    for type_, field in asked:
        data, errors = await Ask(store, Viewer("eve", Role.VIEWER)).whole(walk.single(type_, field))
        assert data is None
        assert f"{type_}.{field} takes the role {roles[type_, field]}, and yours is VIEWER" in errors


# ---------------------------------------------------------------- mutations


ANSWERED: Mapping[str, str] = {
    "errors": "errors { __typename message path ... on InUse { by } }",
    "changed": "changed { __typename id key }",
    "dropped": "dropped",
    "accounts": "accounts",
    "erased": "erased { __typename id key }",
}
"""What is asked of what a mutation answers, by its fields: not how many revisions there were."""


def mutation(name: str, ids: str, known: Mapping[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    """The mutation with all ids in its input being this one, but for what is `known` by its field."""
    assert SCHEMA.mutation_type
    field = SCHEMA.mutation_type.fields[name]
    answered: Any = field.type
    payload = getattr(answered, "of_type", answered)
    assert isinstance(payload, GraphQLObjectType)
    assert "errors" in payload.fields
    ((word, argument),) = field.args.items()
    call = f"{name}({word}: $given) {{ {' '.join(ANSWERED[each] for each in payload.fields if each in ANSWERED)} }}"
    given = filled(argument.type, {"ID": ids, "accountId": ids, "key": "new", **(known or {})})
    return f"mutation ($given: {argument.type}) {{ {call} }}", {"given": given}


async def revisions(store: Store, twins: Twins) -> Mapping[str, int]:
    return await store._revisions.of([twins.seen, twins.unseen, TEAM])


MUTATIONS = list(SCHEMA.mutation_type.fields) if SCHEMA.mutation_type else []


async def test_each_mutation_is_refused_to_the_roles_below_its_own(world: World) -> None:
    before, roles = await revisions(world.store, world.twins), declared()
    for name in MUTATIONS:
        least = roles["Mutation", name]
        assert least.covers(Role.MEMBER), f"{name} says no role, or one that may only read"
        document, variables = mutation(name, world.twins.seen)
        for role in Role:
            if not role.covers(least):
                data, errors = await Ask(world.store, world.twins.viewer(role)).whole(document, **variables)
                assert not errors, (name, errors)
                assert {each["__typename"] for each in data[name]["errors"]} == {"NotAllowed"}, (name, role)
    assert await revisions(world.store, world.twins) == before


async def test_each_mutation_is_begun_for_its_own_role(world: World) -> None:
    roles = declared()
    for name in MUTATIONS:
        document, variables = mutation(name, "nothing")
        viewer = Viewer("eve", roles["Mutation", name], frozenset(["nothing"]))
        data, errors = await Ask(world.store, viewer).whole(document, **variables)
        assert not [error for error in errors if "takes the role" in error], (name, errors)
        assert data[name]["errors"], name  # there is nothing that it could be done to


async def test_no_mutation_tells_of_what_is_not_seen(world: World) -> None:
    await world.twins.write_unseen(world.store)
    viewer, before, other = world.twins.viewer(Role.OWNER), await revisions(world.store, world.twins), Twins(NOW.date())
    for name in MUTATIONS:
        for label in (None, "Account", "Organisation", "Stakeholder", "Opportunity"):
            answers = []
            for twins in (world.twins, other):
                ids = twins.unseen
                if label == "Stakeholder":
                    ids = encode_id(label, twins.id(label, world.people[0], is_seen=False))
                elif label:
                    ids = encode_id(label, account_id(twins.unseen))
                document, variables = mutation(name, ids)
                told = str(await Ask(world.store, viewer).whole(document, **variables))
                answers.append(without(told, ids, twins.unseen, twins.mark))
            assert answers[0] == answers[1], (name, label)
    assert await revisions(world.store, world.twins) == before


class Outcomes:
    """What mutations do for somebody who sees one of the twins and what is beside it."""

    def __init__(self, world: World, twins: Twins) -> None:
        self.world = world
        self.twins = twins
        self.done: set[str] = set()

    async def of(self, name: str, given: Mapping[str, Any]) -> str:
        """The answer, in which each id is what it stands for, and the account is called like any other."""
        one, other = (encode_id("Stakeholder", self.twins.id("Stakeholder", each)) for each in self.world.people)
        made = {"id": "made", "name": "Made", "title": "Made", "stance": 0.5}
        ends = {"accountId": self.twins.seen, "to": other, "loser": other, "teamMember": parse_id(ANNA).key}
        document, variables = mutation(name, one, {**made, **ends, **given})
        data, errors = await Ask(self.world.store, self.twins.viewer(Role.OWNER)).whole(document, **variables)
        assert not errors, (name, errors)
        self.done |= set() if data[name]["errors"] else {name}
        return without(str(decoded(data)), self.twins.seen, self.twins.beside)

    def given(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every mutation, with what it is given beside the usual: in this order, each can be done."""
        chosen: Mapping[str, dict[str, Any]] = {
            "commit": {"kind": "DIVISION"},
            "recordStance": {"opportunity": "renewal"},
            "recordRelationship": {"level": "VENDOR"},
            "erasePerson": {"id": encode_id("Stakeholder", self.twins.id("Stakeholder", "double"))},
            "resolveRecommendation": {"recommendation": "ASK:a", "state": "DISMISSED", "title": None},
            "recordInfluence": {"weight": 0.5},
            "logInteraction": {"at": "2026-11-20T09:00:00Z", "channel": "CALL"},
            "revertAccount": {"to": {"revision": 1}},
        }
        for where, cascade in ((self.twins.seen, False), ("works", True)):
            yield "commit", {"changes": [{"drop": {"node": {"organisation": where}, "cascade": cascade}}]}
        yield from ((name, chosen.get(name, {})) for name in MUTATIONS)


def decoded(answer: Any) -> Any:
    """An answer, with each id as what it stands for."""
    if isinstance(answer, Mapping):
        return {word: decoded(each) for word, each in answer.items()}
    if isinstance(answer, list):
        return [decoded(each) for each in answer]
    return decode_id(answer) or answer if isinstance(answer, str) else answer


async def test_each_mutation_does_the_same_whether_or_not_there_is_what_is_not_seen(world: World) -> None:
    twins, alone = world.twins, Twins(NOW.date())
    await alone.write_seen(world.store)
    await twins.write_unseen(world.store)
    await twins.join(world.store)
    for each in (twins, alone):
        works = node_id(each.seen, "Organisation", "works")
        part = Put(PartOf, {"from": works, "to": account_id(each.seen)})
        owned = [Put(Owns, {"from": works, "to": account_id(twins.unseen)})] if each is twins else []
        made = Put(Organisation, {"id": works, "name": "Works", "kind": "DIVISION"})
        await world.store.commit({each.seen: [made, part, *owned]}, LOCAL)
    beside, by_itself = Outcomes(world, twins), Outcomes(world, alone)
    for (name, given), (_, likewise) in zip(beside.given(), by_itself.given(), strict=True):
        assert await beside.of(name, given) == await by_itself.of(name, likewise), (name, given)
    assert {*MUTATIONS} - beside.done == {"createAccount", "erasePerson"}  # for whoever sees all accounts


async def test_whoever_watches_is_told_what_their_role_does_for_and_nothing_of_what_they_may_not_see(
    world: World,
) -> None:
    twins, roles, refused = world.twins, declared(), 0
    await twins.write_unseen(world.store)
    await twins.join(world.store)
    newest = (await revisions(world.store, twins))[twins.seen]
    fields = {
        "revision": "revision",
        "at": "at",
        "actor": "actor",
        "objects": "objects { action label key node { id key } fields { field before after } }",
        "account": "account { id revision organisations { key owns { share organisation { key } } } }",
    }
    told = SCHEMA.type_map["AccountChange"]
    assert isinstance(told, GraphQLObjectType)
    assert fields.keys() == told.fields.keys()
    for role in Role:
        for name, asked in fields.items():
            events = await watched(world.store, twins.viewer(role), twins.seen, asked, newest)
            assert [each for each in said(events) if twins.mark in each] == []
            is_refused = "NOT_ALLOWED" in str(events)
            assert is_refused != role.covers(roles["AccountChange", name]), (role, name)
            refused += is_refused
    assert refused == 2
    everything = await watched(world.store, LOCAL, twins.seen, " ".join(fields.values()), newest)
    assert [each for each in said(everything) if twins.mark in each] != []


async def watched(store: Store, viewer: Viewer, scope: str, asked: str, count: int) -> list[Any]:
    """What each of the first revisions tells, or why it is not told."""
    document = f"subscription ($id: ID!) {{ accountChanged(accountId: $id, since: 0) {{ {asked} }} }}"
    context = Context(store, viewer, lambda: NOW)
    results: Any = await schema.stream(document, variable_values={"id": scope}, context_value=context)
    events: list[Any] = []
    async with aclosing(results), asyncio.timeout(20):
        async for result in results:
            events.append(result.data or [each.extensions for each in result.errors])
            if len(events) == count:
                break
    return events
