"""An account for programs that work on graphs, such as networkx, Gephi and yEd: as GraphML, and as GEXF."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from io import BytesIO
from math import sqrt
from typing import Any, Final
from xml.etree.ElementTree import SubElement

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import GraphMLWriter

from app.export.letters import legal
from app.export.palette import rgb, stance_colour
from app.export.subject import Subject
from app.export.yed import drawn_for_yed
from schema.stakeholder_map import MapEdge, MapFilter, MapNode, MapNodeKind, stakeholder_map

__all__ = ["gexf", "graphml", "network"]

ACROSS: Final = 100.0  # how far apart two places of the map are
DOWN: Final = 200.0  # ... and two layers
SMALLEST: Final = 20.0  # the size of a node
LARGEST: Final = 70.0
OURS: Final = "#6B7280"
UNSAID: Final = "#CBD2DB"  # where nobody has said
_NOT_AN_ID: Final = re.compile(r"[^A-Za-z0-9._-]")


def graphml(subject: Subject) -> Iterator[bytes]:
    """The account as GraphML, with what yEd draws beside."""
    graph = network(subject)
    writer = _GraphMLWriter(encoding="utf-8")
    writer.add_graph_element(_without_looks(graph))
    drawn_for_yed(writer.xml, graph)
    stream = BytesIO()
    writer.dump(stream)
    yield stream.getvalue()


def gexf(subject: Subject) -> Iterator[bytes]:
    """The account as GEXF 1.2, with the places, colours and sizes that Gephi draws."""
    writer = _GEXFWriter(network(subject), encoding="utf-8", version="1.2draft")
    meta = writer.xml.find("meta")
    meta.set("lastmodifieddate", subject.reading.day.isoformat())
    meta.find("creator").text = "Stakegraph"
    SubElement(meta, "description").text = legal(subject.reading.graph.root.name)
    del writer.graph_element.attrib["name"]  # which GEXF does not know
    for edge in writer.graph_element.iter("edge"):
        edge.set("kind", edge.attrib["label"])  # of GEXF 1.3: without it Gephi makes one of all ties between two
    stream = BytesIO()
    writer.write(stream)
    yield stream.getvalue()


def network(subject: Subject) -> "nx.MultiDiGraph[str]":
    """The stakeholder map with our team, as a graph whose attributes docs/exporting.md tells."""
    drawn = stakeholder_map(subject.reading, MapFilter(include_team=True))
    ids = dict(_ids(node.key for node in drawn.nodes))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        account=subject.reading.graph.key, day=subject.reading.day.isoformat()
    )
    homes = {key: group.label for group in drawn.groups for key in group.nodes}
    most = max((node.power or 0.0 for node in drawn.nodes), default=0.0)
    for node in drawn.nodes:
        graph.add_node(ids[node.key], **_node(node, homes.get(node.key)), viz=_look(node, most))
    for number, edge in enumerate(drawn.edges):
        graph.add_edge(ids[edge.source], ids[edge.target], key=f"e{number}", **_edge(edge))
    return graph


def _ids(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each key, with what stands for it in XML: the key itself, as far as it is made of plain letters."""
    taken: set[str] = set()
    for key in keys:
        plain = _NOT_AN_ID.sub("_", key)
        number = 1
        while (name := plain if number == 1 else f"{plain}_{number}") in taken:
            number += 1
        taken.add(name)
        yield key, name


def _node(node: MapNode, home: str | None) -> dict[str, Any]:
    """The attributes of a person; what is not known is left out."""
    held: Any = (node.stakeholder or node.team_member).item  # type: ignore[union-attr]  # it is one of theirs or of ours
    told = {
        "label": legal(held.name),
        "kind": node.kind.value,
        "personKey": legal(held.key),
        "title": legal(held.title) if getattr(held, "title", None) else None,
        "seniority": _word(getattr(held, "seniority", None)),
        "function": legal(held.function) if held.function else None,
        "organisation": legal(home) if home else None,
        "power": node.power,
        "coverage": node.coverage,
        "level": _word(node.level),
        "stance": node.stance,
        "uncovered": node.uncovered,
        "x": node.x * ACROSS,
        "y": -node.y * DOWN,
    }
    return {name: value for name, value in told.items() if value is not None}


def _word(member: StrEnum | None) -> str | None:
    return member.value if member else None


def _edge(edge: MapEdge) -> dict[str, Any]:
    """The attributes of a tie. `tie` is its type: what GEXF calls so is whether an edge has a direction."""
    told = {
        "label": str(edge.type.value),
        "tie": str(edge.type.value),
        "weight": edge.weight,
        "confidence": edge.confidence,
        "contested": edge.contested,
        "directed": edge.directed,
    }
    return {name: value for name, value in told.items() if value is not None}


def _look(node: MapNode, most: float) -> dict[str, Any]:
    """How Gephi draws somebody: the larger the more powerful, in the colour of their stance."""
    ours = node.kind is MapNodeKind.TEAM_MEMBER
    red, green, blue = rgb(OURS if ours else UNSAID if node.stance is None else stance_colour(node.stance))
    share = (node.power or 0.0) / most if most else 0.0
    return {
        "color": {"r": red, "g": green, "b": blue, "a": 1.0},
        "size": round(sqrt(SMALLEST**2 + share * (LARGEST**2 - SMALLEST**2)), 1),
        "position": {"x": node.x * ACROSS, "y": -node.y * DOWN, "z": 0.0},
    }


class _GraphMLWriter(GraphMLWriter):
    def add_data(self, name: str, element_type: type, value: Any, scope: str = "all", default: Any = None) -> Any:
        """As networkx does, but for the words of XML for yes and no."""
        said = str(value).lower() if element_type is bool else value
        return super().add_data(name, element_type, said, scope, default)


class _GEXFWriter(GEXFWriter):
    def add_attributes(self, node_or_edge: str, xml_obj: Any, data: dict[str, Any], default: Any) -> Any:
        """As networkx does, but for its own keys of edges, which say nothing to others."""
        plain = {name: value for name, value in data.items() if name != "key"}
        return super().add_attributes(node_or_edge, xml_obj, plain, default)  # type: ignore[no-untyped-call]  # as stubbed


def _without_looks(graph: "nx.MultiDiGraph[str]") -> "nx.MultiDiGraph[str]":
    plain = graph.copy()
    for _, held in plain.nodes(data=True):
        del held["viz"]
    return plain
