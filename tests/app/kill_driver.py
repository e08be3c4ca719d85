"""The program itself, with hands that train and edit at random, and a witness of what there was.

    python tests/app/kill_driver.py WITNESS SEED

Whoever kills it finds a line of JSON for every 50 ms in WITNESS: the time, the steps and the number
of events of every run, and a digest of the parameters after the last step of the current one.
"""

import hashlib
import json
import os
import random
import struct
import sys
import time
from collections.abc import Sequence

from PySide6.QtCore import QTimer

import app.terminal.main
from app.playing.speed import FULL_SPEED
from app.window.main_window import MainWindow
from micrograd.data.dataset import Dataset

TICK_MS = 50


def digest(data: Sequence[float] | None) -> str:
    """What tells numbers apart, to the last bit."""
    return hashlib.sha256(struct.pack(f"{len(data)}d", *data)).hexdigest() if data else ""


class Hands:
    """Train at full speed, and every now and then change something or go back."""

    def __init__(self, window: MainWindow, witness: str, seed: int) -> None:
        self._window, self._chance = window, random.Random(seed)
        window.runner.speed.hold(FULL_SPEED)
        self._witness = os.open(witness, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)

    def _tick(self) -> None:
        if self._window.compiled_loop.is_preparing:
            return
        if self._chance.random() < 0.3:
            self._chance.choice(
                [self._rate, self._weight, self._sample, self._back, self._layer, self._name]
            )()
        if not self._window.runner.is_running:
            self._window.runner.run()
        self._testify()

    def _testify(self) -> None:
        experiment = self._window.session.experiment
        current = experiment.current
        line = {
            "time": time.monotonic(),
            "runs": [[run.number, run.steps, len(run.events)] for run in experiment.all_runs()],
            "current": current.number,
            "steps": current.steps,
            "digest": digest(current.history.last),
        }
        os.write(self._witness, f"{json.dumps(line)}\n".encode())

    def _rate(self) -> None:
        self._window.session.edits.set_learning_rate(self._chance.choice([0.01, 0.02, 0.05, 0.1]))

    def _weight(self) -> None:
        index = self._chance.randrange(len(self._window.session.cursor.trainer.parameters))
        self._window.session.edits.set_parameter(index, self._chance.uniform(-1, 1))

    def _sample(self) -> None:
        session = self._window.session
        rows = session.cursor.dataset.rows()
        rows[0] = [self._chance.uniform(-1, 1) for _ in rows[0]]
        session.edits.set_dataset(
            Dataset.from_rows(rows, session.cursor.dataset.nout), "edit a sample"
        )

    def _back(self) -> None:
        session = self._window.session
        session.cursor.go_to(
            self._chance.randint(session.cursor.run.first_step, session.cursor.run.steps)
        )

    def _layer(self) -> None:
        self._window.session.edits.resize_layer(0, self._chance.randint(2, 8))

    def _name(self) -> None:
        session = self._window.session
        session.runs.rename(session.cursor.run, f"try {self._chance.random()}")


class DrivenWindow(MainWindow):
    """The window, which the hands take over once it is shown."""

    hands: Hands | None = None

    def showEvent(self, event: object) -> None:
        super().showEvent(event)
        if self.hands is None:
            self.hands = Hands(self, sys.argv[1], int(sys.argv[2]))


if __name__ == "__main__":
    import app.window.main_window

    app.window.main_window.MainWindow = DrivenWindow
    sys.exit(app.terminal.main.main([]))
