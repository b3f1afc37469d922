"""Likely duplicates: who shares what, each pair once, and no more pairs than there are people."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from graph.duplicates import DuplicateReason, likely_duplicates
from graph.model import Stakeholder

SAME_PERSON, SAME_EMAIL, SAME_NAME = DuplicateReason


def someone(key: str, name: str, email: str | None = None, person: str | None = None) -> Stakeholder:
    made, faults = Stakeholder.decode({"id": f"acme/Stakeholder/{key}", "name": name, "email": email, "person": person})
    assert made, faults
    return made


def erased(person: Stakeholder) -> Stakeholder:
    made, faults = Stakeholder.decode({**person.encode(), "erasedOn": "2026-01-01"})
    assert made, faults
    return made


def found(*people: Stakeholder) -> list[tuple[str, str, tuple[DuplicateReason, ...]]]:
    return [(pair.one.key, pair.other.key, pair.reasons) for pair in likely_duplicates(people)]


def test_the_order_of_words_accents_and_case_do_not_tell_names_apart() -> None:
    people = [someone("1", "Kovács Éva"), someone("2", "éva  KOVACS"), someone("3", "Kovács-Éva"), someone("4", "Éva")]
    assert found(*people) == [("1", "2", (SAME_NAME,)), ("1", "3", (SAME_NAME,))]


def test_an_address_is_the_same_in_any_case() -> None:
    assert found(someone("2", "A", "Eva@Acme.hu"), someone("1", "B", "eva@acme.HU")) == [("1", "2", (SAME_EMAIL,))]


def test_all_that_speaks_for_a_pair_is_told() -> None:
    people = [
        someone("1", "Eva", "e@acme.hu"),
        someone("2", "Eva", "eva@acme.hu", "p"),
        someone("3", "Eva", "eva@acme.hu", "p"),
    ]
    assert found(*people) == [
        ("1", "2", (SAME_NAME,)),
        ("1", "3", (SAME_NAME,)),
        ("2", "3", (SAME_PERSON, SAME_EMAIL, SAME_NAME)),
    ]


def test_the_erased_share_nothing() -> None:
    gone = [erased(someone(key, "Erased")) for key in "12"]
    assert found(*gone, someone("3", "Erased")) == []


def test_what_is_absent_or_has_no_letters_is_not_shared() -> None:
    assert found(someone("1", "?"), someone("2", "!"), someone("3", "A")) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x@y", "X@Y", "z@y", None])), max_size=8))
def test_following_the_pairs_leads_to_everybody_who_shares(drawn: list[tuple[str, str | None]]) -> None:
    people = [someone(str(index), name, email) for index, (name, email) in enumerate(drawn)]
    group = {each.key: each.key for each in people}
    for one, other, _ in found(*people):
        old, new = group[other], group[one]
        group = {key: new if own == old else own for key, own in group.items()}
    for first, second in product(people, people):
        shares = first.name == second.name or (first.email or "x").lower() == (second.email or "y").lower()
        assert not shares or group[first.key] == group[second.key]


def test_many_who_share_one_thing_make_no_more_pairs_than_people() -> None:
    people = [someone(f"{n:06}", f"Name {n % 7}", "info@acme.hu") for n in range(3_000)]
    assert len(likely_duplicates(people)) < 2 * len(people)  # 4,498,500, were each paired with each
