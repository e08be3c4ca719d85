"""What the commands say whose work can be interrupted and gone on with: `map` and `sweep`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from micrograd.compiled.machine_code import UnavailableError
from micrograd.parallel.address import EXAMPLE, ClusterError, check_address
from micrograd.parallel.part_file import PartFileError, PieceKind
from micrograd.system.saving import SaveError, check_writable, reason_of
from micrograd.terminal.command_line import read_by


def add_going_on_options(parser: argparse.ArgumentParser, kind: PieceKind) -> None:
    """Add `--resume`, and `--scheduler`: an address, or None."""
    parser.add_argument(
        "--resume",
        action="store_true",
        help=f"Go on from the {kind.pieces} that an interrupted {kind.whole} has left beside its "
        "file",
    )
    parser.add_argument(
        "--scheduler",
        type=read_by(check_address),
        metavar="ADDRESS",
        help="Train on the workers of a dask scheduler, such as "
        f"{EXAMPLE} (threads of this process)",
    )


def check_out(parser: argparse.ArgumentParser, path: Path, endings: Sequence[str]) -> None:
    """End the program where the file of `--out` has another ending, or can't be written."""
    if path.suffix not in endings:
        parser.error(f"argument --out: {path} does not end with {' or '.join(endings)}")
    try:
        check_writable(path)
    except OSError as error:
        parser.error(f"argument --out: {path}: {reason_of(error)}")


def done_or_told(
    parser: argparse.ArgumentParser,
    options: argparse.Namespace,
    make: Callable[[argparse.ArgumentParser, argparse.Namespace], int],
) -> int:
    """Do the work of a command; returns its exit code, or tells an error in one line."""
    try:
        return make(parser, options)
    except PartFileError as error:
        parser.error(f"argument --{'resume' if options.resume else 'out'}: {error}")
    except (SaveError, UnavailableError, ClusterError) as error:
        print(f"{parser.prog}: error: {error}", file=sys.stderr)
        return 1


def told_interruption(reason: str, kind: PieceKind, done: int, count: int) -> str:
    """Why it ended early, how many pieces are done, and how to go on from them."""
    pieces = f"{done:,} of {count:,} {kind.pieces} are done"
    return f"{reason}: {pieces}; the same command with --resume goes on from them"
