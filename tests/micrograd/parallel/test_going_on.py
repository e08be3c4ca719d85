"""`--scheduler`: what is done is kept, whatever happens to the program and to the scheduler."""

import signal
import socket
import subprocess
import sys
import threading

import numpy as np
import pytest

import micrograd.maps.making
from micrograd.maps.command import main
from micrograd.sweeps.command import main as sweep_main
from tests.micrograd.parallel.conftest import PATIENCE_S, REPOSITORY, wait_until

# Some dozen tiles of a tenth of a second.
MAP = ("--pixels", "24x24", "--steps", "20000", "--measure", "final-loss")
RUN_STEPS = 1_000_000
SMALLER_TILES = f"""
import sys
from micrograd.maps import making
from micrograd.maps.command import main
making.RUN_STEPS = {RUN_STEPS}
sys.exit(main())
"""


class Command:
    """`python -m micrograd map` in a process of its own, with smaller tiles."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", SMALLER_TILES, *MAP, *options],
            cwd=REPOSITORY,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def wait_for_a_tile(self, part):
        """Wait until the file of tiles has one more."""
        size = None
        while size is None or part.stat().st_size <= size:
            wait_until(part.exists)
            size = part.stat().st_size if size is None else size
            assert self.process.poll() is None, self.process.stderr.read()

    def end(self):
        """Wait for its end; returns the exit code and the last line."""
        _, told = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, told.splitlines()[-1]


@pytest.mark.usefixtures("run_loop")
def test_what_is_done_is_kept_after_ctrl_c_and_when_the_scheduler_is_gone(
    machines, tmp_path, monkeypatch
):
    file, whole = tmp_path / "map.npz", tmp_path / "whole.npz"
    part = tmp_path / "map.npz.part"
    address = machines.address
    options = ["--out", str(file), "--scheduler", address]
    machines.add_worker()
    interrupted = Command(*options)
    interrupted.wait_for_a_tile(part)
    interrupted.process.send_signal(signal.SIGINT)
    code, told = interrupted.end()
    assert code == 130
    assert "map: interrupted: " in told
    assert told.endswith("the same command with --resume goes on from them")
    left_alone = Command(*options, "--resume")
    left_alone.wait_for_a_tile(part)
    machines.scheduler.kill()
    code, told = left_alone.end()
    assert code == 1
    assert f"map: the scheduler at {address} is gone: " in told
    assert told.endswith("the same command with --resume goes on from them")
    monkeypatch.setattr(micrograd.maps.making, "RUN_STEPS", RUN_STEPS)
    before = part.stat().st_size
    assert main([*MAP, "--out", str(file), "--resume"]) == 0
    assert main([*MAP, "--out", str(whole)]) == 0
    with np.load(file) as found, np.load(whole) as expected:
        assert found["final-loss"].tobytes() == expected["final-loss"].tobytes()
    # Two tiles at least were not trained again.
    assert before > 2 * 8 * RUN_STEPS / 20_000


@pytest.mark.usefixtures("compiled_loop", "run_loop")
def test_a_sweep_prints_the_same_lines_whoever_trains_it(machines, capsys):
    sweep = ["learning-rate=0.01, 0.1, 1", "optimizer=adam, momentum", "--steps", "50"]
    machines.add_worker()
    assert sweep_main([*sweep, "--scheduler", machines.address]) == 0
    found = capsys.readouterr().out
    assert sweep_main(sweep) == 0
    assert found == capsys.readouterr().out


@pytest.mark.usefixtures("run_loop")
def test_a_zoom_prints_the_same_lines_whoever_trains_it(machines, capsys):
    zoom = ["--pixels", "24x24", "--steps", "20", "--zooms", "2"]
    machines.add_worker()
    assert main([*zoom, "--scheduler", machines.address]) == 0
    found = capsys.readouterr().out
    assert main(zoom) == 0
    assert found == capsys.readouterr().out


@pytest.fixture
def error(capsys, tmp_path):
    """The line that the command ends with, and its exit code."""

    def run(address):
        options = [*MAP, "--out", str(tmp_path / "map.npz"), "--scheduler", address]
        try:
            code = main(options)
        except SystemExit as exit_:
            code = exit_.code
        (line,) = capsys.readouterr().err.splitlines()
        return line.removeprefix("python -m micrograd map: error: "), code

    return run


def test_where_nobody_listens_one_line_says_so_and_no_file_is_left(error, tmp_path):
    pytest.importorskip("distributed")
    # Nobody else is given this port.
    assert error("tcp://127.0.0.1:1") == ("no scheduler answers at tcp://127.0.0.1:1", 1)
    assert list(tmp_path.iterdir()) == []


def test_what_listens_and_says_nothing_counts_as_none(error, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("micrograd.parallel.connection.CONNECT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        assert error(address) == (f"no scheduler answers at {address}", 1)


def test_without_dask_one_line_says_how_it_is_installed(error, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    told, code = error("tcp://127.0.0.1:8786")
    assert told == "dask.distributed is not installed: in a checkout, .ci/setup cluster installs it"
    assert code == 1
    assert "cluster" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("typed", ["", "somewhere", "127.0.0.1:8786", "tcp://a:0", "http://a:80"])
def test_what_is_no_address_is_refused_before_anything_is_done(error, typed):
    told, code = error(typed)
    example = "such as tcp://192.168.1.10:8786"
    assert told == f"argument --scheduler: {typed!r} is not tcp://HOST:PORT, {example}"
    assert code == 2
