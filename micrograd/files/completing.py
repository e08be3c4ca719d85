"""Completes the runs of a file: computes what it has no outline of, and checks their places."""

from collections.abc import Iterator, Sequence

from micrograd.files.errors import FileError
from micrograd.runs.recompute import Recomputation, seconds_to_train
from micrograd.runs.restore import near_step, restore
from micrograd.runs.run import Run
from micrograd.training.divergence import DivergenceError

# The most seconds of training that a file without outlines may ask for, as a guess: somebody waits.
MOST_SECONDS = 3600.0
# The most seconds that coming to the place of a run takes. The guess is up to three times too low.
MOST_SECONDS_TO_PLACE = 0.5


def check_seconds(unknown: Sequence[tuple[Run, str]]) -> None:
    """Raise FileError where computing these runs would take for ever, even compiled."""
    seconds = 0.0
    for run, place in unknown:
        seconds += seconds_to_train(run, run.start.step, is_compiled=True)
        if seconds > MOST_SECONDS:
            raise FileError(
                f"{run.steps - run.start.step:,} steps are too many to be computed again, and "
                "there is no outline of them",
                f"{place}.steps",
            )


def trained_again(run: Run, place: str) -> Iterator[float]:
    """Train a run once more. Raises FileError where that is impossible."""
    steps, recomputation = run.steps, Recomputation(run)
    try:
        yield from recomputation.work()
    except DivergenceError as error:
        raise FileError(f"{steps}, but {error}", f"{place}.steps") from None
    recomputation.take_over()


# The places of the runs.


def move_near(run: Run) -> None:
    """Replace the place of a run that takes too long to compute by an earlier one that does not."""
    run.place = near_step(run, run.place, MOST_SECONDS_TO_PLACE)


def try_place(run: Run, place: str) -> None:
    """Restore the place of a run, as it will be shown, or an earlier one that is near.

    Raises FileError where that is impossible.
    """
    try:
        move_near(run)
        owner = run.owner_of(run.place)
        restore(owner.start.trainer(), owner, run.place)
    except DivergenceError as error:
        raise FileError(f"{run.place}, but {error}", place) from None
