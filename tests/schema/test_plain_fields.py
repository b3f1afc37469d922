"""Plain fields: answers and errors are those of graphql-core's own way, whatever comes of a field."""

import asyncio
from enum import Enum, StrEnum
from typing import Any

import pytest
import strawberry
from strawberry import Info
from strawberry.extensions import FieldExtension, SchemaExtension

from schema.plain_fields import Direct


@strawberry.enum
class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@strawberry.enum
class Size(Enum):
    SMALL = 1
    LARGE = 2


class Doubled(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: Info, **kwargs: Any) -> Any:
        return 2 * next_(source, info, **kwargs)


@strawberry.type
class Thing:
    text: str
    number: float | None
    colour: Colour | None
    size: Size
    id: strawberry.ID
    words: list[str]
    inner: "Thing | None" = None
    doubled: int = strawberry.field(default=3, extensions=[Doubled()])

    @strawberry.field
    def loud(self) -> str:
        return self.text.upper()

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.sleep(0)
        return self.text.lower()

    @strawberry.field
    async def slow_inner(self) -> "Thing | None":
        await asyncio.sleep(0)
        return self.inner

    @strawberry.field
    def told(self, times: int = 1) -> str:
        return self.text * times

    @strawberry.field
    def asked(self, info: Info) -> str:
        return info.field_name

    @strawberry.field
    def maybe(self) -> str | None:
        raise ValueError("not this one")

    @strawberry.field
    def never(self) -> str:
        raise ValueError("nor this")


def thing(**given: Any) -> Thing:
    usual: dict[str, Any] = {"text": "Ab", "number": 1.5, "colour": Colour.RED, "size": Size.LARGE, "id": "1"}
    return Thing(**{**usual, "words": ["x"], **given})


BROKEN: Any = object()
THINGS = {
    "good": thing(inner=thing(colour=Colour.BLUE, inner=thing())),
    "null": thing(number=None, colour=None),
    "without what it must have": thing(text=None, inner=thing(size=None)),
    "of other types": thing(number="many", colour="green", size=BROKEN, id=5),
    "an enumeration's value": thing(colour="red"),
    "an error": thing(number=ValueError("as a value"), inner=thing(text=ValueError("and where it must not be"))),
    "no number": thing(number=float("nan")),
    "broken within": thing(inner=thing(colour=BROKEN)),
}


@strawberry.type
class Query:
    @strawberry.field
    def thing(self, name: str) -> Thing | None:
        return THINGS[name]

    @strawberry.field
    def things(self) -> list[Thing | None]:
        return [*THINGS.values(), None]


USUAL, DIRECT = strawberry.Schema(Query), strawberry.Schema(Query, execution_context_class=Direct)
SELECTIONS = (
    "text number colour size id loud words",
    "z: text a: number text __typename",
    "number slow colour slowInner { text slow } inner { size text } loud",
    "told(times: 2) told2: told asked doubled text @skip(if: true) number @include(if: true)",
    "maybe number text",
    "number never text",
    "number inner { number never } text",
    "...A ... on Thing { colour inner { ...A } }",
)


async def both(query: str, name: str | None = None) -> tuple[Any, Any]:
    answers = []
    for schema in (USUAL, DIRECT):
        found = await schema.execute(query + " fragment A on Thing { text inner { number } }", {"name": name})
        answers.append((repr(found.data), sorted(str(each.formatted) for each in found.errors or [])))
    return answers[0], answers[1]


@pytest.mark.parametrize("name", THINGS)
@pytest.mark.parametrize("selection", SELECTIONS)
async def test_the_answer_and_its_errors_are_as_ever(selection: str, name: str) -> None:
    used = " " if "...A" in selection else " a: thing(name: $name) { ...A } "
    usual, direct = await both(f"query ($name: String!) {{{used}thing(name: $name) {{ {selection} }} }}", name)
    assert direct == usual


async def test_lists_are_as_ever() -> None:
    usual, direct = await both("{ things { colour number text ...A } }")
    assert direct == usual


async def test_fields_are_read_off_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    execute = Direct.execute_field

    def noted(self: Any, parent: Any, source: Any, details: Any, *rest: Any) -> Any:
        names.append(details[0].node.name.value)
        return execute(self, parent, source, details, *rest)

    monkeypatch.setattr(Direct, "execute_field", noted)
    await DIRECT.execute('{ thing(name: "good") { __typename text loud number size words told doubled slow asked } }')
    assert names == ["thing", "words", "told", "doubled", "slow", "asked"]


async def test_an_extension_between_is_asked_for_every_field() -> None:
    names: list[str] = []

    class Watching(SchemaExtension):
        def resolve(self, _next: Any, root: Any, info: Any, *args: str, **kwargs: Any) -> Any:
            names.append(info.field_name)
            return _next(root, info, *args, **kwargs)

    watched = strawberry.Schema(Query, extensions=[Watching], execution_context_class=Direct)
    await watched.execute('{ thing(name: "good") { text loud } }')
    assert names == ["thing", "text", "loud"]
