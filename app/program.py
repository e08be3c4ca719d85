"""The name of the program, which its messages in the terminal begin with."""

import sys
from pathlib import Path

# The command, and the package around this one, where the program is installed.
COMMAND, INSTALLED = "micrograd-playground", "micrograd_playground"


def program() -> str:
    """The program as it was started, such as `python -m app`."""
    started = Path(sys.argv[0])
    if started.stem == COMMAND:
        return COMMAND
    return f"python -m {INSTALLED if started.parent.name == INSTALLED else 'app'}"
