"""What a worker does with pieces of a work that has ended, and that it is told of the end."""

import pickle
from concurrent.futures import Future
from types import SimpleNamespace
from typing import ClassVar

import pytest

from micrograd.parallel import on_worker
from micrograd.parallel.cluster import ClusterWorkers


class Noting:
    """Work whose result is the piece; notes what began."""

    begun: ClassVar[list[object]] = []

    def do(self, piece, stop):
        """The piece; None where it was stopped."""
        self.begun.append(piece)
        return None if stop.is_set else piece


@pytest.fixture
def do_piece(monkeypatch):
    """Does a piece of a work, by its key, as a worker that has the same engine."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(distributed, "get_worker", lambda: SimpleNamespace(address="tcp://here"))
    monkeypatch.setattr(on_worker, "refusal", lambda parts: "")
    monkeypatch.setattr(Noting, "begun", [])

    def do(key, piece):
        work = pickle.dumps(Noting())
        address, reason, result = on_worker.do_piece({}, key, work, pickle.dumps(piece))
        assert (address, reason) == ("tcp://here", "")
        return result

    return do


def test_a_piece_that_comes_after_its_work_was_stopped_does_not_begin(do_piece):
    assert do_piece("one", 1) == 1
    on_worker.stop_work("one")
    assert do_piece("one", 2) is None
    assert do_piece("one", 3) is None
    assert do_piece("other", 4) == 4
    assert Noting.begun == [1, 4]


def test_keys_of_works_that_have_ended_are_kept_within_bounds(do_piece, monkeypatch):
    monkeypatch.setattr(on_worker, "MOST_ENDED", 2)
    monkeypatch.setattr(on_worker, "_ended", {})
    for key in "first", "second", "third":
        on_worker.stop_work(key)
    assert do_piece("first", 1) == 1
    assert do_piece("second", 2) is None
    assert do_piece("third", 3) is None


def test_a_worker_wants_a_work_once_and_again_when_others_took_its_place(do_piece, monkeypatch):
    monkeypatch.setattr(on_worker, "MOST_WORKS", 1)
    monkeypatch.setattr(on_worker, "_works", {})
    wants = "tcp://here", on_worker.WANTS_WORK, None
    piece = pickle.dumps("piece")
    assert on_worker.do_piece({}, "a", None, piece) == wants
    assert do_piece("a", 1) == 1
    assert on_worker.do_piece({}, "a", None, piece) == ("tcp://here", "", "piece")
    assert do_piece("b", 2) == 2
    assert on_worker.do_piece({}, "a", None, piece) == wants
    on_worker.stop_work("b")
    assert on_worker.do_piece({}, "b", None, piece) == ("tcp://here", "", None)


class Told:
    """A connection whose workers are done at once; notes the works whose end they were told of."""

    def __init__(self):
        self.workers, self.done, self.stopped = {"tcp://here": 1}, [], []

    def do(self, key, work, piece):
        """The key."""
        return key

    def start(self, key):
        """A result that is there."""
        self.done.append(key)
        future = Future()
        future.set_result("done")
        return future

    def stop(self, key):
        """Note the key."""
        self.stopped.append(key)


def test_workers_are_told_of_the_end_of_a_work_that_was_done_whole():
    connection = Told()
    assert len(list(ClusterWorkers(lambda _: connection, Noting()).hand_out(range(3)))) == 3
    assert connection.stopped == [connection.done[0]]
