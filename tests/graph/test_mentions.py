"""Mentions: a text names a person in whatever case, accents, order and encoding, and the mask leaves the rest."""

import pytest
from hypothesis import given

from graph.mentions import MASK, Names
from tests.graph.strategies import texts

ANNA = Names(["Kovács-Szűcs Anna"], ["anna.k@acme.com"], ["+36 (30) 123-4567"], ["crm-77", "eva", "1234"], ["eva"])


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ask Kovács-Szűcs Anna first", "ask *** first"),
        ("ask KOVACS SZUCS ANNA, first", "ask ***, first"),
        ("ask Anna Kovács first", "ask *** first"),
        ("Kováccsal or with Kovácsnak's", "Kováccsal or with ***'s"),
        ("with Kovács-Szűcs Annával", "with ***"),
        ("Kova\u0301cs\u0301!", "***!"),
        ("mail anna.k@acme.com, ANNA.K@ACME.COM", "mail ***"),
        ("mail?to=anna.k%40acme.com&x", "mail?to=***&x"),
        ("Kov%C3%A1cs-Sz%C5%B1cs", "***"),
        ("call 36301234567 or +36-30-123-4567.", "call *** or +***."),
        ("see CRM-77 and crm-78", "see *** and crm-78"),
        ("Annals, annexes and szűcsösök szőnyege", "Annals, annexes and *** szőnyege"),
        ("revenue of 1234, eva, Joanna", "revenue of 1234, eva, Joanna"),
    ],
)
def test_a_mask_takes_the_place_of_what_names_them(text: str, masked: str) -> None:
    assert ANNA.masked(text) == masked
    assert ANNA.mentions(text) == (text != masked)


@pytest.mark.parametrize("text", ["anna.k@acme.com", "import by ANNA.K@acme.com", "crm-77", "Anna Kovács Szűcs", "eva"])
def test_an_address_a_key_or_a_whole_name_identifies(text: str) -> None:
    names = Names(["Anna Kovács Szűcs"], ["anna.k@acme.com"], [], ["crm-77"], ["eva"])
    assert names.identifies(text)


@pytest.mark.parametrize("text", ["Kovács", "Anna", "eva b", "crm", "1234", ""])
def test_one_name_alone_identifies_nobody(text: str) -> None:
    assert not ANNA.identifies(text)


def test_nobody_is_named_by_nothing() -> None:
    assert not Names().identifies("a")
    assert not Names().mentions("a")
    assert Names().masked("a") == "a"


@given(texts(60), texts(60))
def test_what_is_masked_is_mentioned_no_more_and_no_longer(before: str, after: str) -> None:
    text = f"{before} Kovács Anna {after}"
    masked = ANNA.masked(text)
    assert not ANNA.mentions(masked)
    assert len(masked) <= len(text)
    assert MASK in masked
