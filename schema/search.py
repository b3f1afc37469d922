"""Search by name, over accounts, their organisations, people and opportunities."""

from typing import Annotated

import strawberry
from strawberry import Info

from graph.identity import parse_id
from graph.search import Hit, SearchKind
from schema.context import Context
from schema.cost import cost_of
from schema.nodes import as_node, described_enum
from schema.relay import After, Connection, First, Node, encode_id, page_bounds

__all__ = ["SearchConnection", "SearchHit", "SearchQueries"]

described_enum(SearchKind)


@strawberry.type(
    description="Something that a search found: what a list of suggestions shows, and the way to the rest."
)
class SearchHit:
    hit: strawberry.Private[Hit]

    @strawberry.field(description="What was found.")
    def kind(self) -> SearchKind:
        return self.hit.kind

    @strawberry.field(description="Its global id, for `node`.")
    def node_id(self) -> strawberry.ID:
        return encode_id(self._type, self.hit.id)

    @strawberry.field(description="The caller's own id: unique among its kind in the account.")
    def key(self) -> str:
        return parse_id(self.hit.id).key

    @strawberry.field(description="What it is called; of an opportunity, what it is about.")
    def name(self) -> str:
        return self.hit.name

    @strawberry.field(description="The key of the account that it is in, or is.")
    def account_key(self) -> str:
        return parse_id(self.hit.id).scope

    @strawberry.field(description="What that account is called.")
    def account_name(self) -> str:
        return self.hit.account_name

    @strawberry.field(
        description="The object itself: to ask for it reads its account whole. Null where it was dropped since.",
        directives=[cost_of(50)],
    )
    async def node(self, info: Info[Context, None]) -> Node | None:
        reading = await info.context.find(parse_id(self.hit.id).scope)
        node: Node | None = as_node(reading, self.hit.id, self._type) if reading else None
        return node

    @property
    def _type(self) -> str:
        return self.hit.kind.value.title()


@strawberry.type(description="One page of what a search found.")
class SearchConnection(Connection[SearchHit]):
    pass


@strawberry.type
class SearchQueries:
    @strawberry.field(
        description="What has a name like this, those who left included: exactly so, then beginning so, then with a "
        "word that begins so for each word of the text, then containing each; among these the shorter first. Case, "
        "accents and punctuation do not count. What was written just now may be missing.",
        directives=[cost_of(500)],
    )
    async def search(
        self,
        info: Info[Context, None],
        text: Annotated[str, strawberry.argument(description="What to look for: at least 2 letters or digits.")],
        kinds: Annotated[
            list[SearchKind] | None, strawberry.argument(description="Only these kinds; not given: all.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> SearchConnection:
        count, start = page_bounds(first, after)
        wanted = tuple(SearchKind) if kinds is None else kinds
        hits = await info.context.store.search(text, info.context.viewer, wanted, start, count + 1)
        rows = [(hit.cursor, SearchHit(hit=hit)) for hit in hits[:count]]
        return SearchConnection.of(rows, after is not None, len(hits) > count)
