"""A synthetic portfolio: accounts that nobody has, in the shape that real ones have."""
