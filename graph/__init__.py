"""What the team knows and how it is kept: the model, changes, snapshots, the journal and the store."""
