"""How a document may be built."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import DocumentNode, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.limits import Excess, Limits, OverLimit, demand_shape

SMALL = Limits(max_depth=3, max_aliases=2, max_root_fields=2, max_directives=2)


def refused(document: str, limits: Limits = SMALL) -> tuple[str, str | None, float, float | None] | None:
    """The code, the setting, the limit and the value that is told, where the document is refused."""
    try:
        demand_shape(parse(document), limits)
    except OverLimit as error:
        refusal = error
    else:
        return None
    told = refusal.extensions or {}
    assert told.get("setting", "") in refusal.message
    return told["code"], told.get("setting"), told["limit"], told.get("value")


@pytest.mark.parametrize(
    "document",
    [
        "{ a { b { c } } }",
        "{ x: a y: b }",
        "{ a b a b a: a a: a }",
        "{ a @x b @y }",
        "{ ...F } fragment F on T { a { b { c } } }",
        "{ ...F ...F ... on T { ...F } } fragment F on T { a b }",
        "{ a { ...F } b { ...F } } fragment F on T { c { d } }",
        "{ ...Nowhere }",
        "fragment F on T { a }",
        "type A { b: C }",
    ],
)
def test_what_stays_within_the_limits_passes(document: str) -> None:
    assert refused(document) is None


@pytest.mark.parametrize(
    ("document", "excess", "setting", "value"),
    [
        ("{ a { b { c { d } } } }", Excess.DEPTH, "max_depth", 4),
        ("query A { a } query B { a { b { c { d } } } }", Excess.DEPTH, "max_depth", 4),
        ("{ a { ...F } } fragment F on T { b { ... on T { c { d } } } }", Excess.DEPTH, "max_depth", 4),
        (
            "{ a { ...F } } fragment F on T { b { ...G } } fragment G on T { c { d { e } } }",
            Excess.DEPTH,
            "max_depth",
            5,
        ),
        ("{ x: a y: a z: a }", Excess.ALIASES, "max_aliases", 3),
        ("{ a { x: b } ...F } fragment F on T { y: b ... { z: b } }", Excess.ALIASES, "max_aliases", 3),
        ("{ a b c }", Excess.ROOT_FIELDS, "max_root_fields", 3),
        ("{ a x: a y: a }", Excess.ROOT_FIELDS, "max_root_fields", 3),
        ("{ a ... on T { b } ...F } fragment F on T { c }", Excess.ROOT_FIELDS, "max_root_fields", 3),
        ("query ($v: Int @x) @x { a @x }", Excess.DIRECTIVES, "max_directives", 3),
        ("{ a @x @x @x }", Excess.DIRECTIVES, "max_directives", 3),
        ("{ ...F @x ... @x { a } } fragment F on T @x { b }", Excess.DIRECTIVES, "max_directives", 3),
    ],
)
def test_what_does_not_is_refused_with_the_value_and_the_setting(
    document: str, excess: Excess, setting: str, value: int
) -> None:
    assert refused(document) == (excess, setting, getattr(SMALL, setting), value)


def chain(length: int, last: str = "a") -> str:
    """Fragments, each of which spreads the next one twice."""
    links = (f"fragment F{i} on T {{ x {{ ...F{i + 1} }} y {{ ...F{i + 1} }} }}" for i in range(length))
    return f"{{ ...F0 }} {' '.join(links)} fragment F{length} on T {{ {last} }}"


def test_fragments_that_double_a_hundred_times_are_looked_at_once() -> None:
    roomy = Limits(max_depth=1000)
    assert refused(chain(90), roomy) is None
    assert refused(chain(90), Limits(max_depth=90)) == (Excess.DEPTH, "max_depth", 90, 91)


def test_fragments_within_each_other_beyond_all_measure_are_too_deep() -> None:
    assert refused(chain(101), Limits(max_depth=1000)) == (Excess.DEPTH, None, 100, None)


@pytest.mark.parametrize(
    "document",
    ["{ ...F } fragment F on T { ...F }", "{ ...F } fragment F on T { a { ...G } } fragment G on T { ...F }"],
)
def test_a_cycle_of_fragments_is_left_to_validation(document: str) -> None:
    assert refused(document) is None


@st.composite
def nested(draw: st.DrawFn) -> str:
    """A document of some fragments, each of which may spread those after it."""
    count = draw(st.integers(1, 5))

    def selection(after: int, room: int) -> Iterator[str]:
        for _ in range(draw(st.integers(1, 2))):
            kind = draw(st.sampled_from(["leaf", "field", "inline", "spread"]))
            if kind == "spread" and after < count:
                yield f"...F{draw(st.integers(after, count - 1))}"
            elif kind in ("field", "inline") and room:
                within = " ".join(selection(after, room - 1))
                yield f"a {{ {within} }}" if kind == "field" else f"... {{ {within} }}"
            else:
                yield "a"

    parts = [" ".join(selection(i, 3)) for i in range(count + 1)]
    fragments = (f"fragment F{i} on T {{ {part} }}" for i, part in enumerate(parts[1:]))
    return f"{{ {parts[0]} }} {' '.join(fragments)}"


def depth_by_expansion(document: DocumentNode) -> int:
    """The same, by writing out every fragment where it is spread."""
    definitions: list[Any] = list(document.definitions)
    operation, *fragments = definitions
    by_name = {each.name.value: each for each in fragments}

    def deepest(selections: Any) -> int:
        found = [0]
        for each in selections.selections:
            if each.kind == "fragment_spread":
                found.append(deepest(by_name[each.name.value].selection_set))
            elif each.kind == "inline_fragment":
                found.append(deepest(each.selection_set))
            else:
                found.append(1 + (deepest(each.selection_set) if each.selection_set else 0))
        return max(found)

    return deepest(operation.selection_set)


@settings(max_examples=60)
@given(nested())
def test_a_depth_is_what_writing_out_the_fragments_gives(document: str) -> None:
    depth = depth_by_expansion(parse(document))
    assert refused(document, Limits(max_depth=depth)) is None
    expected = (Excess.DEPTH, "max_depth", depth - 1, depth)
    assert refused(document, Limits(max_depth=depth - 1)) == expected
