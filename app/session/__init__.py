"""The one owner of state: cursor, training, edits, runs and selection. No widgets."""
