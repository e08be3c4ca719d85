"""Recomputation: a run trained once more from its start, to know every step of its past again."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress

from micrograd.runs.experiment import Experiment
from micrograd.runs.recording import train_run
from micrograd.runs.replay import Replay
from micrograd.runs.run import Run
from micrograd.training.divergence import DivergenceError
from micrograd.training.state import Checkpoint
from micrograd.training.step_cost import expected_step_s

SECONDS_AT_A_TIME = 0.02
# Nobody waits longer to learn whether a file is reproduced before an export is written.
MOST_SECONDS = 600.0


def seconds_to_train(run: Run, first: int, is_compiled: bool) -> float:
    """About how many seconds it takes to train a run from one of its steps to its end."""
    seconds, recipe, begin = 0.0, run.start.recipe, first
    changes = [(each.step, each.settings) for each in run.events if each.settings]
    for step, settings in [*changes, (run.steps, {})]:
        end, samples = max(begin, step), recipe.samples_of_step
        is_fast = is_compiled and not recipe.sabotage.is_any
        seconds += (end - begin) * expected_step_s(len(run.start.data), samples, is_fast)
        begin, recipe = end, recipe.changed(**settings)
    return seconds


class Recomputation:
    """The steps of a run done again beside it; the run itself may be trained on meanwhile."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._again = Run(run.number, run.start, run.parent)
        self._replay = Replay(run, run.start.step)
        self._found: deque[Checkpoint] = deque()

    @property
    def seconds_left(self) -> float:
        """About how many seconds it takes to come to where the run is now."""
        is_compiled = self._replay.trainer.engine.is_compiled
        return seconds_to_train(self.run, self._again.steps, is_compiled)

    def work(self) -> Iterator[float]:
        """Come to where the run is by now; yields the share that is done, about every 20 ms.

        Raises DivergenceError where this computer comes to other numbers.
        """
        again, run, replay = self._again, self.run, self._replay
        while again.steps < run.steps:
            train_run(again, replay.trainer, replay.next_steps(run.steps, SECONDS_AT_A_TIME))
            assert again.history.last is not None
            carried = replay.trainer.carried_grads
            self._found.append(Checkpoint(again.steps, again.history.last, carried))
            yield (again.steps - run.start.step) / (run.steps - run.start.step)

    def give_checkpoints(self) -> None:
        """Let the run be restored from what is known by now, also while the work goes on."""
        while self._found:
            self.run.history.checkpoints.offer(*self._found.popleft())

    @property
    def matches(self) -> bool:
        """True where it has come to the same state as the run, to the last bit."""
        again, known = self._again.history.last, self.run.history.last
        return self.run.with_last_edits(again) == self.run.with_last_edits(known)

    def take_over(self) -> None:
        """Replace the outline of the run by the exact history."""
        self.run.history = self._again.history

    def conclude(self) -> bool:
        """Do what is left, and take over; False where this computer comes to other numbers.

        The run then keeps its outline, and `differs` of its history says so.
        """
        try:
            for _ in self.work():
                pass
            is_same = self.matches
        except DivergenceError:
            is_same = False
        if is_same:
            self.take_over()
        self.run.history.differs = not is_same
        return is_same


def to_recompute(experiment: Experiment) -> list[Run]:
    """The runs of a file whose past was not computed again yet."""
    histories = [(run, run.history) for run in experiment.all_runs()]
    return [run for run, history in histories if history.is_outline and not history.differs]


def recomputed(run: Run) -> Iterator[float]:
    """Compute a run of a file again, and conclude; yields the share that is done.

    A run that would take longer than MOST_SECONDS is left alone.
    """
    recomputation = Recomputation(run)
    if recomputation.seconds_left > MOST_SECONDS:
        return
    # The conclusion raises again what the work raised.
    with suppress(DivergenceError):
        yield from recomputation.work()
    recomputation.conclude()


def all_recomputed(experiment: Experiment) -> Iterator[float]:
    """Compute every run of a file again, see `recomputed`; yields the share that is done."""
    runs = to_recompute(experiment)
    for i, run in enumerate(runs):
        for share in recomputed(run):
            yield (i + share) / len(runs)


def doubts(runs: Iterable[Run]) -> list[str]:
    """A sentence for each run whose numbers in the file may be others than this computer's."""
    return [
        f"this computer computes other numbers than {run.name} has in the file"
        if run.history.differs
        else f"whether this computer computes the numbers of {run.name} was not checked: the run "
        "is too long"
        for run in runs
        if run.history.is_outline
    ]
