"""Draws the picture of each lesson: a scene of it, small. `python -m tests.lesson_pictures [NAME…]`

The scene is the middle one, or the one that PICTURED names.
"""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.scenes.lessons.catalogue import lesson_files, lessons
from app.scenes.script import Script
from app.window.main_window import MainWindow
from app.window.script_windows import vocabulary
from micrograd.compiled import library, run_library
from tests.benchmarks.window import opened_window, wait

WINDOW, PICTURE = (1024, 576), (384, 216)
# Scenes, counted from 1, by the name of the lesson.
PICTURED: dict[str, int] = {
    "xor-needs-a-hidden-layer": 6,
    "momentum-and-adam-in-a-valley": 3,
    "overfitting-and-the-test-set": 4,
    "the-map": 6,
    "wrong-and-yet-it-learns": 3,
    "find-the-fault": 2,
}


def picture_of(opener: MainWindow, script: Script, scene: int) -> QImage:
    """A scene of a script as it looks after its acts."""
    window = opener.scripts.play(script)
    window.resize(*WINDOW)
    wait(0.3)
    show = window.show_of_script
    show.player.is_film = True
    show.player.go_to(scene - 1)
    wait(2.5)
    image = window.grab().toImage()
    window.close()
    mode = Qt.TransformationMode.SmoothTransformation
    small = image.scaled(*PICTURE, Qt.AspectRatioMode.KeepAspectRatioByExpanding, mode)
    return small.convertToFormat(QImage.Format.Format_Indexed8)


def main(names: list[str]) -> None:
    """Draw the pictures of these lessons, or of all."""
    # Without it a map has no pixels.
    library.load()
    run_library.load()
    with opened_window() as opener:
        for lesson, file in zip(lessons(vocabulary()), lesson_files(), strict=True):
            if names and lesson.name not in names:
                continue
            scene = PICTURED.get(lesson.name, (len(lesson.script.scenes) + 1) // 2)
            path = file.with_name(file.name.replace(".scenes.json", ".png"))
            picture_of(opener, lesson.script, scene).save(str(path))
            print(path.name, path.stat().st_size)
    QApplication.processEvents()


if __name__ == "__main__":
    main(sys.argv[1:])
