"""Every kind of file that an experiment can be exported as, in one table, and its writer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pkgutil import resolve_name
from typing import NamedTuple

from app.export.options import OPTIONS, ExportOptions
from app.export.view import MakeView
from micrograd.export.options import ExportError
from micrograd.runs.experiment import Experiment
from micrograd.system.saving import check_writable, reason_of, replacement
from micrograd.training.divergence import DivergenceError


class Kind(NamedTuple):
    """One row. text: what it holds.

    written_by: module and function, imported when a file is written. It yields the progress, 0 to
    1. is_drawn: whether that needs a QApplication and a view to draw.
    """

    name: str
    title: str
    text: str
    endings: tuple[str, ...]
    written_by: str
    is_drawn: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the options that it takes."""
        return tuple(name for name, option in OPTIONS.items() if self.name in option.kinds)


KINDS = (
    Kind(
        "picture",
        "Picture",
        "One view as it is now. A PNG has pixels; an SVG has lines that stay sharp at any size.",
        (".png", ".svg"),
        "app.export.pictures:write_picture",
        is_drawn=True,
    ),
    Kind(
        "film",
        "Film",
        "The current run, or a zoom into the map, drawn frame by frame: the same each time.",
        (".gif", ".webp", ".mp4"),
        "app.export.film:write_film",
        is_drawn=True,
    ),
    Kind(
        "table",
        "Table",
        "Numbers for a spreadsheet or a notebook, at full precision.",
        (".csv",),
        "micrograd.export.csv_files:write_csv_file",
    ),
    Kind(
        "script",
        "Script",
        "A plain Python program that trains the current run again, with every edit on the way.",
        (".py",),
        "micrograd.export.script:write_script",
    ),
    Kind(
        "map",
        "Map",
        "Numbers of the map for NumPy, of a run for each pixel. Its picture is the view Map of a "
        "picture, its table the content Map of a table.",
        (".npz",),
        "micrograd.export.map_files:write_map_file",
    ),
)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)


def kind_of(path: Path) -> Kind:
    """The kind that a file has by the ending of its name. Raises ExportError for another one."""
    ending = path.suffix.lower()
    for kind in KINDS:
        if ending in kind.endings:
            return kind
    known = f"{', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
    raise ExportError(
        f"“{path.name}” does not say which kind of file it is: end the name with {known}"
    )


def check_target(path: Path) -> None:
    """Raises ExportError where no file of a known kind can be written; leaves no trace."""
    kind_of(path)
    with told(path):
        check_writable(path)


def export(
    experiment: Experiment, options: ExportOptions, path: Path, make_view: MakeView | None
) -> Iterator[float]:
    """Write a file of the kind that its ending names, and yield the progress, 0 to 1.

    make_view: what a picture or film is drawn from; other kinds need none.

    The file at `path` is replaced at the very end; it stays as it was if the work fails, or is
    closed before. Raises ExportError, which names the file.
    """
    kind = kind_of(path)
    with told(path), replacement(path, path.suffix.lower()) as temporary:
        needed = [make_view] if kind.is_drawn else []
        yield from resolve_name(kind.written_by)(experiment, options, temporary, *needed)


def size_of(path: Path) -> str:
    """How large a file is, in words: `2.1 MB`."""
    size, units = float(path.stat().st_size), ["bytes", "kB", "MB", "GB"]
    while size >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{size:.{0 if units[0] == 'bytes' or size >= 100 else 1}f} {units[0]}"


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what goes wrong into an ExportError with the name of the file."""
    try:
        yield
    except OSError as error:
        raise ExportError(f"{path.name} was not written: {reason_of(error)}") from error
    except DivergenceError as error:
        raise ExportError(
            f"{path.name} was not written: this computer does not come to the numbers of the "
            f"file, at step {error.step:,} {error.name} becomes {error.value}"
        ) from error
    except ValueError as error:
        option = getattr(error, "option", "")
        raise ExportError(f"{path.name} was not written: {error}", option) from error
