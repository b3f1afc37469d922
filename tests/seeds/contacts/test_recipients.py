"""Addresses out of headers."""

import time

import pytest

from seeds.contacts.recipients import addresses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("anna@acme.example", ["anna@acme.example"]),
        ("Kiss, Anna <Anna@acme.example>", ["anna@acme.example"]),
        ('"Kiss, Anna" <anna@acme.example>, b@acme.example (Béla; B)', ["anna@acme.example", "b@acme.example"]),
        ("Team: a@x.example, B <b@x.example>;, c@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("undisclosed-recipients:;", []),
        ("a@x.example; b@x.example", ["a@x.example", "b@x.example"]),
        ("'a@x.example' <b@x.example>", ["b@x.example"]),
        ('"a@x.example" <b@x.example>', ["b@x.example"]),
        ("(a@x.example) b@x.example", ["b@x.example"]),
        ('"half a quote <a@x.example>', ["a@x.example"]),
        ('"a \\" b, c@x.example" <a@x.example>', ["a@x.example"]),
        ("mailto:a@x.example", ["a@x.example"]),
        ("a@x.example, A@X.example", ["a@x.example"]),
        ("a@, @x, <>, @", []),
        ("", []),
    ],
)
def test_names_comments_and_groups_are_taken_off(text: str, found: list[str]) -> None:
    assert addresses(text) == found


@pytest.mark.parametrize("hostile", ["(", '"', "<", "a:", '\\"', "a@x.example,", "(\\", '"\\"'])
def test_what_is_made_to_take_long_does_not(hostile: str) -> None:
    begun = time.monotonic()
    addresses(hostile * 30_000)
    assert time.monotonic() - begun < 5
