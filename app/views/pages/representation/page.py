"""Representation page: how each layer moves the plane of the inputs, from there to the output."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.text_size import scaled
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.held_label import HeldLabel
from app.kit.widgets.parts import IconButton, fill, in_box
from app.kit.widgets.shedding import Sheds
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.pages.representation.axes_choice import AxesChoice
from app.views.pages.representation.picture import SpacePicture
from app.views.pages.representation.playing import LayerPlayer
from app.views.pages.representation.reading import described
from app.views.pages.representation.shown import ShownSpaces
from app.views.pages.representation.strip import LayerStrip
from app.views.sample_choice import SampleChoice

# A page of this height has the reading of the sample, in pixels.
READOUT_FROM = 230
PLAY = "Play", "Move from the inputs through the layers to the output (space)"
PAUSE = "Pause", "Stand still between the layers (space)"


class RepresentationPage(QWidget, View):
    """The space of a layer, the strip of all of them, and a reading of a sample."""

    keys: ClassVar = {
        "In the representation": [
            ("Left, Right", "An eighth of a layer back or on"),
            ("PgUp, PgDown", "The layer before or after"),
            ("Home, End", "The inputs, the output"),
            ("Space", "Play from layer to layer, pause"),
            ("Up, Down", "The sample above or below"),
        ]
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("representation_page")
        self._session, self._appearance = session, appearance
        self.shown = ShownSpaces(session, appearance, self.isVisible, self)
        self.picture = SpacePicture(session, appearance, self.shown)
        self.strip = LayerStrip(appearance, self.shown)
        self.player = LayerPlayer(self.shown, self)
        self.readout = HeldLabel("representation_readout", appearance)
        self.readout.setProperty("role", "quiet")
        self.first_focus = self.picture
        self.play = IconButton(appearance, "run", "representation_play", *PLAY)
        self.play.clicked.connect(self.player.toggle)
        self.player.playing_changed.connect(self._show_playing)
        self.axes = AxesChoice(self.shown)
        self.sample = SampleChoice(session, "representation_sample")
        self.idle_in_pictures = (self.play,)
        self.choices = {
            "representation_place": ViewChoice(self._read_place, self._choose_place),
            "representation_axes": ViewChoice(self._read_axes, self.shown.remember_axes),
        }
        self.sights = {"representation_plays": ViewChoice(self._read_plays, self._choose_plays)}
        self.led = (self.player.playing_changed, self.player.came_on)
        self.tools = in_box(fill(QHBoxLayout(), None, self.axes, 8, self.sample))
        strip = fill(QHBoxLayout(), self.play, (self.strip, 1), spacing=8)
        fill(QVBoxLayout(self), self.tools, (self.picture, 1), strip, self.readout)
        self._sheds = Sheds(self, {self.readout: READOUT_FROM})
        selection = session.selection
        shown = self.shown
        connect_all(self._show_readout, shown.changed, shown.stepped, selection.sample_changed)

    # Choices that are remembered.

    def _read_place(self) -> str:
        return self.shown.chosen_place

    def _choose_place(self, text: str) -> None:
        try:
            self.shown.go_to(float(text))
        except ValueError:
            # A text of somebody else's hand leaves the place as it is.
            return

    def _read_axes(self) -> str:
        return self.shown.chosen_axes

    # Whether it plays.

    def _read_plays(self) -> str:
        return "on" if self.player.is_playing else "off"

    def _choose_plays(self, text: str) -> None:
        """Play or pause; a page that nobody sees plays nothing."""
        if text == "on" and self.isVisible():
            self.player.play()
        else:
            self.player.pause()

    def _show_playing(self) -> None:
        is_playing = self.player.is_playing
        self.play.show_icon("pause" if is_playing else "run")
        name, tooltip = PAUSE if is_playing else PLAY
        describe(self.play, "representation_play", name, tooltip)

    def _show_readout(self) -> None:
        if self.isVisible():
            row = self.picture.hovered
            row = self._session.selection.sample if row is None else row
            theme, space = self._appearance.theme, self.shown.station
            self.readout.say(*described(self._session, theme, row, space))

    def end(self) -> None:
        self.player.pause()

    # What Qt asks for.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.player.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.strip.fit_into(self.height() / scaled(1))
        self._sheds.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.player.toggle()
        else:
            super().keyPressEvent(event)
