"""The scenes in their order: of each its number, its seconds, its page and its caption."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QListWidget

from app.kit.text_size import px
from app.kit.widgets.fields import describe
from app.scenes.editing.words import scene_seconds, seconds_text
from app.scenes.script import Scene

ROW_PX = 28
NO_CAPTION = "no caption yet"


class SceneList(QListWidget):
    """A line for each scene."""

    def __init__(self) -> None:
        super().__init__()
        describe(self, "scene_list", "Scenes", "The scenes in their order")

    def show_scenes(self, scenes: Sequence[Scene], row: int) -> None:
        """Show these scenes; the one in this row is chosen, and nobody is told of it."""
        lines = [_line(i, scene) for i, scene in enumerate(scenes)]
        if [self.item(i).text() for i in range(self.count())] == lines:
            return
        self.blockSignals(True)
        self.clear()
        self.addItems(lines)
        for i in range(self.count()):
            self.item(i).setSizeHint(QSize(0, px(ROW_PX)))
        self.setCurrentRow(row)
        self.blockSignals(False)


def _line(index: int, scene: Scene) -> str:
    caption = " ".join(scene.caption.split()) or NO_CAPTION
    page = f" · {scene.page}" if scene.page else ""
    return f"{index + 1}   {seconds_text(scene_seconds(scene))}{page}   {caption}"
