"""SVG, element by element."""

from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from app.export.letters import legal

__all__ = ["Canvas", "Look", "number"]

Look = Mapping[str, str | float]
"""Attributes, by their names."""

FONT: Final = "'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


def number(value: float) -> str:
    """A number as short as it can be to a tenth.

    >>> number(12.0), number(0.25), number(-0.01)
    ('12', '0.2', '0')
    """
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


class Canvas:
    """A drawing, or a group in one. Lengths are in pixels; attributes are SVG's, with `_` for `-`."""

    def __init__(self, element: Element) -> None:
        self.element = element

    @classmethod
    def of_size(cls, width: float, height: float, language: str) -> "Canvas":
        """An empty drawing."""
        size = {"width": number(width), "height": number(height), "viewBox": f"0 0 {number(width)} {number(height)}"}
        about = {"xmlns": "http://www.w3.org/2000/svg", "version": "1.1", "role": "img", "xml:lang": language}
        return cls(Element("svg", {**about, **size, "font-family": FONT}))

    def add(self, tag: str, **attributes: str | float) -> "Canvas":
        """An element in this one."""
        told = {
            name.rstrip("_").replace("_", "-"): number(value) if isinstance(value, float | int) else value
            for name, value in attributes.items()
        }
        return Canvas(SubElement(self.element, tag, told))

    def moved(self, x: float, y: float, scale: float = 1.0) -> "Canvas":
        """A group whose corner is at (x, y), and in which all is that much larger."""
        return self.add("g", transform=f"translate({number(x)} {number(y)}) scale({scale:.3f})")

    def says(self, text: str) -> "Canvas":
        """The text in it."""
        self.element.text = legal(text)
        return self

    def path(self, parts: Iterable[str | float], **attributes: str | float) -> "Canvas":
        """A line of commands and coordinates."""
        drawn = " ".join(part if isinstance(part, str) else number(part) for part in parts)
        return self.add("path", d=drawn, **attributes)

    def text(self, x: float, y: float, said: str, size: float, **attributes: str | float) -> "Canvas":
        """One line of text that stands on (x, y)."""
        return self.add("text", x=x, y=y, font_size=size, **attributes).says(said)

    def written(self) -> bytes:
        """The whole drawing as a document."""
        document: bytes = tostring(self.element, encoding="utf-8", xml_declaration=True)
        return document
