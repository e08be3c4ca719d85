"""LessonsDialog: every lesson with its picture and its minutes; Enter begins the chosen one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, named_label
from app.scenes.lessons.catalogue import Lesson
from app.scenes.lessons.delegate import LESSON, LessonDelegate
from app.views.dialogs.parts import dress_dialog, push_button, resize_on_screen

SIZE = (720, 600)
ABOUT = "Each lesson plays in a window of its own, beside your work: watch, predict, try it out."


class LessonsDialog(QDialog):
    """Offers lessons. play: is called with the one that the person begins."""

    def __init__(
        self,
        lessons: Sequence[Lesson],
        appearance: Appearance,
        parent: QWidget,
        play: Callable[[Lesson], object],
    ) -> None:
        super().__init__(parent)
        self._play = play
        dress_dialog(self, "lessons_dialog", "Lessons")
        resize_on_screen(self, SIZE)
        self.list = QListWidget()
        describe(self.list, "lesson_list", "Lessons", "Enter or a double click begins a lesson")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._delegate = LessonDelegate(appearance)
        self.list.setItemDelegate(self._delegate)
        for lesson in lessons:
            self._add(lesson)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda item: self._begin())
        begin = push_button(
            "begin_lesson", "Begin", "Begin the chosen lesson", self._begin, is_primary=True
        )
        close = push_button("close_lessons", "Close", "Close this list", self.reject)
        about = named_label("lessons_about", "quiet", ABOUT, wraps=True)
        buttons = fill(QHBoxLayout(), (about, 1), close, begin, spacing=8)
        fill(QVBoxLayout(self), (self.list, 1), buttons, spacing=12, margins=(16, 16, 16, 16))
        self.list.setFocus()

    def _add(self, lesson: Lesson) -> None:
        item = QListWidgetItem(self.list)
        item.setData(LESSON, lesson)
        words = f"{lesson.script.title}, {lesson.words}. {lesson.script.summary}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def _begin(self) -> None:
        lesson = self.list.currentItem().data(LESSON)
        self.accept()
        self._play(lesson)
