"""FilmedWindow: a whole window that is never on screen, for a film of a script."""

from dataclasses import replace
from math import ceil

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QDialog

from app.export.options import ExportOptions
from app.kit.text_size import px
from app.kit.widgets.panel import RADIUS
from app.views.graph.camera import Camera
from app.window.offscreen.hidden_time import HiddenTime
from app.window.offscreen.offscreen import FLAGS, MakeWindow, OffscreenView, draw_all_anew
from app.window.offscreen.redraw_watch import RedrawWatch, floating_in
from micrograd.runs.experiment import Experiment

CHILDREN_ONLY = Qt.FindChildOption.FindDirectChildrenOnly
# Milliseconds that the camera of a graph takes from one place to the next: slow enough to follow.
GLIDE_MS = 300


class FilmedWindow:
    """A window of a size in pixels of its layout, in which time passes by `advance` alone.

    It has nothing of the person's settings. The caller closes it.
    """

    def __init__(
        self,
        make_window: MakeWindow,
        experiment: Experiment,
        options: ExportOptions,
        size: QSize,
    ) -> None:
        chosen = replace(options, view="window", view_choices={})
        self._view = OffscreenView(make_window, experiment, chosen, size)
        self.window = self._view.window
        for panel in self.window.panels.values():
            panel.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            # One that floats is a window of its own, and looks as this one all the same.
            panel.setAttribute(Qt.WidgetAttribute.WA_WindowPropagation)
        self._time, self._redraws = HiddenTime(self.window), RedrawWatch(self.window)
        self.window.stage.page_made.connect(lambda name: self._take_page())
        # What follows meets a page as it is in the end, however far its layout came at first.
        self.window.stage.page_changed.connect(self.settle)
        self._let_cameras_glide()

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass; `settle` does what is then due."""
        self._time.advance(seconds)

    def make_room(self, below: int) -> None:
        """Keep the arrangement of the panels beside a strip of so many pixels along the bottom.

        Where that would leave them too little height, all is drawn as much smaller.
        """
        size, arranger = self.window.size(), self.window.docks.arranger
        lacks = px(arranger.arrangement.least.height()) + below - size.height()
        if lacks > 0:
            larger = 1 + lacks / size.height()
            self.window.resize(ceil(size.width() * larger), ceil(size.height() * larger))
            self.settle()

    def settle(self) -> None:
        """Do all that is due, and all work in slices and in threads to its end."""
        for dialog in self.window.findChildren(QDialog, options=CHILDREN_ONLY):
            if dialog.isVisible():
                # Nobody is there to answer.
                dialog.reject()
        self._time.settle()

    def has_changed(self) -> bool:
        """Whether it looks otherwise than when this was asked before."""
        return self._redraws.has_changed()

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Draw it, as large as the room, and over it what floats."""
        self._view.draw(painter, room)
        window = self.window
        for panel in floating_in(window):
            painter.save()
            # Nothing is drawn outside of the round corners.
            card = QPainterPath()
            card.addRoundedRect(QRectF(panel.rect()), RADIUS + 1, RADIUS + 1)
            painter.setClipRect(room)
            painter.translate(room.topLeft())
            painter.scale(room.width() / window.width(), room.height() / window.height())
            painter.translate(panel.pos() - window.geometry().topLeft())
            painter.setClipPath(card, Qt.ClipOperation.IntersectClip)
            panel.render(painter, QPoint(), renderFlags=FLAGS)
            painter.restore()

    def close(self) -> None:
        """Leave nothing behind."""
        self._view.close()

    def _take_page(self) -> None:
        """Let a page that is made later look as the others do."""
        draw_all_anew(self.window)
        self._view.appearance.dress_inside(self.window)
        self._let_cameras_glide()

    def _let_cameras_glide(self) -> None:
        for camera in self.window.findChildren(Camera):
            camera.glide_ms = GLIDE_MS
