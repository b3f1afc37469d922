"""How text is measured and broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.picture.lettering import text_width, wrapped
from tests.graph.strategies import texts


@given(text=texts(200), width=st.floats(40, 200), most=st.integers(1, 4))
def test_lines_are_as_many_and_as_wide_as_they_may(text: str, width: float, most: int) -> None:
    lines = wrapped(text, 12, width, most)
    assert len(lines) <= most
    assert all(text_width(line, 12) <= width or len(line) == 1 for line in lines)


def test_what_has_no_room_is_cut_off_with_an_ellipsis() -> None:
    assert wrapped("Member of the Board and of the audit committee", 11, 90, 2) == ["Member of the", "Board and of th…"]


def test_what_has_room_is_kept_whole() -> None:
    assert wrapped("Chief Executive", 11, 200, 2) == ["Chief Executive"]


@pytest.mark.parametrize(("text", "same"), [("Ő", "O"), ("é", "e"), ("Ż", "Z")])
def test_accents_take_no_room(text: str, same: str) -> None:
    assert text_width(text, 10) == text_width(same, 10)
