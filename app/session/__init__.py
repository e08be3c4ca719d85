"""The one owner of state: where one stands, training, edits, runs, selection. No widgets."""
