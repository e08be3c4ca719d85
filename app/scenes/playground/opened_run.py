"""OpenedRun: a run that a script trains from its start, some steps at a time, and lists."""

from app.playing.opening import list_trained
from app.session.session import Session
from micrograd.recipe.recipe import Recipe
from micrograd.runs.recording import train_from_its_start
from micrograd.runs.run import Run, drawn_start


class OpenedRun:
    """A run of so many steps from weights drawn anew, which nobody sees before it is listed."""

    def __init__(self, recipe: Recipe, steps: int) -> None:
        self._run = Run(0, drawn_start(recipe))
        self._work = train_from_its_start(self._run, steps)

    def train_to(self, step: int) -> None:
        """Train until it has a step; a divergence ends it before."""
        while self._run.steps < step and next(self._work, None) is not None:
            pass

    def list_in(self, session: Session, name: str) -> None:
        """List it as the current run of a session."""
        list_trained(session, self._run, name)
