"""What is logged, and in which form."""

import json
import subprocess
import sys
from functools import cache

import pytest
import structlog

from app.logs import request_id

PROGRAM = """
import logging, sys
import structlog
from app.logs import configure, request_id
configure(*sys.argv[1:])
log = structlog.get_logger("ours")
def fail(name):
    raise ValueError("wrong")
with request_id("r-1"):
    log.info("said", what="so")
    logging.getLogger("theirs").warning("said %s", "so")
    logging.getLogger("uvicorn.error").error("theirs too")
    logging.getLogger("neo4j.io").info("parameters")
    logging.getLogger("neo4j.pool").warning("lost a connection")
    log.debug("detail")
    structlog.get_logger("audit").info("audit", kind="export")
    try:
        fail(name="Jane Doe")
    except ValueError:
        log.exception("failed")
"""


@cache
def logged(level: str, form: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", PROGRAM, level, form], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("form", ["json", "auto"])
def test_everybodys_logs_are_json_by_the_line(form: str) -> None:
    lines = [json.loads(line) for line in logged("info", form).splitlines()]
    assert [(line["logger"], line["event"]) for line in lines] == [
        ("ours", "said"),
        ("theirs", "said so"),
        ("uvicorn.error", "theirs too"),
        ("neo4j.pool", "lost a connection"),
        ("audit", "audit"),
        ("ours", "failed"),
    ]
    assert {line["request_id"] for line in lines} == {"r-1"}
    assert lines[0]["what"] == "so"
    assert lines[0]["level"] == "info"
    assert lines[0]["timestamp"].endswith("Z")


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_failure_is_logged_whole_but_no_values_of_variables(form: str) -> None:
    text = logged("error", form)
    assert "ValueError: wrong" in text
    assert "in fail" in text
    assert "Jane" not in text


def test_text_is_for_reading() -> None:
    text = logged("info", "text")
    assert "said" in text
    assert "request_id=r-1" in text
    assert not text.startswith("{")


def test_the_level_bounds_what_is_logged_and_the_driver_never_tells_its_parameters() -> None:
    assert "detail" in logged("debug", "json")
    assert "detail" not in logged("info", "json")
    assert "parameters" not in logged("debug", "json")
    assert '"event": "audit"' in logged("error", "json")


@pytest.mark.parametrize("offered", ["abc-1", "0af7651916cd43dd8448eb211c80319c", "a" * 128])
def test_a_sane_id_is_taken(offered: str) -> None:
    with request_id(offered) as chosen:
        assert chosen == offered
        assert structlog.contextvars.get_contextvars()["request_id"] == offered


@pytest.mark.parametrize("offered", [None, "", "a b", "a\nb", "é", "a" * 129, "<script>"])
def test_any_other_is_replaced(offered: str | None) -> None:
    with request_id(offered) as one, request_id(offered) as other:
        assert one not in (offered, other)


def test_the_id_ends_with_its_block() -> None:
    with request_id("r-1"):
        pass
    assert "request_id" not in structlog.contextvars.get_contextvars()
