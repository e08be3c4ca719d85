"""The experiment as a file of the person: open, save, autosave, recover. No view of its content."""
