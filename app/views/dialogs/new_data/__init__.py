"""The dialog that draws new data, or takes a table that comes with the program."""
