"""Schedulers and workers of dask, each a process of its own on this machine."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import micrograd

REPOSITORY = Path(micrograd.__file__).parents[1]
PATIENCE_S = 120


def wait_until(is_true: Callable[[], object]) -> None:
    """Wait for the thing itself: for two minutes where the computer has much else to do."""
    ends = time.monotonic() + PATIENCE_S
    while not is_true():
        assert time.monotonic() < ends, "it has not come true"
        time.sleep(0.01)


class Machines:
    """A scheduler, and workers that are started as they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._processes = folder, list[subprocess.Popen[bytes]]()
        self._file = folder / "scheduler.json"
        self.scheduler = self._start(
            ["-m", "distributed.cli.dask_scheduler", "--scheduler-file", str(self._file)],
            ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"],
        )

    @property
    def address(self) -> str:
        """The address at which the scheduler listens, as soon as it does."""
        wait_until(self._knows_address)
        address: str = json.loads(self._file.read_text())["address"]
        return address

    def _knows_address(self) -> bool:
        assert self.scheduler.poll() is None, (self._folder / "log").read_text()
        return self._file.exists() and self._file.read_text().endswith("}")

    def add_worker(self, *python: str, folder: Path = REPOSITORY) -> int:
        """Start a worker with one thread; returns its process.

        python: arguments of the interpreter, in place of the module of dask's workers.
        """
        worker = self._start(
            python or ["-m", "distributed.cli.dask_worker"],
            ["--scheduler-file", str(self._file), "--host", "127.0.0.1", "--nthreads", "1"],
            ["--no-nanny", "--no-dashboard", "--local-directory", str(self._folder)],
            folder=folder,
        )
        return worker.pid

    def _start(self, *arguments: object, folder: Path = REPOSITORY) -> "subprocess.Popen[bytes]":
        # Whoever starts them finds the same engine: the tests' own cache is in the environment.
        with open(self._folder / "log", "ab") as log:
            process = subprocess.Popen(
                [sys.executable, *(text for part in arguments for text in part)],
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)
        return process

    def end(self) -> None:
        """End all processes."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()


@pytest.fixture
def machines(built_loop: object, built_run_loop: object, tmp_path: Path) -> Iterator[Machines]:
    """A scheduler without workers."""
    pytest.importorskip("distributed")
    machines = Machines(tmp_path)
    yield machines
    machines.end()
