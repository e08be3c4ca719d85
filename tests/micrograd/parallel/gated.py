"""Gated: work that waits in its middle until the test lets it go on."""

import os
import time
from pathlib import Path

from micrograd.compiled.many import StopFlag
from micrograd.maps.axes import Floats
from micrograd.maps.plan import MapPlan
from micrograd.maps.tiles import Tile
from micrograd.maps.training import TileTraining

GATE = "open"


class Gated:
    """Trains tiles once the gate is open; the result has the number of the process, too.

    folder: where there is a file named after each process that has begun, and the gate.
    """

    def __init__(self, plan: MapPlan, folder: Path) -> None:
        self._training, self._folder = TileTraining(plan), folder

    def do(self, tile: Tile, stop: StopFlag) -> tuple[int, Floats] | None:
        """The process, and the measures; None where it was stopped."""
        (self._folder / str(os.getpid())).touch()
        while not (self._folder / GATE).exists():
            time.sleep(0.005)
        values = self._training.do(tile, stop)
        return None if values is None else (os.getpid(), values)
