"""Transport: play, pause, step, step back and a slider over the operations of the pass."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import hold
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.folding import Fold, FoldingLine
from app.kit.widgets.number_slider import NumberSlider
from app.kit.widgets.parts import RIGHT, IconButton, Item, fill, named_label
from app.walking.player import SPEEDS, Player
from app.walking.walk import Walk
from micrograd.training.phases import PhasePass

# The height of the line in pixels.
HEIGHT_PX = 26
SLIDER_TIP = "Every operation of this pass in its order: drag to go to any of them"
CHOSEN_TIP = "Go to the operation that gives the chosen node its data or its gradient (Ctrl+F9)"
# name, icon, accessible name, tooltip
BUTTONS = [
    ("pass_start", "pass_start", "Start of the pass", "Back to the start of this pass (Ctrl+F12)"),
    ("operation_back", "operation_back", "Operation back", "Take one operation back (Shift+F12)"),
    ("play", "run", "Play", "Play the operations one by one, or pause (F9)"),
    ("operation", "operation", "Next operation", "Do one operation (F12)"),
    ("pass_end", "step", "End of the pass", "Do this pass to its end, or the next one (F8)"),
    ("to_selected", "to_selected", "Run to the chosen node", CHOSEN_TIP),
]


class Transport(QWidget):
    """Controls of a walk and its player. prefix: the start of the controls' object names."""

    def __init__(self, walk: Walk, player: Player, appearance: Appearance, prefix: str) -> None:
        super().__init__()
        self._walk, self._player = walk, player
        self._grabbed: PhasePass | None = None
        self._buttons = {
            name: IconButton(appearance, icon, f"{prefix}_{name}_button", *words)
            for name, icon, *words in BUTTONS
        }
        self._make_slider(prefix)
        self._make_speed(prefix)
        place = 8, (self.slider, 1), self.place, 8
        items: list[Item] = [*self._buttons.values(), *place, self.speed]
        held = self.speed, self._buttons["to_selected"]
        ends = self._buttons["pass_start"], self._buttons["pass_end"]
        folds = Fold(), Fold(more=held), Fold(more=[*ends, *held])
        fill(QHBoxLayout(self), FoldingLine(items, folds, name=f"{prefix}_transport"))
        hold(self, height=HEIGHT_PX)
        self._connect()
        appearance.changed.connect(self.show_place)
        self.show_place()

    def _make_slider(self, prefix: str) -> None:
        self.slider = NumberSlider(int, lambda done: f"{done:,.0f} of {self.slider.maximum():,}")
        self.slider.setMinimumWidth(60)
        describe(self.slider, f"{prefix}_operation_slider", "Operations of the pass", SLIDER_TIP)
        self.place = named_label(f"{prefix}_operation_place", "quiet", align=RIGHT)
        self.place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def _make_speed(self, prefix: str) -> None:
        self.speed = QComboBox()
        for speed in SPEEDS:
            self.speed.addItem(f"{speed} per s", speed)
        self.speed.setCurrentIndex(SPEEDS.index(self._player.speed))
        describe(self.speed, f"{prefix}_play_speed", "Playing speed", "Operations per second")

    def _connect(self) -> None:
        walk, player = self._walk, self._player
        slots: dict[str, Callable[[], None]] = {
            "pass_start": walk.go_to_start,
            "operation_back": walk.step_back,
            "play": player.toggle,
            "operation": walk.step,
            "pass_end": walk.finish_pass,
            "to_selected": walk.run_to_chosen,
        }
        for name, button in self._buttons.items():
            button.clicked.connect(slots[name])
        self.slider.sliderPressed.connect(self._grab)
        self.slider.sliderReleased.connect(self._let_go)
        self.slider.valueChanged.connect(self._seek)
        self.speed.activated.connect(self._choose_speed)
        connect_all(self.show_place, walk.moved, walk.rebuilt, walk.chosen_changed)
        player.playing_changed.connect(self._show_playing)

    # Screen to state.

    def _grab(self) -> None:
        # A drag stays in the pass where it began: the end of a pass is the start of the next.
        self._grabbed = self._shown_pass

    def _let_go(self) -> None:
        self._grabbed = None
        self.show_place()

    def _seek(self, done: int) -> None:
        self._walk.seek(done, self._shown_pass)

    @property
    def _shown_pass(self) -> PhasePass:
        return self._grabbed or self._walk.last_pass or self._walk.next_pass

    def _choose_speed(self) -> None:
        self._player.set_speed(self.speed.currentData())

    # State to screen.

    def show_place(self) -> None:
        """Show how much of the pass is done, and enable what can be done next."""
        if not self.isVisible():
            return
        current = self._shown_pass
        length, done = len(current), current.position
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, length)
            self.slider.setPageStep(max(1, length // 20))
            self.slider.setValue(done)
        self.place.setText(f"{done:,} of {length:,}")
        widest = f"{length:,} of {length:,}".replace("1", "0")
        self.place.setFixedWidth(max(64, self.fontMetrics().horizontalAdvance(widest)) + 4)
        self._buttons["operation"].setEnabled(self._walk.can_step)
        self._buttons["operation_back"].setEnabled(self._walk.can_step_back)
        self._buttons["pass_start"].setEnabled(self._walk.can_step_back)
        self._buttons["to_selected"].setEnabled(self._walk.chosen is not None)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.show_place()

    def _show_playing(self) -> None:
        self._buttons["play"].show_icon("pause" if self._player.is_playing else "run")
