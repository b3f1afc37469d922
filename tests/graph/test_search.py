"""Search: what is found by a text, in which order, by whom, and page by page."""

from collections.abc import Callable, Collection, Sequence
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import cypher
from graph.change import Change, Drop
from graph.errors import InvalidInput
from graph.folding import folded
from graph.identity import account_id, parse_id
from graph.model import NODES, Opportunity, Organisation, Stakeholder
from graph.search import Hit, SearchKind
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from tests.graph.acme import account, ident, new_scope, opportunity, person, put
from tests.graph.watched import watch


def sees(*scopes: str) -> Viewer:
    return Viewer("anna", Role.VIEWER, frozenset(scopes))


async def with_names(store: Store, *names: str) -> str:
    """An account, and the people of these names in it, by the keys 0, 1 and so on."""
    scope = new_scope()
    people = [change for key, name in enumerate(names) for change in person(str(key), scope, name=name)]
    await store.commit({scope: [*account(scope, name="The account itself"), *people]}, LOCAL)
    return scope


async def found(store: Store, scope: str, text: str, kinds: Collection[SearchKind] = tuple(SearchKind)) -> list[str]:
    return [hit.name for hit in await store.search(text, sees(scope), kinds)]


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kovacs", "Kovács-Nagy Éva"),
        ("nagy eva", "Kovács-Nagy Éva"),
        ("éva KOVÁCS", "Kovács-Nagy Éva"),
        ("NAGY", "Nagy"),
        ("őr", "Őry"),
        ("ŐRY", "Ory"),
        ("ory", "Őry"),
        ("strasse", "Hohe Straße"),
        ("lodz", "Łódź"),
        ("vacs", "Kovács"),
        ("e\u0301va", "Éva"),
    ],
)
async def test_neither_accents_nor_case_nor_the_order_of_words_matter(store: Store, text: str, name: str) -> None:
    scope = await with_names(store, name, "Somebody Else")
    assert await found(store, scope, text) == [name]


async def test_every_word_of_the_text_counts(store: Store) -> None:
    scope = await with_names(store, "Nagy Éva", "Nagy Péter", "Kiss Éva")
    assert await found(store, scope, "eva nagy") == ["Nagy Éva"]
    assert await found(store, scope, "nagy eva maria") == []


@pytest.mark.parametrize(
    "text", ['O\'Neill "`${1}`" (x|y)* %_\\ 100% // DROP', "nagy'}) DETACH DELETE n //", "a.c [b-d]"]
)
async def test_what_means_something_to_a_database_is_plain_text(store: Store, text: str) -> None:
    scope = await with_names(store, text, "abc bcd nagy oneill 1 x y 100 drop")
    assert (await found(store, scope, text))[0] == text
    assert await found(store, scope, text.replace(" ", ".*")) == await found(store, scope, text)


@pytest.mark.parametrize("text", ["", " ", "a", "Ő", "á ", ".*", "%%", "😀😀", "-- '", "ab" * 151])
async def test_a_text_that_would_find_everything_or_nothing_is_refused(store: Store, text: str) -> None:
    with pytest.raises(InvalidInput, match=r"text must have at (least 2 letters|most 300 characters)") as refused:
        await store.search(text, LOCAL)
    assert refused.value.path == ("text",)


@pytest.mark.parametrize("letter", ["ﷺ", "𠮷", "ß", "x"])
async def test_the_longest_name_can_be_kept_and_found(store: Store, letter: str) -> None:
    scope = await with_names(store, letter * 300)
    assert await found(store, scope, letter * 5) == [letter * 300]
    assert await found(store, scope, letter * 300) == [letter * 300]


async def test_each_kind_is_found_and_only_those_asked_for(store: Store) -> None:
    scope = new_scope()
    changes = [
        *account(scope, name="Press A"),
        put(Organisation, "o", scope, name="Press Bb", kind="DEPARTMENT"),
        *opportunity("o", scope, title="Press Ccc"),
        *person("o", scope, name="Press Dddd", title="Zzz", email="zzz@example.com"),
    ]
    await store.commit({scope: changes, "team": [put(NODES["TeamMember"], scope, name="Press Eeeee")]}, LOCAL)
    hits = await store.search("press", sees(scope))
    assert [(hit.kind, hit.name, hit.account_name) for hit in hits] == [
        (SearchKind.ACCOUNT, "Press A", "Press A"),
        (SearchKind.ORGANISATION, "Press Bb", "Press A"),
        (SearchKind.OPPORTUNITY, "Press Ccc", "Press A"),
        (SearchKind.STAKEHOLDER, "Press Dddd", "Press A"),
    ]
    assert [hit.id for hit in hits[:2]] == [account_id(scope), ident(Organisation, "o", scope)]
    for hit in hits:
        assert await found(store, scope, "press", [hit.kind]) == [hit.name]
    assert await found(store, scope, "press", [SearchKind.STAKEHOLDER, SearchKind.ACCOUNT]) == ["Press A", "Press Dddd"]
    assert await found(store, scope, "press", []) == []
    assert await found(store, scope, "zzz") == []


def test_what_the_model_calls_searched_is_what_a_search_finds() -> None:
    searched = {kind: [p.name for p in kind.properties if p.searched] for kind in NODES.values()}
    assert {kind: names for kind, names in searched.items() if names} == {
        Organisation: ["name"],
        Stakeholder: ["name"],
        Opportunity: ["title"],
    }


async def test_a_name_is_found_as_it_is_now(store: Store) -> None:
    scope = await with_names(store, "Őry Ödön", "Kiss Éva", "Nagy Éva")
    left = put(Stakeholder, "1", scope, leftOn="2020-01-01")
    renamed = put(Stakeholder, "0", scope, name="Ünige")
    gone = Drop(Stakeholder, {"id": ident(Stakeholder, "2", scope)}, cascade=True)
    await store.commit({scope: [left, renamed, gone]}, LOCAL)
    assert await found(store, scope, "odon") == []
    assert await found(store, scope, "unige") == ["Ünige"]
    assert await found(store, scope, "eva") == ["Kiss Éva"]


# ---------------------------------------------------------------- in which order


async def test_the_best_comes_first(store: Store) -> None:
    in_order = [
        "Nagy Éva",  # exactly so
        "Nagy Évariszt",  # begins so
        "Nagy Éva Mária",
        "Éva Nagy",  # its words begin so
        "Kovács-Nagy Éva",
        "Szép Éva Nagymama",
        "Medvenagy Tréva",  # contains it
    ]
    scope = await with_names(store, *reversed(in_order), "Nagy Pál")
    assert await found(store, scope, "nagy eva") == in_order


async def test_among_equals_the_shorter_comes_first_then_the_alphabet_then_the_id(store: Store) -> None:
    scope = await with_names(store, "Nagy C", "NAGY B", "Nagy Aa", "nagy b", "Nagy Á", "Nagy B")
    hits = await store.search("nagy", sees(scope))
    assert [hit.name for hit in hits] == ["Nagy Á", "NAGY B", "nagy b", "Nagy B", "Nagy C", "Nagy Aa"]


def rank(name: str, text: str) -> int | None:
    """The rank by its definition; null where it is no hit."""
    name, text = folded(name), folded(text)
    if not all(word in name for word in text.split()):
        return None
    begins = all(any(part.startswith(word) for part in name.split()) for word in text.split())
    return [name == text, name.startswith(text), begins, True].index(True)


NAMES = st.text("aáb -", min_size=1, max_size=7).map(str.strip).filter(folded)


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(st.lists(NAMES, min_size=5, max_size=30), st.lists(NAMES, min_size=5, max_size=10))
async def test_a_search_finds_and_orders_by_the_definition(store: Store, names: list[str], texts: list[str]) -> None:
    scope = await with_names(store, *names)
    for text in (text for text in texts if len(folded(text).replace(" ", "")) > 1):
        ids = {ident(Stakeholder, str(key), scope): name for key, name in enumerate(names)}
        ranked = [(rank(name, text), len(folded(name)), folded(name), identifier) for identifier, name in ids.items()]
        expected = [ids[row[-1]] for row in sorted(row for row in ranked if row[0] is not None)]
        people = await store.search(text, sees(scope), [SearchKind.STAKEHOLDER])
        assert [hit.name for hit in people] == expected, text


# ---------------------------------------------------------------- page by page, and by whom


async def pages(
    store: Store, viewer: Viewer, text: str, size: int, between: Callable[[], Sequence[Change]]
) -> list[Hit]:
    hits, after = list[Hit](), ""
    while page := await store.search(text, viewer, after=after, limit=size):
        hits, after = hits + page, page[-1].cursor
        for scope in viewer.accounts or ():
            await store.commit({scope: between()}, LOCAL)
    return hits


@pytest.mark.parametrize("size", [1, 2, 5])
async def test_every_hit_is_on_one_page_whatever_is_inserted_between_them(store: Store, size: int) -> None:
    names = ["Nagy", "Nagy Éva", "Éva Nagy", "Ünagy", "nagy éva", "Kis-Nagy Éva", "Nagy Éva"]
    scope = await with_names(store, *names)
    new = iter(range(4))

    def before_and_behind() -> list[Change]:
        key = next(new, None)
        behind = [] if key is None else person(f"z{key}", scope, name="Zita Nagymama")
        return [*person(f"!{uuid4()}", scope, name="Nagy"), *behind]

    hits = await pages(store, sees(scope), "nagy", size, before_and_behind)
    seen = [hit.id for hit in hits]
    assert len(seen) == len(set(seen))
    assert {ident(Stakeholder, str(key), scope) for key in range(len(names))} <= set(seen)
    assert not [identifier for identifier in seen if "!" in parse_id(identifier).key]
    assert [hit.cursor for hit in hits] == sorted(hit.cursor for hit in hits)


async def test_who_may_see_an_account_finds_what_is_in_it_and_nothing_else(store: Store) -> None:
    one, other = await with_names(store, "Nagy Éva", "Nagy Ödön"), await with_names(store, "Nagy Éva")
    assert await found(store, one, "nagy") == ["Nagy Éva", "Nagy Ödön"]
    assert await found(store, other, "nagy") == ["Nagy Éva"]
    assert len(await store.search("nagy", sees(one, other))) == 3
    assert await store.search("nagy", sees()) == []
    assert await store.search("nagy", sees("nowhere")) == []
    assert {one, other} <= {hit.identity.scope for hit in await store.search("nagy", LOCAL, limit=10_000)}


async def test_a_limit_counts_only_what_the_viewer_may_see(store: Store) -> None:
    scopes = [await with_names(store, "Nagy Éva", "Nagy Éva Mária") for _ in range(3)]
    hits = await store.search("nagy eva", sees(scopes[2]), limit=2)
    assert [hit.identity.scope for hit in hits] == [scopes[2]] * 2


async def test_a_search_is_one_statement_whatever_is_asked_for(store: Store) -> None:
    scope, ran = await with_names(store, "Nagy Éva"), list[str]()
    watch(store, ran.append)
    await store.search("x'`}) RETURN 1 // nagy", sees(scope))
    await store.search("nagy", LOCAL, [SearchKind.ORGANISATION])
    assert ran == [cypher.search([Organisation, Stakeholder, Opportunity]), cypher.search([Organisation])]
