"""MachinesRow: where the map is trained, on this machine or by the workers of a scheduler."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from app.kit.text_size import hold
from app.kit.widgets.fields import MessageLine, describe, show_wrong
from app.kit.widgets.parts import ElidedLabel, fill, named_label
from app.views.contract import ViewChoice
from micrograd.parallel.address import EXAMPLE, check_address

HERE = "this machine"
WORDS = (
    f"The address of a dask scheduler whose workers train the map, such as {EXAMPLE}; "
    "empty for this machine"
)


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
    when the same is tried again.
    """

    changed = Signal(str)

    def __init__(self, button: QToolButton) -> None:
        super().__init__()
        self.address, self._button = "", button
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
        self.field.returnPressed.connect(self._try_again)
        self.field.reverted.connect(lambda: self.show_address(self.address))
        self.hide()

    @property
    def choice(self) -> ViewChoice:
        """The address, remembered until the next start."""
        return ViewChoice(lambda: self.address, self.show_address)

    # State to screen.

    def show_address(self, address: str) -> None:
        """Train there from now on."""
        self.field.setText(address)
        self._button.setChecked(self._button.isChecked() or bool(address))
        self._read()

    def tell(self, text: str) -> None:
        """Tell what is new of the scheduler; "" takes it back, and what was wrong, too."""
        self.message.say("")
        self.news.show_text(text)
        self.news.show()

    def say(self, text: str) -> None:
        """Tell what is wrong, and show the row."""
        self.news.hide()
        self.message.say(f"{text[:1].upper()}{text[1:]}.")
        self._button.setChecked(True)

    # Screen to state.

    def _read(self) -> None:
        text = self.field.text().strip()
        try:
            address = check_address(text) if text else ""
        except ValueError as error:
            show_wrong(self.field, True)
            self.say(str(error))
            return
        if self.field.property("wrong"):
            show_wrong(self.field, False)
            self.tell("")
        if address != self.address:
            self.address = address
            self.tell("")
            self.changed.emit(address)

    def _try_again(self) -> None:
        if self.message.text() and self.field.text().strip() == self.address:
            self.tell("")
            self.changed.emit(self.address)
