"""Lines for the terminal, or for whatever reads them there."""

import os
import sys
from collections.abc import Iterable

from micrograd.system.saving import SaveError, reason_of
from micrograd.terminal.interrupt import INTERRUPTED


def exit_code_of_printing(program: str, lines: Iterable[str]) -> int:
    """Print lines as they are made, and return the exit code of the program.

    0, also where nobody reads on, as `head` does; 1 where the lines can't be kept, as on a full
    disk, which is told in one line; INTERRUPTED after Ctrl+C. A SaveError of another file, which
    was written between two lines, is raised.
    """
    try:
        try:
            for line in lines:
                print(line)
        finally:
            if sys.stdout:
                sys.stdout.flush()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except SaveError:
        raise
    except OSError as error:
        print_nothing_more()
        if isinstance(error, BrokenPipeError):
            return 0
        print(f"{program}: error: this can't be printed: {reason_of(error)}", file=sys.stderr)
        return 1


def print_nothing_more() -> None:
    """Drop text that waits to be printed, and all that follows: it would fail again at the end."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
