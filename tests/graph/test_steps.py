"""Steps: what each revision changed, and how it was before."""

from graph.model import Stakeholder
from graph.store import Store
from graph.viewer import LOCAL
from tests.graph.acme import account, ident, new_scope, person, put


async def test_a_step_tells_the_values_before_wherever_they_were_written(store: Store) -> None:
    scope = new_scope()
    ada = ident(Stakeholder, "ada", scope)
    await store.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    await store.commit({scope: person("bob", scope)}, LOCAL)
    for title in ("CFO", "CEO"):
        await store.commit({scope: [put(Stakeholder, "ada", scope, title=title)]}, LOCAL)

    third, fourth = await store.steps(scope, LOCAL, 2, 4)
    before = [step.before[ada] for step in (third, fourth)]
    assert [each and each.get("title") for each in before] == [None, "CFO"]
    assert [step.entry.revision for step in (third, fourth)] == [3, 4]


async def test_what_is_new_was_not_there_before(store: Store) -> None:
    scope = new_scope()
    await store.commit({scope: [*account(scope), *person("ada", scope)]}, LOCAL)
    (first,) = await store.steps(scope, LOCAL, 0, 1)
    assert first.before == {}
