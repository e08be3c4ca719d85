"""Panels that stand around the stage."""
