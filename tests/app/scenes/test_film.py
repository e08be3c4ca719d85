"""Films of scripts: the same each time, as long as the script, with captions; or nothing at all."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.export.encoders import Pixels, pixels_of
from app.export.film import caption_file
from app.export.options import ExportOptions
from app.kit.playback import place_after
from app.kit.theme import Appearance, Theme
from app.scenes.film import ScriptCamera, film_script
from app.scenes.player import State
from app.scenes.reading import read_script
from app.scenes.rehearsal import rehearsed
from app.window.main_window import MainWindow
from micrograd.export.options import ExportError
from tests.app.scenes.scripts import VOCABULARY, script
from tests.conftest import SHARED

OPTIONS = ExportOptions(size=(640, 360), fps=4)
SIZE = QSize(640, 360)
SAMPLE = Path(__file__).with_name("two_products.scenes.json")
STEP = {"do": "action", "name": "step", "at": 0.5}
SCENES: tuple[dict[str, Any], ...] = (
    {
        "caption": "A step, and two operations of the next one.",
        "do": [STEP, {"do": "walk", "operations": 2, "at": 1.0, "seconds": 0.5}],
        "wait": {"seconds": 1.5},
    },
    {
        "caption": "The graph.",
        "page": "graph",
        "point": [{"parameter": "1.2.w3"}],
        "wait": {"seconds": 1},
    },
)


class Filmed(NamedTuple):
    """A film of the scenes. drawn: each frame, drawn once more where nothing had moved."""

    camera: ScriptCamera
    taken: list[Pixels]
    drawn: list[Pixels]


@pytest.fixture(scope="module")
def filmed(qapp: QApplication, set_up: None) -> Iterator[Filmed]:
    Appearance("dark")
    with opened(*SCENES) as camera:
        frames = [(camera.take(frame), camera.drawn()) for frame in range(camera.count)]
        camera.show.playground.window.setProperty(SHARED, True)
        taken, drawn = zip(*frames, strict=True)
        yield Filmed(camera, list(taken), list(drawn))


@contextmanager
def opened(*scenes: dict[str, Any], scene: int = 0, **options: Any) -> Iterator[ScriptCamera]:
    """A camera in a window of its own."""
    chosen, window = replace(OPTIONS, **options), MainWindow.filmed_window
    with closing(ScriptCamera(script(*scenes), chosen, SIZE, window, scene)) as camera:
        yield camera


def are_equal(some: list[Pixels], others: list[Pixels]) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))


def test_a_film_ends_with_its_script(filmed: Filmed) -> None:
    assert len(filmed.taken) == filmed.camera.count == 16
    player = filmed.camera.show.player
    assert (player.index, player.state) == (1, State.STAYING)


def test_a_frame_that_is_not_drawn_again_would_look_the_same(filmed: Filmed) -> None:
    assert are_equal(filmed.taken, filmed.drawn)
    assert len({id(pixels) for pixels in filmed.taken}) < len(filmed.taken)


def test_captions_stand_in_the_picture_and_nobody_can_press_anything(filmed: Filmed) -> None:
    strip = filmed.camera.show.strip
    assert strip.is_shown
    assert strip.caption == SCENES[1]["caption"]
    assert (strip.next.isHidden(), strip.dots.isHidden()) == (True, False)


def test_two_films_of_a_script_are_equal_bit_for_bit(filmed: Filmed) -> None:
    with opened(*SCENES) as camera:
        assert are_equal([camera.take(frame) for frame in range(camera.count)], filmed.taken)


def test_a_scene_is_drawn_as_its_film_shows_it_at_its_end(filmed: Filmed) -> None:
    with opened(*SCENES, scene=1) as camera:
        image = camera.end_of_scene()
        assert (image.width(), image.height()) == (640, 360)
        # An axis keeps room for the longest number that it has ever drawn.
        assert np.mean(camera.drawn() == filmed.taken[-1]) > 0.99


def test_a_film_has_its_own_theme_and_may_do_without_captions(qapp: QApplication) -> None:
    sheet = qapp.styleSheet()
    with opened(*SCENES, theme="light", captions="file") as camera:
        light = int(Theme("light")["background"].removeprefix("#"), 16)
        # The page that is made last has it, too.
        for frame in (0, camera.count - 1):
            assert camera.take(frame)[2, 2] == light
        assert not camera.show.strip.is_shown
    assert qapp.styleSheet() == sheet


def test_captions_have_a_file_unless_they_are_in_the_picture_alone() -> None:
    files = [caption_file(captions, Path("film.mp4")) for captions in ("both", "file", "picture")]
    assert files == [Path("film.srt"), Path("film.srt"), None]


def test_a_film_shows_what_plays_between_the_layers_on_its_way(appearance: Appearance) -> None:
    shows = {"representation_place": "0", "representation_plays": "on"}
    acts = [{"do": "show", "what": what, "to": to, "at": 0.5} for what, to in shows.items()]
    scene = {"page": "representation", "do": acts, "wait": {"seconds": 3}}
    places = []
    with opened(scene) as camera:
        page = camera.show.playground.window.view("representation")
        for frame in range(camera.count):
            camera.take(frame)
            places.append(page.shown.place)
    first = places.index(0.0)
    gone = [place_after(0.0, frame / OPTIONS.fps) for frame in range(camera.count - first)]
    assert places[first:] == pytest.approx(gone)
    assert places[-1] > 1


def sweep(results: int, **seconds: float) -> str:
    """A sweep of four runs of which so many are seen."""
    axes = {"learning_rate": ["0.1", "0.3"], "seed": ["0", "1"], "layers": ["3,1"]}
    return json.dumps({"axes": axes, "steps": 10, "results": results, **seconds})


def test_a_film_shows_a_sweep_as_far_as_it_had_come_and_its_seconds(
    appearance: Appearance,
) -> None:
    texts = {0.5: sweep(0), 1.0: sweep(2), 1.5: sweep(4, seconds=0.75)}
    acts = [{"do": "show", "what": "sweep", "to": to, "at": at} for at, to in texts.items()]
    scene = {"page": "sweep", "do": acts, "wait": {"seconds": 1}}
    films, counts = [], list[int]()
    for _ in range(2):
        with opened(scene) as camera:
            page, film = camera.show.playground.window.view("sweep"), []
            for frame in range(camera.count):
                film.append(camera.take(frame))
                counts.append(len(page.sweeping.results))
            films.append(film)
            assert page.headline.full_text == "4 runs in 750 ms"
    assert are_equal(*films)
    half = len(counts) // 2
    assert counts[:half] == counts[half:]
    assert [*dict.fromkeys(counts)] == [0, 2, 4]


def test_a_film_shows_the_panels_that_float_over_the_window(appearance: Appearance) -> None:
    place = {"do": "float", "panel": "parameters", "place": [0.25, 0.25, 0.5, 0.5], "at": 0.5}
    with opened({"do": [place], "wait": {"seconds": 1}}) as camera:
        after = [camera.take(frame) for frame in range(camera.count)][-1]
        window = camera.show.playground.window
        panel = window.panels["parameters"]
        # It is a window of its own, which nobody is to see on the screen.
        assert panel.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        alone = panel.grab().toImage().scaled(SIZE / 2)
    alone = alone.convertToFormat(QImage.Format.Format_RGB32)
    parts = after[90:270, 160:480], pixels_of(alone)
    channels = [[part >> shift & 0xFF for shift in (0, 8, 16)] for part in parts]
    apart = np.abs(np.subtract(*np.array(channels, int)))
    # The one is drawn smaller, and the other one made smaller: letters differ, places do not.
    assert apart.mean() < 6


# Files.

TINY = replace(OPTIONS, fps=2)
SHORT = {"caption": "One step.", "do": [STEP], "wait": {"seconds": 1}}


def test_a_film_and_its_captions_are_written_side_by_side(
    appearance: Appearance, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    shares = list(film_script(script(SHORT), TINY, path, MainWindow.filmed_window))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with av.open(str(path)) as film:
        frames = [frame.to_image().size for frame in film.decode(video=0)]
    assert frames == [(640, 360)] * rehearsed(script(SHORT), 2).count
    words = path.with_suffix(".srt").read_text("utf-8")
    assert words == "1\n00:00:00,000 --> 00:00:01,500\nOne step.\n"


def test_a_film_without_captions_has_no_file_of_them_and_no_strip(
    appearance: Appearance, tmp_path: Path
) -> None:
    silent = {"do": [STEP], "wait": {"seconds": 0.5}}
    list(film_script(script(silent), TINY, tmp_path / "film.mp4", MainWindow.filmed_window))
    assert [each.name for each in tmp_path.iterdir()] == ["film.mp4"]
    with opened(silent) as camera:
        assert not camera.show.strip.is_shown


@pytest.mark.parametrize("caption", ["", "One step."])
def test_captions_leave_the_panels_where_the_size_of_the_film_has_them(caption: str) -> None:
    options = {"size": (1280, 720)}
    with opened({"caption": caption}, **options) as camera:
        window = camera.show.playground.window
        assert window.docks.arranger.arrangement.name == "wide"
        assert window.width() / window.height() == pytest.approx(1280 / 720, rel=2e-3)


def test_a_film_that_is_cancelled_leaves_what_was_there(
    appearance: Appearance, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("before")
    work = film_script(script(SHORT), TINY, path, MainWindow.filmed_window)
    for _ in range(3):
        next(work)
    work.close()  # type: ignore[attr-defined]
    assert [each.name for each in tmp_path.iterdir()] == ["film.mp4"]
    assert path.read_text() == "before"


def test_a_film_of_many_hours_can_be_cancelled_before_it_is_refused(tmp_path: Path) -> None:
    long = script(*[{"wait": {"seconds": 3600}}] * 5)
    path = tmp_path / "film.mp4"
    work = film_script(long, TINY, path, MainWindow.filmed_window)
    assert 0 <= next(work) < 0.05
    work.close()  # type: ignore[attr-defined]
    with pytest.raises(ExportError, match="was not written: its film would be longer"):
        list(film_script(long, TINY, path, MainWindow.filmed_window))
    assert list(tmp_path.iterdir()) == []


def test_a_film_of_a_script_that_cannot_go_on_leaves_nothing(
    appearance: Appearance, tmp_path: Path
) -> None:
    broken = script({"do": [{"do": "control", "name": "no_such", "at": 0.5}]})
    with pytest.raises(ExportError, match="was not written: scene 1: there is no control"):
        list(film_script(broken, TINY, tmp_path / "film.mp4", MainWindow.filmed_window))
    assert list(tmp_path.iterdir()) == []


def test_the_sample_script_is_a_film_of_three_quarters_of_a_minute() -> None:
    rehearsal = rehearsed(read_script(SAMPLE, VOCABULARY), fps=30)
    assert 40 < rehearsal.count / 30 < 55
    assert len(rehearsal.begins) == 7
