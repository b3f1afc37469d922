"""Pure functions from a snapshot, a day and parameters to scores. Each file answers one question."""
