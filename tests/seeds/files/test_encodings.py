"""Encodings: marks are believed, UTF-8 is proved, and of the code pages the one is taken that the letters fit."""

import pytest

from graph.errors import InvalidInput
from seeds.files.encodings import CHUNK
from seeds.files.findings import Reason
from seeds.files.tables import Stated
from tests.seeds.files.opened import opened

HUNGARIAN = "Név;Város\nŐri Szabó Gergő;Győr\nSzűcs Tünde;Pécs\n"
WESTERN = "Nom;Ville\nHélène Lefèvre;Besançon\nJørgen Muñoz;Århus\n"
CZECH = "Jméno;Město\nJiří Dvořák;Plzeň\nKateřina Růžičková;Děčín\n"
POLISH = "Nazwisko;Miasto\nŁukasz Wałęsa;Gdańsk\nŻaneta Zięba;Świdnica\n"
PORTUGUESE = "Nome;Cidade\nJoão Simões;São Paulo\nConceição Magalhães;Brasília\n"


def cells(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split(";")) for line in text.splitlines()[1:]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1250"])
def test_hungarian_is_read_in_every_encoding_it_comes_in(encoding: str) -> None:
    read = opened(HUNGARIAN.encode(encoding))
    assert read.headings == ("Név", "Város")
    assert read.rows == cells(HUNGARIAN)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(HUNGARIAN, "cp1250"), (CZECH, "cp1250"), (POLISH, "cp1250"), (WESTERN, "cp1252"), (PORTUGUESE, "cp1252")],
)
def test_the_letters_decide_between_the_code_pages_which_is_told(text: str, encoding: str) -> None:
    read = opened(text.encode(encoding))
    assert read.rows == cells(text)
    assert [(finding.reason, finding.became) for finding in read.findings] == [(Reason.ENCODING, encoding)]


def test_utf_8_needs_no_telling_and_utf_16_is_told() -> None:
    assert opened(HUNGARIAN.encode("utf-8-sig")).findings == []
    assert [finding.reason for finding in opened(HUNGARIAN.encode("utf-16")).findings] == [Reason.ENCODING]


def test_letters_that_show_nothing_leave_a_doubt() -> None:
    (finding,) = opened("Nom;X\nnaïve;1\n".encode("cp1252")).findings
    assert finding.reason is Reason.ENCODING_DOUBTED


def test_a_stated_encoding_is_taken_as_it_is() -> None:
    assert opened("Név\nGyőr\n".encode("cp852"), stated=Stated(encoding="cp852")).rows == [("Győr",)]
    assert opened("Név\nGyőr\n".encode(), stated=Stated(encoding="UTF8")).rows == [("Győr",)]


@pytest.mark.parametrize("encoding", ["no-such", "base64", "rot13"])
def test_what_is_no_encoding_of_text_is_refused_with_one_that_is(encoding: str) -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv cannot be read as .* such as utf-8 or cp1250"):
        opened("a,b\n1,2\n", stated=Stated(encoding=encoding))


def test_a_few_damaged_bytes_do_not_make_all_of_it_another_encoding() -> None:
    content = HUNGARIAN.encode().replace("Pécs".encode(), b"P\xe9cs")
    read = opened(content)
    assert read.column("Város") == ["Győr", "P\ufffdcs"]
    assert [(finding.reason, finding.row) for finding in read.findings] == [(Reason.LETTERS_LOST, 3)]


def test_a_letter_that_two_chunks_share_is_one() -> None:
    line = "a" * 99 + "\n"
    text = "Név\n" + line * (CHUNK // len(line))
    gap = CHUNK - 1 - len(text.encode())
    assert opened(f"{text}{'b' * gap}ő\n").rows[-1] == ("b" * gap + "ő",)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InvalidInput, match=r"x\.csv is no text"):
        opened(bytes(range(1, 32)) * 50)
