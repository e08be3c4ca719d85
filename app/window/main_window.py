"""The window: its views, its menus, and what its actions call."""

from functools import partial
from typing import Any

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

import resources
from app.documents.autosave import Autosave
from app.documents.document import Document
from app.export.options import ExportOptions
from app.kit.application import TITLE
from app.kit.reading_order import go_to_next
from app.kit.theme import Appearance
from app.kit.waiting import wait_for
from app.kit.widgets.parts import fill
from app.playing.background_recompute import BackgroundRecompute
from app.playing.compiled_loop import CompiledLoop, loop_of_many_runs
from app.playing.runner import Runner
from app.scenes.marks.caption_strip import CaptionStrip
from app.scenes.marks.overlay import Overlay
from app.session.session import Session
from app.views.contract import View
from app.views.doctor_banner import DoctorBanner
from app.views.pages.small_graphs import SmallGraphs
from app.views.proposal_banner import ProposalBanner
from app.views.sabotage_banner import SabotageBanner
from app.views.stage import Stage
from app.views.status_bar import StatusBar
from app.views.training_controls import TrainingControls
from app.views.walking.walk_actions import WalkActions
from app.views.welcome_banner import WelcomeBanner
from app.window.actions.actions import connect_actions, draw_icons, make_actions
from app.window.actions.menus import add_themes, make_menus
from app.window.actions.sabotage_actions import FaultActions
from app.window.actions.tables import Tables
from app.window.actions.text_actions import TextActions
from app.window.actions.undoing import Undoing
from app.window.dialogs import Dialogs
from app.window.dropping import FileDrops
from app.window.full_screen import FullScreen
from app.window.panels.docks import WindowLayout
from app.window.presentation import Presentation
from app.window.recordings import Recordings
from app.window.remembered import Remembered
from app.window.reports.last_actions import LastActions
from app.window.script_windows import ScriptWindows
from app.window.showing import Showing
from app.window.view_table import PAGES, PANELS, ViewSpec, class_of
from micrograd.runs.experiment import Experiment
from micrograd.system.quoting import shown


class MainWindow(QMainWindow):
    """A window with the pages and panels of the table. settings: where it remembers its layout."""

    def __init__(
        self, session: Session, appearance: Appearance, settings: QSettings | None = None
    ) -> None:
        super().__init__()
        self.session, self.appearance, self.settings = session, appearance, settings
        self.compiled_loop = CompiledLoop(self)
        self.run_loop = loop_of_many_runs(self)
        self.runner = Runner(session, self, self.compiled_loop)
        self.background_recompute = BackgroundRecompute(session, self.compiled_loop, self)
        self.setObjectName("main_window")
        self.document = Document(session, self, settings)
        self.autosave = Autosave(session, self.document)
        self.setWindowIcon(QIcon(str(resources.path("icons/app.svg"))))
        self.actions_by_name = make_actions(self, appearance)
        self.full_screen = FullScreen(self, self.actions_by_name["full_screen"])
        self.text_actions = TextActions(session, appearance, self.actions_by_name, settings, self)
        self.last_actions = LastActions(self.actions_by_name, session.undo_stack, self)
        self.scripts = ScriptWindows(self)
        self.dialogs = Dialogs(self)
        # The script that plays in this window, which is then of nobody's work.
        self.show_of_script: Any = None
        # True while it closes to be there again: nothing is asked, unsaved work is kept.
        self.is_restarting = False
        self.resize(1440, 900)
        self._make_views()
        self._place_views()
        view_menu = make_menus(self, self.actions_by_name, self.panels.values(), self.document)
        self.theme_actions = add_themes(self, view_menu, appearance, settings)
        self.setStatusBar(
            StatusBar(
                session,
                self.runner,
                (self.compiled_loop, self.run_loop),
                self.background_recompute,
            )
        )
        self.captions, self.overlay = CaptionStrip(self, appearance), Overlay(self, appearance)
        self.showing = Showing(self, settings)
        self.presentation = Presentation(self, settings, view_menu)
        self.recordings = Recordings(self)
        connect_actions(self.actions_by_name, self)
        self._connect()
        arranger, geometry = self.docks.arranger, self.presentation.geometry
        self.remembered = Remembered(
            self, self.stage, arranger, session, self._views, settings, geometry
        )
        self.remembered.restore()
        session.selection.choose([0])
        session.choose_again()
        self.view("network").diagram.setFocus()

    # Views.

    def view(self, name: str) -> Any:
        """The page or panel of this name; a page is made when it is first needed."""
        return self.panels[name] if name in PANELS else self.stage.made(name)

    def _views(self) -> list[View]:
        """The views that exist by now."""
        return [self.controls, *self.panels.values(), *self.stage.pages.values()]

    def _make_views(self) -> None:
        session, appearance, actions = self.session, self.appearance, self.actions_by_name
        self.controls = TrainingControls(session, self.runner, appearance, actions)
        self.stage = Stage(appearance)
        for name, spec in PAGES.items():
            self.stage.add_page(name, partial(self._made_page, spec), actions[f"show_{name}"])
        self.stage.show_page(next(iter(PAGES)))
        self.panels = {name: self._made(spec) for name, spec in PANELS.items()}
        self.proposal = ProposalBanner(session, appearance)
        self.doctor = DoctorBanner(session, appearance)
        self.sabotage = SabotageBanner(session, appearance)
        self.welcome = WelcomeBanner(appearance, self.scripts.begin_lessons)
        with_walks = [name for name, spec in PAGES.items() if spec.has_walk]
        self.walks = WalkActions(self.runner, self.stage, with_walks, session.announce, self)
        self.tables = Tables(self.stage, session.announce)
        self.undoing = Undoing(session, self.stage, actions, self)

    def _made(self, spec: ViewSpec) -> Any:
        return class_of(spec)(*(getattr(self, need) for need in spec.needs))

    def _made_page(self, spec: ViewSpec) -> tuple[Any, QWidget]:
        page = self._made(spec)
        if not spec.needs_graph:
            return page, page
        return page, SmallGraphs(self.session, page, of_sample=spec.needs_graph == "sample")

    def _place_views(self) -> None:
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setContentsMargins(8, 0, 8, 0)
        center = QWidget()
        banners = self.welcome, self.sabotage, self.proposal, self.doctor
        column = fill(QVBoxLayout(center), *banners, (self.stage, 1), spacing=8)
        self.docks = WindowLayout(
            self, self.session, self.stage, self.panels, column, self.controls
        )
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.controls)
        self.setCentralWidget(center)

    def _connect(self) -> None:
        session = self.session
        session.cursor.approach.wait = partial(wait_for, self)
        self.appearance.changed.connect(self._draw_icons)
        FileDrops(self, self.document, self.panels["dataset"].load)
        self.document.script_given.connect(self.scripts.open)
        self.document.changed.connect(self._show_title)
        self._show_title()
        self.doctor.told.connect(self.proposal.give_way)
        session.cursor.network_rebuilt.connect(self._limit_layers)
        self._limit_layers()
        self._fault_actions = FaultActions(session, self.actions_by_name)
        self.runner.running_changed.connect(self._end_messages)
        session.comparison.asked.connect(self.actions_by_name["show_compare"].trigger)

    def _end_messages(self) -> None:
        if self.runner.is_running:
            self.end_messages()

    def end_messages(self) -> None:
        """Take back what panels said of refused numbers: a run goes on with those from before."""
        for panel in self.panels.values():
            panel.end_messages()

    def _show_title(self) -> None:
        self.setWindowTitle(f"{shown(self.document.title)} — {TITLE}")
        self.setWindowModified(self.document.is_changed)

    def _limit_layers(self) -> None:
        self.actions_by_name["add_layer"].setEnabled(self.session.edits.can_add_layer)

    def _draw_icons(self) -> None:
        draw_icons(self.actions_by_name, self.appearance)

    # What actions call.

    def take_step(self) -> None:
        """Pause, and do one step."""
        self.runner.pause()
        self.walks.pause()
        self.session.training.step()

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        self.stage.show_page(name)
        focus = self.view(name).first_focus
        if focus:
            focus.setFocus()

    def turn_page(self, by: int) -> None:
        """Turn to the page `by` tabs further to the right; the first comes after the last."""
        names = self.stage.names
        self.show_page(names[(names.index(self.stage.page) + by) % len(names)])

    # The list of runs.

    def make_run_current(self) -> None:
        """Turn to the run that is chosen in the list."""
        self._show_run_list()
        self.view("runs").table.make_current()

    def rename_run(self) -> None:
        """Let the person type another name for the run that is chosen in the list."""
        self._show_run_list()
        self.view("runs").table.rename()

    def _show_run_list(self) -> None:
        """Show the list, with the current run chosen where none is."""
        panel = self.view("runs")
        if panel.isHidden():
            self.show_page("network")
        panel.bring_forward()
        panel.segments.choose("List")
        if not panel.table.chosen:
            panel.table.choose([self.session.cursor.run])
        panel.table.setFocus()

    # Pictures are imported when somebody asks for them.

    def begin(self, recovers: bool = False) -> None:
        """Keep unsaved work from now on, and offer the work of windows that were killed.

        recovers: go on with the newest of it without a question.
        """
        self.welcome.setVisible(self.remembered.is_first_start)
        self.autosave.start()
        found = self.autosave.find()
        if recovers and found and not found[0].problem:
            self.autosave.recover(found.pop(0))
        if found:
            self.dialogs.recover(found)

    @staticmethod
    def offscreen_view(experiment: Experiment, options: ExportOptions, size: QSize) -> Any:
        """Make a view of an experiment for a picture or film, in a hidden window of its own."""
        from app.window.offscreen.offscreen import OffscreenView

        return OffscreenView(MainWindow, experiment, options, size)

    @staticmethod
    def filmed_window(experiment: Experiment, options: ExportOptions, size: QSize) -> Any:
        """Make a hidden window for a film of a script."""
        from app.window.offscreen.filmed import FilmedWindow

        return FilmedWindow(MainWindow, experiment, options, size)

    def ask_step(self) -> None:
        """Let the person type the step to show."""
        panel = self.view("loss")
        if not (panel.is_in_front or panel.timeline.is_compact):
            if panel.isHidden():
                self.show_page("network")
            panel.bring_forward()
        panel.timeline.ask_step()

    def run_counted(self) -> None:
        """Train as many steps as the field says."""
        # A click on the button does not take the focus, so text being typed is not read yet.
        self.controls.run_steps.interpretText()
        self.runner.run(self.controls.run_steps.value())

    def show_script(self, script: Any, scene: int = 0) -> None:
        """Play a script in this window, whose experiment it replaces."""
        from app.scenes.show import Show

        self.show_of_script = Show(self, script)
        self.show_of_script.begin(scene)

    def focusNextPrevChild(self, goes_on: bool) -> bool:
        return go_to_next(self, 1 if goes_on else -1) or super().focusNextPrevChild(goes_on)

    def _may_close_document(self) -> bool:
        """True where nothing of the person is lost; what a script shows begins again with it."""
        show = self.show_of_script
        if show and show.is_all_there_is and not self.document.path:
            self.document.give_up_changes()
        return self.document.may_close(self.close)

    def _may_close(self) -> bool:
        if self.is_restarting:
            return True
        return self.recordings.may_close(self.close) and self._may_close_document()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.runner.pause()
        self.walks.pause()
        if not self._may_close():
            event.ignore()
            return
        if self.show_of_script:
            self.show_of_script.end()
        self.presentation.close()
        self.autosave.close()
        self.document.end()
        self.background_recompute.stop()
        self.undoing.end()
        for view in self._views():
            view.end()
        self.compiled_loop.close()
        self.run_loop.close()
        self.docks.turns.end()
        self.remembered.keep()
        super().closeEvent(event)
        if self.show_of_script:
            self.deleteLater()
