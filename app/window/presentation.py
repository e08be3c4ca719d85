"""Presentation: one view, the loss and a slim line of controls, for those who watch."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QByteArray, QObject, QSettings
from PySide6.QtWidgets import QMenu, QWidget

from app.scenes.marks.pen import Pen
from app.scenes.marks.presenter_keys import PresenterKeys
from app.window.actions.menus import add_choices
from app.window.panels.picture_room import PictureRoom
from app.window.picture_size import SIZES, WindowSize, give_back, size_of, take
from app.window.showing import OFF, ON, PREFIX

# What makes no sense while the window is laid out for a presentation.
DISABLED = "full_screen", "reset_layout"
# What the menu of a presentation begins with.
IN_MENU = (
    *("presentation", "show_input", "halo", "presentation_tools", "pen", "clear_drawing"),
    *("larger_text", "smaller_text"),
)

SIZE, PANELS, TOOLS = f"{PREFIX}size", f"{PREFIX}panels", f"{PREFIX}tools"


class _Before(NamedTuple):
    """The window as it was."""

    size: WindowSize
    page: str
    focus: QWidget | None


class Presentation(QObject):
    """Turns a window into a picture for those who watch, and back into what it was.

    size: the name of the row that is chosen. All that is chosen in a presentation, such as its
    size, its text and its panels, is remembered for the next one.

    A script may lay the window out as one, see `be_for_script`: within the size that it has.
    first_panels: those of a presentation that tells of no others.
    """

    first_panels = ("loss",)

    def __init__(self, window: Any, settings: QSettings | None, view_menu: QMenu) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._before: _Before | None = None
        # Whether a script has begun it.
        self._is_of_script = False
        # The geometry to remember when the window closes in the middle of a presentation.
        self._geometry: QByteArray | None = None
        self._actions = window.actions_by_name
        for name in ("presentation", "presentation_tools", "pen"):
            self._actions[name].setCheckable(True)
        kept = self._kept(SIZE, "full")
        self.size = kept if kept in SIZES else "full"
        self._panels = self._kept(PANELS, ",".join(self.first_panels)).split(",")
        self._actions["presentation_tools"].setChecked(self._kept(TOOLS, OFF) == ON)
        texts = {row.name: row.text for row in SIZES.values()}
        title, name = "Presentation si&ze", "presentation_size"
        chosen = self.size
        self.size_menu, self.size_actions = add_choices(
            window, view_menu, title, name, texts, chosen, self.resize
        )
        self.size_menu.aboutToShow.connect(self._tell_sizes)
        self.pen = Pen(window, window.overlay)
        self.pen.changed.connect(self._show_pen)
        window.stage.page_changed.connect(self.pen.clear)
        self.keys = PresenterKeys(window)
        self.keys.turned.connect(self.turn)
        self.keys.darkened.connect(self.darken)
        self.keys.left.connect(self.end)
        window.controls.more.setMenu(self._make_menu())
        self.room = PictureRoom(window)

    def _kept(self, key: str, first: str) -> str:
        return str(self._settings.value(key, first)) if self._settings else first

    def _keep(self, key: str, text: str) -> None:
        if self._settings:
            self._settings.setValue(key, text)

    def _make_menu(self) -> QMenu:
        """What belongs to the presentation, and then every menu of the window."""
        menu = QMenu(self._window)
        menu.setObjectName("presentation_menu")
        menu.setToolTipsVisible(True)
        menu.addActions([self._actions[name] for name in IN_MENU])
        menu.addMenu(self.size_menu)
        menu.addSeparator()
        menu.addActions(self._window.menuBar().actions())
        return menu

    # There and back.

    @property
    def is_on(self) -> bool:
        """Whether the window is a picture for those who watch."""
        return self._before is not None

    @property
    def look(self) -> str:
        """How the window looks, as scripts have it."""
        if not self.is_on:
            return ""
        return "tools" if self._actions["presentation_tools"].isChecked() else "bare"

    def be_for_script(self, look: str) -> None:
        """Look so for a script, where the person does not present anything."""
        if self.is_on and not self._is_of_script:
            return
        if not look:
            self.end()
            return
        self._actions["presentation_tools"].setChecked(look == "tools")
        if self.is_on:
            self._window.stage.be_bare(look == "bare")
            return
        self._is_of_script = True
        self._lay_out(self.first_panels)

    def toggle(self) -> None:
        """Begin a presentation, or end it."""
        if self.is_on:
            self.end()
        else:
            self.begin()

    def begin(self) -> None:
        """Show the page that is in front, nearly alone."""
        window = self._window
        self._lay_out(self._panels)
        take(window, SIZES[self.size])
        window.text_actions.present(True)
        window.showing.present(True)
        # Nothing has the focus, so that all keys of a remote control are heard.
        window.setFocus()

    def _lay_out(self, panels: Sequence[str]) -> None:
        window = self._window
        self._before = _Before(size_of(window), window.stage.page, window.focusWidget())
        self._show_little(True)
        window.docks.present(panels)
        self.room.watch(True)
        self.keys.listen(True)

    def end(self) -> None:
        """Be the window from before, with its page, its size, its panels and its text."""
        window, before = self._window, self._before
        if before is None:
            return
        self.room.watch(False)
        if not self._is_of_script:
            self._panels = window.docks.shown
            self._keep(PANELS, ",".join(self._panels))
        self.keys.listen(False)
        self.pen.leave()
        window.overlay.is_dark = False
        window.overlay.show_marks()
        window.stage.show_page(before.page)
        self._before = None
        self._show_little(False)
        if not self._is_of_script:
            window.showing.present(False)
            # Hidden widgets would not follow the text, so it is resized after they are shown.
            window.text_actions.present(False)
            give_back(window, before.size)
        if self._is_of_script:
            window.docks.go_back(window.size())
            # What a script does next must not be undone by that.
            window.docks.arranger.fit()
        else:
            window.docks.go_back(before.size.place.size())
        self._is_of_script = False
        if before.focus is not None and before.focus.isVisible():
            before.focus.setFocus()

    def close(self) -> None:
        """End it because the window closes; `geometry` stays that from before."""
        if self._before:
            self._geometry = self._before.size.geometry
            self.end()

    def geometry(self) -> QByteArray:
        """What to remember for the next start: the window, not its presentation."""
        return self._geometry or self._window.full_screen.geometry()

    def _show_little(self, is_little: bool) -> None:
        """Hide what those who watch need not see, or bring it back."""
        window = self._window
        self._actions["presentation"].setChecked(is_little)
        for name in DISABLED:
            self._actions[name].setEnabled(not is_little)
        window.stage.be_bare(is_little and not self._actions["presentation_tools"].isChecked())
        window.controls.be_slim(is_little)
        window.menuBar().setHidden(is_little)
        window.statusBar().setHidden(is_little)
        # Keys of actions work where something that is seen has the action.
        for action in self._actions.values():
            if is_little:
                window.addAction(action)
            else:
                window.removeAction(action)
        if is_little:
            window.welcome.hide()
            window.doctor.be_quiet(True)
            window.proposal.give_way(True)
        else:
            window.proposal.give_way(False)
            window.doctor.be_quiet(False)

    def show_tools(self) -> None:
        """Show tabs and tools of the page in presentations, or leave them out."""
        is_shown = self._actions["presentation_tools"].isChecked()
        self._keep(TOOLS, ON if is_shown else OFF)
        if self.is_on:
            self._window.stage.be_bare(not is_shown)

    def _show_pen(self) -> None:
        self._actions["pen"].setChecked(self.pen.is_on)

    # The size of the picture.

    def resize(self, name: str) -> None:
        """Choose the size of pictures, by the name of its row."""
        self.size = name
        self._keep(SIZE, name)
        # A script lays the window out within the size that it has.
        if self.is_on and not self._is_of_script:
            take(self._window, SIZES[name])

    def _tell_sizes(self) -> None:
        """Say in the menu which pictures fill the screen, as it is smaller than they are."""
        screen = self._window.screen().size()
        for name, row in SIZES.items():
            self.size_actions[name].setText(row.text_on(screen))

    # What a presenter's keys do.

    def turn(self, by: int) -> None:
        """Go on, 1, or back, -1: by a scene where a script is played, else by a page."""
        window = self._window
        window.overlay.is_dark = False
        window.overlay.show_marks()
        if window.captions.is_shown:
            (window.captions.next if by > 0 else window.captions.back).click()
            return
        names = window.stage.names
        window.stage.show_page(names[(names.index(window.stage.page) + by) % len(names)])

    def darken(self) -> None:
        """Make the picture dark, so that people look at who speaks, or show it again."""
        overlay = self._window.overlay
        overlay.is_dark = not overlay.is_dark
        overlay.show_marks()
