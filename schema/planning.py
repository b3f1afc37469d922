"""Account planning: the plan of a period, its objectives and the road map, and what became of recommendations."""

from graph import model
from schema.nodes import node_type
from schema.relay import Node

__all__ = ["Action", "Objective", "Plan", "Resolution"]


@node_type(model.Plan)
class Plan(Node):
    pass


@node_type(model.Objective)
class Objective(Node):
    pass


@node_type(model.Action)
class Action(Node):
    pass


@node_type(model.Resolution)
class Resolution(Node):
    pass
