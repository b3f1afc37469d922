"""Performance management: what the account is measured by, and our business with it."""

from graph import model
from schema.nodes import node_type
from schema.relay import Node

__all__ = ["Financial", "Kpi", "Measurement"]


@node_type(model.Kpi)
class Kpi(Node):
    pass


@node_type(model.Measurement)
class Measurement(Node):
    pass


@node_type(model.Financial)
class Financial(Node):
    pass
