"""Cleaning: what crept into a cell goes, what was lost is told, and a clean cell stays as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.files.cleaning import are_clean, clean, clean_heading
from seeds.files.findings import Reason
from seeds.files.record import Exact


@pytest.mark.parametrize(
    ("text", "cleaned", "reason"),
    [
        ("\u200bFabrikam, Inc.", "Fabrikam, Inc.", Reason.INVISIBLE),
        ("Zero\x00", "Zero", Reason.INVISIBLE),
        ("\u202a+36 20 123 4567\u202c", "+36 20 123 4567", Reason.INVISIBLE),
        ("eran\xa0", "eran", Reason.SPACES),
        (" padded\t", "padded", Reason.SPACES),
        ("1\u202f234\xa0567", "1 234 567", Reason.SPACES),
        ("E\u0301va", "Éva", Reason.COMPOSED),
        ("AT&amp;T", "AT&T", Reason.ENTITIES),
        ("O&#39;Brien", "O'Brien", Reason.ENTITIES),
        ('="00123"', "00123", Reason.UNWRAPPED),
        ("'=SUM(A1)", "=SUM(A1)", Reason.APOSTROPHE),
        ("'00123", "00123", Reason.APOSTROPHE),
        ("#REF!", "", Reason.ERROR_VALUE),
        ("#HIV!", "", Reason.ERROR_VALUE),
        ("#ÉRTÉK!", "", Reason.ERROR_VALUE),
        ("########", "", Reason.ERROR_VALUE),
    ],
)
def test_it_is_mended_and_told(text: str, cleaned: str, reason: Reason) -> None:
    read, odd = clean(text)
    assert read == cleaned
    assert [(each.reason, each.value, each.became) for each in odd] == [(reason, text, cleaned)]


@pytest.mark.parametrize(
    ("text", "reason", "likely"),
    [
        ("Kov?cs J?nos", Reason.LETTERS_LOST, ""),
        ("Kov??cs", Reason.LETTERS_LOST, ""),
        ("?kos", Reason.LETTERS_LOST, ""),
        ("Kov\ufffdcs", Reason.LETTERS_LOST, ""),
        ("JÃ¡nos", Reason.LETTERS_GARBLED, "János"),
        ("GyÅ‘r", Reason.LETTERS_GARBLED, "Győr"),
        ("GyĹ‘r", Reason.LETTERS_GARBLED, "Győr"),
        ("Ã\xa0 la", Reason.LETTERS_GARBLED, "à la"),
        ("don\x92t", Reason.LETTERS_GARBLED, "don’t"),
        ("=SUM(A1:A10)", Reason.FORMULA_TEXT, ""),
        ("@SUM(A1)", Reason.FORMULA_TEXT, ""),
        ("=1+1", Reason.FORMULA_TEXT, ""),
    ],
)
def test_what_cannot_be_mended_is_told(text: str, reason: Reason, likely: str) -> None:
    odd = clean(text)[1]
    assert (odd[0].reason, odd[0].value, odd[0].became) == (reason, text, likely)


@pytest.mark.parametrize(
    "text",
    [
        "Árvíztűrő tükörfúrógép", "Łódź", "Nguyễn Văn An", "Алексей", "محمد أحمد", "जेन स्मिथ", "👨\u200d👩\u200d👧 ✨",
        "می\u200cخواهم",
        "CAFÉ…", "OLÁ”", "R&D", "Why?", "https://x.example/a?b=c", "+1234567890", "-100", "- none", "@anna", "'tis",
        "#1", "a=b", "line\nbreak", "“quoted” – dash", "5'", "Yes/No?y",
    ],
)  # fmt: skip
def test_what_belongs_there_stays(text: str) -> None:
    assert clean(text) == (text, ())


def test_line_ends_within_a_cell_become_one_kind_untold() -> None:
    assert clean("a\r\nb\rc") == ("a\nb\nc", ())


def test_what_the_file_itself_states_is_not_touched() -> None:
    assert clean(Exact("-5")) == ("-5", ())


@given(st.text(max_size=20))
def test_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)[0]
    if not cleaned.startswith(("'", "=", "&", "#")) and "&" not in cleaned:  # what was wrapped twice is wrapped once
        assert clean(cleaned)[0] == cleaned
    assert unicodedata.is_normalized("NFC", cleaned) or cleaned != text


@given(st.lists(st.text(max_size=6), max_size=4))
def test_a_row_is_clean_if_all_its_cells_are(cells: list[str]) -> None:
    if are_clean(cells):
        assert all(clean(cell) == (cell, ()) for cell in cells)


def test_headings_are_on_one_line() -> None:
    assert clean_heading(" Current\r\n  Level\u200b ") == "Current Level"
