"""`python -m app`: open the window, draw it into a file, or export without it."""

import signal
import sys

from app import ENDED_BY_SIGNAL


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, and return the exit code."""
    try:
        from app.starting import start

        return start(arguments)
    except KeyboardInterrupt:
        # Ctrl+C while modules are loaded.
        return ENDED_BY_SIGNAL + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
