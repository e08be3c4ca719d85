"""The form of one scene: its caption, its seconds, what it points at, and its acts."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.kit.text_size import hold
from app.kit.widgets.fields import MessageLine, NumberField, describe
from app.kit.widgets.parts import ElidedLabel, fill, named_label
from app.kit.widgets.segmented_control import segment_button
from app.scenes.editing.caption_edit import CaptionEdit
from app.scenes.editing.changes import length_of, stays_s
from app.scenes.editing.words import act_words, target_words
from app.scenes.script import Scene
from micrograd.data.typed import parse_number, shortest

CAPTION_PX, FIELD_PX, LONGEST_S = 84, 64, 3600
NOTHING = "points at nothing"


class SceneForm(QWidget):
    """Shows a scene. What the person does there is told by its signals, and nothing is changed.

    captioned: another text. lengthened: other seconds for the acts. stayed: other seconds after
    them, None for the time to read. pointed, unpointed: point at something else, at nothing.
    split, act_deleted: of the act that is chosen.
    """

    captioned = Signal(str)
    lengthened = Signal(float)
    stayed = Signal(object)
    pointed = Signal()
    unpointed = Signal()
    split = Signal(int)
    act_deleted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.caption = CaptionEdit()
        hold(self.caption, height=CAPTION_PX)
        self.message = MessageLine("scene_message")
        self.length = self._seconds_field(
            "scene_length", "Seconds of the acts", "Longer or shorter: all acts take their share"
        )
        self.stay = self._seconds_field(
            "scene_stay", "Seconds after the acts", "How long the scene stays; empty to be read"
        )
        self.stay.setPlaceholderText("to read")
        self.point = ElidedLabel("scene_point", "quiet")
        self.point_at = segment_button(
            "scene_point_button",
            "Point at…",
            "Click on what the scene points at, in the main window; Esc for nothing new",
            pressed=lambda: self.pointed.emit(),
        )
        self.point_at_nothing = segment_button(
            "scene_unpoint_button",
            "Nothing",
            "Point at nothing",
            "Point at nothing",
            lambda: self.unpointed.emit(),
        )
        self.acts = QListWidget()
        describe(self.acts, "scene_acts", "Acts of the scene", "What is done, in this order")
        self.acts.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.cut = segment_button(
            "split_scene_button",
            "Split here",
            "Cut the scene in two: the second one begins with the chosen act",
            pressed=lambda: self.split.emit(self.acts.currentRow()),
        )
        self.delete_act = segment_button(
            "delete_act_button",
            "Delete act",
            "Leave the chosen act out",
            pressed=lambda: self.act_deleted.emit(self.acts.currentRow()),
        )
        self._lay_out()
        self.caption.typed.connect(self.captioned)
        self.acts.currentRowChanged.connect(self._enable)

    def _seconds_field(self, name: str, accessible: str, tooltip: str) -> NumberField:
        field = NumberField()
        describe(field, name, accessible, tooltip)
        hold(field, width=FIELD_PX)
        field.committed.connect(lambda text: self._commit(field, text))
        field.reverted.connect(lambda: self.show_scene(self._scene))
        return field

    def _lay_out(self) -> None:
        times = fill(
            QHBoxLayout(),
            named_label("", "quiet", "acts take"),
            self.length,
            named_label("", "quiet", "s, then stay"),
            self.stay,
            named_label("", "quiet", "s"),
            None,
            spacing=6,
        )
        point = fill(
            QHBoxLayout(), (self.point, 1), self.point_at, self.point_at_nothing, spacing=6
        )
        acts = fill(
            QHBoxLayout(),
            named_label("", "title", "ACTS"),
            None,
            self.cut,
            self.delete_act,
            spacing=6,
        )
        column = QVBoxLayout(self)
        fill(column, named_label("", "title", "CAPTION"), self.caption, self.message, spacing=6)
        fill(column, 2, times, point, 4, acts, (self.acts, 1), spacing=6)

    # State to screen.

    def show_scene(self, scene: Scene) -> None:
        """Show a scene."""
        self._scene = scene
        if not self.message.text():
            self.caption.show_text(scene.caption)
        stays = stays_s(scene)
        self.length.show_number(shortest(round(length_of(scene), 3)))
        self.stay.show_number("" if stays is None else shortest(stays))
        self.length.setEnabled(length_of(scene) > 0)
        told = ", ".join(map(target_words, scene.point))
        self.point.show_text(f"points at {told}" if told else NOTHING)
        self.point_at_nothing.setEnabled(bool(scene.point))
        self._show_acts([f"{act.at:.1f} s   {act_words(act)}" for act in scene.do])
        self._enable()

    def show_other_scene(self, scene: Scene) -> None:
        """Show another scene than before: what was refused there is forgotten."""
        self.message.say("")
        self.show_scene(scene)

    def _show_acts(self, lines: Sequence[str]) -> None:
        row = self.acts.currentRow()
        if [self.acts.item(i).text() for i in range(self.acts.count())] != list(lines):
            self.acts.clear()
            self.acts.addItems(list(lines))
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            if 0 <= row < len(lines):
                self.acts.setCurrentRow(row, flag)

    def _enable(self) -> None:
        row = self.acts.currentRow()
        self.cut.setEnabled(row > 0)
        self.delete_act.setEnabled(row >= 0)

    # Screen to state.

    def _commit(self, field: NumberField, text: str) -> None:
        try:
            seconds = None if field is self.stay and not text.strip() else _seconds(text)
        except ValueError as error:
            field.set_wrong(True)
            self.message.say(str(error))
            return
        self.message.say("")
        if field is self.length:
            self.lengthened.emit(seconds)
        else:
            self.stayed.emit(seconds)
        self.show_scene(self._scene)


def _seconds(text: str) -> float:
    seconds = parse_number(text)
    if not 0 <= seconds <= LONGEST_S:
        raise ValueError(f"{text.strip()} is no number of seconds from 0 to {LONGEST_S:,}")
    return seconds
