"""Workplace: whoever cancels does not wait until it is connected."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from micrograd.parallel.address import ClusterError
from micrograd.parallel.workplace import Workplace
from tests.micrograd.parallel.conftest import PATIENCE_S, wait_until


class NoWork:
    """Work that nobody comes to do."""

    def do(self, piece, stop):
        """Never called."""
        raise AssertionError(piece)


def test_cancelled_while_it_connects_it_leaves_off(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("micrograd.parallel.connection.CONNECT_S", 10 * PATIENCE_S)
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor() as executor:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        workers = Workplace(address).workers(NoWork())
        handed_out = executor.submit(list, workers.hand_out(range(3)))
        silent.settimeout(PATIENCE_S)
        # It looks whether somebody listens; then dask waits for an answer.
        with silent.accept()[0], silent.accept()[0]:
            assert not handed_out.done()
            workers.cancel()
            workers.cancel()
            assert handed_out.result(PATIENCE_S) == []


def test_a_connection_lasts_until_its_scheduler_is_gone(machines):
    with closing(Workplace(machines.address)) as place:
        assert list(place.workers(NoWork()).hand_out([])) == []
        connection = place.connect()
        assert place.connect() is connection
        machines.scheduler.kill()
        wait_until(lambda: not connection.works)
        with pytest.raises(ClusterError, match="no scheduler answers"):
            list(place.workers(NoWork()).hand_out(range(3)))


def test_who_comes_after_the_end_does_nothing():
    place = Workplace()
    place.end()
    assert list(place.workers(NoWork()).hand_out(range(3))) == []
