"""The QApplication: style, font, and what becomes of what Qt and Python report."""

import os
import sys

from PySide6.QtCore import QLocale, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from app.kit import unexpected
from app.kit.spoken import speak
from app.kit.text_size import px

TITLE = "Micrograd Playground"
FONT_PX = 13
FONTS = ["Inter", "Inter Display", "Segoe UI", "SF Pro Text", "DejaVu Sans"]


def make_application(arguments: list[str]) -> QApplication:
    """Make the one QApplication, with the style and the font of the playground."""
    # Qt would wait for threads of its own to copy pictures: slow where every core is busy.
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
    application = QApplication(arguments)
    application.setApplicationName(TITLE)
    application.setDesktopFileName("micrograd-playground")
    set_up_application(application)
    unexpected.watch()
    qInstallMessageHandler(_report_message)
    return application


def set_up_application(application: QApplication) -> None:
    """Set style and font: Fusion looks alike everywhere; figures of one width do not jitter.

    Numbers are written alike everywhere, too: Qt would write them in the language of the system.
    """
    QLocale.setDefault(QLocale.c())
    application.setStyle("Fusion")
    application.setFont(interface_font())
    speak()


def interface_font() -> QFont:
    """Return Inter if it is installed, else the platform's own font, else DejaVu Sans."""
    families = set(QFontDatabase.families())
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font = QFont([family for family in FONTS if family in families] or [system.family()])
    font.setPixelSize(px(FONT_PX))
    font.setFeature(QFont.Tag("tnum"), 1)
    # Inter writes the x of `0.98 x1` as a multiplication sign otherwise.
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def _report_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    # The offscreen platform prints this for every window; it is no mistake.
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)
