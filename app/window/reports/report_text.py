"""The text of a report: errors, versions, the experiment's size, and what was done last."""

import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from typing import Any

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from app.kit.application import TITLE
from app.kit.trace import trace_of, without_paths
from app.kit.unexpected import Incident
from app.window.reports.last_actions import Deed
from micrograd.recipe.settings import SETTINGS

# The packages whose versions are told, beside Qt and Python.
PACKAGES = ("micrograd-playground", "PySide6-Essentials", "pyqtgraph", "numpy", "numba", "msgspec")


def report_text(window: Any, incidents: Sequence[Incident]) -> str:
    """All that helps to find out what went wrong; nothing of it names a folder or a file.

    window: the main window whose experiment and actions are told.
    """
    parts = [
        [f"{TITLE}: report of {_counted(incidents)}"],
        *([_head(each), each.trace.rstrip()] for each in incidents),
        _part("Versions", _versions()),
        _part("Experiment", _experiment(window)),
        _part("Last actions", map(_told, window.last_actions.deeds)),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _part(title: str, lines: Iterable[str]) -> list[str]:
    """A part of the report; what is broken may break one, and the others are told all the same."""
    told = [title]
    try:
        told += (f"  {line}" for line in lines)
    except Exception as error:
        told.append(f"  can't be told: {trace_of(error)[0]}")
    return told


def _counted(incidents: Sequence[Incident]) -> str:
    words = {0: "no error", 1: "an error"}
    return words.get(len(incidents), f"{len(incidents)} errors")


def _head(incident: Incident) -> str:
    times = f", {incident.times:,} times" if incident.times > 1 else ""
    return f"{incident.when:%H:%M:%S}{times}"


def _versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}, Qt {qVersion()}"
    for package in PACKAGES:
        try:
            yield f"{package} {metadata.version(package)}"
        except metadata.PackageNotFoundError:
            yield f"{package} not installed"
    yield f"{platform.system()} {platform.release()}, {platform.machine()}, {sys.platform}"
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    scale = screen.devicePixelRatio()
    yield (f"{QGuiApplication.platformName()}, {size.width()} x {size.height()}, scale {scale:g}")


def _experiment(window: Any) -> Iterator[str]:
    cursor = window.session.cursor
    recipe = cursor.recipe
    yield f"{recipe.parameter_count:,} parameters, {len(recipe.dataset):,} samples"
    yield f"step {cursor.steps:,}, runs {len(window.session.experiment.runs):,}"
    others = {name: row for name, row in SETTINGS.items() if name != "dataset"}
    values = {name: getattr(recipe, name) for name in others}
    told = [f"{n} {row.text(values[n])}" for n, row in others.items() if values[n] != row.default]
    yield f"settings: {', '.join(told) or 'as usual'}"
    yield f"page {window.stage.page}"
    yield f"training loop: {without_paths(window.compiled_loop.state) or 'compiled'}"


def _told(deed: Deed) -> str:
    times = f" ({deed.times:,} times)" if deed.times > 1 else ""
    return without_paths(f"{deed.when:%H:%M:%S} {deed.what}{times}")
