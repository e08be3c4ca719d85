"""The dialog that shows a table of one's own before its samples are used."""
