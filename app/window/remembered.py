"""The layout of a window and the choices in it, remembered until the next start."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.stage import Stage
from app.window.choice_table import VIEW_CHOICES
from app.window.panels.arrangements import ARRANGEMENTS, PRESENTATION
from app.window.panels.arranging import PanelArranger
from app.window.panels.kept_layouts import Layouts

# The settings that hold the layout: as bytes from Qt that of the window, and of its panels in each
# arrangement; which of these the person has arranged, the last one, and the size of the window.
GEOMETRY, ARRANGED, ARRANGEMENT, SIZE = "geometry", "arranged", "arrangement", "window_size"
STATES = {row.name: f"state_{row.name}" for row in (*ARRANGEMENTS, PRESENTATION)}
STATES[ARRANGEMENTS[0].name] = "state"


class Remembered:
    """The settings of a window, read and written; without settings nothing is kept.

    views: returns the views that exist by now. The choices of a page that nobody has opened yet
    are made when the page is made.
    at_first: how such a page shows what can be chosen in it before anything is, by name.
    """

    def __init__(
        self,
        window: QMainWindow,
        stage: Stage,
        arranger: PanelArranger,
        session: Session,
        views: Callable[[], list[View]],
        settings: QSettings | None,
        geometry: Callable[[], QByteArray],
    ) -> None:
        self._window, self._stage, self._session = window, stage, session
        self._arranger = arranger
        self._views, self._settings, self._geometry = views, settings, geometry
        self._known: Mapping[str, str] = {}
        self.at_first: dict[str, str] = {}
        stage.page_made.connect(self._choose_in_page)

    @property
    def is_first_start(self) -> bool:
        """True until a window has remembered anything in the settings."""
        return self._settings is not None and not self._settings.contains(GEOMETRY)

    def restore(self) -> None:
        """Make the window what it was."""
        settings = self._settings
        if settings is None:
            return
        names = {"page", *VIEW_CHOICES} & {*settings.childKeys()}
        self._choose({name: str(settings.value(name)) for name in names})
        if geometry := settings.value(GEOMETRY):
            self._window.restoreGeometry(geometry)
        self._arranger.restore(self._layouts(settings))
        self._show_page(self._known.get("page"))

    @staticmethod
    def _layouts(settings: QSettings) -> Layouts:
        """The remembered layouts. Earlier versions remembered no others than the person's."""
        states = {name: settings.value(key) for name, key in STATES.items()}
        there = {name: state for name, state in states.items() if state}
        arranged = settings.value(ARRANGED)
        names = there if arranged is None else str(arranged).split(",")
        return Layouts(
            there, {*names} & {*there}, str(settings.value(ARRANGEMENT, "")), settings.value(SIZE)
        )

    def keep(self) -> None:
        """Write the layout and the choices of the window."""
        settings = self._settings
        if settings is None:
            return
        settings.setValue("page", self._stage.page)
        # A panel that has only given way to a page counts as shown: the first page brings it back.
        self._stage.show_page(self._stage.names[0])
        settings.setValue(GEOMETRY, self._geometry())
        layouts = self._arranger.layouts
        for name, state in layouts.states.items():
            settings.setValue(STATES[name], state)
        settings.setValue(ARRANGED, ",".join(sorted(layouts.arranged)))
        settings.setValue(ARRANGEMENT, layouts.last)
        settings.setValue(SIZE, layouts.size)
        for name, text in self._chosen().items():
            settings.setValue(name, text)

    def view_choices(self) -> dict[str, str]:
        """The choices of all views, for another window that shall look like this one."""
        chosen = ",".join(str(index) for index in self._session.selection.parameters)
        sights = self.sights()
        return {
            **{name: text for name, text in self._known.items() if name not in sights},
            **self._chosen(),
            "page": self._stage.page,
            "parameters": chosen,
            "plane": self._session.plane.text,
            "sample": str(self._session.selection.sample),
        }

    def sights(self) -> dict[str, str]:
        """The parts in sight of the views now."""
        return {
            name: each.read() for view in self._views() for name, each in view.all_sights.items()
        }

    def look_like(self, choices: Mapping[str, str]) -> None:
        """Make the choices of another window, as far as the experiment has what is chosen there."""
        self._choose(choices)
        self._show_page(choices.get("page"))
        if "parameters" in choices:
            indices = [int(index) for index in choices["parameters"].split(",") if index]
            count = len(self._session.cursor.trainer.parameters)
            self._session.selection.choose([index for index in indices if index < count])
        last = len(self._session.cursor.dataset) - 1
        self._session.selection.choose_sample(min(last, int(choices.get("sample", 0))))
        if "plane" in choices:
            self._session.plane.choose_text(choices["plane"])

    def choose(self, choices: Mapping[str, str]) -> None:
        """Make some choices in the views, and leave the others as they are."""
        self._known = {**self._known, **choices}
        for view in self._views():
            _choose_in(view, choices)

    def choice(self, name: str) -> ViewChoice | None:
        """The choice of this name; pages are made until one has it. None where no view has it."""
        for page in (self._stage.page, *self._stage.names):
            self._stage.made(page)
            for view in self._views():
                if choice := all_choices(view).get(name):
                    return choice
        return None

    def _choose(self, choices: Mapping[str, str]) -> None:
        self._known = choices
        for view in self._views():
            _choose_in(view, choices)

    def _choose_in_page(self, name: str) -> None:
        page = self._stage.pages[name]
        self.at_first |= {name: choice.read() for name, choice in all_choices(page).items()}
        _choose_in(page, self._known)

    def _chosen(self) -> dict[str, str]:
        choices = [item for view in self._views() for item in view.choices.items()]
        return {name: choice.read() for name, choice in choices}

    def _show_page(self, name: str | None) -> None:
        if name in self._stage.names:
            self._stage.show_page(name)


def all_choices(view: View) -> Mapping[str, ViewChoice]:
    """All that can be chosen in a view, remembered or not."""
    return {**view.choices, **view.all_sights}


def _choose_in(view: View, choices: Mapping[str, str]) -> None:
    for name, choice in all_choices(view).items():
        if name in choices:
            choice.choose(choices[name])
