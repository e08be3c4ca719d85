"""Rehearsal: a script is played where nothing happens, to know what its film shows when."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from msgspec.structs import replace

from app.scenes.acts.acts import Act
from app.scenes.player import Player, State
from app.scenes.playground.playground import Playground
from app.scenes.script import Scene, Script
from micrograd.export.options import ExportError

LONGEST_HOURS = 4
# How many frames are played in one go.
AT_ONCE = 500


class Cue(NamedTuple):
    """An act of a film. frame: the first one that shows what it does."""

    frame: int
    act: Act


class Words(NamedTuple):
    """What a film says from a frame on, until it says something else; "" for nothing."""

    frame: int
    text: str


@dataclass(frozen=True)
class Rehearsal:
    """count: the frames of the film. begins: the first frame of each scene. cues: all acts.

    words: all that is said.
    """

    count: int
    begins: list[int]
    cues: list[Cue]
    words: list[Words]

    def last_frame(self, scene: int) -> int:
        """The last frame of a scene, by its index."""
        return [*self.begins, self.count][scene + 1] - 1


def rehearsed(script: Script, fps: int) -> Rehearsal:
    """Play a script as its film does, with so many frames a second. See `rehearse`."""
    work = rehearse(script, fps)
    while True:
        try:
            next(work)
        except StopIteration as end:
            rehearsal: Rehearsal = end.value
            return rehearsal


def rehearse(script: Script, fps: int, part: float = 1.0) -> Generator[float, None, Rehearsal]:
    """The same a little at a time; yields the progress. part: of all work that this is.

    Raises ExportError for a film that is longer than LONGEST_HOURS.
    """
    most = LONGEST_HOURS * 3600 * fps
    stage: Any = _Nothing()
    player = Player(_unplayed(script), stage)
    player.is_film = True
    frame, begins, cues, words = 0, list[int](), list[Cue](), list[Words]()
    player.scene_changed.connect(lambda: begins.append(frame))
    player.acting.connect(lambda unplayed: cues.append(Cue(frame, unplayed.act)))
    player.go_to(0)
    while player.state is not State.OVER:
        if not words or words[-1].text != _said_by(player):
            words.append(Words(frame, _said_by(player)))
        frame += 1
        player.advance(1 / fps)
        if frame > most:
            raise ExportError(
                f"its film would be longer than {LONGEST_HOURS} hours; "
                "leave scenes out, or make them shorter"
            )
        if frame % AT_ONCE == 0:
            yield part * player.index / len(script.scenes)
    return Rehearsal(frame, begins, cues, words)


def _said_by(player: Player) -> str:
    asked = player.scene.ask if player.state is State.ASKING else None
    return f"{player.caption}\n{asked.text}" if asked else player.caption


class _Unplayed(Act, tag="unplayed"):
    """An act that takes its time and does nothing."""

    act: Any

    def advance(self, playground: Playground, was: float, share: float) -> None:
        pass


def _unplayed(script: Script) -> Script:
    return replace(script, scenes=tuple(map(_unplayed_scene, script.scenes)))


def _unplayed_scene(scene: Scene) -> Scene:
    task = scene.task and replace(scene.task, solution=_unplayed_acts(scene.task.solution))
    return replace(scene, do=_unplayed_acts(scene.do), task=task)


def _unplayed_acts(acts: Sequence[Act]) -> tuple[Act, ...]:
    return tuple(_Unplayed(act, at=act.at, seconds=act.seconds) for act in acts)


class _Nothing:
    """A playground that can be opened and turned to a page, and nothing comes of it."""

    def __getattr__(self, name: str) -> "_Nothing":
        return self

    def __call__(self, *arguments: object) -> "_Nothing":
        return self
