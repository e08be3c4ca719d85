"""SmallSurface: beside the network what it makes of its one or two inputs, all neurons together."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.widgets.parts import CENTER, fill, named_label
from app.session.session import Session
from app.views.surface.view import SurfaceView
from micrograd.analysis.surface import typed_inputs

# The sides that the picture may have, and the width of a page that has room for it, in pixels.
SIDES, ROOMY = (176, 160, 144, 128, 112, 96), 520
# What is between the network and the picture, in pixels.
BESIDE = 8
MOST_INPUTS = 2


class SmallSurface(QWidget):
    """The surface with the samples, without axes; a click chooses a sample.

    It is there for one or two inputs, where it `is_wanted` and there is room. `offered` tells
    whether it could be there now. lacks_numbers_at: whether a network of this width would have to
    do without the numbers in its nodes; the surface becomes smaller, and leaves, before they do.
    """

    offered = Signal(bool)

    def __init__(
        self, session: Session, appearance: Appearance, lacks_numbers_at: Callable[[int], bool]
    ) -> None:
        super().__init__()
        self._session, self._lacks_numbers_at = session, lacks_numbers_at
        self.is_wanted = True
        self._room = 0
        self.view = SurfaceView(session, appearance, "small_surface", has_frame=False)
        caption = named_label("small_surface_caption", "caption", "", CENTER)
        self._caption = caption
        fill(QVBoxLayout(self), None, self.view, caption, None, margins=(BESIDE, 0, 0, 0))
        cursor = session.cursor
        changes = cursor.dataset_changed, cursor.network_rebuilt, appearance.changed
        connect_all(self.show_data, *changes)
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
        side = self._side()
        if side is not None:
            hold(self.view, width=side, height=side)
        is_flat = len(typed_inputs(dataset)) <= MOST_INPUTS
        is_offered = is_flat and self._room >= px(ROOMY) and side is not None
        self.setVisible(self.is_wanted and is_offered)
        self.offered.emit(is_offered)
        self._caption.setText(" · ".join(self.view.names))

    def _side(self) -> int | None:
        """The largest side that leaves the network its numbers.

        None where the numbers need the whole width.
        """
        if self._lacks_numbers_at(self._room):
            return SIDES[0]
        rooms = ((side, self._room - px(side) - BESIDE) for side in SIDES)
        return next((side for side, room in rooms if not self._lacks_numbers_at(room)), None)
