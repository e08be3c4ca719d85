"""The parts of a script's file, which know no window: what it begins with, points at, may name."""
