"""The lessons: each is played from beginning to end, and finds all that it points at."""

from collections.abc import Sequence

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.scenes.lessons.catalogue import Lesson, lessons
from app.scenes.parts.targets import StoredTarget
from app.scenes.player import Player, State
from app.scenes.playground.conditions import conditions
from app.scenes.playground.playground import Playground
from app.scenes.script import Scene, Script
from app.window.main_window import MainWindow
from micrograd.compiled.many import train_many
from micrograd.compiled.many_runs import ManyRuns
from micrograd.recipe.recipe import Recipe
from tests.app.scenes.scripts import VOCABULARY

LESSONS = lessons(VOCABULARY)
# Seconds of a lesson that pass at once.
TICK_S = 0.5


@pytest.mark.usefixtures("compiled_loop", "run_loop")
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_is_played_to_its_end(
    qtbot: QtBot, renewed_window: MainWindow, lesson: Lesson
) -> None:
    play_to_its_end(qtbot, renewed_window, lesson.script)


def play_to_its_end(qtbot: QtBot, window: MainWindow, script: Script) -> None:
    """With the solution of each task its condition holds, and each target is seen."""
    playground = Playground(window)
    player = Player(script, playground)
    player.is_film = True
    player.go_to(0)
    while player.state is not State.OVER:
        before, state = player.index, player.state
        player.advance(TICK_S)
        assert player.failure == ""
        if player.is_a_task and player.state is not state:
            see_all(qtbot, playground, player.point)
        if player.index == before and player.state is State.STAYING is not state:
            see_all(qtbot, playground, player.point)
            # What a solution began may still be at work, such as a check of all gradients.
            qtbot.waitUntil(lambda: _holds(playground, player.scene))


def see_all(qtbot: QtBot, playground: Playground, point: Sequence[StoredTarget]) -> None:
    """Wait until all that is pointed at is seen: graphs are laid out, cameras arrive."""
    playground.sight.bring(point)
    qtbot.waitUntil(lambda: len(playground.sight.places(point)) == len(point))


def _holds(playground: Playground, scene: Scene) -> bool:
    task = scene.task
    return not task or all(c.holds(playground) for c in conditions(task.until, ""))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_lesson_has_something_to_do_or_to_predict(lesson: Lesson) -> None:
    script = lesson.script
    assert any(scene.ask or scene.task for scene in script.scenes)
    assert script.summary
    assert script.minutes
    assert lesson.picture


@pytest.mark.usefixtures("run_loop")
def test_a_click_near_the_place_of_the_hint_does_for_the_map() -> None:
    # A pixel is a hundredth of its rate: eight pixels each way, and a dozen runs between.
    near = np.geomspace(0.92, 1.08, 12)
    rates, output_rates = np.meshgrid(1.5 * near, 0.75 * near)
    settings = {"learning_rate": rates.ravel(), "output_rate": output_rates.ravel()}
    losses = train_many(ManyRuns(Recipe(), 100, settings), "final-loss")
    assert losses is not None
    assert np.mean(losses < 0.0001) > 0.9
