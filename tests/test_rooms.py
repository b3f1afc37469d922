"""The rooms: who may import whom, what a module shows and is called, and how long files and functions may be.

The rules are told in CONTRIBUTING.md. Each is a function from a module to what it finds wrong there; the last test
shows every rule something that it must refuse.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import pytest

__all__: list[str] = []

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "graph": set[str](),
    "scoring": {"graph"},
    "schema": {"graph", "scoring"},
    "seeds": {"graph"},
    "app": {"graph", "scoring", "schema", "seeds"},
    "web": set[str](),
}
BESIDE = {"tests", "bench"}  # they may import every room, and no room imports them
PURE = {
    "change",
    "declaration",
    "errors",
    "footprint",
    "identity",
    "memory",
    "message",
    "model",
    "moment",
    "rules",
    "snapshot",
    "summary",
    "values",
}
"""What scoring may see of graph: the model, its snapshots, and the changes that a lift supposes. Never the store."""

LONGEST_FILE, LONGEST_FUNCTION = 400, 30  # lines, docstrings not counted
LONG_FILES = {
    "graph/model.py": "one declaration after the other; it is read like a table",
    "graph/cypher.py": "one statement after the other, all that is ever sent to a database; it is read like a table",
}
REFUSED = {"common", "data", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A Python file, by its path from the root of the repository."""

    path: str
    source: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.source)

    @property
    def room(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def is_package(self) -> bool:
        return self.path.endswith("/__init__.py")


@dataclass(frozen=True)
class Import:
    """One name, or one whole module where `name` is None, that is taken from elsewhere. `line` is where."""

    module: str
    name: str | None
    line: int


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


def _module(path: Path) -> Module:
    return Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def _files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


ROOMS = [_module(path) for path in _files(*MAY_IMPORT)]
MODULES = {module.path.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."): module for module in ROOMS}


# ---------------------------------------------------------------- who may import whom


def _imports(module: Module) -> Iterator[Import]:
    """All imports, those within functions too. Of `from graph import cypher`, the module is `graph.cypher`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, None, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for alias in node.names:
                whole = f"{origin}.{alias.name}"
                yield Import(whole, None, node.lineno) if whole in MODULES else Import(origin, alias.name, node.lineno)


def foreign_rooms(module: Module) -> Iterator[str]:
    """An import from a room that this one may not know, or a relative one, which hides from where it comes."""
    forbidden = (MAY_IMPORT.keys() | BESIDE) - MAY_IMPORT[module.room] - {module.room}
    for taken in _imports(module):
        room = taken.module.split(".")[0]
        if room in forbidden or not room:
            yield f"line {taken.line}: {module.room} may not import {taken.module}"


def impure_scores(module: Module) -> Iterator[str]:
    """Scoring that reaches beyond the pure part of graph, or that part reaching out of itself."""
    part = module.path.removeprefix("graph/").removesuffix(".py")
    if module.room != "scoring" and part not in PURE:
        return
    for taken in _imports(module):
        room, _, rest = taken.module.partition(".")
        if room == "graph" and rest not in PURE:
            yield f"line {taken.line}: {taken.module} is not of the pure part of graph, which is all that scoring sees"


def undeclared_imports(module: Module) -> Iterator[str]:
    """A name taken from a module of ours that does not declare it."""
    for taken in _imports(module):
        origin = MODULES.get(taken.module)
        if origin and taken.name and taken.name not in (_declared(origin) or ()):
            yield f"line {taken.line}: {taken.name} is not in the __all__ of {taken.module}"


# ---------------------------------------------------------------- what a module shows


def _is_declaration(statement: ast.stmt) -> bool:
    return "__all__" in _assigned(statement)


def _assigned(statement: ast.stmt) -> list[str]:
    """The names that a statement at the top of a module assigns."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def _declared(module: Module) -> set[str] | None:
    """The names in `__all__`; None where there is none."""
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and _is_declaration(statement) and statement.value:
            return set(ast.literal_eval(statement.value))
    return None


def _defined(module: Module) -> tuple[set[str], set[str]]:
    """The public functions, classes, aliases and variables of a module; its public constants and type variables."""
    named, assigned = set(), set()
    for statement in module.tree.body:
        if isinstance(statement, Function | ast.ClassDef):
            named.add(statement.name)
        assigned |= set(_assigned(statement))
    constants = {name for name in assigned if name.isupper()}
    return _public(named | assigned - constants), _public(constants)


def _public(names: Iterable[str]) -> set[str]:
    return {name for name in names if not name.startswith("_")}


def surface(module: Module) -> Iterator[str]:
    """`__all__` is not what the module defines: all of its functions, classes and aliases, and constants at will."""
    if module.is_package or module.path.endswith("/__main__.py"):
        return
    declared = _declared(module)
    if declared is None:
        yield "has no __all__"
        return
    must, may = _defined(module)
    if missing := must - declared:
        yield f"{_list(missing)} should be in __all__, or private"
    if surplus := declared - must - may:
        yield f"{_list(surplus)} in __all__ is not defined here"


def declaration_place(module: Module) -> Iterator[str]:
    """`__all__` stands elsewhere than right after the imports."""
    body = module.tree.body[1:] if ast.get_docstring(module.tree) else module.tree.body
    before = [statement for statement in body if not isinstance(statement, ast.Import | ast.ImportFrom | ast.If)]
    if _declared(module) is not None and not _is_declaration(before[0]):
        yield f"line {before[0].lineno}: __all__ comes right after the imports"


def bare_packages(module: Module) -> Iterator[str]:
    """A package that holds more than its docstring: each name has one path."""
    if module.is_package and len(module.tree.body) > 1:
        yield "a package holds its docstring and nothing else"


def undocumented(module: Module) -> Iterator[str]:
    """A module without a docstring."""
    if not ast.get_docstring(module.tree):
        yield "has no docstring"


def vague_name(module: Module) -> Iterator[str]:
    """A module or folder whose name says nothing of what is in it."""
    if vague := REFUSED & set(re.split(r"[/_.]", module.path)):
        yield f"{_list(vague)} names no thing"


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


# ---------------------------------------------------------------- how long


def _docstring(node: ast.AST) -> int:
    """How many lines the docstring of a module, class or function takes."""
    if not isinstance(node, ast.Module | ast.ClassDef | Function) or ast.get_docstring(node) is None:
        return 0
    return _span(node.body[0])


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _functions(module: Module) -> Iterator[tuple[str, int]]:
    """Each function, and how many lines it has without decorators and docstring."""
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield f"{module.path}: line {node.lineno}: {node.name}", _span(node) - _docstring(node)


def _length(module: Module) -> int:
    """How many lines a file has without docstrings."""
    return len(module.source.splitlines()) - sum(_docstring(node) for node in ast.walk(module.tree))


def long_file(module: Module) -> Iterator[str]:
    """A file of too many lines that has no reason of its own."""
    if (lines := _length(module)) > LONGEST_FILE and module.path not in LONG_FILES:
        yield f"{lines} lines without docstrings, and {LONGEST_FILE} are the most: it is two nouns"


# ---------------------------------------------------------------- the tests

Rule = Callable[[Module], Iterator[str]]
RULES: list[Rule] = [
    bare_packages,
    declaration_place,
    foreign_rooms,
    impure_scores,
    long_file,
    surface,
    undeclared_imports,
    undocumented,
    vague_name,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    _none([f"{module.path}: {wrong}" for module in ROOMS for wrong in rule(module)])


def test_tests_and_benchmarks_have_telling_names_too() -> None:
    beside = [_module(path) for path in _files(*BESIDE)]
    _none([f"{module.path}: {wrong}" for module in beside for wrong in vague_name(module)])


def _none(wrong: list[str]) -> None:
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_functions_are_short() -> None:
    lengths = [function for module in ROOMS for function in _functions(module)]
    too_long = [f"{where}: {lines} lines" for where, lines in lengths if lines > LONGEST_FUNCTION]
    _none(too_long if len(too_long) * 10 > len(lengths) else [])
    assert median(lines for _, lines in lengths) < 10


def test_files_are_short() -> None:
    assert median(_length(module) for module in ROOMS if not module.is_package) < 150


def test_no_exception_outlives_its_reason() -> None:
    paths = {module.path for module in ROOMS}
    assert paths >= LONG_FILES.keys()
    assert paths >= {f"graph/{part}.py" for part in PURE}


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [
        (bare_packages, "graph/__init__.py", '"""Graph."""\nfrom graph.store import Store\n'),
        (declaration_place, "graph/x.py", '"""X."""\nimport re\nA = 1\n__all__ = ["f"]\ndef f(): ...\n'),
        (foreign_rooms, "graph/x.py", "def f():\n    from scoring.power import power\n"),
        (foreign_rooms, "graph/x.py", "import tests.conftest\n"),
        (foreign_rooms, "seeds/x.py", "if TYPE_CHECKING:\n    import app.cli\n"),
        (foreign_rooms, "schema/x.py", "from . import scores\n"),
        (impure_scores, "scoring/x.py", "from graph.store import Store\n"),
        (impure_scores, "scoring/x.py", "from graph import cypher\n"),
        (impure_scores, "graph/snapshot.py", "from graph.connection import Connection\n"),
        (long_file, "graph/x.py", '"""X."""\n' + "a = 1\n" * 401),
        (surface, "graph/x.py", "class Shown: ...\n"),
        (surface, "graph/x.py", "__all__ = []\nasync def shown(): ...\n"),
        (surface, "graph/x.py", "__all__ = []\nShown = int | str\n"),
        (surface, "graph/x.py", 'from re import sub\n__all__ = ["sub"]\n'),
        (undeclared_imports, "schema/x.py", "from graph.store import LONGEST_TAIL\n"),
        (undocumented, "graph/x.py", "import re\n"),
        (vague_name, "graph/cypher_utils.py", ""),
        (vague_name, "schema/common/x.py", ""),
    ],
)
def test_a_rule_refuses(rule: Rule, path: str, source: str) -> None:
    assert list(rule(Module(path, source)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_lets_pass(rule: Rule) -> None:
    top = '"""Power: who decides?"""\nfrom graph.snapshot import Snapshot\n__all__ = ["power"]\n'
    rest = "LEAST = 1\nclass _Matrix: ...\ndef power(snapshot: Snapshot): ...\n"
    assert list(rule(Module("scoring/x.py", top + rest))) == []
