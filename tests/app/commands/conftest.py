"""An embedded database that commands join, so that none has to start one of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.embedded import embedded_server
from tests.app.process import run


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The directory of an embedded database that runs, with the sample account in it."""
    directory = tmp_path_factory.mktemp("commands") / "data"
    with embedded_server(directory):
        assert run("seed", "krackhardt", "--embedded", str(directory)).stdout == "krackhardt: loaded\n"
        yield directory
