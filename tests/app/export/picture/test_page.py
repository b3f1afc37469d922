"""The picture, as SVG and as PNG."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring

import pytest

from app.export.palette import WARNING
from app.export.picture.page import picture
from app.export.picture.raster import MOST, raster
from app.export.subject import Subject
from graph.snapshot import AccountGraph, Snapshot
from schema.language import Language
from schema.sentences.coverage import coverage_sentence
from tests.app.export.accounts import borokvar_subject, generated_subject, krackhardt_subject, subject
from tests.graph.acme import made, person

SVG = "{http://www.w3.org/2000/svg}"


def drawn(exported: Subject) -> Element:
    return fromstring(b"".join(picture(exported)))  # noqa: S314  # our own


def said(document: Element) -> str:
    """All text that is drawn, lines joined, without what is shown to who points at something."""
    return " ".join(each.text or "" for each in document.iter(f"{SVG}text"))


@pytest.mark.parametrize("account", [borokvar_subject, krackhardt_subject, lambda: generated_subject(300)])
def test_everybody_is_drawn_by_name(account: Callable[[], Subject]) -> None:
    exported = account()
    text = said(drawn(exported))
    names = [exported.reading.account.nodes[person].name for person in exported.reading.reach]  # type: ignore[attr-defined]  # people
    assert names
    for name in names:
        assert all(word in text for word in name.split()[:2])


def test_it_has_a_title_a_day_and_the_first_thing_to_know() -> None:
    exported = borokvar_subject()
    document = drawn(exported)
    text = said(document)
    assert "Borókvári Művek Nyrt." in text
    assert "Stakeholder map, 25 November 2026" in text
    assert coverage_sentence(exported.reading, Language.EN) in text
    assert document.findtext(f"{SVG}title") == "Borókvári Művek Nyrt.: Stakeholder map, 25 November 2026"


def test_its_legend_explains_every_sign_in_either_language() -> None:
    english, hungarian = (said(drawn(borokvar_subject(language))) for language in Language)
    words = [
        "Power",
        "Stance",
        "Contact with us",
        "Ties",
        "Marks",
        "Opponent",
        "Rather against",
        "Nobody has said",
        "In conflict",
    ]
    assert all(word in english for word in words)
    assert not any(word in hungarian for word in words)


def test_those_whom_we_should_reach_and_do_not_are_marked() -> None:
    exported = borokvar_subject()
    marks = [each for each in drawn(exported).iter(f"{SVG}path") if each.get("fill") == WARNING]
    assert len(marks) == len(exported.reading.uncovered) + 1  # and one in the legend


def test_who_points_at_somebody_is_told_about_them() -> None:
    told = [each.text for each in drawn(borokvar_subject()).iter(f"{SVG}title")]
    [gal] = [each for each in told if each and each.startswith("Gál Benedek")]
    assert gal.splitlines() == [
        "Gál Benedek, Vice President Procurement",
        "Power: 8.2%",
        "Stance: Neutral",
        "Contact with us: In-depth contact (75%)",
    ]


def test_text_is_escaped_and_without_what_xml_forbids() -> None:
    people = person("anna", name="<script>alert(1)</script>\x01", title='"&\ufffe')
    document = drawn(subject(AccountGraph(made(people), Snapshot("team"))))
    assert "<script>alert(1)</script>" in said(document).replace(" ", "")
    assert list(document.iter(f"{SVG}script")) == []


def test_it_takes_nothing_from_elsewhere() -> None:
    content = b"".join(picture(borokvar_subject()))
    assert content.count(b"http") == content.count(b'xmlns="http://www.w3.org/2000/svg"') == 1


def test_the_page_grows_with_the_account() -> None:
    widths = [float(drawn(generated_subject(people)).attrib["width"]) for people in (12, 60, 300)]
    assert widths == sorted(widths)
    assert widths[0] < widths[2] / 2


def test_an_account_of_nobody_says_so() -> None:
    assert "we know nobody at Acme yet" in said(drawn(subject(AccountGraph(made(), Snapshot("team")))))


# ---------------------------------------------------------------- as a PNG


def size(png: bytes) -> tuple[int, int]:
    """The width and height that its header tells (PNG specification, 11.2.1)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_a_png_has_twice_the_pixels_of_the_drawing() -> None:
    document = drawn(krackhardt_subject())
    width, height = size(b"".join(raster(krackhardt_subject())))
    assert width == pytest.approx(2 * float(document.attrib["width"]), abs=2)
    assert height == pytest.approx(2 * float(document.attrib["height"]), abs=2)


def test_a_large_one_has_no_more_than_it_may() -> None:
    width, height = size(b"".join(raster(generated_subject(300))))
    assert 0.95 * MOST < width * height < 1.01 * MOST


def test_its_letters_are_drawn_with_fonts_of_its_own() -> None:
    named, unnamed = (
        b"".join(raster(subject(AccountGraph(made(person("x", name=name)), Snapshot("team"))))) for name in ("Őű", "aa")
    )
    assert named != unnamed
