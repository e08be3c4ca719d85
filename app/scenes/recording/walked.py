"""Walks along single operations: how many they were, in training and on pages of their own."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from app.scenes.acts.acts import Act, Walk
from app.scenes.playground.playground import Playground
from app.scenes.recording.standing import Standing
from app.session.session import Session
from app.walking.both_passes import BothPasses

# The deeds that walk along operations of training.
WALKS = {"Training.step_phase", "Training.step_operation", "Training.take_back", "Training.seek"}


def operations_of(session: Session, before: Standing, left: int) -> int:
    """How many operations a deed has walked on, negative for back.

    before: where it began. left: how many the pass under way had left: a walk that diverged has
    done them all.
    """
    trainer, now = session.cursor.trainer, Standing.of(session)
    if now.divergence and now.divergence is not before.divergence:
        return left
    if now.step == before.step:
        return now.operations - before.operations
    # The last pass is the update: all of the step that was ended, or opened again.
    if now.step > before.step:
        return left
    return trainer.next_pass.position - len(trainer.next_pass)


class PageWalk(QObject):
    """The walk of the page that is shown, where it is none of training.

    `stepped` comes after a walk of any page, with another graph on one, and where a page shows
    something else by no input of the person.
    """

    stepped = Signal()

    def __init__(self, playground: Playground) -> None:
        super().__init__()
        self._playground = playground
        self._passes: BothPasses | None = None
        self._done = 0
        self._stage = playground.window.stage
        self._connections: list[Any] = []
        for name in self._stage.pages:
            self._listen_to(name)
        self._connections.append(self._stage.page_made.connect(self._listen_to))

    def end(self) -> None:
        """Listen no more."""
        for connection in self._connections:
            QObject.disconnect(connection)
        self._connections = []

    def _listen_to(self, name: str) -> None:
        page = self._stage.pages[name]
        self._connections += [signal.connect(self.stepped) for signal in page.led]
        walk = getattr(getattr(page, "view", None), "walk", None)
        for signal in ("stepped", "rebuilt", "text_changed"):
            if hasattr(walk, signal):
                self._connections.append(getattr(walk, signal).connect(self.stepped))

    @property
    def is_of_training(self) -> bool:
        """True where operations on the page that is shown are those of training."""
        return self._passes_now is None

    @property
    def _passes_now(self) -> BothPasses | None:
        view = self._playground.window.walks.view_if_made
        return view.walk.own_passes if view else None

    def note(self) -> None:
        """Know how many operations are done now."""
        self._passes = self._passes_now
        self._done = sum(self._passes.place) if self._passes else 0

    def acts(self) -> list[Act]:
        """The act that walks to where the walk is by now, from where it was known to be."""
        passes = self._passes
        if passes is None or passes is not self._passes_now:
            return []
        walked = sum(passes.place) - self._done
        return [Walk(operations=walked)] if walked else []
