"""In which media type a request is answered."""

import time

import pytest
from starlette.datastructures import Headers

from app.media import GRAPHQL, HTML, JSON, listed, preferred

OFFERED = (JSON, GRAPHQL)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (GRAPHQL.upper(), GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{GRAPHQL},{JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.1 , {JSON} ; q=0.2", JSON),
        (f"{GRAPHQL}; charset=utf-8; q=0.1, {JSON};q=0.05", GRAPHQL),
        (f"*/*, {GRAPHQL}", GRAPHQL),
        (f"*/*, {JSON};q=0.1", GRAPHQL),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{JSON};q=2, {GRAPHQL};q=0.1", JSON),
        (f"nonsense, ;;, {GRAPHQL}", GRAPHQL),
        (f"{JSON};q=0", None),
        ("*/*;q=0", None),
        ("text/html", None),
        ("nonsense", None),
    ],
)
def test_what_is_liked_best_is_answered(accept: str, answered: str | None) -> None:
    assert preferred(accept, OFFERED) == answered


@pytest.mark.parametrize(("accept", "answered"), [(BROWSER, HTML), ("*/*", JSON), (JSON, JSON)])
def test_browsers_are_told_by_what_they_like(accept: str, answered: str) -> None:
    assert preferred(accept, (*OFFERED, HTML)) == answered


def test_a_list_is_read_whole_however_many_lines_it_comes_in() -> None:
    headers = Headers(raw=[(b"accept", b"a/b"), (b"host", b"x"), (b"accept", b"c/d;q=0.1")])
    assert (listed(headers, "Accept"), listed(headers, "accept-language")) == ("a/b,c/d;q=0.1", "")


@pytest.mark.parametrize("part", ["a/b;", ";q=", " ", "a", "a/b;q=0", "*/*,", ";q=0" + " " * 99])
def test_a_long_header_is_read_at_once(part: str) -> None:
    begun = time.process_time()
    preferred(f"a/b{part * 20_000}x,", OFFERED)
    assert time.process_time() - begun < 1  # tens of milliseconds, on an idle machine
