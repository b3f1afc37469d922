"""The cache: the newest snapshot of each scope, the least recently used first to go."""

from graph.cache import SnapshotCache
from graph.snapshot import Snapshot
from tests.graph.acme import made, person


def sized(scope: str, people: int) -> Snapshot:
    """A snapshot of 1 + 2 * people nodes and edges."""
    return made(*(person(str(n), scope) for n in range(people)), scope=scope)


def test_what_was_never_kept_is_not_held() -> None:
    assert SnapshotCache().get("acme") is None


def test_a_newer_snapshot_takes_the_place_of_an_older_one_and_never_the_other_way() -> None:
    cache, old = SnapshotCache(), sized("acme", 1)
    new = old.amended(2, [])
    for snapshot in (old, new, old):
        cache.keep(snapshot)
    assert cache.get("acme") is new


def test_the_same_revision_keeps_the_snapshot_that_others_hold() -> None:
    cache, first = SnapshotCache(), sized("acme", 1)
    cache.keep(first)
    cache.keep(sized("acme", 1))
    assert cache.get("acme") is first


def test_the_least_recently_used_go_first() -> None:
    cache = SnapshotCache(limit=10)
    for scope in ("a", "b", "c"):  # 3 each
        cache.keep(sized(scope, 1))
    cache.get("a")
    cache.keep(sized("d", 1))
    assert [scope for scope in "abcd" if cache.get(scope)] == ["a", "c", "d"]


def test_a_scope_that_grows_drives_others_out() -> None:
    cache = SnapshotCache(limit=10)
    for scope in ("a", "b"):
        cache.keep(sized(scope, 1))
    grown = sized("b", 4)
    cache.keep(grown.amended(2, []))
    assert cache.get("a") is None
    cache.keep(Snapshot("b", 3))
    cache.keep(sized("a", 4))
    assert cache.get("a") is not None
    assert cache.get("b") is not None


def test_one_snapshot_is_held_however_large() -> None:
    cache = SnapshotCache(limit=1)
    cache.keep(sized("a", 5))
    assert cache.get("a") is not None
    cache.keep(made(scope="b"))
    assert (cache.get("a"), cache.get("b")) == (None, made(scope="b"))
