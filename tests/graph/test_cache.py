"""The cache: the newest snapshot of each scope, the least recently used first to go."""

from datetime import date

from graph.cache import DAY, SHELF, SnapshotCache, weight
from graph.snapshot import Snapshot
from tests.graph.acme import made, person

ONE = made(*(person(str(n), "a") for n in range(1)), scope="a").footprint
KNOWN = SHELF + int(DAY * ONE)  # what is worked out of it for a day


def sized(scope: str, people: int) -> Snapshot:
    return made(*(person(str(n), scope) for n in range(people)), scope=scope)


def room_for(snapshots: float) -> SnapshotCache:
    """A cache of so many accounts of one person."""
    return SnapshotCache(int(snapshots * ONE))


def held(cache: SnapshotCache, *scopes: str) -> list[str]:
    return [scope for scope in scopes if cache.get(scope)]


def test_what_was_never_kept_is_not_held() -> None:
    assert room_for(1).get("acme") is None


def test_a_newer_snapshot_takes_the_place_of_an_older_one_and_never_the_other_way() -> None:
    cache, old = room_for(9), sized("acme", 1)
    new = old.amended(2, [])
    for snapshot in (old, new, old):
        cache.keep(snapshot)
    assert cache.get("acme") is new
    assert cache.size == new.footprint


def test_the_same_revision_keeps_the_snapshot_that_others_hold() -> None:
    cache, first = room_for(9), sized("acme", 1)
    cache.keep(first)
    cache.keep(sized("acme", 1))
    assert cache.get("acme") is first


def test_the_least_recently_used_go_first() -> None:
    cache = room_for(3.5)
    for scope in ("a", "b", "c"):
        cache.keep(sized(scope, 1))
    cache.get("a")
    cache.keep(sized("d", 1))
    assert held(cache, *"abcd") == ["a", "c", "d"]


def test_a_scope_that_grows_drives_others_out_and_one_that_shrinks_makes_room() -> None:
    cache = room_for(3.5)
    for scope in ("a", "b"):
        cache.keep(sized(scope, 1))
    cache.keep(sized("b", 8).amended(2, []))
    assert held(cache, *"ab") == ["b"]
    cache.keep(Snapshot("b", 3))
    cache.keep(sized("a", 4))
    assert held(cache, *"ab") == ["a", "b"]


def test_what_is_larger_than_the_bound_is_not_held_and_drives_nobody_out() -> None:
    cache = room_for(2.5)
    cache.keep(sized("a", 1))
    cache.keep(sized("b", 1))
    cache.keep(sized("b", 99).amended(2, []))
    assert held(cache, *"ab") == ["a"]
    assert cache.size == ONE


def test_the_bound_holds_whatever_is_kept() -> None:
    cache = room_for(10)
    for n in range(200):
        cache.keep(sized(str(n % 17), n * 7 % 9).amended(n + 1, []))
        assert cache.size == sum(snapshot.footprint for snapshot in cache._held.values()) <= cache.limit
    assert len(cache._held) > 1


def known(snapshot: Snapshot, *days: int) -> Snapshot:
    """The snapshot, of which something was worked out on some days of May."""
    for day in days:
        snapshot.memory.shelf(date(2026, 5, day), None).of("power", (), lambda _: 1.0)
    return snapshot


def test_what_was_worked_out_is_counted_once_the_snapshot_is_asked_for() -> None:
    cache, snapshot = SnapshotCache(ONE + 3 * KNOWN), sized("a", 1)
    cache.keep(snapshot)
    known(snapshot, 1, 2)
    assert cache.get("a") is snapshot
    assert cache.size == weight(snapshot) == ONE + 2 * KNOWN


def test_what_was_worked_out_goes_before_the_snapshot_and_of_the_least_recently_used_first() -> None:
    cache = SnapshotCache(2 * (ONE + KNOWN) + ONE // 2)
    for scope in ("a", "b"):
        cache.keep(known(sized(scope, 1), 1))
    cache.get("a")
    cache.keep(sized("c", 1))
    assert held(cache, "c", "b", "a") == ["c", "b", "a"]
    assert [cache._held[scope].memory.days for scope in ("a", "b", "c")] == [1, 0, 0]


def test_a_snapshot_that_fills_the_bound_is_held_without_what_was_worked_out_of_it() -> None:
    cache, snapshot = room_for(1.2), sized("a", 1)
    cache.keep(snapshot)
    known(snapshot, 1)
    assert cache.get("a") is snapshot
    assert snapshot.memory.days == 0
    assert cache.size == snapshot.footprint


def test_what_was_worked_out_is_counted_though_nobody_asks_for_that_scope_again() -> None:
    cache, one, other = room_for(99), sized("a", 1), sized("b", 1)
    for snapshot in (one, other):
        cache.keep(snapshot)
        assert cache.get(snapshot.scope) is snapshot
    known(one, 1, 2)
    cache.get("nobody's")
    assert cache.size == 2 * ONE + 2 * KNOWN
    later = one.amended(2, [])
    cache.keep(later)
    known(later, 3)
    cache.get("b")
    assert cache.size == 2 * ONE + 3 * KNOWN


def test_the_bound_holds_where_each_is_read_once_and_worked_with_later() -> None:
    cache = SnapshotCache(10 * (ONE + KNOWN))
    for n in range(50):
        snapshot = sized(f"a{n:02}", 1)
        cache.keep(snapshot)
        cache.get(snapshot.scope)
        known(snapshot, 1, 2)
    cache.get("nobody's")
    assert cache.size == sum(map(weight, cache._held.values())) <= cache.limit


def test_it_forgets_all_that_was_worked_out_and_holds_the_snapshots() -> None:
    cache = room_for(99)
    for scope in ("a", "b"):
        cache.keep(known(sized(scope, 1), 1))
    cache.forget()
    assert [cache._held[scope].memory.days for scope in ("a", "b")] == [0, 0]
    assert cache.size == 2 * ONE
