"""Starts the installed window; in a checkout its packages lie elsewhere on the path."""

import sys
from pathlib import Path


def main() -> int:
    """Do what the command line says, and return the exit code."""
    folder = Path(__file__).resolve().parent
    if (folder / "app").is_dir():
        # Before all folders in which others may have packages of these names.
        sys.path.insert(0, str(folder))
    from app.__main__ import main as start

    return start()


if __name__ == "__main__":
    sys.exit(main())
