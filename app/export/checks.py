"""Checks whether what is chosen for an export fits together, and fits the experiment."""

from collections.abc import Collection

from app.export.options import ExportOptions
from app.export.readers import LARGEST_SIDE
from app.kit.numbers import counted
from micrograd.export.options import ExportError
from micrograd.runs.experiment import Experiment


def check_options(
    options: ExportOptions,
    concerned: Collection[str],
    experiment: Experiment,
    further_steps: int = 0,
) -> None:
    """Raises ExportError for an option that does not fit the others, or the experiment.

    concerned: the options that the kind of file takes. further_steps: trained before the export.
    """
    if "scale" in concerned and max(options.size) * options.scale > LARGEST_SIDE:
        raise ExportError(f"scaled, a side has more than {LARGEST_SIDE:,} pixels", "scale")
    if "first" not in concerned:
        return
    first, last = options.first, options.last
    is_of_all = "content" in concerned and options.content == "losses"
    steps = _steps_of(experiment, is_of_all, further_steps)
    for name, step in [("first", first), ("last", last)]:
        if step is not None and step > steps:
            raise ExportError(f"{step:,}: there are only {counted(steps, 'step')}", name)
    if last is not None and last < first:
        raise ExportError(f"the last step, {last:,}, comes before the first, {first:,}", "last")


def _steps_of(experiment: Experiment, is_of_all: bool, further: int) -> int:
    """The last step of the current run, or of all runs, after `further` steps more."""
    current = experiment.current
    end = current.place + further if further else current.steps
    return max([end, *(run.steps for run in experiment.runs if is_of_all)])
