"""Surface page: the surface, what is seen of it, and what a click does there."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.numbers import counted
from app.kit.theme import Appearance
from app.kit.widgets.fields import MessageLine
from app.kit.widgets.folding import Fold, FoldingLine
from app.kit.widgets.held_label import HeldLabel
from app.kit.widgets.parts import ElidedLabel, IconButton, fill, in_box
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl, segment_button
from app.kit.widgets.shedding import Sheds
from app.session.session import Session
from app.views.contract import View, ViewChoice, ViewPlace
from app.views.number_table import as_table, table_button
from app.views.pages.surface.choices import SurfaceChoices
from app.views.pages.surface.editor import SurfaceEditor
from app.views.pages.surface.keys import KEYS
from app.views.pages.surface.new_sample import NewSample
from app.views.pages.surface.table import SurfaceTables
from app.views.sample_choice import SampleChoice
from app.views.surface.marks import MOST_SAMPLES

# Pages of these heights have the line of tools, and the reading of a sample; in pixels.
EDITING_FROM, READOUT_FROM = 180, 210
MODES = (
    ControlSegment(
        "move",
        "surface_move_button",
        "move",
        "Drag samples and lines; elsewhere a drag moves what is in sight",
        "Move samples and lines",
    ),
    ControlSegment(
        "add",
        "surface_add_button",
        "add",
        "A click adds a sample; samples and lines can still be dragged",
        "Add samples",
    ),
)


class SurfacePage(QWidget, View):
    """The surface with its tools."""

    keys: ClassVar = KEYS
    tools: QWidget

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("surface_page")
        self._session = session
        self.readout = HeldLabel("surface_readout", appearance)
        self.readout.setProperty("role", "quiet")
        self.view = SurfaceEditor(session, appearance, self.readout)
        self.first_focus = self.view
        surface = self.view.surface
        self.places = {
            "sample": ViewPlace(
                self.view,
                lambda sample: self.view.where_sample(sample - 1),
                lambda sample: self.view.bring_sample(sample - 1),
            )
        }
        self.choices_of_data = SurfaceChoices(session, surface)
        self.sample = SampleChoice(session, "surface_sample")
        self.table = SurfaceTables(session, self.view)
        self.table_button = table_button("surface_table_button", "the surface")
        self.as_table = as_table(self.table_button, self.table, self.view)
        # The surface itself follows no step while the table is in its place.
        session.turns.of(self.table, self.table.isVisible).connect(self.view.show_readout)
        self.new_sample = NewSample(session, surface, appearance)
        self.message = MessageLine("surface_message")
        self.notice = ElidedLabel("surface_notice", "quiet")
        tools = fill(QHBoxLayout(), None, self.choices_of_data, self.sample, spacing=8)
        tools.setAlignment(self.sample, Qt.AlignmentFlag.AlignTop)
        self.tools = in_box(tools)
        # Before it stood in the page it would be a window of its own.
        self.choices_of_data.show_choices()
        editing = self._editing(appearance)
        self.idle_in_pictures = (editing,)
        self._sheds = Sheds(self, {editing: EDITING_FROM, self.readout: READOUT_FROM})
        pictures = (self.view, 1), (self.table, 1)
        items = self.tools, editing, self.message, self.notice, *pictures, self.readout
        fill(QVBoxLayout(self), *items, spacing=6)
        self.choices = {
            "surface_lines": ViewChoice(self._read_lines, self._choose_lines),
            "surface_mode": ViewChoice(self.modes.choice, self.modes.choose),
        }
        self.sights = {
            "surface_output": self.choices_of_data.shown_output,
            "surface_sight": ViewChoice(lambda: surface.sight, surface.see),
        }
        self.view.refused.connect(self._say)
        self.new_sample.refused.connect(self._say)
        self.view.new_targets = self.new_sample.targets
        surface.refitted.connect(self._show_notice)
        session.cursor.dataset_changed.connect(self._end_message)
        self._show_notice()
        self._show_mode()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sheds.fit()

    def _editing(self, appearance: Appearance) -> QWidget:
        self.modes = SegmentedControl(MODES, "move")
        self.modes.changed.connect(self._show_mode)
        self.remove = IconButton(
            appearance,
            "delete",
            "surface_remove_button",
            "Remove the chosen sample",
            "Remove the chosen sample (Delete)",
        )
        self.remove.clicked.connect(self.view.remove_sample)
        about = (
            "The line of each neuron of layer 1, where its weighted sum is 0; drag it to move it"
        )
        self.lines = segment_button("surface_lines_button", "neuron lines", about, "Neuron lines")
        self.lines.setCheckable(True)
        self.lines.setChecked(True)
        self.lines.toggled.connect(self.view.show_lines)
        self.fit = IconButton(
            appearance, "fit", "surface_fit_button", "Show all samples", "Show all samples (F)"
        )
        self.fit.clicked.connect(self.view.fit)
        own = [self.lines, self.table_button, self.fit]
        parts = [self.modes, self.new_sample, self.remove, None, *own]
        return FoldingLine(parts, [Fold(), Fold(below=own)], spacing=8)

    def _read_lines(self) -> str:
        return "shown" if self.lines.isChecked() else "hidden"

    def _choose_lines(self, text: str) -> None:
        self.lines.setChecked(text != "hidden")

    def _show_mode(self) -> None:
        self.view.is_adding = self.modes.choice() == "add"
        self.new_sample.setVisible(self.view.is_adding)
        self.message.say("")

    def _say(self, reason: str) -> None:
        self.message.tell(reason)

    def _end_message(self) -> None:
        self.message.say("")

    def _show_notice(self) -> None:
        """Say where not all samples are drawn."""
        count = len(self._session.cursor.dataset)
        self.notice.setVisible(count > MOST_SAMPLES)
        self.notice.show_text(f"{MOST_SAMPLES:,} of {counted(count, 'sample')} are drawn")
