"""A view of an experiment that is never on screen, for pictures and films.

Its session and its theme are its own, so the person's window keeps its step and its colours.
"""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt, QTimer, QTimerEvent
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QDockWidget,
    QGraphicsItem,
    QGraphicsView,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.export.options import ExportOptions
from app.kit.beside import Beside
from app.kit.sliced import Sliced
from app.kit.text_size import scaled
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.code_view import CodeView
from app.kit.widgets.parts import fill
from app.session.session import Session
from app.views.graph.canvas import GraphCanvas
from app.views.panels.loss.overlay import LossOverlay
from app.views.surface.view import SurfaceView
from app.views.walking.chain_view import ChainView
from app.window.view_table import PICTURES
from micrograd.runs.earlier import EarlierExperiment
from micrograd.runs.experiment import Experiment

# Makes the whole window that a view is taken out of.
MakeWindow = Callable[[Session, Appearance], Any]

MARGIN = 8
FLAGS = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren


def set_axis_pen(axis: pg.AxisItem, pen: QPen) -> None:
    """Draw an axis with another pen; pyqtgraph would give its label the pen's colour, too."""
    axis.setPen(pen)
    axis.setTextPen(axis.textPen())


# The items of a plot that draw lines: how the pen of each is read and set.
PENS: tuple[tuple[type, Callable[[Any], QPen], Callable[[Any, QPen], object]], ...] = (
    (pg.PlotCurveItem, lambda curve: curve.opts["pen"], pg.PlotCurveItem.setPen),
    (pg.InfiniteLine, lambda line: line.pen, pg.InfiniteLine.setPen),
    (pg.AxisItem, pg.AxisItem.pen, set_axis_pen),
)


class OffscreenView:
    """One view, at the step where the experiment stands; `go_to` moves it along its run.

    At first the whole run is known. After `go_to`, the view shows nothing later than the step.

    options: the view, the theme, and the choices in the views of the window. size: of its layout,
    in pixels at text of 100 %; a view that needs more room is drawn smaller. Where the program has
    another size of text the layout is as much larger, so what is drawn has the same text. The
    caller closes the view with `close`.
    """

    def __init__(
        self,
        make_window: MakeWindow,
        experiment: Experiment,
        options: ExportOptions,
        size: QSize,
    ) -> None:
        name = options.view
        self.title = PICTURES[name]
        self._earlier = EarlierExperiment(experiment)
        self.session = Session(self._earlier.experiment)
        self.appearance = Appearance(options.theme, is_everywhere=False)
        self.window = make_window(self.session, self.appearance)
        self.window.proposal.end()
        self.window.doctor.end()
        self.window.sabotage.be_pictured()
        self._widened: dict[Any, tuple[QPen, QPen]] = {}
        # A part is taken out of its page, whichever page is shown.
        page = {} if name == "window" else {"page": "network"}
        self.window.remembered.look_like({**options.view_choices, **page})
        if name == "window":
            self.window.view(self.window.stage.page).be_pictured()
        part = part_of(self.window, name)
        self.widget = part if part is self.window else framed(self.window, part)
        self._size = size * scaled(1)
        self._show()
        if name == "window":
            self.window.docks.reset()
        self.settle()

    def _show(self) -> None:
        widget = self.widget
        self.appearance.dress(widget)
        if widget is not self.window:
            palette = widget.palette()
            palette.setColor(QPalette.ColorRole.Window, self.appearance.theme.color("surface"))
            widget.setPalette(palette)
        widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        # The program goes on when it closes.
        widget.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        for canvas in widget.findChildren(GraphCanvas):
            # Nobody sees the camera glide.
            canvas.camera.glide_ms = 0
        draw_all_anew(widget)
        # A layout that later needs more room must not change the size in the middle of a film.
        widget.setMinimumSize(1, 1)
        if widget is self.window:
            # It arranges its panels for its size, which changes the room that it needs.
            widget.resize(self._size)
            widget.show()
            self.settle()
        size, least = self._size, widget.minimumSizeHint()
        factor = max(1.0, least.width() / size.width(), least.height() / size.height())
        widget.resize(ceil(size.width() * factor), ceil(size.height() * factor))
        widget.show()

    def go_to(self, step: int) -> None:
        """Show the experiment as it was when its current run came to a step."""
        session = self.session
        self._earlier.come_to(step)
        session.cursor.move(session.experiment.current, step)
        session.runs.changed.emit()
        session.cursor.moved.emit()
        self.settle()

    def choose(self, choices: Mapping[str, str]) -> None:
        """Choose otherwise in the view."""
        self.window.remembered.choose(choices)
        self.settle()

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Draw it, as large as the room."""
        widget = self.widget
        painter.save()
        painter.translate(room.topLeft())
        painter.scale(room.width() / widget.width(), room.height() / widget.height())
        self._widen_lines(painter.deviceTransform().m11())
        widget.render(painter, QPoint(), renderFlags=FLAGS)
        painter.restore()

    def close(self) -> None:
        """Close the hidden window, with its timers and its theme."""
        self.widget.close()
        self.window.close()
        for timer in self.window.findChildren(QTimer):
            timer.stop()
        self.window.deleteLater()

    def settle(self) -> None:
        """Do everything that waits for the event loop, in this view alone.

        The event loop itself must not run here: people would go on using their window in it, and
        could cancel the export that uses this view.
        """
        while True:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            waiting = [each for each in self._waiting() if each.isActive()]
            if not waiting:
                break
            for timer in waiting:
                QCoreApplication.sendEvent(timer, QTimerEvent(timer.timerId()))
            threads = [each for each in (t.parent() for t in waiting) if isinstance(each, Beside)]
            if len(threads) == len(waiting):
                # Looking without a pause would slow them down.
                threads[0].wait()
        # Qt deletes the tabs of panels that stand elsewhere by now only then.
        for bar in self.window.findChildren(QTabBar):
            QCoreApplication.sendPostedEvents(bar, QEvent.Type.DeferredDelete)

    def _waiting(self) -> list[QTimer]:
        """The timers of work that is done in slices, in a thread, or later."""
        for throttle in self.widget.findChildren(Throttle):
            throttle.interval_ms = 0
        kinds = (Throttle, Sliced, Beside, CodeView)
        workers = [worker for kind in kinds for worker in self.widget.findChildren(kind)]
        return [timer for worker in workers for timer in worker.findChildren(QTimer)]

    def _widen_lines(self, scale: float) -> None:
        """Draw lines as wide as on screen; pyqtgraph gives widths in pixels of the picture."""
        for view in self.widget.findChildren(pg.PlotWidget):
            for item in view.scene().items():
                if isinstance(item, LossOverlay):
                    item.line_scale = scale
                for kind, read, write in PENS:
                    if isinstance(item, kind):
                        self._widen(item, read(item), write, scale)

    def _widen(
        self, item: Any, pen: QPen, write: Callable[[Any, QPen], object], scale: float
    ) -> None:
        widened, own = self._widened.get(item, (None, pen))
        if pen != widened:
            own = pen
        wide = QPen(own)
        # A pen of width 0 has one pixel.
        wide.setWidthF((own.widthF() or 1.0) * scale)
        if wide != pen:
            self._widened[item] = wide, own
            write(item, wide)


def part_of(window: Any, name: str) -> QWidget:
    """The page or the inside of the panel that has this view's name; or the whole window."""
    if name == "window":
        return window
    view = window.view(name)
    # A picture shows no controls, and no operation of the training that is under way.
    for widget in view.idle_in_pictures:
        widget.hide()
    # The container of a page that needs the graph tells why the graph may be missing.
    return view.widget() if isinstance(view, QDockWidget) else window.stage.shown_for(name)


def draw_all_anew(widget: QWidget) -> None:
    """Keep nothing drawn as pixels: they would be blurred at another scale, and in an SVG."""
    for canvas in widget.findChildren(GraphCanvas):
        canvas.keeps_picture = False
    for surface in widget.findChildren(SurfaceView):
        surface.keeps_picture = False
    for chain in widget.findChildren(ChainView):
        chain.keeps_picture = False
    for view in widget.findChildren(QGraphicsView):
        view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        for item in view.scene().items():
            item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
            if isinstance(item, pg.ScatterPlotItem):
                item.opts["useCache"] = False


def framed(window: Any, part: QWidget) -> QWidget:
    """A window with nothing but this part in it; the main window deletes it."""
    frame = QWidget(window, Qt.WindowType.Window)
    # A line that is wrong on purpose is told in a picture of a part, too.
    items = window.sabotage, (part, 1)
    fill(QVBoxLayout(frame), *items, margins=(MARGIN, MARGIN, MARGIN, MARGIN))
    policy = part.sizePolicy().Policy.Expanding
    part.setSizePolicy(policy, policy)
    part.show()
    return frame
