"""`python -m micrograd map`: every pixel of a picture is a training run."""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from micrograd.compiled import run_library
from micrograd.data.typed import whole
from micrograd.maps.axes import AXIS_SETTINGS, FORM, OTHER_NAMES, Axis
from micrograd.maps.dimension import boundary_dimension
from micrograd.maps.files import TILES
from micrograd.maps.making import Progress, is_made, make_map
from micrograd.maps.pilot import USUAL_FACTOR
from micrograd.maps.plan import USUAL_TARGET_LOSS, MapPlan
from micrograd.maps.presets import MAPS
from micrograd.maps.progress import ProgressLine
from micrograd.maps.writing import FORMATS, room_for
from micrograd.maps.zoom_table import zoom_lines
from micrograd.parallel.address import ClusterError
from micrograd.parallel.going_on import (
    add_going_on_options,
    check_out,
    done_or_told,
    told_interruption,
)
from micrograd.parallel.workplace import Workplace
from micrograd.recipe.kinds import Number
from micrograd.runs.plan import MOST_STEPS, PlanError
from micrograd.terminal.command_line import (
    OneLineParser,
    add_experiment_options,
    chosen_recipe,
    read_by,
)
from micrograd.terminal.interrupt import INTERRUPTED
from micrograd.terminal.printing import exit_code_of_printing
from micrograd.training.measures import MEASURES

PIXELS = re.compile(r"(\d{1,6})\s*[xX×]\s*(\d{1,6})")
USUAL_PIXELS = (512, 512)
TARGET_LOSS = Number()
# Closer and closer by 2 the numbers of the machine end after some 45 zooms of an axis that is log.
MOST_ZOOMS, ZOOM_FACTOR = 1000, Number(above=1.0)


def main(arguments: list[str] | None = None) -> int:
    """Train a run for each pixel, and write the map; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    return done_or_told(parser, options, _zoom if options.zooms else _make)


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m micrograd map",
        description="Train a network for every pixel of a map, and draw which of them learned.",
    )
    _add_map_options(parser)
    _add_file_options(parser)
    _add_zoom_options(parser)
    add_going_on_options(parser, TILES)
    add_experiment_options(parser)
    return parser


def _add_map_options(parser: argparse.ArgumentParser) -> None:
    usual = MAPS[""]
    names = f"{', '.join(AXIS_SETTINGS)}, {OTHER_NAMES}"
    for name, side in (("x", "from left to right"), ("y", "from below")):
        parser.add_argument(
            f"--{name}",
            type=read_by(Axis.parsed),
            metavar="AXIS",
            help=f"What changes {side}: {FORM}; NAME is one of {names} ({getattr(usual, name)})",
        )
    parser.add_argument(
        "--pixels",
        type=read_by(_pixels),
        default=USUAL_PIXELS,
        metavar="WxH",
        help="How many runs side by side, and above each other (512x512)",
    )
    parser.add_argument(
        "--steps",
        type=read_by(whole(1, MOST_STEPS), is_quoted=True),
        metavar="N",
        help=f"How many steps each run trains ({usual.steps})",
    )
    told = "; ".join(f"{row.name}: {row.words}" for row in MEASURES.values())
    parser.add_argument(
        "--measure",
        choices=[*MEASURES],
        metavar="NAME",
        # argparse takes a percent sign for one of its own.
        help=f"What a pixel shows ({usual.measure}). {told}".replace("%", "%%"),
    )
    parser.add_argument(
        "--target-loss",
        type=read_by(TARGET_LOSS.read),
        default=USUAL_TARGET_LOSS,
        metavar="X",
        help=f"The loss that steps-to-loss waits for ({USUAL_TARGET_LOSS})",
    )


def _add_file_options(parser: argparse.ArgumentParser) -> None:
    formats = ", ".join(f"{ending} for {row.words}" for ending, row in FORMATS.items())
    parser.add_argument(
        "--out",
        action="append",
        type=Path,
        metavar="FILE",
        help=f"A file to write: {formats}; may be given once for each",
    )


def _add_zoom_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--zooms",
        type=read_by(whole(1, MOST_ZOOMS), is_quoted=True),
        metavar="N",
        help="Write no file: draw so many maps, each a window in the one before where its boundary "
        "is richest, and print the box-counting dimension of each",
    )
    parser.add_argument(
        "--zoom-factor",
        type=read_by(ZOOM_FACTOR.read),
        metavar="X",
        help=f"With --zooms: how many times smaller each window is ({USUAL_FACTOR:g})",
    )


def _pixels(text: str) -> tuple[int, int]:
    match = PIXELS.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not WIDTHxHEIGHT, such as 512x512")
    return int(match[1]), int(match[2])


def _files(parser: argparse.ArgumentParser, files: Sequence[Path]) -> Sequence[Path]:
    """The files to write; ends the program where they can't be."""
    if not files:
        parser.error(f"argument --out: is needed: a file that ends with {' or '.join(FORMATS)}")
    for path in files:
        check_out(parser, path, [*FORMATS])
    return files


def _plan(parser: argparse.ArgumentParser, options: argparse.Namespace) -> MapPlan:
    """The map of the options; ends the program where they do not fit each other."""
    recipe = chosen_recipe(parser, options)
    usual = MAPS.get(options.preset or "", MAPS[""])
    x, y = (getattr(options, name) or Axis.parsed(getattr(usual, name)) for name in ("x", "y"))
    width, height = options.pixels
    try:
        return MapPlan(
            recipe,
            x,
            y,
            width,
            height,
            options.measure or usual.measure,
            options.target_loss,
            steps=options.steps or usual.steps,
        )
    except PlanError as error:
        parser.error(f"argument --{error.part}: {error}")


def _zoom(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Print what the automatic pilot sees."""
    for name in ("out", "resume"):
        if getattr(options, name):
            parser.error(f"argument --{name}: --zooms writes no file")
    plan, factor = _plan(parser, options), options.zoom_factor or USUAL_FACTOR
    with _place(parser.prog, options, ProgressLine(parser.prog, 0).say) as place:
        lines = zoom_lines(plan, place, options.zooms, factor)
        return exit_code_of_printing(parser.prog, lines)


@contextmanager
def _place(
    program: str, options: argparse.Namespace, tell: Callable[[str], None]
) -> Iterator[Workplace]:
    """The workplace that `--scheduler` names, connected. Raises ClusterError."""
    with closing(Workplace(options.scheduler or "", tell)) as place:
        if place.address:
            place.connect()
        else:
            _load(program)
        yield place


def _make(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Make the map, and tell how far it is and what came out."""
    if options.zoom_factor:
        parser.error("argument --zoom-factor: goes with --zooms")
    files, program = _files(parser, options.out or []), parser.prog
    plan = _plan(parser, options)
    line, progress = ProgressLine(program, plan.count), Progress(0, 0, 0, 0)
    if options.resume and is_made(plan, files):
        line.say(f"{files[0]} is finished already")
        return 0
    values = room_for(plan, files[0])
    try:
        with (
            _place(program, options, line.say) as place,
            closing(make_map(plan, place, files, options.resume, values)) as making,
        ):
            for progress in making:
                line.show(progress)
    except KeyboardInterrupt:
        line.say(_told_interruption("interrupted", progress))
        return INTERRUPTED
    except ClusterError as error:
        if not progress.all_tiles:
            raise
        line.say(_told_interruption(str(error), progress))
        return 1
    line.say(f"{' and '.join(path.name for path in files)}: {_summary(plan, values)}")
    return 0


def _told_interruption(reason: str, progress: Progress) -> str:
    if not progress.all_tiles:
        return reason
    return told_interruption(reason, TILES, progress.tiles, progress.all_tiles)


def _load(program: str) -> None:
    if not run_library.loaded() and not run_library.load_from_cache():
        words = "the loop for many runs is made into machine code, which takes some seconds, once"
        print(f"{program}: {words}", file=sys.stderr)
    run_library.load()


def _summary(plan: MapPlan, values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    """`512 x 512 runs, 54.2 % converged, the boundary has dimension 1.71`."""
    is_learned = plan.has_learned(values)
    share = f"{100 * is_learned.mean():.1f} % {plan.sides.learned}"
    dimension = boundary_dimension(is_learned)
    told = "" if np.isnan(dimension) else f", the boundary has dimension {dimension:.2f}"
    return f"{plan.width:,} x {plan.height:,} runs, {share}{told}"
