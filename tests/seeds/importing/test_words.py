"""What words mean: usual ones, countries, languages, and what is nearly one of them."""

import difflib
from typing import Any

import pytest

from graph.model import NODES, StanceWord
from seeds.importing.engine import importing
from seeds.importing.profile import shipped
from seeds.importing.words import _nearest, compared, country, language, meanings, near_name, nearest, spelt


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HU", "HU"),
        ("hungary", "HU"),
        ("Magyarország", "HU"),
        ("Ungarn", "HU"),
        ("USA", "US"),
        ("Czech Republic", "CZ"),
    ],
)
def test_a_country_is_known_by_code_and_by_name(text: str, code: str) -> None:
    assert country(text) == code


def test_a_country_that_is_none_is_not_guessed_but_proposed() -> None:
    assert country("Philipines") is None
    assert near_name("Philipines") == "Philippines"
    assert near_name("Atlantis") == ""


@pytest.mark.parametrize(("text", "tag"), [("hu", "hu"), ("Hungarian", "hu"), ("angol", "en"), ("de_AT", "de-AT")])
def test_a_language_is_known_by_tag_and_by_name(text: str, tag: str) -> None:
    assert language(text) == tag


def test_the_nearest_word_is_near() -> None:
    known = ["technology", "medical", "retail"]
    assert (nearest("technolgy", known), nearest("Retial", known), nearest("farming", known)) == (
        "technology",
        "retail",
        "",
    )


def test_a_word_that_is_misspelt_often_is_compared_with_all_others_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    compare = difflib.get_close_matches

    def counting(word: str, *given: Any, **more: Any) -> list[str]:
        seen.append(word)
        return compare(word, *given, **more)

    monkeypatch.setattr(difflib, "get_close_matches", counting)
    for known in (["orchid", "rose"], ["orchard", "wood"]):
        for _ in range(3):
            assert nearest("Orchird", iter(known)) == known[0]
    assert [near_name("Austrija") for _ in range(3)] == ["Austria"] * 3
    assert seen == ["orchird", "orchird", "austrija"]


def test_words_are_compared_without_case_accents_marks_and_spaces() -> None:
    assert spelt("E-mail cím") == spelt("EmailCim") == "emailcim"


def test_the_usual_words_mean_values_that_there_are() -> None:
    kinds = {known.type.__name__: known.type for kind in NODES.values() for known in kind.properties}
    kinds[StanceWord.__name__] = StanceWord
    for name, kind in kinds.items():
        assert set(meanings(name).values()) <= set(getattr(kind, "__members__", {}))
    assert meanings("StanceWord")["tamogato"] == "SUPPORTER"


def test_when_an_import_ends_no_name_that_was_compared_is_kept() -> None:
    with importing(shipped("salesforce")) as imported:
        imported.read(b"Id,Name,Industry\n1,Acme of Anna,Technolgy\n", "Account.csv")
        assert compared("Anna") == compared("anna")
        assert nearest("technolgy", ["technology"])
        assert all(kept.cache_info().currsize for kept in (compared, spelt, _nearest))
    assert not any(kept.cache_info().currsize for kept in (compared, spelt, _nearest))
