"""The list of scenes: a window beside the main window, with the form of the chosen scene."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from app.kit.application import TITLE
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine, describe
from app.kit.widgets.parts import fill, named_label
from app.scenes.editing import changes
from app.scenes.editing.buttons import make_buttons, make_shortcuts
from app.scenes.editing.draft import Draft
from app.scenes.editing.filing import Filing
from app.scenes.editing.picking import Picking
from app.scenes.editing.scene_form import SceneForm
from app.scenes.editing.scene_list import SceneList
from app.scenes.parts.targets import StoredTarget
from app.scenes.parts.vocabulary import Vocabulary
from app.scenes.playground.playground import Playground
from app.scenes.script import Script
from app.session.undo import new_gesture
from app.views.dialogs.parts import dress_dialog, resize_on_screen

SIZE = (560, 760)
# The heights of the list and of the form at first.
SHARES_PX = (330, 340)
Play = Callable[[Script, int, Path | None], object]
Film = Callable[[Script, QWidget, Path | None], object]


class SceneEditor(QDialog):
    """Edits a script. play: plays a script from one of its scenes, counted from 0, of a file.

    film: lets the person film a script, in a dialog of a window.

    `closed` comes when the window closes.
    """

    closed = Signal()

    def __init__(
        self,
        script: Script,
        playground: Playground,
        vocabulary: Vocabulary,
        appearance: Appearance,
        play: Play,
        film: Film,
        suggestion: Path,
        path: Path | None = None,
    ) -> None:
        super().__init__(playground.window)
        dress_dialog(self, "scene_editor", "Scenes", is_modal=False)
        self.setWindowFlag(Qt.WindowType.Window)
        resize_on_screen(self, SIZE)
        self.draft = Draft(script, path, is_saved=path is not None, parent=self)
        self.filing = Filing(self.draft, vocabulary, self, suggestion)
        self._playground, self._appearance = playground, appearance
        self._play, self._film = play, film
        self._picking: Picking | None = None
        self._may_close = False
        # The changes of one caption in a row are one to undo.
        self._gesture, self._gesture_row = new_gesture(), -1
        self._make_parts()
        self._lay_out()
        self._connect()
        self._show()
        self.list.setCurrentRow(0)
        self.form.caption.setFocus()

    # The parts.

    def _make_parts(self) -> None:
        self.title = QLineEdit()
        describe(self.title, "script_title", "Title of the script", "What the script is called")
        self.message = MessageLine("script_message")
        self.list = SceneList()
        self.form = SceneForm()
        self.buttons = make_buttons(self, self._appearance)

    def _lay_out(self) -> None:
        buttons = self.buttons
        top = fill(
            QHBoxLayout(),
            (self.title, 1),
            *(buttons[name] for name in ("script_undo", "script_redo")),
            4,
            *(buttons[name] for name in ("open_draft", "save_draft", "save_draft_as")),
            spacing=6,
        )
        moves = (
            "play_scene",
            "film_draft",
            "merge_scene",
            "scene_up",
            "scene_down",
            "delete_scene",
        )
        line = fill(
            QHBoxLayout(),
            named_label("", "title", "SCENES"),
            None,
            *(buttons[name] for name in moves),
            spacing=6,
        )
        upper, lower = QWidget(), QWidget()
        fill(QVBoxLayout(upper), line, (self.list, 1), spacing=6)
        fill(QVBoxLayout(lower), (self.form, 1), margins=(0, 8, 0, 0))
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        for part in (upper, lower):
            self._splitter.addWidget(part)
        self._splitter.setSizes([px(each) for each in SHARES_PX])
        column = QVBoxLayout(self)
        fill(column, top, self.message, (self._splitter, 1), spacing=10, margins=(16, 16, 16, 16))

    def _connect(self) -> None:
        form = self.form
        self.title.editingFinished.connect(self._take_title)
        self.list.currentRowChanged.connect(self._show_scene)
        form.captioned.connect(self._caption)
        form.lengthened.connect(self._lengthen)
        form.stayed.connect(self._stay)
        form.pointed.connect(self.point_at)
        form.unpointed.connect(lambda: self._point([]))
        form.split.connect(self.split)
        form.act_deleted.connect(self.delete_act)
        self.draft.changed.connect(self._show)
        make_shortcuts(self)
        context = Qt.ShortcutContext.WidgetShortcut
        for widget, delete in ((self.list, self.delete), (form.acts, self._delete_chosen_act)):
            QShortcut(QKeySequence("Delete"), widget, delete, context=context)

    # State to screen.

    @property
    def row(self) -> int:
        """The place of the chosen scene."""
        return max(0, min(self.list.currentRow(), len(self.draft.script.scenes) - 1))

    def _show(self) -> None:
        script, stack = self.draft.script, self.draft.undo_stack
        self.setWindowTitle(f"{script.title}[*] — {TITLE}")
        self.setWindowModified(self.draft.is_changed)
        if not self.title.hasFocus() or not self.title.isModified():
            self.title.setText(script.title)
        self.list.show_scenes(script.scenes, self.row)
        self.form.show_scene(script.scenes[self.row])
        self.buttons["script_undo"].setEnabled(bool(stack.undo_text))
        self.buttons["script_redo"].setEnabled(bool(stack.redo_text))
        self._enable()

    def _show_scene(self) -> None:
        self.message.say("")
        self.form.show_other_scene(self.draft.script.scenes[self.row])
        self._enable()

    def _enable(self) -> None:
        count, row = len(self.draft.script.scenes), self.row
        self.buttons["scene_up"].setEnabled(row > 0)
        self.buttons["scene_down"].setEnabled(row < count - 1)
        self.buttons["merge_scene"].setEnabled(row < count - 1)
        self.buttons["delete_scene"].setEnabled(count > 1)

    # Changes.

    def _change(self, text: str, make: Callable[[Script, int], Script], gesture: int = -1) -> bool:
        """Make a change of the chosen scene; False where it is refused, which is told."""
        try:
            script = make(self.draft.script, self.row)
        except ValueError as error:
            self.message.say(f"{error}.")
            return False
        self.message.say("")
        self.draft.change(text, script, gesture)
        return True

    def _take_title(self) -> None:
        title = self.title.text()
        if not self._change("change the title", lambda s, _: changes.with_title(s, title)):
            return
        self.title.setModified(False)
        self._show()

    def _caption(self, text: str) -> None:
        if self._gesture_row != self.row:
            self._gesture, self._gesture_row = new_gesture(), self.row
        try:
            script = changes.with_caption(self.draft.script, self.row, text)
        except ValueError as error:
            self.form.message.say(f"{error}.")
            return
        self.form.message.say("")
        self.draft.change("change a caption", script, self._gesture)

    def _lengthen(self, seconds: float) -> None:
        self._change("change the time of the acts", lambda s, i: changes.with_length(s, i, seconds))

    def _stay(self, seconds: float | None) -> None:
        self._change("change how long it stays", lambda s, i: changes.with_stay(s, i, seconds))

    def _point(self, targets: list[StoredTarget]) -> None:
        self._change("point elsewhere", lambda s, i: changes.with_point(s, i, targets))

    def split(self, act: int) -> None:
        """Cut the chosen scene before one of its acts."""
        self._change("split a scene", lambda s, i: changes.split(s, i, act))

    def merge(self) -> None:
        """Make one scene of the chosen one and the next."""
        self._change("merge two scenes", changes.merged)

    def delete(self) -> None:
        """Leave the chosen scene out."""
        self._change("delete a scene", changes.without)

    def _delete_chosen_act(self) -> None:
        self.delete_act(self.form.acts.currentRow())

    def delete_act(self, act: int) -> None:
        """Leave an act of the chosen scene out."""
        if act >= 0:
            self._change("delete an act", lambda s, i: changes.without_act(s, i, act))

    def move_up(self) -> None:
        """Move the chosen scene one place up."""
        self._move(-1)

    def move_down(self) -> None:
        """Move the chosen scene one place down."""
        self._move(1)

    def _move(self, by: int) -> None:
        row = self.row
        if 0 <= row + by < len(self.draft.script.scenes):
            self._change("move a scene", lambda s, i: changes.moved(s, i, by))
            self.list.setCurrentRow(row + by)

    def undo(self) -> None:
        """Take the last change back."""
        self._forget_typed()
        self.draft.undo_stack.undo()

    def redo(self) -> None:
        """Repeat the change that was taken back last."""
        self._forget_typed()
        self.draft.undo_stack.redo()

    def _forget_typed(self) -> None:
        """Let what is typed next be a change of its own, and forget what was refused."""
        self._gesture_row = -1
        self.message.say("")
        self.form.message.say("")

    # What leads out of the window.

    def play(self) -> None:
        """Play the script from the chosen scene on."""
        self._play(self.draft.script, self.row, self.draft.path)

    def film(self) -> None:
        """Let the person film the script as it is now, saved or not."""
        self._film(self.draft.script, self, self.draft.path)

    def point_at(self) -> None:
        """Let the person click on what the scene is to point at."""
        if self._picking:
            return
        self._picking = Picking(self._playground, self)
        self._picking.picked.connect(lambda target: self._point([target]))
        self._picking.ended.connect(self._end_picking)

    def end_picking(self) -> None:
        """Point at nothing after all."""
        if self._picking:
            self._picking.end()

    def _end_picking(self) -> None:
        self._picking = None
        self.form.show_scene(self.draft.script.scenes[self.row])

    def open_other(self) -> None:
        """Edit another script."""
        self.filing.open()

    def save(self) -> None:
        """Write the script to its file."""
        self.filing.save()

    def save_as(self) -> None:
        """Write the script to another file."""
        self.filing.save_as()

    def give_up(self) -> None:
        """Close the window, whatever is saved."""
        self.end_picking()
        self._may_close = True
        self.close()

    def reject(self) -> None:
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close or not self.draft.is_changed:
            self.closed.emit()
            event.accept()
            return
        event.ignore()
        self.filing.when_safe(self.give_up)
