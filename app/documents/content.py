"""What a file holds of an experiment, to be compared with what it has now."""

from typing import Any

from micrograd.runs.experiment import Experiment


def content_of(experiment: Experiment) -> list[Any]:
    """What a file holds of an experiment: equal as long as nothing new is to be saved."""
    runs = [
        (run, run.number, run.name, run.is_hidden, run.steps, run.start, [*run.events])
        for run in experiment.all_runs()
    ]
    return [[*experiment.runs], runs, dict(experiment.sweep), experiment.map]
