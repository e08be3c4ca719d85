"""Starts the installed window; in a checkout its packages lie elsewhere on the path."""

import os
import sys


def main() -> int:
    """Do what the command line says, and return the exit code."""
    folder = os.path.dirname(os.path.realpath(__file__))
    if os.path.isdir(os.path.join(folder, "app")):
        # Before all folders in which others may have packages of these names.
        sys.path.insert(0, folder)
    from app.__main__ import main as start

    return start()


if __name__ == "__main__":
    sys.exit(main())
