"""Elsewhere: whoever cancels does not wait until it is connected."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from micrograd.parallel.elsewhere import Elsewhere, LastingConnection
from tests.micrograd.parallel.conftest import PATIENCE_S


class NoWork:
    """Work that nobody comes to do."""

    def do(self, piece, stop):
        """Never called."""
        raise AssertionError(piece)


def test_cancelled_while_it_connects_it_leaves_off(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("micrograd.parallel.connection.CONNECT_S", 10 * PATIENCE_S)
    connection = LastingConnection(lambda line: None)
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor() as executor:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        work = Elsewhere(connection, address, NoWork())
        handed_out = executor.submit(list, work.hand_out(range(3)))
        silent.settimeout(PATIENCE_S)
        # It looks whether somebody listens; then dask waits for an answer.
        with silent.accept()[0], silent.accept()[0]:
            assert not handed_out.done()
            work.cancel()
            work.cancel()
            assert handed_out.result(PATIENCE_S) == []
