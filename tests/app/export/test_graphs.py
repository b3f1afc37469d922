"""GraphML and GEXF, read back by networkx, and looked at as XML."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import networkx as nx
import pytest

from app.export.graphs import gexf, graphml, network
from app.export.subject import Subject
from graph.model import ReportsTo, Stakeholder
from graph.snapshot import AccountGraph, Snapshot
from schema.stakeholder_map import MapFilter, stakeholder_map
from tests.app.export.accounts import DAY, borokvar_subject, krackhardt_subject, subject
from tests.graph.acme import edge, ident, made, person

GEXF = "{http://www.gexf.net/1.2draft}"
VIZ = "{http://www.gexf.net/1.2draft/viz}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
YED = "{http://www.yworks.com/xml/graphml}"

Write = Callable[[Subject], Iterator[bytes]]
READ: dict[Write, Callable[[Any], Any]] = {graphml: nx.read_graphml, gexf: nx.read_gexf}
FORMS = pytest.mark.parametrize("write", READ, ids=lambda write: write.__name__)


def written(write: Write, exported: Subject) -> bytes:
    return b"".join(write(exported))


def parsed(write: Write, exported: Subject) -> Element:
    return fromstring(written(write, exported))  # noqa: S314  # our own


def read(write: Write, exported: Subject) -> Any:
    return READ[write](BytesIO(written(write, exported)))


def test_the_network_is_the_map_with_our_team() -> None:
    exported = borokvar_subject()
    drawn = stakeholder_map(exported.reading, MapFilter(include_team=True))
    graph = network(exported)
    assert (len(graph), graph.number_of_edges()) == (len(drawn.nodes), len(drawn.edges))
    assert {held["kind"] for _, held in graph.nodes(data=True)} == {"STAKEHOLDER", "TEAM_MEMBER"}
    ties = {(held["tie"], held["directed"]) for *_, held in graph.edges(data=True)}
    assert ties == {
        ("REPORTS_TO", True),
        ("INFLUENCES", True),
        ("ALLIED_WITH", False),
        ("CONFLICTS_WITH", False),
        ("KNOWS", True),
    }
    known = {(tie.member, tie.person): tie.strength for tie in exported.reading.ties.values()}
    ours = [held["weight"] for *_, held in graph.edges(data=True) if held["tie"] == "KNOWS"]
    assert sorted(ours) == sorted(strength for strength in known.values() if strength)


@FORMS
@pytest.mark.parametrize("account", [borokvar_subject, krackhardt_subject])
def test_networkx_reads_what_was_written(write: Write, account: Callable[[], Subject]) -> None:
    graph, found = network(account()), read(write, account())
    assert found.is_directed()
    assert found.is_multigraph()
    assert set(found) == set(graph)
    for node, held in graph.nodes(data=True):
        expected = {name: value for name, value in held.items() if name != "viz"}
        assert {name: found.nodes[node].get(name) for name in expected} == expected
    told = ("label", "tie", "weight", "confidence", "contested", "directed")
    ties = sorted((u, v, [held.get(name) for name in told]) for u, v, held in graph.edges(data=True))
    assert sorted((u, v, [held.get(name) for name in told]) for u, v, held in found.edges(data=True)) == ties


@FORMS
def test_what_is_not_known_is_left_out(write: Write) -> None:
    found = read(write, subject(AccountGraph(made(person("anna")), Snapshot("team"))))
    assert found.nodes["anna"].keys() >= {"label", "kind", "power", "coverage", "x", "y"}
    assert not found.nodes["anna"].keys() & {"title", "seniority", "stance"}


@FORMS
def test_an_account_of_nobody_is_an_empty_graph(write: Write) -> None:
    assert len(read(write, subject(AccountGraph(made(), Snapshot("team"))))) == 0


@FORMS
def test_text_that_xml_does_not_know_is_left_out(write: Write) -> None:
    people = person("anna", name="A\x00n\x0bn\ufffea <&> \U0001f600", title="]]>\ud7ff")
    found = read(write, subject(AccountGraph(made(people), Snapshot("team"))))
    assert found.nodes["anna"]["label"] == "Anna <&> \U0001f600"
    assert found.nodes["anna"]["title"] == "]]>\ud7ff"


@FORMS
def test_ids_are_names_of_xml_and_each_is_somebody_s_own(write: Write) -> None:
    people = [person(key) for key in ("a/b", "a|b", "a b", "a_b", "ű")]
    account = subject(AccountGraph(made(*people), Snapshot("team")))
    named = (f"{GEXF}node", f"{GRAPHML}node")
    ids = [each.attrib["id"] for each in parsed(write, account).iter() if each.tag in named]
    assert len({*ids}) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9._:-]+", each) for each in ids)
    keys = {held["personKey"] for _, held in read(write, account).nodes(data=True)}
    assert keys == {"a/b", "a|b", "a b", "a_b", "ű"}


def test_graphml_declares_each_attribute_once() -> None:
    document = parsed(graphml, borokvar_subject())
    keys = [each.attrib["id"] for each in document.iter(f"{GRAPHML}key")]
    assert len({*keys}) == len(keys)
    types = {
        each.attrib["attr.name"]: each.attrib["attr.type"]
        for each in document.iter(f"{GRAPHML}key")
        if "attr.name" in each.attrib
    }
    assert (types["power"], types["uncovered"], types["kind"]) == ("double", "boolean", "string")
    said = {each.text for each in document.iter(f"{GRAPHML}data")}
    assert not said & {"True", "False"}


def test_yed_draws_everybody_with_a_name_and_a_place_of_their_own() -> None:
    document = parsed(graphml, borokvar_subject())
    labels = [each.text for each in document.iter(f"{YED}NodeLabel")]
    places = {(each.attrib["x"], each.attrib["y"]) for each in document.iter(f"{YED}Geometry")}
    assert len(labels) == len(places) == len(network(borokvar_subject()))
    assert "Gál Benedek" in labels
    arrows = [each.attrib["target"] for each in document.iter(f"{YED}Arrows")]
    assert {*arrows} == {"standard", "none"}


def test_gexf_is_of_the_form_that_gephi_reads() -> None:
    document = parsed(gexf, borokvar_subject())
    assert (document.tag, document.attrib["version"]) == (f"{GEXF}gexf", "1.2")
    meta, graph = document
    assert (meta.attrib["lastmodifieddate"], meta[0].text, meta[1].text) == (
        DAY.isoformat(),
        "Stakegraph",
        "Borókvári Művek Nyrt.",
    )
    assert graph.attrib == {"defaultedgetype": "directed", "mode": "static"}
    assert {each.tag for each in graph} == {f"{GEXF}attributes", f"{GEXF}nodes", f"{GEXF}edges"}
    for node in graph.iter(f"{GEXF}node"):
        assert {each.tag for each in node} == {f"{VIZ}color", f"{VIZ}size", f"{VIZ}position", f"{GEXF}attvalues"}
    for tie in graph.iter(f"{GEXF}edge"):
        assert tie.attrib["kind"] == tie.attrib["label"]  # Gephi adds up what is of one kind between the same two


def test_the_first_layer_is_drawn_above_the_second() -> None:
    line = edge(ReportsTo, ident(Stakeholder, "bela"), ident(Stakeholder, "anna"))
    found = read(gexf, subject(AccountGraph(made(person("anna"), person("bela"), [line]), Snapshot("team"))))
    top, below = (found.nodes[key]["viz"]["position"]["y"] for key in ("anna", "bela"))
    assert top > below  # Gephi counts up
