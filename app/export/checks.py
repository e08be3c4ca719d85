"""Checks whether what is chosen for an export fits together, and fits the experiment."""

from collections.abc import Iterable
from pathlib import Path

from app.export.kinds import kind_of
from app.export.options import FILM, MAP_VIEW, ExportOptions
from app.export.readers import LARGEST_SIDE
from app.kit.numbers import counted
from micrograd.export.options import LARGEST_MAP, ExportError
from micrograd.runs.experiment import Experiment

# Players don't believe a delay below two hundredths of a second.
FASTEST_GIF_FPS = 50


def options_for(files: Iterable[Path]) -> set[str]:
    """The names of the options that these files take, by the endings of their names."""
    return {name for file in files for name in kind_of(file).options}


def check_options(
    options: ExportOptions, files: list[Path], experiment: Experiment, further_steps: int = 0
) -> None:
    """Raises ExportError for an option that does not fit the others, a file or the experiment.

    further_steps: trained before the export.
    """
    concerned = options_for(files)
    check_drawing(options, files)
    if options.view == MAP_VIEW and options.along != "zoom":
        _check_map(options, files)
    if options.along == "layers" and not _has_layers(options):
        reason = "only the representation goes through the layers: choose it as the view"
        raise ExportError(reason, "along")
    if options.along == "zoom" and options.route == "views" and options.magnify is not None:
        raise ExportError("the views that were seen say how deep it goes", "magnify")
    if "first" not in concerned:
        return
    first, last = options.first, options.last
    is_of_all = "content" in concerned and options.content != "parameters"
    steps = _steps_of(experiment, is_of_all, further_steps)
    for name, step in [("first", first), ("last", last)]:
        if step is not None and step > steps:
            raise ExportError(f"{step:,}: there are only {counted(steps, 'step')}", name)
    if last is not None and last < first:
        raise ExportError(f"the last step, {last:,}, comes before the first, {first:,}", "last")


def check_drawing(options: ExportOptions, files: list[Path]) -> None:
    """Raises ExportError for a size or a rate that pictures and films of these files can't have."""
    if "scale" in options_for(files) and max(options.size) * options.scale > LARGEST_SIDE:
        raise ExportError(f"scaled, a side has more than {LARGEST_SIDE:,} pixels", "scale")
    if options.fps > FASTEST_GIF_FPS and any(file.suffix.lower() == ".gif" for file in files):
        raise ExportError(
            f"a GIF shows at most {FASTEST_GIF_FPS} frames per second; choose fewer, or end the "
            "name with .webp or .mp4",
            "fps",
        )


def _check_map(options: ExportOptions, files: list[Path]) -> None:
    if any(kind_of(file).name in FILM for file in files):
        raise ExportError("a film of the map zooms: choose Zoom, which is --along zoom", "along")
    if any(file.suffix.lower() != ".png" for file in files if kind_of(file).is_drawn):
        raise ExportError("the pixels of the map are a PNG: end the name with .png", "view")
    if max(options.size) * options.scale > LARGEST_MAP:
        option = "size" if max(options.size) > LARGEST_MAP else "scale"
        raise ExportError(f"a side of a map has at most {LARGEST_MAP:,} pixels", option)


def _has_layers(options: ExportOptions) -> bool:
    """True where the representation is drawn, alone or as the page of the window."""
    page = options.view_choices.get("page")
    return options.view == "representation" or (options.view, page) == ("window", "representation")


def _steps_of(experiment: Experiment, is_of_all: bool, further: int) -> int:
    """The last step of the current run, or of all runs, after `further` steps more."""
    current = experiment.current
    end = current.place + further if further else current.steps
    return max([end, *(run.steps for run in experiment.runs if is_of_all)])
