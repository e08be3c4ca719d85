"""Sabotage: one line of the training loop made wrong on purpose, to see, compare, find and mend."""

import random
from collections.abc import Callable, Iterator

from PySide6.QtCore import SignalInstance

from app.session.approach import FAR_S
from app.session.comparison import Comparison
from app.session.cursor import Cursor
from app.session.edits import Edits
from app.session.run_list import RunList, fitting_name
from micrograd.recipe.fault import NOTHING, Fault
from micrograd.recipe.faults import FAULTS
from micrograd.runs.righted import righted, train_with_changes
from micrograd.runs.run import Run
from micrograd.training.step_cost import expected_step_s

NAME = "fault"
FIND = "One line of the training loop is wrong now. Which one?"
MENDED = "The training loop is right again."


class Sabotage:
    """The fault at the step that is shown; edits that make a line wrong, or right again.

    draw: chooses one of some faults by chance.
    """

    def __init__(
        self,
        cursor: Cursor,
        edits: Edits,
        runs: RunList,
        comparison: Comparison,
        announce: Callable[[str], None],
    ) -> None:
        self._cursor, self._edits, self._runs = cursor, edits, runs
        self._comparison, self._announce = comparison, announce
        self.draw: Callable[[list[Fault]], Fault] = random.SystemRandom().choice
        # The run and the fault that were guessed at last, and what was said to it.
        self._told: tuple[Run | None, str, str] = (None, "", "")

    @property
    def changes(self) -> tuple[SignalInstance, ...]:
        """The signals after which another line may be wrong, or be known."""
        cursor = self._cursor
        at_a_step = cursor.settings_changed, cursor.network_rebuilt, cursor.moved
        return *at_a_step, self._runs.changed

    @property
    def fault(self) -> Fault:
        """The line that is wrong, a row of `FAULTS`."""
        return self._cursor.trainer.fault

    @property
    def is_on(self) -> bool:
        """True where a line is wrong."""
        return self.fault.is_any

    @property
    def is_secret(self) -> bool:
        """True where the person is to find it."""
        return self.is_on and self._cursor.owner.hides_fault

    @property
    def shown(self) -> Fault | None:
        """The line that is wrong, where the person may know it."""
        return self.fault if self.is_on and not self.is_secret else None

    @property
    def without_effect(self) -> str:
        """Why the fault changes nothing here; empty where it does something."""
        return self.fault.without_effect(self._cursor.recipe)

    @property
    def verdict(self) -> str:
        """What was said to the last guess about this fault; empty where nobody guessed."""
        run, name, text = self._told
        return text if run is self._cursor.owner and name == self.fault.name else ""

    @property
    def possible(self) -> list[Fault]:
        """The faults that change something with the recipe as it is."""
        recipe = self._cursor.recipe
        return [row for row in FAULTS.values() if row.is_any and not row.without_effect(recipe)]

    # Making a line wrong, and right again.

    def choose(self, name: str) -> None:
        """Make this line wrong from the present step on, or none; Undo takes it back.

        A fault of the starting weights begins a new run, and so does mending it.
        """
        self.reveal()
        row = FAULTS[name]
        text = f"sabotage: {row.title}" if row.is_any else "mend the wrong line"
        if row.zero_start or (self.fault.zero_start and self.fault is not row):
            self._edits.start_again(text, fault=name)
        else:
            self._edits.change_setting(NAME, name, text=text)
            if not row.is_any:
                self._announce(MENDED)

    def mend(self) -> None:
        """Make the wrong line right again."""
        self.choose(NOTHING)

    # Finding it.

    def find(self) -> None:
        """Begin a run with a line that is wrong by chance, and do not say which."""
        self.hide(self.draw([each for each in self.possible if each is not self.fault]).name)

    def hide(self, name: str) -> None:
        """Begin a run with this line wrong, and do not say which."""
        self._edits.start_again("find the fault", hides_fault=True, fault=name)
        self._told = None, "", ""
        self._runs.changed.emit()
        self._announce(FIND)

    def guess(self, name: str) -> None:
        """Say whether this is the fault, and show it."""
        fault = self.fault
        text = "Right." if fault.name == name else f"No, not “{FAULTS[name].title}”."
        self._told = self._cursor.owner, fault.name, text
        self.reveal()
        self._announce(f"{text} The wrong line is: {fault.title}.")

    def reveal(self) -> None:
        """Say which line is wrong, in every run where that was to be found."""
        hiding = [run for run in self._cursor.experiment.all_runs() if run.hides_fault]
        for run in hiding:
            run.hides_fault = False
        if hiding:
            self._runs.changed.emit()

    # The right run beside it.

    def compare_with_right(self) -> None:
        """Do the same with the right line, from the first wrong step on, and compare both runs."""
        wrong = self._cursor.owner
        if not self.is_on:
            self._announce("No line is wrong at this step: there is nothing to compare with.")
            return
        if self._cursor.run.steps == self._cursor.run.first_step:
            self._announce("Train some steps first: there is nothing to compare yet.")
            return
        start, parent, events = righted(wrong)
        right = self._cursor.experiment.new_run(start, parent)
        right.name, right.events = fitting_name(wrong.name, ", right"), events
        steps = max(wrong.steps, start.step)
        samples = start.recipe.samples_of_step
        seconds = (steps - start.step) * expected_step_s(len(start.data), samples, False)
        work, wait = train_with_changes(right, steps), self._cursor.approach.wait
        if wait is None or seconds < FAR_S:
            _do(work)
            self._show_beside(wrong, right)
        else:
            text = f"Training {right.name}"
            wait(text, work, lambda: self._show_beside(wrong, right), lambda: None)

    def _show_beside(self, wrong: Run, right: Run) -> None:
        self._runs.add(right, f"compare {wrong.name} with the right line", is_turned_to=False)
        self._comparison.show([wrong, right])


def _do(work: Iterator[float]) -> None:
    for _ in work:
        pass
