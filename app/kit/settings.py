"""The one place that settings are read from and written to."""

import os
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths

from micrograd.system.regular_file import what_is

ORGANISATION = "micrograd-playground"
APPLICATION = "micrograd-playground"
# Qt reads the whole file before the first window; the program's own settings take some kilobytes.
MOST_BYTES = 1_000_000


def open_settings() -> QSettings:
    """The person's settings: an INI file in the platform's folder for them."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, APPLICATION
    )


def settings_problem() -> str:
    """Why the settings can't be read, in one line; "" where they can. Qt would wait for a pipe."""
    config = QStandardPaths.StandardLocation.GenericConfigLocation
    folder = Path(QStandardPaths.writableLocation(config))
    # Qt looks for settings of the whole organisation, too, and locks both files.
    files = [folder / f"{ORGANISATION}.ini", folder / ORGANISATION / f"{APPLICATION}.ini"]
    for file in [*files, *(file.with_name(f"{file.name}.lock") for file in files)]:
        try:
            state = os.stat(file)
        except OSError:
            continue
        if what := what_is(state.st_mode):
            return f"{file} is {what}, not a file"
        if state.st_size > MOST_BYTES:
            return f"{file} is too large for settings"
    return ""
