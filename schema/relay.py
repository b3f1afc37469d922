"""Relay: opaque global ids that bear their moment, nodes, and connections whose cursors outlive an insertion."""

import binascii
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Generic, NamedTuple, Self, TypeVar

import orjson
import strawberry

from graph.declaration import Node as Stored
from graph.errors import InvalidInput
from graph.portfolio import Place
from schema.context import Reading
from schema.ordering import Order

__all__ = [
    "After",
    "Before",
    "Connection",
    "Edge",
    "First",
    "GlobalId",
    "Last",
    "Node",
    "Page",
    "PageInfo",
    "Window",
    "decode_id",
    "encode_cursor",
    "encode_id",
    "page_bounds",
    "paginate",
    "window",
]

MOST = 500
USUAL = 50

First = Annotated[
    int | None, strawberry.argument(description=f"How many at the most: 1 to {MOST}, {USUAL} where not given.")
]
After = Annotated[str | None, strawberry.argument(description="The cursor after which to go on.")]
Last = Annotated[
    int | None, strawberry.argument(description=f"How many at the most, from the end: 1 to {MOST}, not beside `first`.")
]
Before = Annotated[str | None, strawberry.argument(description="The cursor before which to end.")]

T = TypeVar("T")
S = TypeVar("S")


class GlobalId(NamedTuple):
    """What a global id says: the type in the API, the stored id, and the moment where it is not now.

    `on` is the day where the caller named one, `as_of` the revision (of the scope that the id lies in) where it is an
    earlier one than the newest, and `supposed` stands for all that is only supposed.
    """

    type: str
    id: str
    on: date | None = None
    as_of: int | None = None
    supposed: str | None = None


def encode_id(
    type_name: str, identifier: str, on: date | None = None, as_of: int | None = None, supposed: str | None = None
) -> strawberry.ID:
    """The opaque id of an object; another one for each moment that it was read at, so that no cache mixes them."""
    moment: list[date | int | str | None] = [on, as_of, supposed]
    while moment and moment[-1] is None:
        moment.pop()
    return strawberry.ID(_packed(orjson.dumps([type_name, identifier, *moment])))


def decode_id(opaque: str) -> GlobalId | None:
    """What a global id says; null where it is none, as a plain key is."""
    try:
        parts = orjson.loads(_unpacked(opaque))
        type_name, identifier, *moment = parts
        on = date.fromisoformat(moment[0]) if moment and moment[0] is not None else None
        as_of = int(moment[1]) if len(moment) > 1 and moment[1] is not None else None
        supposed = str(moment[2]) if len(moment) > 2 else None
    except (ValueError, TypeError, binascii.Error):
        return None
    return GlobalId(type_name, identifier, on, as_of, supposed) if isinstance(identifier, str) else None


@strawberry.interface(description="Anything that has an id and can be asked for again by it.")
class Node:
    reading: strawberry.Private[Reading]
    item: strawberry.Private[Stored]

    @strawberry.field(description="The global id: opaque, and another one for every moment at which it is read.")
    def id(self) -> strawberry.ID:
        as_of = self.reading.as_of(self.item.scope)
        return encode_id(type(self).__name__, self.item.id, self.reading.on, as_of, self.reading.supposed)

    @strawberry.field(description="The caller's own id: unique among its kind in the account.")
    def key(self) -> str:
        return self.item.key


@strawberry.type(description="Where a page stands among the others.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after it.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before it.")
    start_cursor: str | None = strawberry.field(description="The cursor of its first row.")
    end_cursor: str | None = strawberry.field(description="The cursor of its last row.")

    @classmethod
    def of(cls, cursors: Sequence[str], more_before: bool, more_after: bool) -> "PageInfo":
        """Where a page of rows of these cursors stands."""
        return cls(
            has_next_page=more_after,
            has_previous_page=more_before,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )


@strawberry.type(description="A row of a connection.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Where to go on from this row.")
    node: T = strawberry.field(description="What the row holds.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    page_info: PageInfo = strawberry.field(description="Where the page stands.")
    edges: list[Edge[T]] = strawberry.field(description="Its rows.")

    @strawberry.field(description="What its rows hold, without their cursors.")
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, T]], more_before: bool, more_after: bool) -> Self:
        """A page of rows, each with the key that its cursor stands for."""
        edges = [Edge(cursor=encode_cursor(key), node=node) for key, node in rows]
        return cls(page_info=PageInfo.of([edge.cursor for edge in edges], more_before, more_after), edges=edges)


class Page(NamedTuple):
    """Which part of a list is asked for, in the words of Relay's connections."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


class Window(NamedTuple):
    """Which rows of a list are to be read where it is kept: those after one place and before another."""

    after: Place | None
    before: Place | None
    size: int
    backwards: bool

    @property
    def limit(self) -> int:
        """How many to read, from the end if `backwards`: one more than are shown tells whether there are more."""
        return self.size + 1

    def page(self, rows: Sequence[S]) -> tuple[Sequence[S], bool, bool]:
        """Of what was read, in its order, what is shown; and whether there is more before it, and after it."""
        more = len(rows) > self.size
        shown = rows[-self.size :] if self.backwards else rows[: self.size]
        return (
            shown,
            self.after is not None or (self.backwards and more),
            self.before is not None or (not self.backwards and more),
        )


def window(page: Page, order: Order[S]) -> Window:
    """What is asked for, of a list in this order. Raises InvalidInput."""
    _demand_sizes(page)
    after, before = _keys(page)
    return Window(
        after=None if after is None else order.place(after, "after"),
        before=None if before is None else order.place(before, "before"),
        size=page.last or page.first or USUAL,
        backwards=page.last is not None,
    )


def page_bounds(first: int | None, after: str | None) -> tuple[int, str]:
    """How many rows, and the key after which. Raises InvalidInput."""
    _demand_size("first", first)
    return first or USUAL, "" if after is None else _key(after, "after")


def paginate(items: Sequence[S], order: Order[S], make: Callable[[S], T], page: Page) -> Connection[T]:
    """One page of items, which may come in any order. Raises InvalidInput. Linear in the items, and a sort."""
    _demand_sizes(page)
    rows, begin, end = order.ranked(items, *_keys(page))
    if page.last is not None:
        begin = max(begin, end - page.last)
    else:
        end = min(end, begin + (page.first or USUAL))
    shown = [(order.cursor(row), make(row)) for row in rows[begin:end]]
    return Connection.of(shown, begin > 0, end < len(rows))


def encode_cursor(key: str) -> str:
    """The opaque cursor that stands for a key."""
    return _packed(key.encode())


def _demand_sizes(page: Page) -> None:
    if page.first is not None and page.last is not None:
        raise InvalidInput("give either first or last, not both", ["last"])
    _demand_size("first", page.first)
    _demand_size("last", page.last)


def _demand_size(word: str, size: int | None) -> None:
    if size is not None and not 1 <= size <= MOST:
        raise InvalidInput(f"{word} must be 1 to {MOST}, not {size}", [word])


def _keys(page: Page) -> tuple[str | None, str | None]:
    """The keys that the cursors of a page stand for."""
    return page.after and _key(page.after, "after"), page.before and _key(page.before, "before")


def _key(cursor: str, word: str) -> str:
    try:
        return _unpacked(cursor).decode()
    except (ValueError, binascii.Error) as error:
        raise InvalidInput(f"{word} is not a cursor of this list: {cursor!r}", [word]) from error


def _packed(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _unpacked(opaque: str) -> bytes:
    """Raises ValueError where it was not packed by us."""
    return b64decode(opaque + "=" * (-len(opaque) % 4), altchars=b"-_", validate=True)
