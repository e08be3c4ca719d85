"""`python -m micrograd`: train a network in the terminal, one line per step, or many networks."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

# The commands that train many networks, as the first word of the command line.
COMMANDS = {"map": "micrograd.maps.command", "sweep": "micrograd.sweeps.command"}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, and return the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments and arguments[0] in COMMANDS:
            return _command(*arguments)
        from micrograd.terminal.command_line import main as start
        from micrograd.terminal.interrupt import end_usually
    except ImportError as error:
        if not (error.name or "").startswith("micrograd"):
            raise
        print(
            f"python -m micrograd: error: {Path(__file__).parent} has files of another micrograd, "
            f"or not all of its own ({error}); put it right: pip uninstall micrograd, then "
            "pip install --force-reinstall micrograd-playground",
            file=sys.stderr,
        )
        return 2
    end_usually()
    return start(arguments, _examined)


def _command(name: str, *arguments: str) -> int:
    """Start one of COMMANDS."""
    command = import_module(COMMANDS[name])
    from micrograd.terminal.interrupt import end_usually

    end_usually()
    code: int = command.main(list(arguments))
    return code


def _examined(*run: Any) -> str:
    """What the doctor says of a run that has ended."""
    # NumPy takes a while to load, and nobody waits for it before the first step.
    from micrograd.analysis.doctor.told import told_at_end

    return told_at_end(*run)


if __name__ == "__main__":
    sys.exit(main())
