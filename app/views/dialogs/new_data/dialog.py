"""New data dialog: samples that are drawn by a rule, or a table that comes with the program."""

from typing import Any, ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from app.kit.numbers import counted
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, in_box, named_label
from app.session.session import Session
from app.views.dialogs.new_data.form import DrawingForm
from app.views.dialogs.new_data.preview import DataPreview
from app.views.dialogs.parts import (
    dress_dialog,
    fill_dialog,
    push_button,
    resize_on_screen,
    scrolling,
)
from micrograd.data.dataset import Dataset
from micrograd.data.generators import GENERATORS
from micrograd.data.named import NAMED
from micrograd.recipe.drawing import DRAWING, in_words

LIST_WIDTH, ROW_PX = 150, 26
SIZE, LEAST_HEIGHT = (800, 540), 200
# The height of two lines of text.
TOLD_PX = 36
# The most samples of the preview: more would lie on each other, and take a while to be drawn.
MOST_SHOWN = 2_000


class NewDataDialog(QDialog):
    """A list of data by name, what they are drawn with, and a preview that follows.

    last: the name that was chosen last. texts: what was typed for each name.
    """

    last: ClassVar[str] = "moons"
    texts: ClassVar[dict[str, dict[str, str]]] = {}

    def __init__(self, session: Session, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        dress_dialog(self, "new_data_dialog", "New data")
        self.list = _name_list()
        self.preview = DataPreview(appearance)
        hold(self.preview, least_height=LEAST_HEIGHT)
        self.about = named_label("new_data_about", wraps=True)
        self.form = DrawingForm()
        self.summary = named_label("new_data_summary", "quiet", wraps=True)
        self._lay_out()
        resize_on_screen(self, SIZE)
        self.list.currentRowChanged.connect(self._show_chosen)
        self.form.changed.connect(self._show_samples)
        self.list.setCurrentRow(list(NAMED).index(self.last))
        self.list.setFocus()

    def _lay_out(self) -> None:
        cancel, use = "Keep the data as they are (Esc)", "Train on these samples (Enter)"
        self.cancel = push_button("new_data_cancel", "Cancel", cancel, self.reject)
        self.use = push_button("new_data_use", "Use", use, self._use, is_primary=True)
        column = fill(QVBoxLayout(), (self.preview, 1), self.about, self.form, spacing=8)
        top = fill(QHBoxLayout(), self.list, column, spacing=16)
        # A refusal takes the place of the summary, so that nothing moves.
        told = in_box(fill(QVBoxLayout(), None, self.summary, self.form.message, None, spacing=0))
        hold(told, least_height=TOLD_PX)
        buttons = fill(QHBoxLayout(), (told, 1), self.cancel, self.use, spacing=8)
        middle = scrolling(self, fill(QVBoxLayout(), top))
        fill_dialog(self, (middle, 1), buttons)

    # State to screen.

    @property
    def _name(self) -> str:
        return list(NAMED)[self.list.currentRow()]

    def _show_chosen(self) -> None:
        """Show the rule that is chosen, with what was typed for it before, or what is usual."""
        name = self._name
        self.about.setText(NAMED[name].about)
        self.form.message.say("")
        generator = GENERATORS.get(name)
        self.form.setVisible(generator is not None)
        if generator:
            texts = {key: DRAWING[key].text(value) for key, value in generator.usual.items()}
            self.form.show_texts(self.texts.get(name, texts))
        self._show_samples()

    def _show_samples(self) -> None:
        """Draw the preview and say what it is, unless something typed can't be read."""
        values = self._values()
        shown = {**values, "samples": min(values["samples"], MOST_SHOWN)} if values else {}
        samples = None if values is None else self._drawn(shown)
        self.use.setEnabled(samples is not None)
        self.summary.setText("")
        self.summary.setVisible(samples is not None)
        if values is None or samples is None:
            return
        self.preview.show_dataset(samples)
        count = counted(values.get("samples", len(samples)), "sample")
        self.summary.setText(f"{count}: {in_words(samples)}")

    def _drawn(self, values: dict[str, Any]) -> Dataset | None:
        """The samples; None where a formula has no number for them, which is told."""
        try:
            return NAMED[self._name].dataset(**values)
        except ValueError as error:
            self.form.refuse("formula", str(error))
            return None

    # Screen to state.

    def _values(self) -> dict[str, Any] | None:
        """What the samples are drawn with, nothing for a table; None where it can't be read."""
        if self._name not in GENERATORS:
            return {}
        self.texts[self._name] = self.form.texts()
        return self.form.values()

    def _use(self) -> None:
        if samples := self._drawn(self._values() or {}):
            self._session.edits.set_dataset(samples, f"use {samples.name}")
            self.accept()

    def done(self, result: int) -> None:
        NewDataDialog.last = self._name
        super().done(result)


def _name_list() -> QListWidget:
    names = QListWidget()
    describe(names, "new_data_list", "Data", "What the samples are drawn as, or a table")
    hold(names, width=LIST_WIDTH)
    names.addItems([row.title for row in NAMED.values()])
    for row in range(names.count()):
        names.item(row).setSizeHint(QSize(0, px(ROW_PX)))
    return names
