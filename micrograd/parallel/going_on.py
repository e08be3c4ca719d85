"""What the commands say whose work can be interrupted and gone on with: `map` and `sweep`."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from micrograd.parallel.address import EXAMPLE, check_address
from micrograd.parallel.part_file import PartFileError, PieceKind
from micrograd.system.saving import check_writable, reason_of
from micrograd.terminal.command_line import read_by


def add_scheduler_option(parser: argparse.ArgumentParser) -> None:
    """Add `--scheduler`: an address, or None."""
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


def refuse_pieces(parser: argparse.ArgumentParser, resume: bool, error: PartFileError) -> NoReturn:
    """End the program where its pieces can't be kept, or not be gone on from."""
    parser.error(f"argument --{'resume' if resume else 'out'}: {error}")


def told_interruption(reason: str, kind: PieceKind, done: int, count: int) -> str:
    """Why it ended early, how many pieces are done, and how to go on from them."""
    pieces = f"{done:,} of {count:,} {kind.pieces} are done"
    return f"{reason}: {pieces}; the same command with --resume goes on from them"
