"""SmallSurface: beside the network what it makes of its one or two inputs, all neurons together."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.parts import CENTER, fill, named_label
from app.session.session import Session
from app.views.surface.view import SurfaceView
from micrograd.analysis.surface import typed_inputs

# The side of the picture, and the width of a page that has room for it, in pixels.
SIDE, ROOMY = 176, 520
MOST_INPUTS = 2


class SmallSurface(QWidget):
    """The surface with the samples, without axes; a click chooses a sample.

    It is there for one or two inputs, where it `is_wanted` and there is room. `offered` tells
    whether it could be there now.
    """

    offered = Signal(bool)

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self._session = session
        self.is_wanted = True
        self._room = 0
        self.view = SurfaceView(session, appearance, "small_surface", has_frame=False)
        hold(self.view, width=SIDE, height=SIDE)
        caption = named_label("small_surface_caption", "caption", "", CENTER)
        self._caption = caption
        fill(QVBoxLayout(self), None, self.view, caption, None, margins=(8, 0, 0, 0))
        cursor = session.cursor
        connect_all(self.show_data, cursor.dataset_changed, cursor.network_rebuilt)
        self.show_data()

    def want(self, is_wanted: bool) -> None:
        """Show it where there is room, or not at all."""
        self.is_wanted = is_wanted
        self.show_data()

    def fit_into(self, width: int) -> None:
        """Show it only in a page that is wide enough."""
        self._room = width
        self.show_data()

    def show_data(self) -> None:
        """Be there for the present data, or not."""
        dataset = self._session.cursor.dataset
        is_offered = len(typed_inputs(dataset)) <= MOST_INPUTS and self._room >= px(ROOMY)
        self.setVisible(self.is_wanted and is_offered)
        self.offered.emit(is_offered)
        self._caption.setText(" · ".join(self.view.names))
