"""Stored ids: three parts, put together and taken apart again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identity import TEAM, account_id, identity_of, new_key, node_id, parse_id

keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(str.strip)


@given(keys, st.sampled_from(["Organisation", "Stakeholder"]), keys)
def test_an_id_is_taken_apart_as_it_was_put_together(scope: str, label: str, key: str) -> None:
    assert parse_id(node_id(scope, label, key)) == (scope, label, key)


@given(st.lists(st.tuples(keys, keys), min_size=2, max_size=2, unique=True))
def test_no_two_things_have_one_id(pairs: list[tuple[str, str]]) -> None:
    assert len({node_id(scope, "Plan", key) for scope, key in pairs}) == 2


@given(st.text(max_size=60))
def test_any_other_text_is_refused_with_a_sentence(text: str) -> None:
    try:
        identity = parse_id(text)
    except ValueError as error:
        assert str(error)  # noqa: PT017  # most are refused, a few are ids
        assert identity_of(text) is None
    else:
        assert node_id(*identity) == text
        assert identity_of(text) == identity


@pytest.mark.parametrize(
    "text", ["", "a", "a/b", "a/b/c/d", "a b/Plan/c", "a/Plan/ü", "/Plan/c", "a/Plan/", "a/Plan/%20"]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"an id looks like|percent-encoded|a key has 1 to 200 characters"):
        parse_id(text)


def test_a_key_has_at_most_200_characters() -> None:
    assert parse_id(node_id("ü" * 200, "Plan", "ü" * 200)).key == "ü" * 200
    for long in (node_id("x" * 201, "Plan", "1"), node_id("a", "Plan", "x" * 201)):
        with pytest.raises(ValueError, match="a key has 1 to 200 characters"):
            parse_id(long)


def test_an_account_is_the_organisation_whose_key_is_its_scope() -> None:
    assert account_id("acme") == "acme/Organisation/acme"
    assert parse_id(account_id("a/b")).is_account
    assert not parse_id("acme/Organisation/sales").is_account
    assert not parse_id("acme/Plan/acme").is_account
    assert TEAM == "team"


def test_new_keys_differ_and_sort_by_age() -> None:
    made = [new_key() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert made == sorted(made)
