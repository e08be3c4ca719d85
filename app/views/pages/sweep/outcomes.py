"""How many runs had each outcome; choosing one leaves only its runs in all views."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QResizeEvent

from app.kit.text_size import px
from app.kit.theme import Appearance
from app.kit.widgets.parts import yielding
from app.kit.widgets.segmented_control import ControlSegment, SegmentedControl
from micrograd.sweeps.result import TrialResult, outcomes_of
from micrograd.training.outcomes import OUTCOMES

# The choice of all runs, whatever their outcome.
ALL = ""
# The side of the square that shows the colour of an outcome, in pixels.
SWATCH = 10


class OutcomeFilter(SegmentedControl):
    """A button for all runs and for each outcome, with its colour, sign, words and count.

    `changed` comes with another choice.
    """

    def __init__(self, appearance: Appearance) -> None:
        segments = [
            ControlSegment(ALL, "sweep_outcome_all", "All", "Show the runs of every outcome"),
            *(
                ControlSegment(
                    name,
                    f"sweep_outcome_{name.replace('-', '_')}",
                    f" {row.text}",
                    f"Show only the runs that {row.words}: {row.meaning}",
                )
                for name, row in OUTCOMES.items()
            ),
        ]
        super().__init__(segments, ALL)
        self.setObjectName("sweep_outcomes")
        self.setAccessibleName("Outcomes of the runs")
        self._appearance = appearance
        self._counts = dict.fromkeys(OUTCOMES, 0)
        yielding(self)
        appearance.changed.connect(self._draw_swatches)
        self._draw_swatches()

    def has(self, result: TrialResult) -> bool:
        """True where a result has the chosen outcome."""
        return self.choice() in (ALL, result.outcome.name)

    def show_counts(self, results: Sequence[TrialResult]) -> None:
        """Show how many results had each outcome."""
        self._counts = outcomes_of(results)
        self._show_texts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_texts()

    def _show_texts(self) -> None:
        """Write the words of all outcomes where there is room, else their signs only."""
        self.buttons[ALL].setText(f"All {sum(self._counts.values()):,}")
        for name, count in self._counts.items():
            self.buttons[name].setAccessibleName(f"{OUTCOMES[name].words}: {count:,}")
        for has_words in (True, False):
            for name, count in self._counts.items():
                row = OUTCOMES[name]
                # A blank keeps the text off the square.
                self.buttons[name].setText(f" {row.text if has_words else row.sign} {count:,}")
            if self.sizeHint().width() <= self.width():
                return

    def _draw_swatches(self) -> None:
        for name, row in OUTCOMES.items():
            button = self.buttons[name]
            button.setIcon(self._swatch(row.color))
            button.setIconSize(QSize(px(SWATCH), px(SWATCH)))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _swatch(self, color: str) -> QIcon:
        """A square of a colour, with a frame that is seen where the colour is near the ground's."""
        scale = self.devicePixelRatioF()
        image = QPixmap(round(px(SWATCH) * scale), round(px(SWATCH) * scale))
        image.setDevicePixelRatio(scale)
        image.fill(QColor(color))
        painter = QPainter(image)
        painter.setPen(QPen(self._appearance.theme.color("quiet"), 1))
        painter.drawRect(QRectF(0.5, 0.5, px(SWATCH) - 1, px(SWATCH) - 1))
        painter.end()
        return QIcon(image)
