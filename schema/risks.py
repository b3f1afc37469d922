"""Risk management: what may go wrong."""

from graph import model
from schema.nodes import node_type
from schema.relay import Node

__all__ = ["Risk"]


@node_type(model.Risk)
class Risk(Node):
    pass
