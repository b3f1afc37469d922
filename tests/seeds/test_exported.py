"""Exports, read back: the same account comes of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from app.export.document import document
from app.export.subject import Subject
from app.export.tables import tables
from graph.change import Change, Drop, Put, apply
from graph.declaration import Edge, Node
from graph.errors import InvalidInput, NotFound, Refused
from graph.identity import TEAM, account_id, node_id, parse_id
from graph.model import NODES
from graph.snapshot import AccountGraph, Snapshot
from graph.store import Store
from graph.viewer import LOCAL
from seeds.borokvar import account as borokvar
from seeds.exported import changes, is_exported
from seeds.files.limits import Budget, Limits
from seeds.files.source import Source
from tests.app.export.accounts import borokvar_subject, subject
from tests.graph.acme import made, new_scope, person
from tests.graph.strategies import ABROAD, Step, few, histories, node_values

FORMS = [document, tables]
Write = Callable[[Subject], Iterator[bytes]]


def read(content: bytes) -> dict[str, list[Change]]:
    source, budget = Source("an export", content), Budget("an export", Limits())
    assert is_exported(source, budget)
    return changes(source, budget)


def written(write: Write, subject: Subject) -> bytes:
    return b"".join(write(subject))


def content(things: Iterable[Node | Edge]) -> dict[str, dict[str, Any]]:
    """What is equal in two accounts that are: every field of all things but the revision of the last change."""
    return {
        thing.id if isinstance(thing, Node) else thing.key: {**thing.encode(), "revision": None} for thing in things
    }


def everything(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    return content([*snapshot.nodes.values(), *snapshot.edges.values()])


@st.composite
def teams(draw: DrawFn) -> Snapshot:
    """The team that the accounts of the strategies name."""
    kinds = [(NODES[identifier.split("/")[1]], identifier) for identifier in ABROAD]
    return apply(Snapshot(TEAM), [Put(kind, draw(node_values(kind, identifier))) for kind, identifier in kinds])


# ---------------------------------------------------------------- the law


@pytest.mark.parametrize("write", FORMS)
@few
@given(steps=histories(), team=teams())
def test_any_account_comes_back_from_its_export(write: Write, steps: list[Step], team: Snapshot) -> None:
    before = steps[-1].effect.after
    found = read(written(write, subject(AccountGraph(before, team))))
    assert found.keys() <= {before.scope, TEAM}
    assert everything(apply(Snapshot(before.scope), found[before.scope])) == everything(before)
    ours = apply(Snapshot(TEAM), found.get(TEAM, []))
    assert everything(ours).items() <= everything(team).items()
    named = {end for edge in before.edges.values() for end in (edge.source, edge.target, getattr(edge, "by", ""))}
    assert ours.nodes.keys() == named & team.nodes.keys()


# ---------------------------------------------------------------- in a database


def under(scope: str, changes: Iterable[Change]) -> list[Change]:
    """The changes of the demonstration account, of an account of another key."""

    def moved(value: Any) -> Any:
        if not isinstance(value, str) or not value.startswith("borokvar/"):
            return value
        identity = parse_id(value)
        return account_id(scope) if identity.is_account else node_id(scope, identity.label, identity.key)

    return [
        replace(put, values={word: moved(value) for word, value in put.values.items()})
        for put in changes
        if isinstance(put, Put)
    ]


@pytest.mark.parametrize("write", FORMS)
async def test_the_demonstration_account_comes_back_into_a_database(store: Store, write: Write) -> None:
    scope, sample = new_scope(), borokvar.changes()
    await store.commit({scope: under(scope, sample["borokvar"]), TEAM: sample[TEAM]}, LOCAL)
    before = await store.snapshot(scope, LOCAL)
    exported = written(write, subject(before))
    await store.commit(
        {scope: [Drop(type(node), {"id": node.id}, True) for node in before.account.nodes.values()]}, LOCAL
    )
    with pytest.raises(NotFound):
        await store.snapshot(scope, LOCAL)
    await store.commit(read(exported), LOCAL)
    after = await store.snapshot(scope, LOCAL)
    assert len(after.account.nodes) > 400
    assert everything(after.account) == everything(before.account)
    assert everything(after.team) == everything(before.team)


# ---------------------------------------------------------------- what is refused


def small() -> Subject:
    return subject(AccountGraph(made(person("anna", name="=1+1")), Snapshot(TEAM)))


def refused(content: bytes) -> str:
    with pytest.raises(InvalidInput) as raised:
        changes(Source("x.json", content), Budget("x.json", Limits()))
    return raised.value.message


def edited(**given: Any) -> bytes:
    """The document with other values at its top."""
    return orjson.dumps({**orjson.loads(written(document, small())), **given})


def packed(**files: str | None) -> bytes:
    """The bundle with other files in it."""
    stream = BytesIO()
    with ZipFile(BytesIO(written(tables, small()))) as old, ZipFile(stream, "w") as new:
        kept = {name: old.read(name).decode() for name in old.namelist()}
        for name, text in {**kept, **{f"{name}.csv": text for name, text in files.items()}}.items():
            if text is not None:
                new.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "is damaged: it is no JSON"),
        (b"[]", "is no export of Stakegraph, which is a JSON object"),
        (edited(format="other"), "is no export of Stakegraph: its format is 'other'"),
        (edited(version=2), "is an export of version 2, and this Stakegraph reads 1: upgrade it"),
        (edited(account=None), "does not say which account it is of"),
        (edited(account="team"), "does not say which account it is of"),
        (edited(nodes=None), "is damaged: nodes is no list"),
        (edited(nodes=["x"]), "nodes[0].label must be one of Organisation, "),
        (edited(edges=[{"type": "LIKES"}]), "edges[0].type must be one of PART_OF, "),
        (edited(nodes=[{"label": "Risk", "id": "x"}]), "nodes[0].id: an id looks like <scope>/<label>/<key>"),
        (edited(nodes=[{"label": "Risk", "id": "b/Risk/x"}]), "nodes[0].id lies in another account than 'acme'"),
        (packed(stakegraph=None), "is no export of Stakegraph: there is no stakegraph.csv in it"),
        (packed(stakegraph="format,version\n"), "stakegraph.csv must have one row below its headings, not 0"),
        (packed(stakegraph="format,version\nstakegraph,9\n"), "is an export of version '9'"),
        (packed(Friend="id\nx\n"), "Friend.csv is named after no kind of node or type of edge"),
        (packed(Stakeholder="id,colour\nx,red\n"), "Stakeholder.csv: a Stakeholder has no 'colour'"),
        (packed(Stakeholder="id,name\nx,y,z\n"), "Stakeholder.csv, line 2 has more cells than headings"),
        (packed(Stakeholder='id,name\nx,"y\n'), "is damaged: Stakeholder.csv, line 2"),
        (packed(Stakeholder="id,name\nx,y\n"), "Stakeholder.csv, line 2.id: an id looks like <scope>/<label>/<key>"),
        (written(tables, small())[:-40], "x.json"),
    ],
)
def test_what_is_no_export_is_told_where(content: bytes, told: str) -> None:
    assert told in refused(content)


@pytest.mark.parametrize("content", [b"", b"id,name\n", b'{"name": "x"}', b"PK\x03\x04", packed(stakegraph=None)])
def test_other_files_are_not_taken_for_exports(content: bytes) -> None:
    source, budget = Source("x", content), Budget("x", Limits())
    try:
        assert not is_exported(source, budget)
    except InvalidInput:
        assert content == b"PK\x03\x04"  # an archive that cannot be opened


def test_a_document_that_was_laid_out_anew_is_an_export_still() -> None:
    content = written(document, small())
    assert read(b"\n" + orjson.dumps(orjson.loads(content), option=orjson.OPT_INDENT_2)) == read(content)


def test_what_archiving_programs_add_is_passed_over() -> None:
    stream = BytesIO(written(tables, small()))
    with ZipFile(stream, "a") as archive:
        archive.writestr("__MACOSX/._Stakeholder.csv", b"\x00\x05")
        archive.writestr(".DS_Store", b"\x00")
    assert read(stream.getvalue()) == read(written(tables, small()))


def test_values_that_the_model_refuses_are_for_the_commit_to_refuse() -> None:
    found = changes(
        Source("x", packed(Stakeholder="id,name,interest\nacme/Stakeholder/a,A,9\n")), Budget("x", Limits())
    )
    with pytest.raises(Refused, match=r"Stakeholder.interest must be at most 1"):
        apply(Snapshot("acme"), found["acme"])


def test_a_file_on_a_disk_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    file.write_bytes(written(tables, borokvar_subject()))
    found = changes(Source(file.name, file), Budget(file.name, Limits()))
    assert everything(apply(Snapshot("borokvar"), found["borokvar"])) == everything(borokvar_subject().reading.account)
