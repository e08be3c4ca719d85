"""Chain view: the gradient of one parameter as the chain rule has it, in live numbers."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.kit.kept_pixmap import KeptPixmap
from app.kit.signals import connect_all
from app.kit.spoken import Canvas
from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.fields import describe
from app.views.walking.chain_layout import ChainLayout, ChainShape, KeptLayout, rows_of
from app.views.walking.chain_painter import draw_numbers, draw_still
from app.walking.chain import Chain, ChainReader
from app.walking.chain_text import as_text
from app.walking.training_walk import TrainingWalk

# The share of the height around it that a chain takes at most, and the most samples in it.
SHARE, MOST_TERMS = 0.34, 8
# The shapes of a chain, the most wanted one first. A large one has room for all samples.
SHAPES = ChainShape(1.5), ChainShape(1.25), ChainShape(), ChainShape(has_ways=False)
# The rows of one sample, of all others and of their sum, and the ways that a large chain writes.
FEWEST_ROWS, FEWEST_WAYS = 3, 4
WIDTH = 300
ABOUT = (
    "The gradient of the chosen parameter written out: a row for each sample, its numbers "
    "multiplied, all rows added up. A click chooses the sample, Ctrl+C copies the chain as text"
)


class ChainView(QWidget):
    """The chain of one parameter of a walk, as it is at the step and the operation that is shown.

    parameter: its index in `parameters()`. shape: how large it is drawn. keeps_picture: what stays
    from step to step is kept as pixels; a file is drawn without.
    """

    spoken = Canvas

    def __init__(self, walk: TrainingWalk, appearance: Appearance) -> None:
        super().__init__()
        self._walk, self._appearance = walk, appearance
        self._reader = ChainReader(walk)
        self._room, self.parameter, self.shape = 0, 0, SHAPES[-1]
        self._layout, self._still, self.keeps_picture = KeptLayout(), KeptPixmap(), True
        self._throttle = Throttle(0, self.update, self)
        # It fills its whole place, so that nothing behind it need be painted.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        describe(self, "graph_chain", "Chain rule", ABOUT, "Up and down choose the sample")
        walk.moved.connect(self._throttle.request)
        connect_all(self._fit, walk.rebuilt, appearance.changed)
        walk.session.selection.sample_changed.connect(self.update)

    def show_parameter(self, parameter: int) -> None:
        """Show the chain of another parameter."""
        self.parameter = parameter
        self._fit()

    def fit_into(self, height: int) -> None:
        """Take a share of the height of the page."""
        if height != self._room:
            self._room = height
            self._fit()

    @property
    def chain(self) -> Chain:
        """The chain at present, with as many terms as there is room for."""
        # The last row has their sum.
        most = min(MOST_TERMS, self.shape.rows_in(self._room * SHARE) - 1)
        return self._read(max(2, most))

    @property
    def layout_now(self) -> ChainLayout:
        """The places of words and numbers at the present size."""
        return self._layout.of(self.chain, self.width(), self.font(), self.shape)

    def _fits(self, chain: Chain, shape: ChainShape) -> bool:
        """Whether there is room for a chain in a shape; always in the last one."""
        rows = shape.rows_in(self._room * SHARE)
        if shape.zoom <= 1:
            return rows >= FEWEST_ROWS or not shape.has_ways
        if rows < rows_of(chain):
            return False
        layout = ChainLayout(chain, self.width(), self.font(), shape)
        return layout.is_whole and layout.shown_ways >= min(FEWEST_WAYS, len(chain.ways))

    def _read(self, most: int) -> Chain:
        # A smaller network tells its other views first.
        last = len(self._walk.session.cursor.trainer.parameters) - 1
        return self._reader.read(min(self.parameter, last), most)

    def _fit(self) -> None:
        """Be as high as the rows of the chain, which stay as many with every step."""
        if self.isVisible():
            whole = self._read(MOST_TERMS)
            self.shape = next(shape for shape in SHAPES if self._fits(whole, shape))
            self.setFixedHeight(self.shape.height_of(rows_of(self.chain)))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(WIDTH), self.shape.height_of(2))

    def copy(self) -> None:
        """Copy the chain of all samples as text."""
        QGuiApplication.clipboard().setText(as_text(self._read(len(self._walk.order))))
        self._walk.session.announce("The chain is copied as text, with all digits.")

    # What Qt asks for.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, chain = self._appearance.theme, self.chain
        chosen = self._walk.session.selection.sample
        layout = self._layout.of(chain, self.width(), self.font(), self.shape)
        draw = partial(draw_still, layout=layout, theme=theme, chosen=chosen)
        if self.keeps_picture:
            key = self._layout.number, theme, chosen
            self._still.draw(painter, self, key, theme.color("surface"), draw)
        else:
            painter.fillRect(self.rect(), theme.color("surface"))
            draw(painter)
        draw_numbers(painter, layout, theme, chain)
        if self.hasFocus():
            painter.setPen(theme.color("quiet"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        rows = self.layout_now.rows.items()
        hit = [sample for sample, place in rows if place.contains(event.position())]
        if hit and event.button() is Qt.MouseButton.LeftButton:
            self._walk.session.selection.choose_sample(hit[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        selection, count = self._walk.session.selection, len(self._walk.session.cursor.dataset)
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif (way := ways.get(Qt.Key(event.key()))) is not None:
            selection.choose_sample((selection.sample + way) % count)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("Copy the chain", self.copy)
        menu.popup(event.globalPos())
