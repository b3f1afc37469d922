"""What yEd draws of a GraphML document: places, sizes, colours and names, in elements of its own."""

from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

import networkx as nx

from app.export.palette import INK, TIES

__all__ = ["drawn_for_yed"]

YED: Final = "http://www.yworks.com/xml/graphml"
GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"
SCHEMA: Final = f"{GRAPHML} http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd"
NODE: Final = "nodegraphics"
EDGE: Final = "edgegraphics"


def drawn_for_yed(document: Element, graph: "nx.MultiDiGraph[str]") -> None:
    """Add to the document of a graph how its nodes and edges are drawn.

    These elements come first in each node and edge, so that who knows them not, or only in part, is left with the
    plain attributes.
    """
    document.set("xmlns:y", YED)
    document.set("xsi:schemaLocation", SCHEMA)
    for name, what in ((EDGE, "edge"), (NODE, "node")):
        document.insert(0, Element("key", {"id": name, "for": what, "yfiles.type": name}))
    edges = {key: held for _, _, key, held in graph.edges(keys=True, data=True)}
    for element in document.iter("node"):
        element.insert(0, _node(graph.nodes[element.attrib["id"]]))
    for element in document.iter("edge"):
        element.insert(0, _edge(edges[element.attrib["id"]]))


def _node(held: Mapping[str, Any]) -> Element:
    look, drawing = held["viz"], Element("data", key=NODE)
    shape = SubElement(drawing, "y:ShapeNode")
    size, place, colour = look["size"], look["position"], look["color"]
    corner = {"x": str(place["x"] - size / 2), "y": str(-place["y"] - size / 2)}  # yEd counts down
    SubElement(shape, "y:Geometry", {"width": str(size), "height": str(size), **corner})
    SubElement(shape, "y:Fill", color="#{r:02X}{g:02X}{b:02X}".format(**colour), transparent="false")
    SubElement(shape, "y:BorderStyle", color=INK, type="line", width="1.0")
    SubElement(shape, "y:NodeLabel", modelName="sides", modelPosition="s").text = held["label"]
    SubElement(shape, "y:Shape", type="ellipse")
    return drawing


def _edge(held: Mapping[str, Any]) -> Element:
    drawing = Element("data", key=EDGE)
    line = SubElement(drawing, "y:PolyLineEdge")
    SubElement(line, "y:LineStyle", color=TIES[held["tie"]], type="line", width="1.0")
    SubElement(line, "y:Arrows", source="none", target="standard" if held["directed"] else "none")
    return drawing
