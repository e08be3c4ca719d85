"""Where a step is restored from."""

from micrograd.runs.run import Run


def restored_from(run: Run, step: int) -> Run:
    """The run whose checkpoints `restore` uses for a step of a run, or of its past."""
    owner = run.owner_of(step)
    while step == owner.start.step and owner.parent and owner.continues_parent:
        owner = owner.parent
    return owner
