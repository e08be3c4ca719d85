"""write_script: the current run as a script that does the same steps, edits included.

The script is plain Python that a newcomer can read; typed texts stand in its comments only.
"""

from collections.abc import Iterator
from pathlib import Path

from micrograd.export.changes import changes
from micrograd.export.dialect import Dialect
from micrograd.export.micrograd_script import MicrogradScript
from micrograd.export.options import ExportError, Options
from micrograd.export.self_contained import SelfContainedScript
from micrograd.export.torch_script import TorchScript
from micrograd.runs.experiment import Experiment
from micrograd.runs.recompute import doubts
from micrograd.runs.run import Run

DIALECTS: dict[str, type[Dialect]] = {
    "micrograd": MicrogradScript,
    "none": SelfContainedScript,
    "torch": TorchScript,
}
LINES_AT_A_TIME = 1000


def write_script(experiment: Experiment, options: Options, path: Path) -> Iterator[float]:
    """Write the current run from its oldest ancestor's start up to `options.last`.

    The script needs `options.library` only, for `none` nothing but Python. Where this computer may
    compute other numbers than the file of the experiment has, comments at the top say so. Yields
    the progress, from 0 to 1. Raises ExportError where the run has no such step, or a fault that
    the script can't have, and DivergenceError where a branch begins at a step that can't be
    computed again.
    """
    run = experiment.current
    if run.hides_fault:
        raise ExportError(
            f"the script would name the wrong line of {run.name}, which is still to be found",
            "library",
        )
    end = _end(run, options.last)
    found = []
    for change in changes(run, end):
        found.append(change)
        yield 0.0
    script = DIALECTS[options.library](found, end)
    if script.faults and not script.has_faults:
        raise ExportError(
            f"a script {script.needs} has no wrong line ({script.faults[0].title}): choose the "
            "one for micrograd, or a run without a fault",
            "library",
        )
    for share in script.prepare():
        yield share / 2
    steps = end - run.first_step
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        notes = [f"Note: {doubt}." for doubt in doubts(run.lineage)]
        notes += [fault.told for fault in script.faults]
        for count, line in enumerate(script.lines(f"{run.name}, {steps:,} steps.", notes)):
            file.write(f"{line}\n")
            if count % LINES_AT_A_TIME == 0:
                yield 0.5
    yield 1.0


def _end(run: Run, last: int | None) -> int:
    end = run.steps if last is None else min(run.steps, last + 1)
    if end < run.first_step:
        raise ExportError(
            f"{run.name} begins at step {run.first_step:,}, choose a last step from there on",
            "last",
        )
    return end
