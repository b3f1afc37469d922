"""The package: what a wheel holds, and that its command works where there is no checkout."""

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

__all__: list[str] = []

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
VERSION = PROJECT["project"]["version"]
NOT_SHIPPED = {"__pycache__", "build"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(directory), cwd=ROOT)
    return next(directory.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with the wheel in it, which lends all else from the one that runs the tests."""
    directory = tmp_path_factory.mktemp("installed")
    venv.create(directory, symlinks=os.name != "nt")
    scheme = {"base": str(directory), "platbase": str(directory)}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    programs = Path(sysconfig.get_path("scripts", "venv", scheme))
    options = ["--quiet", "--offline", "--no-deps", "--python", str(programs / "python")]
    _run(sys.executable, "-m", "uv", "pip", "install", *options, str(wheel), cwd=directory)
    return programs


def test_a_wheel_holds_the_files_of_the_packages_and_nothing_else(wheel: Path) -> None:
    files = {path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()}
    shipped = {path.as_posix() for path in files if not NOT_SHIPPED & set(path.parts)}
    assert {name for name in _names(wheel) if ".dist-info/" not in name} == shipped


def test_a_wheel_holds_what_the_program_reads(wheel: Path) -> None:
    page = {"app/graphiql/index.html", "app/graphiql/graphiql.js", "app/graphiql/graphiql.css"}
    typed = {f"{package}/py.typed" for package in PACKAGES}
    seeds = {"seeds/krackhardt/managers.csv", "seeds/krackhardt/ties.csv"}
    licence = {f"stakegraph-{VERSION}.dist-info/licenses/LICENSE"}
    assert page | typed | seeds | licence <= _names(wheel)


def test_the_command_runs_from_the_installed_files(installed: Path, tmp_path: Path) -> None:
    where = _run(str(installed / "python"), "-c", "import app; print(app.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert VERSION in _run(str(installed / "stakegraph"), "--version", cwd=tmp_path)


def test_the_installed_command_prints_the_schema(installed: Path, tmp_path: Path) -> None:
    assert "type Query" in _run(str(installed / "stakegraph"), "schema", cwd=tmp_path)


def _names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def _run(*command: str, cwd: Path) -> str:
    """What a command prints. Nothing points it to the checkout: neither where it runs nor its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own commands
    assert done.returncode == 0, done.stderr
    return done.stdout
