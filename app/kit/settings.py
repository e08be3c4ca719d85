"""The one place that settings are read from and written to."""

from PySide6.QtCore import QSettings

ORGANISATION = "micrograd-playground"
APPLICATION = "micrograd-playground"


def open_settings() -> QSettings:
    """The person's settings: an INI file in the platform's folder for them."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, APPLICATION
    )
