"""The stakeholder map, drawn: as SVG, and as PNG."""
