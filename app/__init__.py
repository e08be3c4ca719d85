"""The desktop window around `micrograd`."""
