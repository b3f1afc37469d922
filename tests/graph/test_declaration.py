"""Declarations: what follows from a class whose fields are `required` and `optional`."""

from datetime import date, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.declaration import ALWAYS, Claim, Dated, Edge, Node, Property, edge, node, optional, required
from graph.values import Name, Share

A_DAY = date(2026, 5, 1)


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


@node()
class Boat(Node):
    """Something that floats."""

    name: Name = required("What it is called.", personal=True)
    paint_colours: tuple[Colour, ...] = optional("Its colours.", default=())
    built_on: date | None = optional("When it was built.")
    sunk_on: date | None = optional("When it sank.", after="built_on")
    price: float | None = optional("What it costs.", needs="name")


@edge((Boat, Boat), undirected=True)
class MooredBeside(Dated):
    """Two boats that lie together."""


@edge((Boat, Boat))
class Outsails(Claim):
    """One is faster than the other."""

    noun = "Race"
    measure = "weight"

    weight: Share = required("By how much.")


def boat(**values: object) -> Boat:
    made, faults = Boat.decode({"id": "sea/Boat/1", "name": "Ark", **values})
    assert made is not None, faults
    return made


def dated(start: date, end: date | None = None) -> MooredBeside:
    made, faults = MooredBeside.decode({"from": "sea/Boat/1", "to": "sea/Boat/2", "validFrom": start, "validTo": end})
    assert made is not None, faults
    return made


def test_a_class_becomes_a_label() -> None:
    assert (Boat.label, MooredBeside.label, Outsails.label) == ("Boat", "MOORED_BESIDE", "OUTSAILS")


def test_properties_tell_all_that_was_declared() -> None:
    assert Boat.properties[:2] == (
        Property("name", "name", str, False, True, None, "What it is called.", True, None, None),
        Property("paint_colours", "paintColours", Colour, True, False, (), "Its colours.", False, None, None),
    )
    assert [known.word for known in Boat.properties] == ["name", "paintColours", "builtOn", "sunkOn", "price"]
    assert (Boat.properties[3].after, Boat.properties[4].needs) == ("built_on", "name")


def test_values_go_by_their_words_only() -> None:
    _, faults = Boat.decode({"id": "sea/Boat/1", "name": "Ark", "paint_colours": [], "revisions": 1})
    assert [fault.path for fault in faults] == [("paint_colours",), ("revisions",)]


def test_null_is_absent() -> None:
    assert boat(paintColours=None, builtOn=None).paint_colours == ()


def test_encoding_leaves_out_what_is_not_there() -> None:
    assert boat(paintColours=["RED"], builtOn="2026-05-01").encode() == {
        "id": "sea/Boat/1",
        "revision": 0,
        "name": "Ark",
        "paintColours": ["RED"],
        "builtOn": A_DAY,
    }


def test_a_node_knows_its_scope_and_key() -> None:
    assert (boat().scope, boat().key) == ("sea", "1")


def test_all_faults_are_told_at_once() -> None:
    _, faults = Boat.decode({"name": "", "price": "high", "paintColours": ["RED", "PLAID"]})
    assert {fault.path for fault in faults} == {("id",), ("name",), ("price",), ("paintColours", "1")}
    _, faults = Outsails.decode({"from": "a", "to": "b"})
    assert {fault.path for fault in faults} == {("by",), ("validFrom",), ("weight",)}


def test_an_edge_is_identified_by_its_ends_and_a_dated_one_by_its_day() -> None:
    assert Edge.identifying == ("from", "to")
    assert dated(A_DAY).key == "MOORED_BESIDE|sea/Boat/1|sea/Boat/2|2026-05-01"
    assert dated(ALWAYS).valid_from == ALWAYS
    claim, _ = Outsails.decode({"from": "a", "to": "b", "validFrom": A_DAY, "by": "source:x", "weight": 1})
    assert claim is not None
    assert claim.key == Outsails.key_of({"from": "a", "to": "b", "validFrom": A_DAY, "by": "source:x"})
    assert claim.key == "OUTSAILS|a|b|2026-05-01|source:x"


def test_an_edge_holds_from_its_first_day_until_the_day_before_its_end() -> None:
    moored = dated(A_DAY, A_DAY + timedelta(days=2))
    assert [moored.stands_on(A_DAY + timedelta(days=day)) for day in (-1, 0, 1, 2)] == [False, True, True, False]
    assert dated(ALWAYS).stands_on(date.max)
    assert dated(ALWAYS).stands_on(date.min)


days = st.dates(A_DAY, A_DAY + timedelta(days=8))
spans = st.tuples(days, st.none() | days).filter(lambda span: span[1] is None or span[0] < span[1])


@given(spans, spans)
def test_edges_overlap_where_a_day_has_both(one: tuple[date, date | None], other: tuple[date, date | None]) -> None:
    first, second = dated(*one), dated(*other)
    both = [day for n in range(20) if first.stands_on(day := A_DAY + timedelta(days=n)) and second.stands_on(day)]
    assert first.overlaps(second) == second.overlaps(first) == bool(both)


def test_a_claim_stands_until_it_is_withdrawn() -> None:
    values = {"from": "a", "to": "b", "validFrom": A_DAY, "by": "source:x", "weight": 1}
    claim, _ = Outsails.decode({**values, "withdrawnOn": A_DAY + timedelta(days=1)})
    assert claim is not None
    assert [claim.stands_on(A_DAY + timedelta(days=day)) for day in (-1, 0, 1)] == [False, True, False]
    _, faults = Outsails.decode({**values, "withdrawnOn": A_DAY - timedelta(days=1)})
    assert [fault.path for fault in faults] == [("withdrawnOn",)]


@pytest.mark.parametrize("identifier", [5, None, ["a"]])
def test_what_is_no_text_is_no_id(identifier: object) -> None:
    _, faults = Boat.decode({"id": identifier, "name": "Ark"})
    assert [fault.path for fault in faults] == [("id",)]
