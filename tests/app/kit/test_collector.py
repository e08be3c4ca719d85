"""Cycles are collected in the thread of the window only, however much another one allocates."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.kit.collector import Collector


class Loop(QObject):
    """A part of a cycle that notes the thread in which it is collected."""

    def __init__(self, gone_in: list[int]) -> None:
        super().__init__()
        self.itself, self._gone_in = self, gone_in

    def __del__(self) -> None:
        self._gone_in.append(threading.get_ident())


@pytest.fixture
def collector(qapp: object) -> Iterator[Collector]:
    collector = Collector()
    collector.start()
    yield collector
    collector.stop()


def allocate() -> None:
    kept = []
    for _ in range(20_000):
        kept.append([])
    kept.clear()


def elsewhere() -> None:
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()


def test_a_thread_that_allocates_collects_nothing(collector: Collector) -> None:
    gone_in: list[int] = []
    Loop(gone_in)
    elsewhere()
    assert gone_in == []


def test_the_window_collects_a_cycle_soon(qtbot: QtBot, collector: Collector) -> None:
    gone_in: list[int] = []
    Loop(gone_in)
    kept = [[] for _ in range(2_000)]
    qtbot.waitUntil(lambda: gone_in == [threading.get_ident()])
    assert kept


def test_python_collects_by_itself_afterwards(qapp: object) -> None:
    collector = Collector()
    collector.start()
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled()
