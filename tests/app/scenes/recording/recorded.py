"""What a window shows and holds, to compare a recording with what it plays."""

import json
from typing import Any

from app.kit.sight_text import ALL, LED
from app.scenes.player import Player, State
from app.scenes.playground.playground import Playground
from app.scenes.playground.window_panels import WindowPanels
from app.scenes.reading import script_bytes, script_of
from app.scenes.script import Script
from app.views.graph.navigation import FIRST
from app.window.main_window import MainWindow
from micrograd.files.writing import to_bytes
from tests.app.scenes.scripts import VOCABULARY

GRAPHS = "graph_sight", "graph_groups", "expression_sight", "expression_groups"


def state_of(window: MainWindow) -> dict[str, Any]:
    """All that a recording keeps: the experiment to the bit, the place, what is chosen and shown.

    Which steps a file has checkpoints of depends on how many were trained at once.
    """
    session = window.session
    session.keep_place()
    experiment = json.loads(to_bytes(session.experiment))
    for run in experiment["runs"]:
        del run["checkpoints"]
    trainer = session.cursor.trainer
    panels = WindowPanels(window)
    choices = {**window.remembered.view_choices(), **window.remembered.sights()}
    return {
        "experiment": experiment,
        "place": (session.cursor.run.name, trainer.steps, trainer.operations_done),
        "numbers": [(each.data.hex(), each.grad.hex()) for each in trainer.parameters],
        "chosen": (session.selection.parameters, session.selection.node, session.selection.sample),
        "shown": choices,
        "panels": window.docks.shown,
        "layout": panels.layout,
        "sizes": sizes_of(window),
        "diverged": session.cursor.divergence is not None,
    }


def sizes_of(window: MainWindow) -> dict[str, tuple[int, int, int, int]]:
    """The place and size of each panel that is seen, in pixels of the window."""
    return {
        name: panel.geometry().getRect()
        for name, panel in window.panels.items()
        if panel.is_in_front and not panel.isFloating()
    }


def play(script: Script, window: MainWindow) -> None:
    """Play a script to its end as its file has it, by the clock of a film."""
    again = script_of(script_bytes(script), VOCABULARY)
    player = Player(again, Playground(window))
    player.is_film = True
    player.go_to(0)
    while player.state is not State.OVER:
        assert not player.failure
        player.advance(0.5)


def check_played(window: MainWindow, script: Script) -> None:
    """What was recorded just now comes to the same when it is played."""
    recorded = state_of(window)
    play(script, window)
    played = state_of(window)
    # Playing knows the choices of more pages.
    before, after = _by_hand(recorded.pop("shown")), _by_hand(played.pop("shown"))
    assert {name: after.get(name) for name in before} == before
    assert played == recorded


def _by_hand(shown: dict[str, str]) -> dict[str, str]:
    """What is shown by choice: where a graph is led depends on how far its layout has come."""
    return {
        name: text
        for name, text in shown.items()
        if text != LED and not (name.startswith(GRAPHS) and text in (ALL, FIRST))
    }


def acts_of(script: Script) -> list[Any]:
    """All acts of a script."""
    return [act for scene in script.scenes for act in scene.do]
