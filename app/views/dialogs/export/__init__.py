"""The dialog that writes an experiment as a picture, a film, a table or a script."""
