"""A throttled slot is called seldom, but always once after the last request."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.kit.throttle import Throttle


class Counter:
    def __init__(self) -> None:
        self.calls = 0

    def call(self) -> None:
        self.calls += 1


def test_the_first_request_is_answered_at_once(qapp: QObject) -> None:
    counter = Counter()
    Throttle(30, counter.call, qapp).request()
    assert counter.calls == 1


def test_requests_in_a_row_are_answered_once_more_at_the_end(qtbot: QtBot, qapp: QObject) -> None:
    counter = Counter()
    throttle = Throttle(30, counter.call, qapp)
    for _ in range(100):
        throttle.request()
    assert counter.calls == 1
    qtbot.waitUntil(lambda: counter.calls == 2)


def test_without_an_interval_every_request_is_answered(qapp: QObject) -> None:
    counter = Counter()
    throttle = Throttle(0, counter.call, qapp)
    for _ in range(5):
        throttle.request()
    assert counter.calls == 5
