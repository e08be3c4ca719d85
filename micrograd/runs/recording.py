"""Training a run on at its end, with every step recorded."""

from micrograd.runs.run import Run
from micrograd.training.divergence import DivergenceError
from micrograd.training.step_engine import TrainedSteps
from micrograd.training.trainer import Trainer

# Pieces of training last this long at most, so that replaying one takes no longer.
SECONDS_AT_A_TIME = 0.01


def train_run(run: Run, trainer: Trainer, steps: int) -> None:
    """Do `steps` steps at the end of a run, where the trainer stands.

    Raises DivergenceError; the run then ends with its last finite parameters.
    """
    end = trainer.steps + steps
    most = trainer.steps_within(SECONDS_AT_A_TIME)
    while trainer.steps < end:
        if trainer.can_run_beside:
            parameters = run.history.parameters
            count = min(most, end - trainer.steps)
            take_over(run, trainer, trainer.run_now(count, parameters.room, parameters.width))
        else:
            do_step(run, trainer)


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
    run.history.record_step(trainer.loss, before, trainer.grads, after)


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
