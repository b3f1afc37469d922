"""The JSON document, and how much of an account an export takes."""

import orjson
import pytest

from app.export.document import document
from app.export.extent import edges_of, nodes_of
from graph.change import Put
from graph.declaration import Edge
from graph.identity import account_id
from graph.model import EDGES, NODES, Knows, Owns, TeamMember
from graph.snapshot import AccountGraph, Snapshot
from graph.viewer import LOCAL, Role, Viewer
from tests.app.export.accounts import DAY, borokvar_subject, generated_subject, subject
from tests.graph.acme import ACME, edge, ident, made, member, person


def test_a_document_says_what_it_is_and_holds_all_of_the_account() -> None:
    exported = borokvar_subject()
    graph = exported.reading.graph
    read = orjson.loads(b"".join(document(exported)))
    assert [*read] == ["format", "version", "account", "revision", "exportedOn", "nodes", "edges"]
    assert (read["format"], read["version"], read["account"]) == ("stakegraph", 1, "borokvar")
    assert (read["revision"], read["exportedOn"]) == (graph.revision, DAY.isoformat())
    assert {each["id"] for each in read["nodes"]} >= graph.account.nodes.keys()
    assert len(read["edges"]) == len(graph.account.edges)


def test_its_order_is_the_model_s_and_then_that_of_ids_and_keys() -> None:
    read = orjson.loads(b"".join(document(borokvar_subject())))
    labels, types = [*NODES], [*EDGES]
    nodes = [(labels.index(each["label"]), each["id"]) for each in read["nodes"]]
    assert nodes == sorted(nodes)
    kinds = [types.index(each["type"]) for each in read["edges"]]
    assert kinds == sorted(kinds)


def test_the_same_account_is_written_the_same() -> None:
    assert b"".join(document(borokvar_subject())) == b"".join(document(borokvar_subject()))


def test_nothing_says_at_which_revision_it_was_written() -> None:
    read = orjson.loads(b"".join(document(borokvar_subject())))
    assert not any("revision" in each for each in (*read["nodes"], *read["edges"]))


def test_a_large_account_is_written_in_parts() -> None:
    parts = list(document(generated_subject(300)))
    assert len(parts) > 10
    assert max(map(len, parts)) < 100_000


def test_of_the_team_only_those_are_taken_whom_the_account_names() -> None:
    ours = made(*(member(key) for key in ("author", "known", "nobody")), scope="team")
    said = edge(
        Knows,
        ident(TeamMember, "known"),
        f"{ACME}/Stakeholder/anna",
        level="VENDOR",
        by=ident(TeamMember, "author"),
        validFrom="2026-01-01",
    )
    graph = AccountGraph(made(person("anna"), [said]), ours)
    named = [node.key for node in nodes_of(graph, LOCAL) if isinstance(node, TeamMember)]
    assert named == ["author", "known"]


@pytest.mark.parametrize(("seen", "count"), [(None, 1), (frozenset({ACME, "other"}), 1), (frozenset({ACME}), 0)])
def test_what_is_owned_in_an_account_that_one_may_not_see_does_not_exist(
    seen: frozenset[str] | None, count: int
) -> None:
    owned = Put(Owns, {"from": account_id(ACME), "to": account_id("other"), "share": 0.5})
    graph = AccountGraph(made([owned]), Snapshot("team"))
    viewer = Viewer("anna", Role.VIEWER, seen)
    found: list[Edge] = [each for each in edges_of(graph, viewer) if isinstance(each, Owns)]
    assert len(found) == count
    read = orjson.loads(b"".join(document(subject(graph, viewer=viewer))))
    assert [each["type"] for each in read["edges"]].count("OWNS") == count
