"""Restores any step of a run to the last bit: the steps after a checkpoint are done again."""

from array import array
from collections.abc import Iterator

from micrograd.compiled import library
from micrograd.data.rows import is_many
from micrograd.recipe.settings import OF_TRAINER
from micrograd.runs.events import Event
from micrograd.runs.run import Run
from micrograd.runs.segments import followed, restored_from
from micrograd.training.state import Checkpoint
from micrograd.training.step_cost import expected_step_s
from micrograd.training.trainer import Trainer

# Seconds of training between two moments at which the work can be left.
SECONDS_AT_A_TIME = 0.02
# Replaying more steps than LONG, or for longer than LONG_S seconds, leaves checkpoints, so that
# nobody waits for them twice.
LONG, LONG_S = 2**14, 0.1


def restore(trainer: Trainer, run: Run, step: int) -> None:
    """Let a trainer of the run's network stand at one of the run's own steps, as it did there.

    At least the last two steps are done again, where there are two: then its graph, too, is what
    it was. Raises DivergenceError.
    """
    for _ in restoring(trainer, run, step):
        pass


def restoring(trainer: Trainer, run: Run, step: int) -> Iterator[float]:
    """The same in pieces; yields the share that is done.

    What is done by then leaves checkpoints in the run, also where the rest is never done.
    """
    line = followed(run, step)
    for each in reversed(line):
        is_first, happened = each is line[-1], 0
        if is_first or not _stands_at_start(trainer, each):
            happened = _begin(trainer, each, step)
        begin = trainer.steps
        for event in each.events[happened : each.events_until(step)]:
            yield from _train_to(trainer, each, event.step, begin, step)
            if trainer.steps <= step - 2 and _takes_long(event):
                _leave_checkpoint(trainer, each)
            event.apply(trainer)
        yield from _train_to(trainer, each, step, begin, step)


def _takes_long(event: Event) -> bool:
    """True for a change to other samples that are many: the next time it is not made again."""
    dataset = event.settings.get("dataset")
    return dataset is not None and is_many(len(dataset))


def steps_to_replay(run: Run, step: int) -> int:
    """The number of steps that `restore` does again to come to a step of a run or its past."""
    keeper = restored_from(run, step)
    known = _checkpoint_before(keeper, step - 1)
    return step - (known.step if known else keeper.start.step)


def seconds_to_replay(run: Run, step: int) -> float:
    """About how many seconds `restore` takes: with the network and samples that the step had."""
    owner = run.owner_of(step)
    recipe = owner.recipe_at(step - 1)
    is_compiled = library.loaded() is not None and not recipe.sabotage.is_any
    step_s = expected_step_s(len(owner.start.data), recipe.samples_of_step, is_compiled)
    return steps_to_replay(run, step) * step_s


def near_step(run: Run, step: int, most_s: float) -> int:
    """A step of a run or its past, or the last one before it to which `restore` comes soon.

    most_s: the most seconds that it takes, as a guess. Only some of the steps before are looked at.
    """
    owner = run.owner_of(step)
    known = owner.history.checkpoints.step_before(step - 1)
    steps = [step, *([] if known is None else [known + 2]), owner.start.step]
    near = next((each for each in steps if seconds_to_replay(run, each) <= most_s), None)
    # Nothing is done again to come to the first step.
    return run.first_step if near is None else near


def _stands_at_start(trainer: Trainer, run: Run) -> bool:
    """True where the trainer, at that step of the parent, stands as the run begins."""
    start = run.start
    # Bytes tell 0.0 from -0.0.
    is_same = array("d", trainer.state).tobytes() == array("d", start.state).tobytes()
    has_settings = all(trainer.setting(name) == getattr(start.recipe, name) for name in OF_TRAINER)
    return has_settings and is_same


def _begin(trainer: Trainer, run: Run, step: int) -> int:
    """Stand at the last useful checkpoint; return how many events had happened before it."""
    checkpoint = _checkpoint_before(run, step - 1)
    happened = run.events_until(checkpoint.step - 1) if checkpoint else 0
    trainer.take_settings(run.recipe_after(happened))
    if checkpoint:
        grads = checkpoint.grads or [0.0] * len(trainer.parameters)
        trainer.resume(checkpoint.step, checkpoint.state, grads)
    else:
        trainer.resume(run.start.step, run.start.state, run.start.grads)
    return happened


def _checkpoint_before(run: Run, step: int) -> Checkpoint | None:
    """The last checkpoint before a step from which training can go on.

    Where the step after it adds to the gradients of the one before, these have to be known.
    """
    found = run.history.checkpoints.before(step)
    while found and not found.grads and run.recipe_at(found.step).sabotage.skips_zero_grad:
        found = run.history.checkpoints.before(found.step)
    return found


def _leave_checkpoint(trainer: Trainer, run: Run) -> None:
    run.history.checkpoints.leave(trainer.steps, trainer.state, trainer.carried_grads)


def _train_to(trainer: Trainer, run: Run, step: int, begin: int, end: int) -> Iterator[float]:
    """Train up to a step without recording it; yields its share of the way from begin to end."""
    is_long = step - trainer.steps > max(2, min(LONG, trainer.steps_within(LONG_S)))
    # The next time, the step is restored from two steps before it.
    while is_long and trainer.steps < step - 2:
        trainer.run(min(trainer.steps_within(SECONDS_AT_A_TIME), step - 2 - trainer.steps))
        _leave_checkpoint(trainer, run)
        yield (trainer.steps - begin) / (end - begin)
    trainer.run(step - trainer.steps)
