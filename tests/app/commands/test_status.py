"""`stakegraph status`."""

import json
from pathlib import Path

from tests.app.process import run


def test_it_tells_the_server_and_its_accounts(running: Path) -> None:
    done = run("status", "--embedded", str(running))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"the embedded database on {running} answers: it is Neo4j/5" in done.stdout
    listed = run("query", "-", "--embedded", str(running), stdin="{ accounts(first: 500) { nodes { key } } }")
    count = len(json.loads(listed.stdout)["data"]["accounts"]["nodes"])
    assert done.stdout.endswith(f"holds {count} account{'' if count == 1 else 's'}.\n")


def test_it_makes_no_database(tmp_path: Path) -> None:
    done = run("status", "--embedded", str(tmp_path / "none"))
    assert done.returncode == 1
    assert "no embedded database" in done.stderr
    assert list(tmp_path.iterdir()) == []
