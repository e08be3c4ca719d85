"""Starts the program, or says which package of another project stands in its way."""

import sys
from importlib.util import find_spec
from pathlib import Path

from app.program import program

OWN = ("app", "micrograd", "resources")


def start(arguments: list[str] | None = None) -> int:
    """Do what the command line says, and return the exit code."""
    problem = stranger("resources")
    if not problem:
        try:
            from app.terminal.main import main
        except ImportError as error:
            name = (error.name or "").split(".")[0]
            if name not in OWN:
                raise
            problem = (
                f"{place_of(name)} is not, or not all of, the {name} of this program ({error})"
            )
    if problem:
        print(
            f"{program()}: error: {problem}; start in another folder, or put it right: "
            "pip uninstall micrograd, then pip install --force-reinstall micrograd-playground",
            file=sys.stderr,
        )
        return 2
    return main(arguments)


def stranger(name: str) -> str:
    """Say which package of this name Python finds, where it does not lie beside this one."""
    beside = Path(__file__).resolve().parents[1] / name
    found = place_of(name)
    return "" if found == beside else f"{found} is not the {name} of this program"


def place_of(name: str) -> Path | None:
    """The folder of the package that Python finds by this name; None where there is none."""
    spec = find_spec(name)
    folders = list(spec.submodule_search_locations or [spec.origin or ""]) if spec else []
    return Path(folders[0]).resolve() if folders else None
