"""Restores any step of a run to the last bit: the steps after a checkpoint are done again."""

from micrograd.recipe.settings import CHANGEABLE
from micrograd.runs.run import Run
from micrograd.training.trainer import Trainer

STEPS_AT_A_TIME = 2**16
# Replaying more steps than these leaves checkpoints, so that nobody waits for them twice.
LONG = 2**14


def restore(trainer: Trainer, run: Run, step: int) -> None:
    """Let a trainer of the run's network stand at one of the run's own steps, as it did there.

    At least the last two steps are done again, where there are two: then its graph, too, is what
    it was.
    """
    if run.parent and run.continues_parent and step == run.start.step:
        restore(trainer, run.parent, step)
        happened = 0 if _stands_at_start(trainer, run) else _begin(trainer, run, step)
    else:
        happened = _begin(trainer, run, step)
    for event in run.events[happened : run.events_until(step)]:
        _train_to(trainer, run, event.step)
        event.apply(trainer)
    _train_to(trainer, run, step)


def _stands_at_start(trainer: Trainer, run: Run) -> bool:
    """True where the trainer, at that step of the parent, stands as the run begins."""
    start = run.start
    here = [number.hex() for number in trainer.state]
    has_settings = all(getattr(trainer, name) == getattr(start.recipe, name) for name in CHANGEABLE)
    return has_settings and here == [number.hex() for number in start.state]


def _begin(trainer: Trainer, run: Run, step: int) -> int:
    """Stand at the last useful checkpoint; return how many events had happened before it."""
    checkpoint = run.history.checkpoints.before(step - 1)
    happened = run.events_until(checkpoint.step - 1) if checkpoint else 0
    recipe = run.recipe_after(happened)
    for name in CHANGEABLE:
        if getattr(trainer, name) is not getattr(recipe, name):
            setattr(trainer, name, getattr(recipe, name))
    if checkpoint:
        trainer.resume(checkpoint.step, checkpoint.state, [0.0] * len(trainer.parameters))
    else:
        trainer.resume(run.start.step, run.start.state, run.start.grads)
    return happened


def _train_to(trainer: Trainer, run: Run, step: int) -> None:
    """Train up to a step without recording it."""
    while step - trainer.steps > LONG:
        # The next time, the step is restored from two steps before it.
        trainer.run(min(STEPS_AT_A_TIME, step - 2 - trainer.steps))
        run.history.checkpoints.offer(trainer.steps, trainer.state)
    trainer.run(step - trainer.steps)
