"""Films: which step each frame shows, what stands below it, and that no half film is left."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication

from app.export.caption import CaptionBar, Moment
from app.export.encoders import Pixels
from app.export.film import Camera, write_film
from app.export.options import ExportOptions
from app.export.storyboards import LayerStoryboard, StepStoryboard
from app.kit.theme import Appearance
from app.session.session import Session
from app.window.main_window import MainWindow
from micrograd.export.options import ExportError
from micrograd.runs.run import Run

DRAWN_BY = MainWindow.offscreen_view

OPTIONS = ExportOptions(view="network", size=(320, 240), fps=10, seconds=0.5)
Filmed = Callable[..., list[Image.Image]]


@pytest.fixture
def trained(session: Session) -> Session:
    """Twelve steps; after the fourth another rate and another weight."""
    for _ in range(4):
        session.training.step()
    session.edits.set_learning_rate(0.05)
    session.edits.set_parameter(0, 0.25)
    for _ in range(8):
        session.training.step()
    return session


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> list[Moment]:
    """What stood below the frames, in the order in which they were drawn."""
    drawn: list[Moment] = []
    draw = CaptionBar.draw

    def note(bar: CaptionBar, painter: Any, top: float, moment: Moment) -> None:
        drawn.append(moment)
        draw(bar, painter, top, moment)

    monkeypatch.setattr(CaptionBar, "draw", note)
    return drawn


@pytest.fixture
def filmed(trained: Session, appearance: Appearance, tmp_path: Path) -> Filmed:
    """Makes a film and returns its frames."""

    def make(name: str = "film.gif", **options: Any) -> list[Image.Image]:
        shares = list(
            write_film(
                trained.experiment,
                replace(OPTIONS, **options),
                tmp_path / name,
                DRAWN_BY,
            )
        )
        assert shares == sorted(shares)
        assert shares[-1] == 1
        return frames_of(tmp_path / name)

    return make


def frames_of(path: Path) -> list[Image.Image]:
    if path.suffix == ".mp4":
        with av.open(str(path)) as film:
            return [frame.to_image() for frame in film.decode(video=0)]
    with Image.open(path) as image:
        frames = []
        for i in range(image.n_frames):  # type: ignore[attr-defined]
            image.seek(i)
            image.load()
            frames.append(image.convert("RGB"))
            frames[-1].info["duration"] = image.info["duration"]
        return frames


def pixels_of_frame(frame: Image.Image) -> Pixels:
    pixels = np.asarray(frame).astype(np.uint32)
    return pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]


def script_of(run: Run, **options: Any) -> StepStoryboard:
    return StepStoryboard(run, replace(OPTIONS, **options))


# Which step a frame shows.


def test_frames_go_from_the_first_to_the_last_step_evenly(trained: Session) -> None:
    script = script_of(trained.cursor.run, fps=5, seconds=1)
    assert [script.step_of(i) for i in range(script.count)] == [0, 3, 6, 9, 12]


def test_a_part_of_the_run_can_be_filmed(trained: Session) -> None:
    script = script_of(trained.cursor.run, fps=4, seconds=1, first=2, last=8)
    assert [script.step_of(i) for i in range(script.count)] == [2, 4, 6, 8]


def test_a_short_run_stands_still_for_some_frames(trained: Session) -> None:
    script = script_of(trained.cursor.run, fps=5, seconds=1, first=11)
    assert [script.step_of(i) for i in range(script.count)] == [11, 11, 11, 12, 12]


def test_at_an_early_pace_most_frames_show_the_first_steps(trained: Session) -> None:
    script = script_of(trained.cursor.run, fps=8, seconds=1, pace="early")
    assert [script.step_of(i) for i in range(script.count)] == [0, 0, 1, 2, 3, 5, 8, 12]


@pytest.mark.parametrize("steps", [0, 1, 386_413, 10**9])
@pytest.mark.parametrize("first", [0, 1000])
def test_an_early_pace_goes_from_the_first_to_the_last_step_and_never_back(
    first: int, steps: int, session: Session
) -> None:
    script = script_of(session.cursor.run, fps=50, seconds=10, pace="early")
    script.first, script.last = first, first + steps
    shown = [script.step_of(i) for i in range(script.count)]
    assert (shown[0], shown[-1]) == (first, first + steps)
    assert shown == sorted(shown)
    shares = [script.share_of(step) for step in shown]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_at_an_early_pace_a_long_run_is_seen_learning(session: Session) -> None:
    script = script_of(session.cursor.run, fps=10, seconds=10, pace="early")
    script.last = 386_413
    shown = [script.step_of(i) for i in range(script.count)]
    assert len([step for step in shown if step < 1000]) > 50
    # The line above the caption goes on as the film does.
    assert script.share_of(shown[50]) == pytest.approx(0.5, abs=0.02)


def test_a_single_frame_shows_the_last_step(trained: Session) -> None:
    script = script_of(trained.cursor.run, fps=1, seconds=1)
    assert (script.count, script.step_of(0)) == (1, 12)


def test_a_branch_is_filmed_from_the_beginning_of_its_ancestors(trained: Session) -> None:
    trained.cursor.go_to(6)
    trained.training.step()
    script = script_of(trained.cursor.run, fps=8, seconds=1)
    assert [script.step_of(i) for i in range(script.count)] == list(range(8))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"first": 13}, "run 1 has the steps 0 to 12: there is no film of 13 to 12"),
        ({"last": 13}, "there is no film of 0 to 13"),
        ({"first": 5, "last": 4}, "there is no film of 5 to 4"),
        ({"seconds": 0.01}, "0 frames; a film has 1 to 100,000"),
        ({"seconds": 1e6}, "10,000,000 frames; a film has 1 to 100,000"),
    ],
)
def test_a_film_that_can_not_be_made_says_why(
    options: dict[str, Any], message: str, trained: Session
) -> None:
    with pytest.raises(ExportError, match=message):
        script_of(trained.cursor.run, **options)


def test_a_change_stands_there_for_a_second_after_it_happened(trained: Session) -> None:
    script = script_of(trained.cursor.run, fps=5, seconds=2.6)
    events = {i: script.event_of(i) for i in range(script.count)}
    assert [i for i, text in events.items() if text] == [4, 5, 6, 7, 8]
    assert events[4] == "step 4: layer 1 · neuron 1 · w1 = 0.25 · step 4: rate 0.05"


def test_a_change_before_the_film_is_not_told(trained: Session) -> None:
    script = script_of(trained.cursor.run, first=5)
    assert not any(script.event_of(i) for i in range(script.count))


def test_the_caption_has_step_loss_and_rate_of_each_frame(
    trained: Session, filmed: Filmed, moments: list[Moment]
) -> None:
    filmed(fps=13, seconds=1)
    losses = trained.cursor.owner.history.losses.values.tolist()
    said = {moment.step: moment for moment in moments}
    assert sorted(said) == list(range(13))
    assert [said[k].loss for k in range(12)] == losses
    assert said[12].loss == trained.cursor.evaluation.loss
    assert [said[k].learning_rate for k in (3, 4, 12)] == [0.1, 0.05, 0.05]
    assert [said[k].share for k in (0, 6, 12)] == [0, 0.5, 1]


def test_a_film_tells_the_rate_that_trained_its_last_step_not_one_that_was_typed_since(
    trained: Session, filmed: Filmed, moments: list[Moment]
) -> None:
    trained.edits.set_learning_rate(0.003)
    filmed()
    last = moments[-1]
    assert (last.step, last.learning_rate) == (12, 0.05)
    assert not any("0.003" in moment.event for moment in moments)


def test_the_caption_follows_the_schedule_and_tells_the_rate_that_led_to_the_end(
    session: Session, filmed: Filmed, moments: list[Moment]
) -> None:
    session.edits.change_setting("optimizer", "adam")
    session.edits.change_setting("warm_up", 18)
    session.edits.change_setting("schedule", "linear")
    session.edits.change_setting("schedule_steps", 9)
    rates = []
    for _ in range(12):
        rates.append(session.cursor.trainer.scheduled_rate)
        session.training.step()
    session.edits.change_setting("schedule", "cosine")
    filmed(fps=25, seconds=1)
    said = {moment.step: moment for moment in moments}
    assert [said[k].learning_rate for k in range(12, 25)] == [*rates, rates[-1]]
    assert len(set(rates)) > 6
    assert not any("cosine" in moment.event for moment in moments)


# The film itself.


@pytest.mark.parametrize("ending", ["gif", "webp", "mp4"])
def test_the_same_film_twice_is_the_same_file(
    ending: str, filmed: Filmed, appearance: Appearance, tmp_path: Path
) -> None:
    filmed(f"dark.{ending}", seconds=0.3)
    appearance.choose("light")
    filmed(f"light.{ending}", seconds=0.3)
    dark, light = (tmp_path / f"{name}.{ending}" for name in ("dark", "light"))
    assert dark.read_bytes() == light.read_bytes()


def test_a_film_has_the_frames_the_size_and_the_length(filmed: Filmed) -> None:
    frames = filmed(fps=30, seconds=0.2, scale=1.5)
    assert len(frames) == 6
    assert frames[0].size == (480, 360)
    assert sum(frame.info["duration"] for frame in frames) == 200


def test_every_frame_is_what_was_drawn(trained: Session, filmed: Filmed) -> None:
    frames = [pixels_of_frame(frame) for frame in filmed("film.webp")]
    camera = Camera(
        trained.experiment,
        StepStoryboard(trained.cursor.run, OPTIONS),
        OPTIONS,
        QSize(*OPTIONS.size),
        DRAWN_BY,
    )
    drawn = [camera.take(i) for i in range(len(frames))]
    camera.close()
    assert [frame.tolist() for frame in frames] == [frame.tolist() for frame in drawn]
    # The network is there from the beginning, and it changes as the bar below does.
    assert len(np.unique(drawn[0][:200])) > 50
    assert (drawn[0][:200] != drawn[-1][:200]).any()
    assert (drawn[0][210:] != drawn[-1][210:]).any()


def test_the_experiment_stays_as_it_is(trained: Session, filmed: Filmed) -> None:
    trained.cursor.go_to(7)
    run = trained.cursor.run
    filmed()
    assert (trained.cursor.steps, trained.cursor.run, run.steps) == (7, run, 12)
    assert trained.experiment.runs == [run]


# Cancel.


def test_a_cancelled_film_leaves_nothing_running(
    trained: Session, appearance: Appearance, tmp_path: Path
) -> None:
    work = write_film(trained.experiment, OPTIONS, tmp_path / "film.gif", DRAWN_BY)
    while next(work) < 0.5:
        pass
    work.close()  # type: ignore[attr-defined]
    (tmp_path / "film.gif").unlink()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [w for w in QApplication.topLevelWidgets() if w.objectName() == "main_window"]


def test_sides_of_an_mp4_are_even(filmed: Filmed) -> None:
    frames = filmed("film.mp4", size=(321, 241), seconds=0.2)
    assert [frame.size for frame in frames] == [(322, 242)] * 2


def test_an_mp4_is_h264_for_every_player(
    trained: Session, appearance: Appearance, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    shares = list(write_film(trained.experiment, OPTIONS, path, DRAWN_BY))
    assert shares[-1] == 1
    data = path.read_bytes()
    assert data[4:8] == b"ftyp"
    assert b"avc1" in data
    # The index comes before the frames.
    assert data.index(b"moov") < data.index(b"mdat")


# Along the layers of one step.


def test_layers_go_by_at_one_step_from_the_inputs_to_the_output(trained: Session) -> None:
    options = replace(OPTIONS, along="layers", fps=10, seconds=2, last=7)
    board = LayerStoryboard(trained.cursor.run, options)
    shots = [board.shot(i) for i in range(board.count)]
    places = [float(shot.choices["representation_place"]) for shot in shots]
    assert (places[0], places[-1]) == (0.0, 3.0)
    assert places == sorted(places)
    assert {(shot.step, shot.learning_rate) for shot in shots} == {(7, 0.05)}
    assert (shots[0].share, shots[-1].share) == (0.0, 1.0)


def test_a_single_frame_along_the_layers_shows_the_output(trained: Session) -> None:
    board = LayerStoryboard(trained.cursor.run, replace(OPTIONS, fps=1, seconds=1))
    assert board.shot(0).choices == {"representation_place": "3.0"}


def test_a_step_that_is_not_there_has_no_film_of_its_layers(trained: Session) -> None:
    with pytest.raises(ExportError, match="run 1 has the steps 0 to 12, not 13"):
        LayerStoryboard(trained.cursor.run, replace(OPTIONS, last=13))


def test_a_film_along_the_layers_moves_at_one_step(filmed: Filmed, moments: list[Moment]) -> None:
    chosen = {"view": "representation", "along": "layers", "last": 8}
    frames = filmed("film.webp", fps=10, seconds=0.4, **chosen)
    assert {moment.step for moment in moments} == {8}
    upper = [pixels_of_frame(frame)[:150] for frame in frames]
    assert all((first != second).any() for first, second in pairwise(upper))
