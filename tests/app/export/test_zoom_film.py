"""Films of a zoom: every frame is drawn from the maps around it, and nothing jumps."""

import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.export.encoders import Pixels, pixels_of
from app.export.film import write_film
from app.export.options import ExportOptions
from app.export.zoom_blend import Segment
from app.export.zoom_film import ZoomCamera
from micrograd.compiled.many import ManyRuns, StopFlag
from micrograd.export.zoom_keyframes import Keyframes
from micrograd.maps.axes import Floats
from micrograd.runs.experiment import Experiment, new_experiment
from micrograd.runs.kept_map import KeptMap, KeptView

SEEN = KeptView("hidden-rate:0.01:100:log", "output-rate:0.01:100:log", "convergence", 9, 0.01)
OPTIONS = ExportOptions(along="zoom", size=(96, 96), fps=10, seconds=1.2, magnify=8.0)
ROOM = QRectF(0, 0, 64, 48)


@pytest.fixture(autouse=True)
def no_training(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    """The measure follows from both rates at once; the boundary is a wave around their product."""

    def train(runs: ManyRuns, measure: str, target: float, stop: StopFlag) -> Floats | None:
        x, y = (np.log10(each) for each in runs.settings.values())
        depth = x + y + 0.3 * np.sin(6 * x)
        return None if stop.is_set else np.where(depth < 0, depth, 1 + depth)

    monkeypatch.setattr("micrograd.maps.training.train_many", train)
    monkeypatch.setattr("micrograd.compiled.run_library.load", lambda: None)


@pytest.fixture
def experiment() -> Experiment:
    found = new_experiment()
    found.map = KeptMap((SEEN,), 0)
    return found


@pytest.fixture
def keyframes(experiment: Experiment, tmp_path: Path) -> Keyframes:
    found = Keyframes(experiment, OPTIONS, 64, 48, tmp_path)
    for _ in found.prepare():
        pass
    return found


def drawn(segment: Segment, way: float) -> np.ndarray[Any, Any]:
    """The channels of what a segment shows, as numbers from 0 to 255."""
    image = QImage(int(ROOM.width()), int(ROOM.height()), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    segment.draw(painter, ROOM, way)
    painter.end()
    return channels(pixels_of(image))


def channels(pixels: Pixels) -> np.ndarray[Any, Any]:
    return np.stack([pixels >> 16 & 255, pixels >> 8 & 255, pixels & 255], -1).astype(int)


def test_a_segment_begins_with_its_keyframe_and_ends_with_the_next(keyframes: Keyframes) -> None:
    last = len(keyframes.plans) - 2
    for number, way, keyframe in ((0, 0.0, 0), (last, 1.0, last + 1)):
        values, scale = keyframes.values[keyframe], keyframes.scales[keyframe]
        expected = scale.colors(np.asarray(values))[::-1].astype(int)
        difference = np.abs(drawn(Segment(keyframes, number), way) - expected)
        if number == 0:
            # The next keyframe lies in its middle already, with finer pixels.
            difference = difference[:, :8]
        assert np.percentile(difference, 95) <= 2


def test_where_one_segment_ends_the_next_begins(keyframes: Keyframes) -> None:
    assert len(keyframes.plans) > 3
    for number in range(len(keyframes.plans) - 2):
        end, begin = (
            drawn(Segment(keyframes, number), 1.0),
            drawn(Segment(keyframes, number + 1), 0.0),
        )
        assert np.abs(end - begin).mean() < 3


def test_colours_change_a_little_from_frame_to_frame(
    experiment: Experiment, tmp_path: Path
) -> None:
    options = replace(OPTIONS, seconds=6.0)
    camera = ZoomCamera(experiment, options, QSize(*OPTIONS.size), tmp_path)
    for _ in camera.prepare():
        pass
    frames = [channels(camera.take(frame)) for frame in range(camera.count)]
    means = [frame[:60].mean((0, 1)) for frame in frames]
    steps = [np.abs(b - a).max() for a, b in pairwise(means)]
    assert max(steps) < 4
    # The whole way changes them more than one step does.
    assert np.abs(means[-1] - means[0]).max() > max(steps)


def test_the_boundary_that_is_zoomed_into_stays_in_view(keyframes: Keyframes) -> None:
    for plan, values in zip(keyframes.plans, keyframes.values, strict=True):
        assert 0.1 < plan.has_learned(np.asarray(values)).mean() < 0.9


def test_a_film_has_its_frames_and_tells_the_magnification(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[dict[str, str]] = []
    draw = ZoomCamera._numbers

    def note(self: ZoomCamera, *moment: Any) -> dict[str, str]:
        told.append(draw(self, *moment))
        return told[-1]

    monkeypatch.setattr(ZoomCamera, "_numbers", note)
    path = tmp_path / "zoom.gif"
    shares = [*write_film(experiment, OPTIONS, path, _no_view)]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with Image.open(path) as film:
        assert (film.n_frames, film.size) == (12, (96, 96))  # type: ignore[attr-defined]
    zooms = [each["magnified"] for each in told[-12:]]
    assert (zooms[0], zooms[-1]) == ("1.0 ×", "8.0 ×")
    assert list(told[-1]) == ["magnified", "hidden rate", "output rate"]
    assert float(told[-1]["hidden rate"]) * float(told[-1]["output rate"]) < 10


@pytest.mark.parametrize("ending", ["gif", "mp4"])
def test_the_same_zoom_twice_is_the_same_file(
    ending: str, experiment: Experiment, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{name}.{ending}" for name in ("one", "two")]
    for path in paths:
        for _ in write_film(experiment, replace(OPTIONS, seconds=0.5), path, _no_view):
            pass
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_single_frame_is_the_deepest(experiment: Experiment, tmp_path: Path) -> None:
    camera = ZoomCamera(experiment, replace(OPTIONS, fps=1, seconds=1), QSize(96, 96), tmp_path)
    for _ in camera.prepare():
        pass
    assert camera.count == 1
    many = ZoomCamera(experiment, OPTIONS, QSize(96, 96), tmp_path)
    for _ in many.prepare():
        pass
    assert camera.take(0).tolist() == many.take(many.count - 1).tolist()


@pytest.mark.parametrize("share", [0.0, ZoomCamera.preparing + 0.01])
def test_a_cancelled_zoom_leaves_nothing_running(
    share: float, experiment: Experiment, tmp_path: Path
) -> None:
    work = write_film(experiment, replace(OPTIONS, seconds=60.0), tmp_path / "a.webp", _no_view)
    while next(work) < share:
        pass
    work.close()  # type: ignore[attr-defined]
    assert [thread.name for thread in threading.enumerate() if thread.name == "export"] == []
    assert {path.name for path in tmp_path.iterdir()} <= {"a.webp"}


def _no_view(*_: Any) -> Any:
    raise AssertionError("a zoom is drawn from no view")
