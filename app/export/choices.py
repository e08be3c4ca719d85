"""What may be chosen for an export, and how it is typed: for the dialog and the command line."""

import math
from collections.abc import Callable, Collection
from typing import Any

from app.export.errors import ExportError
from app.export.options import ExportOptions
from app.kit.numbers import counted
from micrograd.runs.experiment import Experiment

VIEWS = {
    "window": "Whole window",
    "network": "Network",
    "graph": "Graph",
    "gradient": "Gradient",
    "expression": "Expression",
    "loss": "Loss",
    "history": "History of parameters",
    "parameters": "Parameters",
    "dataset": "Dataset",
    "runs": "Runs",
}
THEMES = {"dark": "Dark", "light": "Light"}
PACES = {"even": "Even", "early": "Early steps slowly"}
CONTENTS = {"losses": "Losses", "parameters": "Parameters and gradients"}
LIBRARIES = {"micrograd": "micrograd", "torch": "PyTorch"}
SIZES = ("1280x720", "1440x900", "1920x1080", "2560x1440", "3840x2160", "1080x1080", "1080x1920")
SMALLEST_SIDE, LARGEST_SIDE = 200, 16_000
LARGEST_STEP = 10**15


def size(text: str) -> tuple[int, int]:
    """`1440x900` as (1440, 900)."""
    width, _, height = text.strip().lower().replace("×", "x").partition("x")
    if not (width.strip().isdecimal() and height.strip().isdecimal()):
        raise ValueError("give width x height, such as 1440x900")
    sides = int(width[:9]), int(height[:9])
    if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in sides):
        raise ValueError(f"each side has {SMALLEST_SIDE:,} to {LARGEST_SIDE:,} pixels")
    return sides


def _number(low: float, high: float) -> Callable[[str], float]:
    def number(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise ValueError(f"give a number from {low:g} to {high:g}")
        return value

    return number


def _whole(low: int, high: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        digits = text.replace(",", "").strip()
        if not (digits.isdecimal() and len(digits) < 20 and low <= int(digits) <= high):
            raise ValueError(f"give a whole number from {low:,} to {high:,}")
        return int(digits)

    return whole


def _last_step(text: str) -> int | None:
    return READERS["first"](text) if text.strip() else None


# How each option that is typed is read; they raise ValueError that says what is expected.
READERS: dict[str, Callable[[str], Any]] = {
    "size": size,
    "scale": _number(0.25, 8),
    "fps": _whole(1, 60),
    "seconds": _number(0.1, 600),
    "first": _whole(0, LARGEST_STEP),
    "last": _last_step,
    "every": _whole(1, LARGEST_STEP),
    "steps": _whole(0, LARGEST_STEP),
}


def check_options(
    options: ExportOptions,
    concerned: Collection[str],
    experiment: Experiment,
    further_steps: int = 0,
) -> None:
    """Raises ExportError for an option that does not fit the others, or the experiment.

    concerned: the options that the kind of file takes. further_steps: so many are trained first.
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
    """The last step of the current run, or of all runs, once it was trained on where it stands."""
    current = experiment.current
    end = current.place + further if further else current.steps
    return max([end, *(run.steps for run in experiment.runs if is_of_all)])
