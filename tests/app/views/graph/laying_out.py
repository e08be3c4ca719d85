"""Waits for the layout of a graph."""

from pytestqt.qtbot import QtBot

from app.views.graph.canvas import GraphCanvas


def settle(qtbot: QtBot, canvas: GraphCanvas) -> None:
    """Wait until the layout is there."""
    qtbot.waitUntil(lambda: not canvas.is_working)
