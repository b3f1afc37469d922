"""The message: a sentence for people with places for values, which other rooms can say in another language."""

from collections.abc import Callable
from typing import Any

__all__ = ["Message"]


class Message:
    """An English sentence whose places, such as `%(kind)s`, the values fill; some may be messages themselves.

    As `str`, it is the English sentence. `pybabel extract` finds the first argument, so that must be a literal.
    """

    __slots__ = ("sentence", "values")

    def __init__(self, sentence: str, /, **values: Any) -> None:
        self.sentence = sentence
        self.values = values

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence as `translate` puts it, and with it the messages that it holds."""
        values = {
            name: each.told(translate) if isinstance(each, Message) else each for name, each in self.values.items()
        }
        return translate(self.sentence) % values

    def __str__(self) -> str:
        return self.told(str)
