"""Landscape page: the loss over a plane through the parameters, the path, and the step."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.kit.beside import Beside
from app.kit.numbers import plain, significant
from app.kit.signals import connect_all
from app.kit.text_size import hold, px
from app.kit.theme import Appearance
from app.kit.throttle import Throttle
from app.kit.widgets.loss_colors import Legend
from app.kit.widgets.parts import CENTER, ElidedLabel, fill, in_box, named_label
from app.kit.widgets.shedding import Sheds
from app.session.session import Session
from app.views.contract import View
from app.views.number_table import as_table
from app.views.pages.landscape.asking import Asked, Drawing, Refused
from app.views.pages.landscape.found import found_of
from app.views.pages.landscape.map_plot import LandscapePlot
from app.views.pages.landscape.moving import PointMover
from app.views.pages.landscape.questions import Questions
from app.views.pages.landscape.scale import colors_of
from app.views.pages.landscape.sight import sight_of
from app.views.pages.landscape.step_side import LEAST_PLOT, StepSide
from app.views.pages.landscape.surveyor import Surveyor
from app.views.pages.landscape.table import LandscapeTables
from app.views.pages.landscape.texts import about_plane, away, of_share
from app.views.pages.landscape.tools import PlaneTools
from micrograd.analysis.landscape.planes import Plane

# From this width on the step stands beside the map, else below it.
WIDE = 440
SMALLEST = QSize(400, 130)
# Pages of these heights have what is told of the plane, of its standing still, and of all steps.
PLANE_FROM, STILL_FROM, TOTAL_FROM = 270, 330, 380
# The shares of the map and of the step.
MAP, STEP = 5, 3
# Milliseconds between two drawings while training goes on: with the time to the next frame there
# are 20 of them in a second.
TRAINING_MS = 40
LEGEND_SHADES = 24
# The height of two lines of text, and of small text, in pixels.
TWO_LINES, TWO_SMALL_LINES = 34, 30
TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class LandscapePage(QWidget, View):
    """The map on one side, the step on the other; `tools` choose the plane.

    The plane stays still while training goes on, so that the point is seen walking: see
    `Questions.wants_another_plane`. `shown` comes with each drawing, `plane_found` with the first
    one of a plane.
    """

    shown, plane_found = Signal(), Signal()

    keys: ClassVar[Mapping[str, Sequence[tuple[str, str]]]] = {
        "In the landscape": (
            ("Arrows", "move the point, and with it the parameters; with Shift farther"),
            ("Ctrl+arrows", "move the map"),
            ("+, −", "zoom the map"),
            ("Home", "bring the whole path into sight"),
        )
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("landscape_page")
        self.setAccessibleName("The loss around the parameters")
        self._session, self._appearance = session, appearance
        self.controls = PlaneTools(session, self)
        self.tools = self.controls.widget
        self.choices = self.controls.choices
        self.questions = Questions(session)
        self.drawing: Drawing | None = None
        self._surveyor = Surveyor()
        self._asked: Asked | None = None
        self._is_waiting = False
        self._plane_told: Plane | None = None
        self.map = LandscapePlot(appearance)
        self.mover = PointMover(session, self.map)
        self.side = StepSide(appearance)
        self._lay_out()
        self.first_focus = self.map
        self.idle_in_pictures = (self.still_text,)
        self.work = Beside("landscape", self)
        # A choice of the plane comes before the part of it.
        self.sights = {
            **self.controls.sights,
            "landscape_found": found_of(self),
            "landscape_sight": sight_of(self),
        }
        self.led = (self.plane_found,)
        self._throttle = Throttle(0, self._refresh, self)
        self._connect()
        self._arrange()

    # Layout.

    def _lay_out(self) -> None:
        self.hint = named_label("landscape_hint", "quiet", "", CENTER, wraps=True)
        self.hint.hide()
        self.plane_text = ElidedLabel("landscape_plane_text", "quiet")
        self.legend = Legend("landscape_legend")
        self.readout = ElidedLabel("landscape_readout", "quiet")
        self.still_text = ElidedLabel("landscape_still_text", "caption")
        # Two lines, whatever they say, so that the map keeps its size.
        for label, height in ((self.plane_text, TWO_LINES), (self.still_text, TWO_SMALL_LINES)):
            label.setWordWrap(True)
            label.setAlignment(TOP_LEFT)
            hold(label, height=height)
        texts = self.readout, self.plane_text, self.still_text
        picture = in_box(fill(QVBoxLayout(), self.map))
        picture.setFocusProxy(self.map)
        self.table = LandscapeTables(lambda: self.drawing)
        self.as_table = as_table(self.controls.table, self.table, picture)
        pictures = (picture, 1), (self.table, 1)
        column = fill(QVBoxLayout(), self.legend, *pictures, self.hint, *texts, spacing=2)
        self._sheds = Sheds(
            self,
            {self.plane_text: PLANE_FROM, self.still_text: STILL_FROM, self.side.total: TOTAL_FROM},
        )
        hold(self.map, least_height=LEAST_PLOT)
        self._line = fill(
            QBoxLayout(QBoxLayout.Direction.LeftToRight), (in_box(column), MAP),
            (self.side, STEP), spacing=14,
        )  # fmt: skip
        fill(QVBoxLayout(self), (self._line, 1))

    def _arrange(self) -> None:
        has_table = self.controls.table.isChecked()
        self.side.show_plots(not has_table)
        # Tables have their numbers: the words about the step need little room.
        self._line.setStretch(1, 0 if has_table else STEP)
        is_wide = self.width() >= px(WIDE) and not has_table
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(SMALLEST.width()), px(SMALLEST.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._sheds.fit()

    def end(self) -> None:
        self.work.end()

    # State to screen.

    def _connect(self) -> None:
        cursor, tools = self._session.cursor, self.controls
        cursor.step_taken.connect(self._request_later)
        connect_all(self._request, cursor.edited, cursor.moved, tools.changed)
        self._session.runs.changed.connect(self._follow_runs)
        cursor.network_rebuilt.connect(tools.show_names)
        tools.scale_changed.connect(self._choose_scale)
        tools.anew.clicked.connect(self.find_anew)
        tools.fit.clicked.connect(self.fit)
        self.work.delivered.connect(self._deliver)
        self.work.finished.connect(self._go_on)
        self.map.view_changed.connect(self._follow_view)
        self.map.fit_wanted.connect(self.fit)
        self.map.hovered.connect(self._read)
        self.map.let_go.connect(self._request)
        self._appearance.changed.connect(self._show_texts)
        self.shown.connect(self.table.look)
        tools.table.toggled.connect(self._arrange)

    def _follow_runs(self) -> None:
        self.controls.show_names()
        self._request()

    def _request_later(self) -> None:
        self._throttle.interval_ms = TRAINING_MS
        self._ask()

    def _request(self) -> None:
        self._throttle.interval_ms = 0
        self._ask()

    def _ask(self) -> None:
        if self.isVisible():
            self._throttle.request()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.controls.show_names()
        self._refresh()

    def _refresh(self) -> None:
        """Let the thread draw what there is now, unless it has not drawn anything yet."""
        if not self.isVisible():
            return
        if self.work.is_running and self._asked is not None:
            self._is_waiting = True
            return
        self._begin()

    def _begin(self) -> None:
        self._is_waiting = False
        asked = self.questions.ask(self.controls.choice, is_held=self.map.is_dragged)
        self._asked = asked
        self.work.start(self._surveyor.survey(asked))

    def _go_on(self) -> None:
        if self._is_waiting and self.isVisible():
            self._begin()

    def _deliver(self, result: object) -> None:
        if isinstance(result, Refused):
            self._refuse(result.reason)
        elif isinstance(result, Drawing):
            self._show(result)
        self._go_on()

    def _refuse(self, reason: str) -> None:
        self.hint.setText(reason)
        self.hint.show()
        self.map.hide()
        self.drawing = None
        self.table.look()
        self.plane_text.show_text("")
        self.still_text.show_text("")
        self.readout.show_text("")

    def _show(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.hint.hide()
        self.map.show()
        if self.questions.take(drawing):
            self.map.show_view(drawing.view)
        self.map.show_drawing(drawing)
        self.side.show_plots_of(drawing)
        self._show_texts()
        self.shown.emit()
        found = self.questions.found
        if found and found.plane is not self._plane_told:
            self._plane_told = found.plane
            self.plane_found.emit()

    def _choose_scale(self) -> None:
        self.map.choose_scale(self.controls.scale.choice() == "log")
        self._show_texts()

    def _show_texts(self) -> None:
        drawing = self.drawing
        if drawing is None:
            return
        scale, theme = self.map.scale_of_losses, self._appearance.theme
        is_infinite = not np.isfinite(drawing.grid).all()
        high, low = scale.ends
        ends = (f"loss {low}", "everywhere") if scale.is_flat else (f"loss {high}", low)
        colors = colors_of(theme, LEGEND_SHADES)
        self.legend.show_bar(theme, ends, [] if scale.is_flat else colors, is_infinite)
        self.plane_text.show_text(about_plane(drawing))
        self.still_text.show_text(self.questions.why_still)
        self._read(None)
        self.side.show_words_of(drawing)

    def _read(self, place: object) -> None:
        """Say what is under the mouse, or at the present point."""
        drawing = self.drawing
        if drawing is None:
            return
        if not isinstance(place, np.ndarray):
            words = f"step {drawing.asked.step:,}: loss {plain(drawing.loss)}"
            self.readout.show_text(f"{words}{of_share(drawing)}{away(drawing.distance)}")
            return
        near, walk = self.map.step_near(place), drawing.walk
        if near is not None:
            text = f"step {int(walk.steps[near]):,}: true loss {plain(float(walk.losses[near]))}"
            shown = f", the plane shows {plain(float(walk.shown[near]))}"
            self.readout.show_text(f"{text}{shown}{away(float(walk.distances[near]))}")
            return
        loss = self.map.loss_at(place)
        known = "" if loss is None else f": loss {plain(loss)} in the plane"
        x, y = (significant(number, 3) for number in place.tolist())
        self.readout.show_text(f"{x}, {y}{known}")

    # Screen to state.

    def fit(self) -> None:
        """Bring the whole path into sight, in the same plane."""
        self.questions.fit()
        self._request()

    def find_anew(self) -> None:
        """Find the plane again, and fit it."""
        self.questions.find_anew()
        self._request()

    def ask_again(self) -> None:
        """Draw the plane that the questions keep to by now."""
        self._request()

    def _follow_view(self) -> None:
        self.questions.zoom(self.map.view)
        self._request()

    @property
    def is_there(self) -> bool:
        """True while it is seen, and the plane is found."""
        return self.isVisible() and not (self.drawing is None or self.work.is_running)
