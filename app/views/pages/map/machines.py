"""MachinesRow: where the map is trained, on this machine or by the workers of a scheduler."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from app.kit.permission import FOR_PEOPLE
from app.kit.text_size import hold
from app.kit.widgets.fields import MessageLine, describe, show_wrong
from app.kit.widgets.parts import ElidedLabel, fill, named_label
from app.views.contract import ViewChoice
from micrograd.parallel.address import EXAMPLE, check_address

HERE = "this machine"
WORDS = (
    f"The address of a dask scheduler whose workers train the map, such as {EXAMPLE}; "
    "empty for this machine. They and this program run what they get: only in a network that you "
    "trust"
)
OFFERED = "Enter connects to it; until then this machine trains"


class _AddressField(QLineEdit):
    """A line of text; Escape brings back what held, with `reverted`."""

    reverted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reverted.emit()
            return
        super().keyPressEvent(event)


class MachinesRow(QWidget):
    """A field for an address, and what is told about it. button: shows and hides them.

    address: what holds, "" for this machine. `changed` comes with it when it is another one, and
    when the same is tried again. offered: an address of the last start, "" for none, which is in
    the field and holds once Enter is pressed: who listens there may be another by now.
    """

    changed = Signal(str)

    def __init__(self, button: QToolButton) -> None:
        super().__init__()
        self.address, self.offered, self._button = "", "", button
        # A script must not reach other machines.
        self.setProperty(FOR_PEOPLE, True)
        button.toggled.connect(self.setVisible)
        self.field = _AddressField()
        self.field.setPlaceholderText(HERE)
        describe(self.field, "map_scheduler", "Address of a scheduler", WORDS)
        hold(self.field, width=200)
        caption = named_label("map_scheduler_caption", "caption", "train on")
        caption.setBuddy(self.field)
        self.message = MessageLine("map_scheduler_message")
        self.news = ElidedLabel("map_scheduler_news", "quiet")
        texts = (self.news, 1), (self.message, 1)
        fill(QHBoxLayout(self), caption, self.field, *texts, spacing=6)
        self.field.editingFinished.connect(self._read)
        # Qt emits this before `editingFinished`.
        self.field.returnPressed.connect(self._enter)
        self.field.reverted.connect(self._revert)
        self.hide()

    @property
    def choice(self) -> ViewChoice:
        """The address, remembered until the next start."""
        return ViewChoice(lambda: self.offered or self.address, self.offer)

    # State to screen.

    def offer(self, address: str) -> None:
        """Show an address that does not hold yet; what is none is left alone."""
        try:
            self.offered = check_address(address)
        except ValueError:
            return
        self.field.setText(self.offered)
        self._button.setChecked(True)
        self.tell(OFFERED)

    def tell(self, text: str) -> None:
        """Tell what is new of the scheduler; "" takes it back, and what was wrong, too."""
        self.message.say("")
        self.news.show_text(text)
        self.news.show()

    def say(self, text: str) -> None:
        """Tell what is wrong, and show the row."""
        self.news.hide()
        self.message.tell(text)
        self._button.setChecked(True)

    # Screen to state.

    def _read(self) -> None:
        text = self.field.text().strip()
        if text and text == self.offered:
            return
        was_offered, self.offered = self.offered, ""
        try:
            address = check_address(text) if text else ""
        except ValueError as error:
            show_wrong(self.field, True)
            self.say(str(error))
            return
        if was_offered or self.field.property("wrong"):
            show_wrong(self.field, False)
            self.tell("")
        if address != self.address:
            self.address = address
            self.tell("")
            self.changed.emit(address)

    def _revert(self) -> None:
        self.field.setText(self.address)
        self._read()

    def _enter(self) -> None:
        self.offered = ""
        if self.message.text() and self.field.text().strip() == self.address:
            self.tell("")
            self.changed.emit(self.address)
