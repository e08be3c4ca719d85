"""Connecting a slot to several signals."""

from collections.abc import Callable

from PySide6.QtCore import SignalInstance


def connect_all(slot: Callable[..., object], *signals: SignalInstance) -> None:
    """Call the slot with each of these signals."""
    for signal in signals:
        signal.connect(slot)
