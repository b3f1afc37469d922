"""Names as a filter compares them: case, accents and punctuation do not count."""

from collections.abc import Callable

from graph.folding import folded

__all__ = ["called", "holding"]


def holding(text: str | None) -> Callable[[str], bool]:
    """Whether a name holds every word of a text; where none is given, every name does."""
    words = folded(text or "").split()

    def holds(name: str) -> bool:
        plain = folded(name) if words else ""
        return all(word in plain for word in words)

    return holds


def called(name: str | None) -> Callable[[str | None], bool]:
    """Whether something is called so; where no name is given, everything is."""
    wanted = None if name is None else folded(name)
    return lambda given: wanted is None or (given is not None and folded(given) == wanted)
