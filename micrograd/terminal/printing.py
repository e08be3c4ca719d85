"""Lines for the terminal, or for whatever reads them there."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from micrograd.system.saving import reason_of
from micrograd.terminal.interrupt import INTERRUPTED


def json_lines(content: Any) -> list[str]:
    """Some content as the lines of a JSON file, fit to be read by people."""
    return json.dumps(content, indent=2).splitlines()


def exit_code_of_printing(program: str, lines: Iterable[str], to_the_end: bool = False) -> int:
    """Print lines as they are made, and return the exit code of the program.

    0, also where nobody reads on, as `head` does; 1 where the lines can't be kept, as on a full
    disk, which is told in one line; INTERRUPTED after Ctrl+C. What else goes wrong while lines are
    made is raised. to_the_end: make the other lines too where they can't be printed, as a file is
    written beside them.
    """
    failed: int | None = None
    try:
        try:
            for line in lines:
                if failed is None:
                    failed = _failure_of(program, partial(print, line))
                if failed is not None and not to_the_end:
                    break
        finally:
            if failed is None and sys.stdout:
                failed = _failure_of(program, sys.stdout.flush)
    except KeyboardInterrupt:
        return INTERRUPTED
    return failed or 0


def _failure_of(program: str, output: Callable[[], object]) -> int | None:
    """The exit code of a program that can't print, after which it prints nothing more; or None."""
    try:
        output()
    except OSError as error:
        print_nothing_more()
        if isinstance(error, BrokenPipeError):
            return 0
        print(f"{program}: error: this can't be printed: {reason_of(error)}", file=sys.stderr)
        return 1
    return None


def print_nothing_more() -> None:
    """Drop text that waits to be printed, and all that follows: it would fail again at the end."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
