"""The model: what it holds, in every field, and what it refuses. Its labels and words are those of docs/model.md."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic.alias_generators import to_camel

import graph.model
from graph.declaration import ALWAYS, Claim, Dated, Kind, Property
from graph.identity import node_id
from graph.model import EDGES, NODES, BuyingRole, HasRoleIn, Knows, RelationshipLevel, StanceWord
from tests.graph.strategies import values

KINDS: dict[str, Kind] = {**NODES, **EDGES}
FIELDS = [(kind, known) for kind in KINDS.values() for known in kind.properties]
A_DAY = date(2026, 5, 1)
PERSONAL = ("name", "email", "phone", "location", "language", "preferredChannel", "communicationStyle")
FREE_TEXT = ("notes", "note", "subject", "text", "why")


def identity(kind: Kind) -> dict[str, Any]:
    """Something that identifies a thing of this kind, as far as the kind itself looks."""
    if kind.label in NODES:
        return {"id": node_id("acme", kind.label, "1")}
    known = {"from": "acme/Stakeholder/1", "to": "acme/Stakeholder/2", "validFrom": ALWAYS, "by": "source:x"}
    return {word: known[word] for word in kind.identifying}


def example(kind: Kind) -> dict[str, Any]:
    """The least that a thing of this kind has."""
    plain: dict[Any, Any] = {str: "x", date: A_DAY, float: 0.5}
    least = {p.word: plain.get(p.type) for p in kind.properties if p.required}
    least |= {p.word: next(iter(p.type)).value for p in kind.properties if p.required and is_words(p)}
    least |= {p.word: "2026-05-01T10:00:00Z" for p in kind.properties if p.required and p.word == "at"}
    return {**least, **({"level": "VENDOR"} if kind is Knows else {}), **identity(kind)}


def is_words(known: Property) -> bool:
    return isinstance(known.type, type) and issubclass(known.type, StrEnum)


def refusals(kind: Kind, /, **given_values: Any) -> dict[tuple[str, ...], str]:
    _, faults = kind.decode({**example(kind), **given_values})
    return {fault.path: fault.message for fault in faults}


def named(fields: list[tuple[Kind, Property]]) -> dict[str, Any]:
    return {"argvalues": fields, "ids": [f"{kind.label}.{known.word}" for kind, known in fields]}


# ---------------------------------------------------------------- what there is


def test_the_nodes_are_those_of_the_domain_model() -> None:
    assert NODES.keys() == {
        "Organisation",
        "Stakeholder",
        "TeamMember",
        "Opportunity",
        "Interaction",
        "Insight",
        "Signal",
        "Offering",
        "Competitor",
        "Plan",
        "Objective",
        "Action",
        "Risk",
        "Kpi",
        "Measurement",
        "Resolution",
        "Financial",
    }
    assert {label for label, kind in NODES.items() if kind.team} == {"TeamMember", "Offering", "Competitor"}


def test_the_edges_are_those_of_the_domain_model() -> None:
    assert EDGES.keys() == {
        "PART_OF",
        "OWNS",
        "WORKS_IN",
        "REPORTS_TO",
        "INFLUENCES",
        "ALLIED_WITH",
        "CONFLICTS_WITH",
        "KNOWS",
        "MANAGES",
        "HAS_ROLE_IN",
        "HOLDS_STANCE",
        "FOR",
        "OFFERS",
        "COMPETES_IN",
        "INVOLVES",
        "ABOUT",
        "MEASURES",
        "SERVES",
        "DEPENDS_ON",
        "ANSWERS_FOR",
        "USES",
        "FAVOURS",
    }
    assert {label for label, kind in EDGES.items() if issubclass(kind, Dated)} == {
        *("WORKS_IN", "REPORTS_TO", "MANAGES", "HAS_ROLE_IN")
    }
    assert {label for label, kind in EDGES.items() if issubclass(kind, Claim)} == {
        *("INFLUENCES", "ALLIED_WITH", "CONFLICTS_WITH", "KNOWS", "HOLDS_STANCE", "FAVOURS")
    }


def test_every_word_of_the_model_is_exported() -> None:
    own = {name for name, item in vars(graph.model).items() if getattr(item, "__module__", "") == "graph.model"}
    assert {name for name in own if not name.startswith("_")} | {"NODES", "EDGES"} == set(graph.model.__all__)


def test_all_fields_of_a_kind_are_its_properties() -> None:
    for kind in KINDS.values():
        own = {"revision", "source", "target"} if kind.label in EDGES else {"revision", "id"}
        assert {known.name for known in kind.properties} == {field.name for field in fields(kind)} - own


def test_the_personal_fields_are_those_of_the_domain_model() -> None:
    for kind, known in FIELDS:
        of_people = kind.label in ("Stakeholder", "TeamMember") and known.word in PERSONAL
        if known.word in FREE_TEXT or of_people:
            assert known.personal, (kind.label, known.word)
    assert {f"{kind.label}.{known.word}" for kind, known in FIELDS if known.personal} == {
        *(f"Stakeholder.{word}" for word in (*PERSONAL, "notes", "mergedIds")),
        *("TeamMember.name", "TeamMember.email"),
        *("Organisation.notes", "Interaction.subject", "Interaction.notes", "Insight.text", "Signal.text"),
        *("Competitor.strengths", "Competitor.weaknesses", "Risk.mitigation", "Resolution.why"),
        *(f"{label}.note" for label, kind in EDGES.items() if issubclass(kind, Claim)),
    }


@pytest.mark.parametrize(("kind", "known"), **named(FIELDS))
def test_every_field_is_described_in_a_sentence_and_called_in_camel_case(kind: Kind, known: Property) -> None:
    assert re.fullmatch(r"\S.+[.)]", known.description)
    assert known.word == to_camel(known.name)


# ---------------------------------------------------------------- what it holds


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@settings(max_examples=20)
@given(data=st.data())
def test_everything_comes_back_as_it_was(kind: Kind, data: st.DataObject) -> None:
    item, faults = kind.decode({**data.draw(values(kind)), **identity(kind)})
    assert not faults
    assert item is not None
    again, _ = kind.decode(item.encode())
    assert again == item
    assert again.encode() == item.encode()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_least_and_the_most_of_each_kind_can_be_had(kind: Kind) -> None:
    assert refusals(kind) == {}
    item, _ = kind.decode(example(kind))
    assert item is not None
    assert item.encode().keys() >= {p.word for p in kind.properties if p.required or p.default is not None}


# ---------------------------------------------------------------- what it refuses


def where(wanted: Any) -> dict[str, Any]:
    return named([(kind, known) for kind, known in FIELDS if wanted(known) and known.word not in kind.identifying])


@pytest.mark.parametrize(("kind", "known"), **where(lambda known: known.required))
def test_a_required_field_that_is_missing_is_named(kind: Kind, known: Property) -> None:
    assert refusals(kind, **{known.word: None}) == {(known.word,): f"{kind.label}.{known.word} is required"}


@pytest.mark.parametrize(("kind", "known"), **where(lambda known: is_words(known) and not known.is_list))
def test_a_word_that_is_none_of_the_enumeration_is_told_those_that_are(kind: Kind, known: Property) -> None:
    told = refusals(kind, **{known.word: "NONSENSE"})
    assert told.keys() == {(known.word,)}
    assert told[known.word,].startswith(f"{kind.label}.{known.word} must be one of ")
    assert all(f"'{word}'" in told[known.word,] for word in known.type)


@pytest.mark.parametrize(("kind", "known"), **where(lambda known: known.needs))
def test_a_field_that_needs_another_is_refused_without_it(kind: Kind, known: Property) -> None:
    needed = to_camel(known.needs or "")
    told = refusals(kind, **{known.word: "5"})
    assert told == {(needed,): f"{kind.label}.{known.word} needs {needed} beside it"}
    assert not refusals(kind, **{known.word: "5", needed: "EUR"})


@pytest.mark.parametrize(("kind", "known"), **where(lambda known: known.after))
def test_a_day_that_lies_before_its_beginning_is_refused(kind: Kind, known: Property) -> None:
    start = to_camel(known.after or "")
    told = refusals(kind, **{start: A_DAY, known.word: A_DAY - timedelta(days=1)})
    assert told == {(known.word,): f"{kind.label}.{known.word} must not be before {start}"}
    assert not refusals(kind, **{start: A_DAY, known.word: A_DAY})


def ranges() -> Iterator[tuple[Kind, str, float, float, float]]:
    """Each range of the domain model: the kind, the field, its two ends, and a step."""
    shares = [known for known in FIELDS if known[1].word in {"interest", "severity", "probability", "progress"}]
    shares += [known for known in FIELDS if known[1].word in {"confidence", "openness", "share", "weight"}]
    for kind, known in shares:
        yield kind, known.word, 0, 1, 1e-9
    yield NODES["Risk"], "impact", 0, 1, 1e-9
    for label, word in (("Opportunity", "threshold"), ("Interaction", "sentiment"), ("Signal", "impact")):
        yield NODES[label], word, -1, 1, 1e-9
    yield EDGES["HOLDS_STANCE"], "stance", -1, 1, 1e-9
    yield NODES["Stakeholder"], "cadenceDays", 1, 3650, 1
    for word in ("employees", "founded"):
        yield NODES["Organisation"], word, 0, 2_147_483_647, 1


RANGES = list(ranges())


@pytest.mark.parametrize(
    ("kind", "word", "low", "high", "step"), RANGES, ids=[f"{kind.label}.{word}" for kind, word, *_ in RANGES]
)
def test_a_number_out_of_its_range_is_refused(kind: Kind, word: str, low: float, high: float, step: float) -> None:
    assert not refusals(kind, **{word: low})
    assert not refusals(kind, **{word: high})
    for wrong, sentence in ((low - step, "must be at least"), (high + step, "must be at most")):
        told = refusals(kind, **{word: wrong})
        assert told.keys() == {(word,)}
        assert told[word,].startswith(f"{kind.label}.{word} {sentence}")


def test_no_range_of_the_domain_model_is_left_out() -> None:
    told = {(kind.label, word) for kind, word, *_ in RANGES}
    hints = [(k, p) for k, p in FIELDS if p.type in (int, float) and (k.label, p.word) not in told]
    assert {f"{k.label}.{p.word}" for k, p in hints if not p.word.startswith("promised")} == {
        *("Kpi.baseline", "Kpi.target", "Measurement.value")
    }


@pytest.mark.parametrize(("kind", "known"), **where(lambda known: known.type is float))
@pytest.mark.parametrize("number", [float("nan"), float("inf"), "much"])
def test_what_is_no_number_is_refused(kind: Kind, known: Property, number: object) -> None:
    assert refusals(kind, **{known.word: number}).keys() == {(known.word,)}


@pytest.mark.parametrize(("kind", "known"), **where(lambda known: known.type is str))
def test_a_text_that_is_empty_or_endless_is_refused(kind: Kind, known: Property) -> None:
    beside = {to_camel(known.needs): "EUR"} if known.needs else {}
    for text in ("", "   ", "x" * 20_001):
        assert refusals(kind, **{known.word: text, **beside}).keys() == {(known.word,)}


def test_a_claim_says_whose_it_is() -> None:
    for by in ("source:crm", node_id("team", "TeamMember", "ann")):
        assert not refusals(Knows, by=by)
    for by in ("crm", "source:", "source: ", "team/Offering/1", "team/TeamMember/a b", "/"):
        assert refusals(Knows, by=by).keys() == {("by",)}


def test_a_relationship_has_a_level_or_a_target() -> None:
    assert refusals(Knows, level=None).keys() == {("level",)}
    assert not refusals(Knows, level=None, targetLevel="VENDOR")


@pytest.mark.parametrize("kind", [kind for kind in EDGES.values() if issubclass(kind, Dated)])
def test_a_dated_edge_ends_after_it_began(kind: Kind) -> None:
    for end in (A_DAY, A_DAY - timedelta(days=1)):
        assert refusals(kind, validFrom=A_DAY, validTo=end) == {
            ("validTo",): f"{kind.label}.validTo must be after validFrom"
        }
    assert not refusals(kind, validFrom=A_DAY, validTo=A_DAY + timedelta(days=1))


def test_a_role_that_is_there_twice_is_there_once() -> None:
    item, _ = HasRoleIn.decode({**example(HasRoleIn), "roles": ["USER", "DECIDER", "USER"]})
    assert item is not None
    assert item.roles == (BuyingRole.USER, BuyingRole.DECIDER)
    assert refusals(HasRoleIn, roles=["USER", "KING"]).keys() == {("roles", "1")}


# ---------------------------------------------------------------- words and their numbers


def test_stance_words_have_the_numbers_of_the_domain_model() -> None:
    assert {word.value: word.stance for word in StanceWord} == {
        "OPPONENT": -1,
        "NON_SUPPORTER": -0.5,
        "NEUTRAL": 0,
        "SUPPORTER": 0.5,
        "MENTOR": 1,
    }


def test_the_word_nearest_to_a_stance_is_the_more_neutral_of_two() -> None:
    near = {-1: "OPPONENT", -0.76: "OPPONENT", -0.75: "NON_SUPPORTER", 0.25: "NEUTRAL", 0.26: "SUPPORTER", 1: "MENTOR"}
    assert {stance: StanceWord.nearest(stance) for stance in near} == near


def test_levels_have_rising_weights() -> None:
    weights = [level.weight for level in RelationshipLevel]
    assert weights == [0.0, 0.2, 0.45, 0.7, 0.9]


def test_a_claims_value_is_its_number() -> None:
    item, _ = Knows.decode({**example(Knows), "level": "PROBLEM_SOLVER"})
    wish, _ = Knows.decode({**example(Knows), "level": None, "targetLevel": "VENDOR"})
    assert item is not None
    assert wish is not None
    assert (item.value, wish.value) == (0.7, None)
