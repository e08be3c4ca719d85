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
from app.scenes.asking.answers import Answers, key_of
from app.scenes.lessons.catalogue import Lesson
from app.scenes.lessons.delegate import IS_DONE, LESSON, LessonDelegate, told_of
from app.views.dialogs.parts import dress_dialog, push_button, resize_on_screen

SIZE = (720, 600)
FORGET_TIP = "Forget which lessons are done; that is kept on this computer only"
ABOUT = "Each lesson plays in a window of its own, beside your work: watch, predict, try it out."


class LessonsDialog(QDialog):
    """Offers lessons, and says which ones are done: the first that is not is chosen.

    play: is called with the one that the person begins.
    """

    def __init__(
        self,
        lessons: Sequence[Lesson],
        appearance: Appearance,
        parent: QWidget,
        play: Callable[[Lesson], object],
    ) -> None:
        super().__init__(parent)
        self._play, self._answers = play, Answers()
        dress_dialog(self, "lessons_dialog", "Lessons")
        resize_on_screen(self, SIZE)
        self.list = QListWidget()
        describe(self.list, "lesson_list", "Lessons", "Enter or a double click begins a lesson")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._delegate = LessonDelegate(appearance)
        self.list.setItemDelegate(self._delegate)
        done = self._answers.done
        for lesson in lessons:
            self._add(lesson, key_of(lesson.script) in done)
        self.list.setCurrentRow(self._first_to_do())
        self.list.itemActivated.connect(lambda item: self._begin())
        begin = push_button(
            "begin_lesson", "Begin", "Begin the chosen lesson", self._begin, is_primary=True
        )
        close = push_button("close_lessons", "Close", "Close this list", self.reject)
        self.forget = push_button("forget_lessons", "Forget what is done", FORGET_TIP, self._forget)
        self.forget.setVisible(bool(done))
        about = named_label("lessons_about", "quiet", ABOUT, wraps=True)
        buttons = fill(QHBoxLayout(), (about, 1), self.forget, close, begin, spacing=8)
        fill(QVBoxLayout(self), (self.list, 1), buttons, spacing=12, margins=(16, 16, 16, 16))
        self.list.setFocus()

    def _add(self, lesson: Lesson, is_done: bool) -> None:
        item = QListWidgetItem(self.list)
        item.setData(LESSON, lesson)
        self._tell(item, is_done)

    def _tell(self, item: QListWidgetItem, is_done: bool) -> None:
        lesson = item.data(LESSON)
        item.setData(IS_DONE, is_done)
        words = f"{lesson.script.title}, {told_of(lesson, is_done)}. {lesson.script.summary}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _first_to_do(self) -> int:
        """The row of the first lesson that is not done; the first one where all are."""
        rows = (row for row, item in enumerate(self._items()) if not item.data(IS_DONE))
        return next(rows, 0)

    def _forget(self) -> None:
        self._answers.forget_done()
        for item in self._items():
            self._tell(item, False)
        self.list.setFocus()
        self.forget.hide()

    def _begin(self) -> None:
        lesson = self.list.currentItem().data(LESSON)
        self.accept()
        self._play(lesson)
