"""Where work is done: in threads of this process, or by the workers of `--scheduler`."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from micrograd.parallel.address import EXAMPLE, check_address
from micrograd.parallel.threads import Threads
from micrograd.parallel.work import HandsOut, Piece, Result, Work
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


@contextmanager
def workers_at(
    scheduler: str | None,
    work: Work[Piece, Result],
    tell: Callable[[str], None],
    threads: int | None = None,
) -> Iterator[HandsOut[Piece, Result]]:
    """Who does the work: threads, or the workers of a scheduler where there is an address.

    tell: see `Connection`. threads: of this process, None for the usual number.
    Raises ClusterError, also while it hands out.
    """
    if not scheduler:
        yield Threads(work, threads)
        return
    # Imported here, as dask takes long to load and only a scheduler needs it.
    from micrograd.parallel.cluster import Cluster
    from micrograd.parallel.connection import Connection

    with Connection(scheduler, tell) as connection:
        yield Cluster(connection, work)
