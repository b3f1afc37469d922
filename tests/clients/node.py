"""The reference clients: packages from npm, fetched once into the user's cache, and scripts that use them."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import pytest

from tests.fetched import FETCH_SECONDS, fetched

__all__ = ["Clients", "NoClients", "installed", "skip_or_fail"]

HERE = Path(__file__).parent
PACKAGES = ("package.json", "package-lock.json")
OLDEST_NODE = 18
SECONDS = 60


class NoClients(Exception):
    """The clients cannot run here. The message is one line: what is missing."""


def skip_or_fail(reason: NoClients) -> NoReturn:
    """Skip the test that needs the clients, or fail it where `CI` is true."""
    if os.environ.get("CI") == "true":
        raise pytest.fail.Exception(str(reason), pytrace=False) from None
    pytest.skip(str(reason))


class Clients:
    """The scripts of this folder beside their packages, in a directory that takes what they make."""

    def __init__(self, directory: Path, node: str) -> None:
        self.directory = directory
        self.node = node

    def run(self, script: str, *arguments: str) -> str:
        """What a script prints. Fails where the script does, with what it said."""
        done = _ended([self.node, script, *arguments], self.directory, SECONDS)
        assert done.returncode == 0, f"{script}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def call(self, command: str, *arguments: str) -> str:
        """What a command of the packages prints."""
        return self.run(f"node_modules/.bin/{command}", *arguments)

    def start(self, script: str, *arguments: str) -> "subprocess.Popen[str]":
        """A script to be talked to by the line."""
        pipe = subprocess.PIPE
        return subprocess.Popen(  # noqa: S603  # our own script
            [self.node, script, *arguments], cwd=self.directory, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8"
        )


def installed(directory: Path) -> Clients:
    """The clients, to work in a directory. Raises NoClients where there is no node, or no network the first time."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise NoClients(f"no reference clients for the tests: there is no {'npm' if node else 'node'}")
    version = _ended([node, "--version"], directory, SECONDS).stdout
    number = re.match(r"v(\d+)", version)
    if number is None or int(number[1]) < OLDEST_NODE:
        raise NoClients(f"the reference clients need node {OLDEST_NODE} or later: this one is {version.strip()}")
    (directory / "node_modules").symlink_to(_modules(npm))
    for path in HERE.iterdir():
        if path.is_file() and path.suffix != ".py":
            shutil.copy(path, directory)
    return Clients(directory, node)


def _modules(npm: str) -> Path:
    """The folder of the packages."""
    locked = sha256((HERE / PACKAGES[1]).read_bytes()).hexdigest()[:12]
    return fetched(f"clients-{locked}", lambda directory: _fetch(npm, directory)) / "node_modules"


def _fetch(npm: str, directory: Path) -> None:
    for name in PACKAGES:
        shutil.copy(HERE / name, directory)
    quietly = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    done = _ended([npm, "ci", *quietly], directory, FETCH_SECONDS)
    if done.returncode != 0:
        raise NoClients(f"npm could not fetch the reference clients ({done.stderr.strip().splitlines()[:1]})")


def _ended(command: Sequence[str], directory: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own command
        command, cwd=directory, capture_output=True, encoding="utf-8", timeout=seconds, check=False
    )
