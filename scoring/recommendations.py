"""What next?"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from scoring.convincing import convincing
from scoring.introductions import Introduction, best_introductions, introduction_network
from scoring.offering import offering
from scoring.reaching import reaching
from scoring.recommendation import Recommendation, Stakes
from scoring.scores import Scores
from scoring.suppositions import supposed

__all__ = ["afterwards", "plan", "recommendations"]


def recommendations(
    scores: Scores, introductions: Mapping[str, Introduction] | None = None
) -> tuple[Recommendation, ...]:
    """What our team should do next in an account, what is worth most an hour first, then by id.

    Each is one action, with what it would change (`scoring.lift`)::

        priority = (2 Δprobability + Δcoverage + 0.5 Δleast coverage + 0.5 fall of sd(S) + 0.5 fall of supportGap)
                   · sqrt(amount at stake / the account's largest) / effort

    Stakegraph's own definition.

    Parameters
    ----------
    scores : of the account on the day
    introductions : the best ways to people, where they are known already, as over other accounts

    Returns
    -------
    Those that are worth something; of several with one id, the first.

    Notes
    -----
    The scores, and a lift for each of them: about linear in the people.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> recommendations(Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1)))
    ()
    """
    if introductions is None:
        introductions = scores.unswayed("introductions", partial(_ways, scores))
    stakes = Stakes(scores)
    found = (*reaching(scores, stakes, introductions), *convincing(scores, stakes), *offering(scores, stakes))
    first: dict[str, Recommendation] = {}
    for each in sorted(found, key=lambda each: (-each.priority, each.id)):
        first.setdefault(each.id, each)
    return tuple(first.values())


def afterwards(scores: Scores, done: Iterable[Recommendation]) -> Scores:
    """The scores of an account as if some recommendations had been followed.

    As the scores cost, and linear in the size of the account.

    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> afterwards(Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1)), []).coverage is None
    True
    """
    followed = list(done)
    suppositions = [supposition for each in followed for supposition in each.supposes]
    changes = [change for each in followed for change in each.changes]
    return scores.beside(supposed(scores.graph, scores.day, suppositions, changes))


def plan(
    scores: Scores, count: int, elsewhere: Mapping[tuple[str, str], float] | None = None
) -> Sequence[Recommendation]:
    """The best `count` actions together, one after the other: after each pick, all are scored again.

    It is greedy, and stops where nothing is left to gain. What was picked is not picked again. `elsewhere` is how
    strong our ties are to the same human beings in other accounts (`scoring.introductions`).

    Notes
    -----
    `count` times `recommendations`.

    Examples
    --------
    >>> from datetime import date
    >>> from graph.snapshot import AccountGraph, Snapshot
    >>> plan(Scores(AccountGraph(Snapshot("a"), Snapshot("team")), date(2026, 1, 1)), 3)
    []
    """
    picked: list[Recommendation] = []
    now = scores
    while len(picked) < count:
        taken = {each.id for each in picked}
        found = recommendations(now, _ways(now, elsewhere))
        best = next((each for each in found if each.id not in taken), None)
        if best is None:
            break
        picked.append(best)
        now = afterwards(now, [best])
    return picked


def _ways(scores: Scores, elsewhere: Mapping[tuple[str, str], float] | None = None) -> Mapping[str, Introduction]:
    network = introduction_network(
        scores.account, scores.day, scores.ties, scores.parameters, elsewhere, scores.beliefs
    )
    return best_introductions(network)
