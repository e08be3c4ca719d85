"""What a file holds of an experiment, to be compared with what it has now."""

from typing import Any

from micrograd.runs.experiment import Experiment
from micrograd.runs.run import Run


def content_of(experiment: Experiment) -> list[Any]:
    """What a file holds of an experiment: equal as long as nothing new is to be saved."""
    runs = [
        (run, _described(run), run.steps, run.start, [*run.events]) for run in experiment.all_runs()
    ]
    return [[*experiment.runs], runs, dict(experiment.sweep), experiment.map]


def _described(run: Run) -> tuple[Any, ...]:
    return run.number, run.name, run.is_hidden, run.hides_fault
