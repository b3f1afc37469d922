"""The picture as a PNG. A process of its own makes it: resvg lets nothing else of Python work meanwhile."""

import subprocess
import sys
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import Final

from app.export.picture.page import drawing
from app.export.subject import Subject

__all__ = ["raster"]

HERE: Final = Path(__file__).parent
PROGRAM: Final = HERE / "program.py"
FONTS: Final = HERE / "fonts"
DENSITY: Final = 2.0  # pixels of the image to one of the drawing, so that it may be printed
MOST: Final = 24_000_000  # pixels


def raster(subject: Subject) -> Iterator[bytes]:
    """The map as a PNG. It looks the same wherever it is made, as the fonts come with it."""
    canvas = drawing(subject)
    area = float(canvas.element.attrib["width"]) * float(canvas.element.attrib["height"])
    density = min(DENSITY, sqrt(MOST / area))
    fonts = map(str, sorted(FONTS.glob("*.ttf")))
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-I", str(PROGRAM), str(density), *fonts],
        input=canvas.written(),
        capture_output=True,
        check=True,
    )
    yield done.stdout
