"""What a caller is told when something goes wrong."""

import pytest
from graphql import GraphQLError, parse
from structlog.testing import capture_logs

from app.answers import told
from graph import errors
from graph.errors import Conflict, InUse, InvalidInput, NotFound, Refused, StakegraphError, Unavailable

OURS = {
    "INVALID_INPUT": InvalidInput("what would do"),
    "NOT_FOUND": NotFound("what would do"),
    "CONFLICT": Conflict("what would do", {}),
    "IN_USE": InUse("what would do", []),
    "NOT_ALLOWED": errors.NotAllowed("what would do"),
    "UNAVAILABLE": Unavailable("what would do"),
    "REFUSED": Refused([NotFound("what would do")]),
}


def test_every_error_of_ours_is_here() -> None:
    classes = {type(error).__name__ for error in OURS.values()}
    assert classes == set(errors.__all__) - {"StakegraphError"}


@pytest.mark.parametrize("code", OURS)
def test_our_errors_show_their_message_and_code(code: str) -> None:
    with capture_logs() as logs:
        [error] = told([GraphQLError("wrapped", path=["a", 1], original_error=OURS[code])], "r-1")
    assert error.formatted == {"message": "what would do", "path": ["a", 1], "extensions": {"code": code}}
    assert logs == []


def test_ours_is_found_beneath_several_layers() -> None:
    layers = GraphQLError("outer", original_error=GraphQLError("inner", original_error=StakegraphError("ours")))
    assert told([layers], "r-1")[0].message == "ours"


@pytest.mark.parametrize("path", [None, ["a"]])
def test_graphqls_own_errors_show(path: list[str] | None) -> None:
    error = GraphQLError("Cannot query field 'x'.", path=path)
    assert told([error], "r-1") == [error]


def test_a_value_that_could_not_be_read_is_told() -> None:
    error = GraphQLError("'x' is no day", list(parse("{ a }").definitions), original_error=ValueError("x"))
    assert told([error], "r-1") == [error]


@pytest.mark.parametrize("path", [None, ["a"]])
def test_anything_else_is_masked_and_logged_whole(path: list[str] | None) -> None:
    cause = RuntimeError("a secret")
    with capture_logs() as logs:
        [error] = told([GraphQLError("a secret", path=path, original_error=cause)], "r-1")
    assert error.message == "Something went wrong on our side; request id r-1"
    assert error.extensions == {"code": "INTERNAL"}
    assert "secret" not in str(error.formatted)
    assert [(log["log_level"], log["exc_info"]) for log in logs] == [("error", cause)]
