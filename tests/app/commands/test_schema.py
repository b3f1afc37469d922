"""`stakegraph schema`."""

from schema.api import schema
from tests.app.process import run


def test_it_prints_the_schema() -> None:
    done = run("schema")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == schema.as_str() + "\n"
