"""What holds for every mutation alike: what bad input answers, sending twice, a stale revision, roles and languages."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import pytest
import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from graph.errors import InvalidInput, NotFound, Refused
from graph.viewer import LOCAL, Role, Viewer
from schema import refusals
from schema.api import schema
from schema.context import Context
from schema.language import Language
from schema.refusals import MutationError
from schema.relay import encode_id
from schema.writing import CommitPayload, Work, mutation
from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

MUTATION: Final[GraphQLObjectType] = schema._schema.mutation_type  # type: ignore[assignment]  # there is one
NAMES: Final = sorted(MUTATION.fields)
OF_AN_ACCOUNT: Final = [name for name in NAMES if name not in ("createAccount", "erasePerson")]
ERASURE: Final = (
    "mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { accounts errors { message path } } }"
)


def input_type(name: str) -> GraphQLInputObjectType:
    found = get_named_type(MUTATION.fields[name].args["input"].type)
    assert isinstance(found, GraphQLInputObjectType)
    return found


async def send(ask: Ask, name: str, given: Mapping[str, Any]) -> Any:
    if name == "erasePerson":
        return (await ask(ERASURE, input=given))[name]
    return await ask.mutate(name, **given)


async def revision(ask: Ask, key: str) -> int:
    return int((await ask("query ($id: ID!) { account(id: $id) { revision } }", id=key))["account"]["revision"])


# ---------------------------------------------------------------- what good input is


@pytest.fixture
async def acme(ask: Ask, new_account: NewAccount) -> str:
    """An account in which Anna decides on a deal, and nobody of ours knows her."""
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putTeamMember": {"id": f"kam-{key}", "name": "Kam"}},
        {"putManages": {"from": f"kam-{key}", "to": key, "role": "OWNER"}},
        {"putOpportunity": {"id": "deal", "title": "Deal", "amount": "100000", "currency": "EUR"}},
        {"putFor": {"from": "deal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "deal", "roles": ["DECIDER"]}},
    )
    return key


async def good(ask: Ask, name: str, key: str) -> Mapping[str, Any]:
    """Input that each mutation takes."""
    inputs: Mapping[str, Mapping[str, Any]] = {
        "commit": {"changes": [{"putRisk": {"title": "R", "category": "MARKET"}}]},
        "createAccount": {"name": "New"},
        "erasePerson": {},
        "logInteraction": {"at": "2026-11-20T09:00:00Z", "channel": "CALL", "participants": [{"stakeholder": "anna"}]},
        "mergeStakeholders": {"winner": "anna", "loser": "bela"},
        "putAction": {"title": "A"},
        "putOpportunity": {"title": "O"},
        "putStakeholder": {"name": "C"},
        "recordInfluence": {"from": "anna", "to": "bela", "weight": 1},
        "recordRelationship": {"teamMember": f"kam-{key}", "stakeholder": "anna", "level": "VENDOR"},
        "recordStance": {"stakeholder": "anna", "stance": 1},
        "resolveRecommendation": {"state": "DISMISSED"},
        "revertAccount": {"to": {"revision": 1}},
    }
    assert inputs.keys() == set(NAMES)
    given = {**inputs[name], **({"accountId": key} if name in OF_AN_ACCOUNT else {})}
    if name == "erasePerson":
        query = 'query ($id: ID!) { account(id: $id) { stakeholder(id: "anna") { id } } }'
        given["id"] = (await ask(query, id=key))["account"]["stakeholder"]["id"]
        given["token"] = (await ask("query ($id: ID!) { erasurePreview(id: $id) { token } }", id=given["id"]))[
            "erasurePreview"
        ]["token"]
    if name == "resolveRecommendation":
        query = "query ($id: ID!) { account(id: $id) { recommendations(first: 1) { nodes { id } } } }"
        given["recommendation"] = (await ask(query, id=key))["account"]["recommendations"]["nodes"][0]["id"]
    return given


@pytest.mark.parametrize("name", NAMES)
async def test_sent_twice_with_one_key_it_is_done_once(ask: Ask, acme: str, name: str) -> None:
    given = {**await good(ask, name, acme), "idempotencyKey": f"{name}-{acme}"}
    first = await send(ask, name, given)
    assert first["errors"] == []
    current = await revision(ask, acme)
    assert await send(ask, name, given) == first
    assert await revision(ask, acme) == current


@pytest.mark.parametrize("name", OF_AN_ACCOUNT)
async def test_a_revision_that_no_longer_holds_is_a_conflict(ask: Ask, acme: str, name: str) -> None:
    given = await good(ask, name, acme)
    current = await revision(ask, acme)
    stale = await send(ask, name, {**given, "ifRevision": current - 1})
    assert [(each["__typename"], each["path"], each["currentRevision"]) for each in stale["errors"]] == [
        ("Conflict", ["ifRevision"], current)
    ]
    assert await revision(ask, acme) == current
    assert (await send(ask, name, {**given, "ifRevision": current}))["errors"] == []


# ---------------------------------------------------------------- what bad input answers

WRONG: Final[Mapping[str, Any]] = {
    "ID": encode_id("Kpi", "elsewhere/Kpi/k"),
    "String": " ",
    "Float": 99.0,
    "Int": -5,
    "Boolean": True,
    "Date": "2026-11-20",
    "DateTime": "2026-11-20T09:00:00",
    "Decimal": "NaN",
}


def wrong(type_: Any) -> Any:
    """A value that the type takes, and nothing else does."""
    if is_list_type(get_nullable_type(type_)):
        return [wrong(get_nullable_type(type_).of_type)]
    named = get_named_type(type_)
    if isinstance(named, GraphQLEnumType):
        return next(iter(named.values))
    if not isinstance(named, GraphQLInputObjectType):
        return WRONG[named.name]
    is_one_of = named.extensions["strawberry-definition"].is_one_of
    words = list(named.fields)[:1] if is_one_of else list(named.fields)
    return {word: wrong(named.fields[word].type) for word in words}


def bad(name: str, key: str) -> Mapping[str, Any]:
    """Input of which every value is wrong, for an account that is there."""
    given = {
        word: value for word, value in wrong(input_type(name)).items() if word not in ("ifRevision", "idempotencyKey")
    }
    if name == "commit":
        changes = get_named_type(input_type(name).fields["changes"].type)
        assert isinstance(changes, GraphQLInputObjectType)
        given["changes"] = [{word: wrong(field.type)} for word, field in changes.fields.items()]
    return {**given, "accountId": key} if name in OF_AN_ACCOUNT else given


def leads(path: Sequence[str], type_: Any) -> bool:
    """Whether a path leads somewhere in an input of this type."""
    for word in path:
        nullable = get_nullable_type(type_)
        if is_list_type(nullable) and word.isdecimal():
            type_ = nullable.of_type
        elif isinstance(nullable, GraphQLInputObjectType) and word in nullable.fields:
            type_ = nullable.fields[word].type
        else:
            return False
    return True


@pytest.mark.parametrize("name", NAMES)
async def test_bad_input_is_told_at_its_place_in_either_language_and_changes_nothing(
    ask: Ask, acme: str, name: str
) -> None:
    before = await revision(ask, acme)
    payload = await send(ask, name, bad(name, acme))
    assert payload["errors"]
    assert not any(payload.get(word) for word in ("revision", "changed", "dropped", "accounts", "erased"))
    assert [
        each["path"] for each in payload["errors"] if not (each["path"] and leads(each["path"], input_type(name)))
    ] == []
    hungarian = (await send(Ask(ask.store, language=Language.HU), name, bad(name, acme)))["errors"]
    for english, other in zip(payload["errors"], hungarian, strict=True):
        assert other["path"] == english["path"]
        assert other["message"] not in ("", english["message"])
    assert await revision(ask, acme) == before


@pytest.mark.parametrize("name", OF_AN_ACCOUNT)
async def test_an_account_that_there_is_not_is_told(ask: Ask, acme: str, name: str) -> None:
    given = await good(ask, name, acme)
    kpi, malformed = encode_id("Kpi", "a/Kpi/b"), encode_id("Account", "?")
    for account, kind in (("nowhere", "NotFound"), (kpi, "InvalidInput"), (malformed, "InvalidInput")):
        payload = await send(ask, name, {**given, "accountId": account})
        assert [(each["__typename"], each["path"]) for each in payload["errors"]] == [(kind, ["accountId"])]


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("name", NAMES)
async def test_each_takes_the_role_that_it_shows(ask: Ask, acme: str, name: str) -> None:
    [needed] = [
        each.role
        for each in MUTATION.fields[name].extensions["strawberry-definition"].directives
        if hasattr(each, "role")
    ]
    given = await good(ask, name, acme)
    before = await revision(ask, acme)
    below = [role for role in Role if not role.covers(needed)]
    assert Role.ANALYST in below
    for role in below:
        [error] = (await send(Ask(ask.store, Viewer("low", role)), name, given))["errors"]
        assert (error["path"], error["message"]) == ([], f"this takes the role {needed}, and yours is {role}")
    assert await revision(ask, acme) == before
    assert (await send(Ask(ask.store, Viewer("due", needed)), name, given))["errors"] == []


async def nothing(work: Work, given: Any) -> CommitPayload:
    return await work.commit()


@strawberry.type
class Told:
    errors: list[MutationError]

    @classmethod
    def refused(cls, errors: list[MutationError]) -> "Told":
        return cls(errors=errors)


@strawberry.input(description="Nothing.")
class Nothing:
    account_id: strawberry.ID
    idempotency_key: str | None = None


async def found_wrong(work: Work, given: Nothing) -> Told:
    raise Refused([NotFound("it is gone", [work.scope, "0"]), InvalidInput("it is odd", [work.scope, "1"])])


@strawberry.type
class Query:
    nothing: str


@strawberry.type
class Mutation:
    odd = mutation(found_wrong, role=Role.MEMBER, cost=1, description="Fail twice.")


async def test_what_is_refused_as_a_whole_is_told_one_by_one(ask: Ask) -> None:
    small = strawberry.Schema(Query, Mutation, types=[refusals.NotFound, refusals.InvalidInput])
    document = 'mutation { odd(input: {accountId: "acme"}) { errors { __typename message } } }'
    result: Any = await small.execute(document, context_value=Context(ask.store, LOCAL))
    assert result.data["odd"]["errors"] == [
        {"__typename": "NotFound", "message": "it is gone"},
        {"__typename": "InvalidInput", "message": "it is odd"},
    ]


@pytest.mark.parametrize("left_out", ["role", "cost", "description"])
def test_one_that_lacks_its_role_cost_or_description_does_not_load(left_out: str) -> None:
    told: dict[str, Any] = {"role": Role.MEMBER, "cost": 500, "description": "Write nothing."}
    with pytest.raises(TypeError):
        mutation(nothing, **{word: value for word, value in told.items() if word != left_out})
    with pytest.raises(TypeError):
        mutation(nothing, **{**told, "description": "no sentence", "cost": 0})


def test_every_mutation_of_the_schema_was_made_so() -> None:
    for name, field in MUTATION.fields.items():
        assert list(field.args) == ["input"], name
        directives = {type(each).__name__ for each in field.extensions["strawberry-definition"].directives}
        assert directives == {"Cost", "Permission"}, name
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        assert "errors" in payload.fields
