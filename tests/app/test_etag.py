"""Entity tags: which of them a client tells that it holds."""

import pytest

from app.etag import is_held, quoted_tag

TAG = quoted_tag("abc", "en")


def test_a_tag_is_quoted() -> None:
    assert TAG == '"abc.en"'


@pytest.mark.parametrize("header", ['"abc.en"', 'W/"abc.en"', '"x", "abc.en"', '"x","abc.en" ,"y"', "*", ' "abc.en"'])
def test_a_client_that_names_the_tag_holds_the_answer(header: str) -> None:
    assert is_held(TAG, header)


@pytest.mark.parametrize("header", ["", '"abc"', "abc.en", '"abc.en', '"x"', '"ABC.EN"', '"*"', "W/*", '"xabc.en"'])
def test_a_client_that_names_others_or_none_does_not(header: str) -> None:
    assert not is_held(TAG, header)
