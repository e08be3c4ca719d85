"""The endings of files that can be opened, and what a dialog offers of them."""

from pathlib import Path

ENDING = ".json"
# A new file gets it: desktops know by the ending what opens with a double click.
EXPERIMENT_ENDING = ".experiment.json"
TABLE_ENDINGS = (".csv", ".tsv", ".txt")
FILES = f"Experiments (*{ENDING});;All files (*)"
READABLE = f"Experiments and tables (*{ENDING} *{' *'.join(TABLE_ENDINGS)});;All files (*)"
# Scripts of scenes, and what a person is offered who looks for one.
SCRIPT_ENDING = ".scenes.json"
SCRIPTS = f"Scripts (*{SCRIPT_ENDING});;All files (*)"


def is_script(path: str | Path) -> bool:
    """True where the name is that of a script."""
    return str(path).lower().endswith(SCRIPT_ENDING)


def title_of(path: Path) -> str:
    """What the experiment in a file is called: the name without its ending."""
    if path.name.lower().endswith(EXPERIMENT_ENDING):
        return path.name[: -len(EXPERIMENT_ENDING)]
    return path.stem
