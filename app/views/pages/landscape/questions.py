"""Questions: what the landscape is to show, and when it needs another plane."""

import numpy as np

from app.kit.sight_text import ALL, sight_text
from app.session.session import Session
from app.views.pages.landscape.asking import Asked, Drawing, Move, PlaneChoice, Rect
from app.views.pages.landscape.found import Found
from micrograd.analysis.landscape.planes import Plane
from micrograd.runs.walked import Again, Stride, walked
from micrograd.training.phases import Phase

# The plane of a path is found again where the run has become longer by this factor.
LONGER = 2
# A run that is shorter is as good as this long.
SHORTEST = 4


class Questions:
    """Reads from the session what a drawing is made from, all from one whole step.

    The plane and the part of it that is seen are kept from question to question.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._plane: Plane | None = None
        self._found_for: object = None
        self._steps = 0
        self._extent: Rect | None = None
        self._zoomed: Rect | None = None
        self._shown: Rect | None = None
        # The question whose answers count: those to earlier ones have another plane.
        self._asked: Asked | None = None
        self._walked: tuple[object, dict[int, Stride], list[Again]] | None = None
        self._move: Move | None = None

    # The plane, the zoom and the path that are kept from look to look.

    def find_anew(self) -> None:
        """Find the plane again, and show all of it."""
        self._plane = self._zoomed = self._asked = None

    def fit(self) -> None:
        """Show the whole path again."""
        self._zoomed = self._extent = self._asked = None

    @property
    def parameters(self) -> int:
        """How many parameters a plane is through."""
        return len(self._session.cursor.trainer.parameters)

    @property
    def found(self) -> Found | None:
        """The plane, once all of the path is seen in it."""
        if self._plane is None or self._extent is None:
            return None
        return Found(self._plane, self._extent, self._steps)

    def keep_to(self, choice: PlaneChoice, found: Found) -> None:
        """Go on with a plane that was found, as if it had been found for this choice."""
        self._plane, self._extent, self._steps = found
        self._found_for, self._asked = self._what_for(choice), None

    def zoom(self, view: Rect) -> None:
        """Keep to a part of the plane that the person has chosen."""
        self._zoomed = self._shown = view

    @property
    def sight(self) -> str:
        """The part of the plane in sight: ALL, or the left, bottom, right and top of a choice."""
        return ALL if self._zoomed is None else sight_text(self._zoomed)

    def take(self, drawing: Drawing) -> bool:
        """Keep the plane and the part of it of a drawing; True where another part is shown."""
        if drawing.asked is not self._asked:
            return False
        self._plane = drawing.plane
        if drawing.asked.view is None:
            self._extent = drawing.view
        if self._zoomed is not None or drawing.view == self._shown:
            return False
        self._shown = drawing.view
        return True

    @property
    def why_still(self) -> str:
        """Says how long the plane stays as it is."""
        if self._zoomed is not None:
            return "The plane stays still while the map is zoomed; Fit shows the whole path."
        if self._found_for is not None and self._is_of_path:
            return (
                f"The plane stays still up to step {LONGER * self._steps:,}, or until the point "
                "leaves the map."
            )
        return "The plane stays still until the point leaves the map."

    @property
    def _is_of_path(self) -> bool:
        choice = self._found_for[0] if isinstance(self._found_for, tuple) else None
        return isinstance(choice, PlaneChoice) and choice.kind == "path"

    def wants_another_plane(self, choice: PlaneChoice, here: np.ndarray, is_held: bool) -> bool:
        """True where the plane is of another choice or network, or too old.

        The plane of a path is too old when the run is twice as long, any plane when the present
        point has left the map. While the person zooms or drags it stays.
        """
        cursor, found_for = self._session.cursor, self._what_for(choice)
        if self._plane is None or found_for != self._found_for:
            self._found_for, self._zoomed = found_for, None
            return True
        if is_held or self._zoomed is not None or self._extent is None:
            return False
        if choice.kind == "path" and cursor.run.steps > LONGER * self._steps:
            return True
        return not self._extent.holds(self._plane.places(here[None])[0])

    def _what_for(self, choice: PlaneChoice) -> tuple[PlaneChoice, object, int, tuple[int, ...]]:
        """What a plane is found for: a choice, and the run and the network."""
        cursor = self._session.cursor
        return choice, cursor.run.lineage[0], cursor.model.nin, tuple(cursor.model.nouts)

    # Questions.

    def ask(self, choice: PlaneChoice, is_held: bool) -> Asked:
        """The drawing that is wanted now."""
        cursor = self._session.cursor
        trainer = cursor.trainer
        here = self._here()
        if self.wants_another_plane(choice, here, is_held):
            self._plane = self._extent = None
            self._steps = max(SHORTEST, cursor.run.steps)
        view = None if self._plane is None else self._zoomed or self._extent
        path, again = self._path()
        move = self._last_move()
        samples = trainer.samples
        batch = None
        if samples.has_batches:
            batch = trainer.rows_of(cursor.steps if move is None else max(0, move.step - 1))
        key = (
            trainer, samples, trainer.objective, trainer.engine.is_compiled,
            trainer.setting("frozen"), trainer.setting("off"), trainer.fault.name,
        )  # fmt: skip
        names = [parameter.label for parameter in trainer.parameters]
        self._asked = Asked(
            key, trainer, cursor.steps, here, move, batch, path, again, choice, names,
            self._ends(choice), self._plane, view, not self._session.is_running,
        )  # fmt: skip
        return self._asked

    def _here(self) -> np.ndarray:
        """The parameters of the whole step: before an update that is under way."""
        trainer = self._session.cursor.trainer
        if trainer.phase is Phase.UPDATE and not trainer.is_between_steps:
            return np.array(trainer.state_before_update[: len(trainer.parameters)])
        return np.array([parameter.data for parameter in trainer.parameters])

    def _last_move(self) -> Move | None:
        """The update that led here; None where there is none, as after an edit."""
        trainer, step = self._session.cursor.trainer, self._session.cursor.steps
        count = len(trainer.parameters)
        if trainer.would_repeat:
            before = np.array(trainer.state_before_update[:count])
            self._move = Move(step, before, np.array(trainer.state[:count]))
        elif trainer.is_between_steps or (self._move and self._move.step != step):
            self._move = None
        return self._move

    def _path(self) -> tuple[dict[int, Stride], list[Again]]:
        cursor = self._session.cursor
        run, owner = cursor.run, cursor.owner
        of = run, owner, run.steps, tuple(run.events), run.history.parameters.first_step
        if self._walked is None or self._walked[0] != of:
            self._walked = of, *walked(run, owner)
        return self._walked[1:]

    def _ends(self, choice: PlaneChoice) -> tuple[tuple[str, np.ndarray], ...]:
        """The parameters at the ends of the chosen runs."""
        if choice.kind != "runs":
            return ()
        runs = {run.number: run for run in self._session.experiment.runs}
        found = []
        for number in choice.ends:
            if number in runs:
                run = runs[number]
                count = len(run.start.grads)
                found.append((run.name, np.array((run.history.last or run.start.state)[:count])))
        return tuple(found)
