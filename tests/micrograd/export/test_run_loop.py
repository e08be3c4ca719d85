"""Exports of maps wait for the loop for many runs; whoever cancels one does not."""

from contextlib import closing
from dataclasses import dataclass
from threading import Event

import pytest

from micrograd.compiled import UnavailableError, run_library
from micrograd.export.map_files import write_map_file
from micrograd.export.options import ExportError
from micrograd.export.zoom_keyframes import Keyframes
from micrograd.runs.experiment import new_experiment


@dataclass(frozen=True)
class Options:
    pixels: tuple[int, int] = (5, 4)
    route: str = "pilot"
    magnify: float | None = 10.0


def map_export(folder):
    return write_map_file(new_experiment(), Options(), folder / "map.npz")


def zoom_export(folder):
    return Keyframes(new_experiment(), Options(), 24, 16, folder).prepare()


every_export = pytest.mark.parametrize("export", [map_export, zoom_export])


@every_export
def test_an_export_is_cancelled_while_the_loop_is_built(tmp_path, monkeypatch, export):
    go_on, is_built = Event(), Event()

    def build():
        go_on.wait(60)
        is_built.set()

    monkeypatch.setattr(run_library, "load", build)
    with closing(export(tmp_path)) as work:
        next(work)
    assert not is_built.is_set()
    go_on.set()
    assert is_built.wait(60)
    assert not [*tmp_path.iterdir()]


@every_export
def test_an_export_without_the_loop_tells_why(tmp_path, monkeypatch, export):
    def build():
        raise UnavailableError("there is no compiler")

    monkeypatch.setattr(run_library, "load", build)
    with pytest.raises(ExportError, match="the map needs the compiled loop, there is no compiler"):
        list(export(tmp_path))
