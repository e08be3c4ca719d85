"""`python -m app`: open the window, draw it into a file, or export without it."""

import os
import signal
import sys

from app import ENDED_BY_SIGNAL

# The threads of NumPy's library for matrices. Those here are small, and its threads would wait for
# a processor that training has: a picture would take several times as long.
MATRIX_THREADS = ("OPENBLAS_NUM_THREADS", "1")


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, and return the exit code."""
    # The library reads it when it is loaded, with the imports that follow.
    os.environ.setdefault(*MATRIX_THREADS)
    try:
        from app.starting import start

        return start(arguments)
    except KeyboardInterrupt:
        # Ctrl+C while modules are loaded.
        return ENDED_BY_SIGNAL + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
