"""Code pages: single words, where the two differ, show which they are in."""

import pytest

from seeds.files.codepages import Neighbours, chosen


def chosen_for(word: str, page: str) -> tuple[str, bool]:
    neighbours = Neighbours()
    neighbours.see(word.encode(page))
    neighbours.see(b" ")
    return chosen(neighbours.counts)


@pytest.mark.parametrize(
    "word",
    [
        "Győr",
        "Szűcs",
        "Dvořák",
        "Jiří",
        "Růžička",
        "Łukasz",
        "Poznań",
        "Kovačević",
        "Đorđe",
        "Timiş",
        "Ľubomír",
        "Zięba",
    ],
)
def test_words_of_central_europe(word: str) -> None:
    assert chosen_for(word, "cp1250") == ("cp1250", True)


@pytest.mark.parametrize(
    "word",
    [
        "Hélène",
        "Lefèvre",
        "Jørgen",
        "Muñoz",
        "João",
        "Simões",
        "forêt",
        "Forlì",
        "più",
        "Træ",
        "£100",
        "m³",
        "nº 5",
        "¿Qué?",
    ],
)
def test_words_of_the_west(word: str) -> None:
    assert chosen_for(word, "cp1252") == ("cp1252", True)


@pytest.mark.parametrize("word", ["Kovács", "Müller", "François", "plain", "“quoted” – dash…"])
def test_words_that_are_the_same_in_both_leave_no_doubt(word: str) -> None:
    assert chosen_for(word, "cp1250") == ("cp1252", True)


def test_a_word_in_two_chunks_is_one() -> None:
    neighbours = Neighbours()
    for chunk in (b"Gy", b"\xf5", b"r ", b" "):
        neighbours.see(chunk)
    assert dict(neighbours.counts) == {b"y\xf5r": 1}
