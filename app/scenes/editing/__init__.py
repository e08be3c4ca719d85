"""Editing: the scenes of a script as a list, to be captioned, cut, moved, lengthened and saved."""
