"""The statements: a closed set, whatever people write, which both servers understand."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import cypher
from graph.declaration import Edge, Node
from graph.model import EDGES, NODES, Stakeholder
from graph.store import Store
from graph.viewer import LOCAL
from tests.graph.acme import account, new_scope, person, put
from tests.graph.strategies import ABROAD, histories
from tests.graph.watched import cold_read, watch


def statements() -> set[str]:
    """Every statement that can be sent."""
    nodes: list[type[Node]] = list(NODES.values())
    edges: list[type[Edge]] = list(EDGES.values())
    fixed = {getattr(cypher, name) for name in cypher.__all__ if name.isupper()}
    made = {cypher.create_nodes(kind) for kind in nodes} | {cypher.put_edges(kind) for kind in edges}
    return fixed | made | {cypher.drop_edges(kind) for kind in edges} | {cypher.drop_nodes(), cypher.update_nodes()}


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
async def test_nothing_that_people_write_gets_into_a_statement(store: Store, data: st.DataObject) -> None:
    ran: list[str] = []
    watch(store, ran.append)
    scope = new_scope() + "`'\"}) RETURN 1 //"
    hired = [put(NODES[i.split("/")[1]], i.split("/")[2], name="x") for i in ABROAD]
    await store.commit({"team": hired}, LOCAL)
    for step in data.draw(histories(scope, most=4)):
        await store.commit({scope: step.changes}, LOCAL)
    await cold_read(store, scope)
    assert set(ran) <= statements()


async def test_a_change_costs_as_many_statements_however_large_it_is(store: Store) -> None:
    scope, ran = new_scope(), list[str]()
    await store.commit({scope: account(scope)}, LOCAL)
    watch(store, ran.append)
    costs = []
    for size in (1, 50):
        ran.clear()
        people = [change for n in range(size) for change in person(f"{size}-{n}", scope)]
        await store.commit({scope: people}, LOCAL)
        costs.append(list(ran))
    assert (
        costs[0]
        == costs[1]
        == [
            cypher.LOCK,
            cypher.ANSWER,
            cypher.create_nodes(Stakeholder),
            cypher.put_edges(EDGES["WORKS_IN"]),
            cypher.JOURNAL,
        ]
    )
