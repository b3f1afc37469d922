"""A program that makes a PNG of an SVG, from standard input to standard output: `program.py DENSITY FONT...`."""

import sys

import resvg_py

__all__ = ["main"]


def main(density: float, fonts: list[str]) -> None:
    """Draw with these fonts, and with those of the machine for letters that they lack."""
    svg = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(
        resvg_py.svg_to_bytes(svg_string=svg, zoom=density, font_files=fonts, sans_serif_family="Noto Sans")
    )


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2:])
