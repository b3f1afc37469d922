"""Folding: what a search takes for the same."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.folding import LONGEST, folded

ALL = map(chr, range(sys.maxunicode + 1))
LETTERS = [x for x in ALL if x.lower() != x or x.upper() != x or unicodedata.normalize("NFKD", x) != x]
"""All that have a case, or parts."""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kovács-Nagy Éva", "kovacs nagy eva"),
        ("ŐRY Űrsula", "ory ursula"),
        ("Straße STRASSE", "strasse strasse"),
        ("Łódź Ørsted Đoković", "lodz orsted dokovic"),
        ("Æther Œuvre Þór Əliyev", "aether oeuvre thor eliyev"),
        ("İstanbul Iğdır", "istanbul igdir"),
        ("O'Neill O’Neill Oʼneill", "o neill o neill o neill"),
        ("  A.C.M.E.\tZrt.  ", "a c m e zrt"),
        ("ﬁrst №5", "first no5"),
        ("Ёлка Αθήνα", "елка αθηνα"),
        ("$`'\"%_.*?()[]{}\\/+😀", ""),
        ("", ""),
    ],
)
def test_text_is_folded_to_plain_words(text: str, words: str) -> None:
    assert folded(text) == words


def test_folding_again_changes_none_of_the_letters_that_there_are() -> None:
    assert [letter for letter in LETTERS if folded(folded(letter)) != folded(letter)] == []


def test_the_case_matters_of_none_of_the_letters_that_there_are() -> None:
    assert [x for x in LETTERS if {folded(x.upper()), folded(x.lower()), folded(x.title())} != {folded(x)}] == []


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(st.characters(codec="latin-1")))
def test_neither_case_nor_how_accents_are_written_matters(text: str) -> None:
    same = [text.upper(), text.lower(), *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))]
    assert {folded(each) for each in same} == {folded(text)}


@given(st.text(), st.sampled_from("\u0301\u0308\u030b\u0327"))
def test_an_accent_does_not_matter(text: str, accent: str) -> None:
    assert folded(text + accent) == folded(text)


@given(st.text(min_size=1, max_size=LONGEST))
def test_what_is_folded_is_words_with_a_space_between_them_and_no_longer_than_a_name(text: str) -> None:
    assert all(word.isalnum() for word in folded(text).split(" ") if folded(text))
    assert len(folded(text)) <= LONGEST
