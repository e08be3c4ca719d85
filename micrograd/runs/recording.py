"""Training a run on at its end, with every step recorded."""

from collections.abc import Iterator

from micrograd.runs.run import Run
from micrograd.runs.stopping import NEVER, Chosen, reason_after_step, reason_here, until_stop
from micrograd.training.divergence import DivergenceError
from micrograd.training.step_engine import TrainedSteps
from micrograd.training.trainer import Trainer

# Pieces of training last this long at most, so that replaying one takes no longer.
SECONDS_AT_A_TIME = 0.01
# The longest slice of work before it can be stopped.
SLICE_S = 0.005


def train_run(run: Run, trainer: Trainer, steps: int, stops: Chosen = NEVER) -> str:
    """Do up to `steps` steps at the end of a run, where the trainer stands.

    Return why it stopped before; empty where it did not. Raises DivergenceError; the run then ends
    with its last finite parameters.
    """
    end = trainer.steps + steps
    most = trainer.steps_within(SECONDS_AT_A_TIME)
    reached = _reason_here(trainer, stops)
    while not reached and trainer.steps < end:
        reached = _train_piece(run, trainer, min(most, end - trainer.steps), stops)
    return reached


def _train_piece(run: Run, trainer: Trainer, count: int, stops: Chosen) -> str:
    if not trainer.can_run_beside:
        do_step(run, trainer)
        return reason_after_step(stops, trainer, trainer.evaluate()) if stops else ""
    room, width = run.history.parameters.room, run.history.parameters.width
    trained = until_stop(stops, trainer, trainer.run_now(count, room, width), room, width)
    take_over(run, trainer, trained)
    return trained.reached or _reason_here(trainer, stops)


def _reason_here(trainer: Trainer, stops: Chosen) -> str:
    return reason_here(stops, trainer, trainer.evaluate()) if stops else ""


def do_step(run: Run, trainer: Trainer) -> None:
    """Finish the step under way, or do one. Raises DivergenceError."""
    try:
        trainer.step()
    except DivergenceError:
        meet_divergence(run, trainer)
        raise
    record_step(run, trainer)


def record_step(run: Run, trainer: Trainer) -> None:
    """Record the step that the trainer has finished at the end of the run."""
    assert trainer.loss is not None
    before, after = trainer.state_before_update, trainer.state
    are_carried = trainer.fault.skips_zero_grad
    run.history.record_step(trainer.loss, before, trainer.grads, after, are_carried)


def take_over(run: Run, trainer: Trainer, trained: TrainedSteps) -> None:
    """Go on from what an engine did at the end of the run. Raises DivergenceError."""
    try:
        trainer.accept(trained)
    except DivergenceError:
        run.history.record_run(trained, trainer.state)
        meet_divergence(run, trainer)
        raise
    run.history.record_run(trained, trainer.state)


def meet_divergence(run: Run, trainer: Trainer) -> None:
    """Let the run go back as the trainer did, to the last parameters whose loss is finite."""
    run.rewind(trainer.steps, trainer.state)


def train_from_its_start(run: Run, steps: int) -> Iterator[float]:
    """Train so many steps of a run that begins at its start, and record every one.

    Yields the share that is done, about every 5 ms where the steps are compiled. After a
    divergence the run ends with the last finite parameters.
    """
    trainer = run.start.trainer()
    most = trainer.steps_within(SLICE_S) if trainer.can_run_beside else 1
    try:
        while run.steps < steps:
            train_run(run, trainer, min(most, steps - run.steps))
            yield run.steps / steps
    except DivergenceError:
        return
