"""The progress of a slow graph layout, with buttons to cancel it and to begin it again."""

from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, named_label, thin_bar
from app.views.graph.canvas import GraphCanvas

# A layout shorter than this shows no progress, so that nothing blinks.
PATIENCE_MS = 150


class LayoutProgress(QFrame):
    """A line over the lower right corner of a graph, so that the graph itself does not move."""

    def __init__(self, canvas: GraphCanvas, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._corner = QRect()
        self.setProperty("overlay", True)
        self.message = named_label(f"{name}_layout_message")
        self.progress = thin_bar(f"{name}_layout_progress", "Laying out the graph", height=6)
        self.progress.setFixedWidth(120)
        self.cancel = QPushButton("Cancel")
        describe(
            self.cancel,
            f"{name}_cancel_layout_button",
            "Cancel laying out",
            "Keep the picture as it was (Esc in the graph)",
        )
        self.again = QPushButton("Lay out")
        describe(
            self.again,
            f"{name}_layout_again_button",
            "Lay the graph out",
            "Draw the graph as it is now",
        )
        items = self.message, self.progress, self.cancel, self.again
        fill(QHBoxLayout(self), *items, spacing=8, margins=(8, 4, 6, 4))
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.show_work)
        self.cancel.clicked.connect(canvas.cancel)
        self.again.clicked.connect(canvas.rebuild)
        canvas.working_changed.connect(self._wait)
        self.hide()

    def place(self, corner: QRect) -> None:
        """Move to the lower right corner of the graph's geometry."""
        self._corner = corner
        self.adjustSize()
        self.move(corner.right() - self.width() - 8, corner.bottom() - self.height() - 8)

    def _wait(self) -> None:
        if not self._canvas.is_working:
            self._patience.stop()
            self.show_work()
        elif self.isVisible():
            self.progress.setValue(round(100 * self._canvas.scene.share))
        elif not self._patience.isActive():
            self._patience.start()

    def show_work(self) -> None:
        """Show a running layout, or that the picture is of an earlier graph; else hide."""
        is_working = self._canvas.is_working
        is_behind = self._canvas.is_stale and not is_working and self._canvas.isVisible()
        self.setVisible(is_working or is_behind)
        if self.isHidden():
            return
        self.message.setText(
            "laying out" if is_working else "The graph has changed since this picture."
        )
        self.progress.setVisible(is_working)
        self.cancel.setVisible(is_working)
        self.again.setVisible(is_behind)
        self.place(self._corner)
