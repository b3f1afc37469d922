"""The Dockerfile and compose.yaml, as far as they can be tested where there is no container engine."""

import json
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from app.cli import COMMANDS
from app.settings import Settings, unknown_variables
from tests.app.process import service
from tests.neo4j_server import IMAGE

__all__: list[str] = []

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = re.sub(r"\\\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
LOCK = "tests/requirements.txt"
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def instructions(name: str) -> list[str]:
    """What follows on each instruction of this name."""
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, flags=re.MULTILINE)


def in_order(name: str) -> list[str]:
    """The words of an instruction in JSON."""
    words: list[str] = json.loads(instructions(name)[-1])
    return words


def copied() -> set[str]:
    """What the Dockerfile takes from the checkout."""
    taken = [words.split()[:-1] for words in instructions("COPY") if not words.startswith("--from")]
    return {path for paths in taken for path in paths}


def shell(text: str, directory: Path) -> None:
    """Run lines of ours, in a directory."""
    subprocess.run(["sh", "-ec", text], cwd=directory, check=True)  # noqa: S603, S607  # sh is where the system has it


def test_what_the_dockerfile_copies_is_there_and_is_all_that_the_engine_is_sent() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == copied()
    assert all((ROOT / path).exists() for path in copied())


def test_the_image_has_every_package_and_what_the_wheel_is_built_from() -> None:
    project = PROJECT["project"]
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert copied() == {*packages, "pyproject.toml", project["readme"], *project["license-files"], LOCK}


def test_what_is_installed_has_a_hash_in_the_lock() -> None:
    commands = [command for run in instructions("RUN") for command in run.split("&&")]
    installing = [command for command in commands if re.search(r"uv build|pip install", command)]
    assert len(installing) == 3
    for command in installing:
        assert re.search(rf"constraint {LOCK}|--require-hashes --requirement uv.txt", command), command


def test_the_lines_of_uv_are_cut_out_of_the_lock_whole(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / LOCK, tmp_path / LOCK)
    shell(instructions("RUN")[0].partition("&&")[0], tmp_path)
    first, *rest = (tmp_path / "uv.txt").read_text(encoding="utf-8").splitlines()
    assert first.startswith("uv==")
    assert all(line.strip().startswith("--hash=sha256:") for line in rest)
    assert [line.endswith("\\") for line in (first, *rest)] == [True] * len(rest) + [False]


def test_the_image_tells_metrics_and_traces_where_it_is_asked_to() -> None:
    (extras,) = re.findall(r'set -- dist/\*\.whl +&& uv pip install .*"\$1\[([\w,]+)\]"', DOCKERFILE)
    assert set(extras.split(",")) == {"metrics", "telemetry"}
    lock = (ROOT / LOCK).read_text(encoding="utf-8")
    for extra in extras.split(","):
        for requirement in PROJECT["project"]["optional-dependencies"][extra]:
            assert f"\n{requirement.partition('>=')[0]}==" in lock


def test_its_python_is_one_that_we_support() -> None:
    (image,) = [words.split()[0] for words in instructions("FROM") if not words.startswith("base")]
    version = re.fullmatch(r"python:3\.(\d+)-slim", image)
    least = re.fullmatch(r">=3\.(\d+)", PROJECT["project"]["requires-python"])
    assert version
    assert least
    assert int(version[1]) >= int(least[1])


def test_it_runs_a_command_of_ours_and_as_nobody_in_particular() -> None:
    assert in_order("ENTRYPOINT") == ["stakegraph"]
    assert in_order("CMD")[0] in COMMANDS
    user, group = map(int, instructions("USER")[-1].split(":"))
    assert user > 0
    assert group > 0


def test_its_health_is_whether_the_process_answers(tmp_path: Path) -> None:
    words = json.loads(instructions("HEALTHCHECK")[0].partition(" CMD ")[2])
    assert words[0] == "python"
    with service(tmp_path, "serve", "--neo4j", "bolt://127.0.0.1:1", "--port", "0") as serving:  # no database
        environment = {"STAKEGRAPH_PORT": serving.address().rpartition(":")[2]}
        assert healthy(words[1:], environment)
        serving.end()
    assert not healthy(words[1:], environment)


def healthy(arguments: list[str], environment: dict[str, str]) -> bool:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False).returncode == 0  # noqa: S603  # the Dockerfile's own


def test_every_service_runs_a_pinned_image_or_ours() -> None:
    assert SERVICES["neo4j"]["image"] == IMAGE  # which the tests run
    assert re.search(r":\d", IMAGE)
    assert SERVICES["stakegraph"]["build"] == "."


def test_every_variable_is_a_setting() -> None:
    environment: dict[str, str] = SERVICES["stakegraph"]["environment"]
    assert list(unknown_variables(environment)) == []
    assert all(name.startswith("STAKEGRAPH_") for name in environment)


def test_no_secret_stands_in_a_file_of_ours() -> None:
    secret = {f"STAKEGRAPH_{row.name.upper()}" for row in fields(Settings) if row.metadata["secret"]}
    for told in SERVICES.values():
        assert not {*secret, "NEO4J_AUTH"} & told["environment"].keys()
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    for secret_file in COMPOSE["secrets"].values():
        assert f"{secret_file['file'].split('/')[0]}/" in ignored


def test_nobody_reaches_it_from_elsewhere() -> None:
    assert [port.split(":")[0] for port in SERVICES["neo4j"]["ports"]] == ["127.0.0.1"]
    assert "network_mode" not in SERVICES["neo4j"]
    assert "ports" not in SERVICES["stakegraph"]
    assert SERVICES["stakegraph"]["environment"]["STAKEGRAPH_NEO4J"].endswith("//127.0.0.1:7687")


def test_the_documented_lines_make_the_secrets_that_are_mounted(tmp_path: Path) -> None:
    block = re.search(r"^## In containers\n.*?^```sh\n(.*?)^```$", OPERATING, flags=re.DOTALL | re.MULTILINE)
    assert block
    lines = [line for line in block[1].splitlines() if not line.startswith("docker ")]
    shell("\n".join(["umask 077", *lines]), tmp_path)
    auth, password = (tmp_path / COMPOSE["secrets"][name]["file"] for name in ("neo4j-auth", "neo4j-password"))
    assert len(password.read_text(encoding="utf-8").strip()) == 48
    assert auth.read_text(encoding="utf-8") == f"neo4j/{password.read_text(encoding='utf-8')}"
    assert stat.S_IMODE(auth.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (auth, password)} == {0o644}  # users of containers read them


def test_every_secret_is_read_from_where_it_is_mounted() -> None:
    for told in SERVICES.values():
        paths = {path for name, path in told["environment"].items() if name.endswith("_FILE")}
        assert paths == {f"/run/secrets/{name}" for name in told["secrets"]}
        assert set(told["secrets"]) <= COMPOSE["secrets"].keys()


def test_the_documented_commands_within_a_container_are_ours() -> None:
    told = re.findall(r"docker compose exec stakegraph stakegraph (\w+)", OPERATING)
    assert told
    assert set(told) <= COMMANDS.keys()
