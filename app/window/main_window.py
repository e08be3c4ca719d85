"""The window: which panel stands where, the menus, and what is remembered of it."""

from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMessageBox, QWidget

import resources
from app.documents.autosave import Autosave
from app.documents.document import Document
from app.kit.application import TITLE
from app.kit.theme import Appearance
from app.playing.background_recompute import Refilling
from app.playing.compiled_loop import CompiledLoop
from app.playing.runner import Runner
from app.session.session import Session
from app.views.dialogs.export.dialog import ExportDialog
from app.views.dialogs.guide import GuideDialog
from app.views.dialogs.recovery_dialog import RecoveryDialog
from app.views.divergence_banner import DivergenceBanner
from app.views.pages.expression.page import ExpressionPage
from app.views.pages.gradient.page import GradientPage
from app.views.pages.graph import GraphPage
from app.views.pages.network.page import DiagramPanel
from app.views.pages.small_graphs import SmallGraphs
from app.views.pages.sweep.page import SweepPage
from app.views.panels.dataset.panel import DatasetPanel
from app.views.panels.loss.panel import LossPanel
from app.views.panels.network import NetworkPanel
from app.views.panels.parameter_history import ParameterHistoryPanel
from app.views.panels.parameters.panel import ParameterPanel
from app.views.panels.runs.panel import RunsPanel
from app.views.panels.training_loop import TrainingLoopPanel
from app.views.stage import Stage
from app.views.status_bar import StatusBar
from app.views.training_controls import TrainingControls
from app.views.walking.walks import Walks
from app.window.actions import connect_actions, draw_icons, make_actions
from app.window.docks import WindowLayout
from app.window.initial_dock_sizes import SharesOut
from app.window.menus import make_menus
from app.window.offscreen import OffscreenView
from app.window.remembered import Remembered
from app.window.shortcuts_dialog import ShortcutsDialog


class MainWindow(QMainWindow):
    """Panels around the network diagram. With `settings` it remembers size and layout."""

    def __init__(
        self, session: Session, appearance: Appearance, settings: QSettings | None = None
    ) -> None:
        super().__init__()
        self.session, self.appearance, self.settings = session, appearance, settings
        self.compiled_loop = CompiledLoop(self)
        self.runner = Runner(session, self, self.compiled_loop)
        self.refilling = Refilling(session, self.compiled_loop, self)
        self.setObjectName("main_window")
        self.document = Document(session, self, settings)
        self.autosave = Autosave(session, self.document)
        self.setWindowIcon(QIcon(str(resources.path("icons/app.svg"))))
        self.actions_by_name = make_actions(self, appearance)
        self._make_panels()
        self._add_pages()
        self._layout = WindowLayout(self)
        self.theme_actions = make_menus(self)
        self.setStatusBar(StatusBar(session, self.runner, self.compiled_loop, self.refilling))
        connect_actions(self.actions_by_name, self)
        self._connect()
        self.resize(1440, 900)
        self._layout.keep_as_first()
        self.remembered = Remembered(self, settings)
        self._layout.is_sized = self.remembered.restore()
        self._shares_out = SharesOut(self, self._layout)
        session.selection.choose([0])
        self.diagram_panel.diagram.setFocus()

    # Panels.

    def _make_panels(self) -> None:
        session, appearance, actions = self.session, self.appearance, self.actions_by_name
        self.controls = TrainingControls(session, self.runner, appearance, actions)
        self.network_panel = NetworkPanel(session, appearance, actions)
        self.dataset_panel = DatasetPanel(session, appearance)
        self.training_loop_panel = TrainingLoopPanel(session, appearance)
        self.diagram_panel = DiagramPanel(session, appearance)
        self.graph_page = GraphPage(session, appearance)
        self.gradient_page = GradientPage(session, appearance)
        self.expression_page = ExpressionPage(appearance)
        self.sweep_page = SweepPage(session, appearance)
        self.stage = Stage(appearance)
        self.loss_panel = LossPanel(session, appearance)
        self.runs_panel = RunsPanel(session, appearance)
        self.parameter_panel = ParameterPanel(session, appearance)
        self.history_panel = ParameterHistoryPanel(session, appearance)
        self.banner = DivergenceBanner(session, appearance)
        self.panels: list[QDockWidget] = [
            self.network_panel,
            self.dataset_panel,
            self.training_loop_panel,
            self.loss_panel,
            self.runs_panel,
            self.parameter_panel,
            self.history_panel,
        ]

    def _add_pages(self) -> None:
        pages: list[tuple[str, QWidget, QWidget | None]] = [
            ("network", self.diagram_panel, self.diagram_panel.tools),
            ("graph", SmallGraphs(self.session, self.graph_page), self.graph_page.tools),
            ("gradient", SmallGraphs(self.session, self.gradient_page), self.gradient_page.tools),
            ("expression", self.expression_page, self.expression_page.tools),
            ("sweep", self.sweep_page, None),
        ]
        for name, page, tools in pages:
            self.stage.add_page(name, page, tools, self.actions_by_name[f"show_{name}"])
        views = {"graph": self.graph_page.view, "expression": self.expression_page.view}
        self.walks = Walks(self.runner, self.stage, views, self)

    def _connect(self) -> None:
        session = self.session
        self.appearance.changed.connect(self._draw_icons)
        self.compiled_loop.changed.connect(self.sweep_page.start_bar.show_state)
        self.document.changed.connect(self._show_title)
        self._show_title()
        session.undo_stack.changed.connect(self._show_undo)
        self._show_undo()
        session.network_rebuilt.connect(self._limit_layers)
        self._limit_layers()

    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.document.title} — {TITLE}")
        self.setWindowModified(self.document.is_changed)

    def _show_undo(self) -> None:
        stack = self.session.undo_stack
        for name, text in [("undo", stack.undo_text), ("redo", stack.redo_text)]:
            self.actions_by_name[name].setEnabled(bool(text))
            self.actions_by_name[name].setText(f"&{name.title()} {text}".rstrip())

    def _limit_layers(self) -> None:
        self.actions_by_name["add_layer"].setEnabled(self.session.can_add_layer)

    def _draw_icons(self) -> None:
        draw_icons(self.actions_by_name, self.appearance)

    # What actions call.

    def take_step(self) -> None:
        """Pause, and do one step."""
        self.runner.pause()
        self.walks.pause()
        self.session.step()

    def take_phase(self) -> None:
        """Pause, and do one phase: on the expression page, one pass of the expression."""
        self.walks.finish_pass()

    # Pages of the stage.

    def show_network(self) -> None:
        """Turn to the network."""
        self.stage.show_page("network")

    def show_graph(self) -> None:
        """Turn to the computation graph."""
        self.stage.show_page("graph")
        self.graph_page.view.canvas.setFocus()

    def show_gradient(self) -> None:
        """Turn to what the gradient of the chosen parameter means."""
        self.stage.show_page("gradient")
        self.gradient_page.plot.setFocus()

    def show_expression(self) -> None:
        """Turn to the playground for `Value` alone."""
        self.stage.show_page("expression")
        self.expression_page.editor.setFocus()

    def show_sweep(self) -> None:
        """Turn to many runs at once."""
        self.stage.show_page("sweep")
        self.sweep_page.form.fields["rates"].setFocus()

    # The list of runs.

    def make_run_current(self) -> None:
        """Turn to the run that is chosen in the list."""
        self._show_run_list()
        self.runs_panel.make_current()

    def rename_run(self) -> None:
        """Let the person type another name for the run that is chosen in the list."""
        self._show_run_list()
        self.runs_panel.table.rename()

    def _show_run_list(self) -> None:
        """Show the list, with the current run chosen where none is."""
        if self.runs_panel.isHidden():
            self.show_network()
        self.runs_panel.show()
        self.runs_panel.choose_page("List")
        table = self.runs_panel.table
        if not table.chosen:
            table.choose([self.session.run])
        table.setFocus()

    # What is kept.

    def begin(self) -> None:
        """Keep unsaved work from now on, and offer what was left by a window that was killed."""
        self.autosave.start()
        found = self.autosave.find()
        if found:
            RecoveryDialog(self.autosave, self, found).open()

    def recover(self) -> None:
        """Offer what was left by windows that were killed."""
        RecoveryDialog(self.autosave, self).open()

    # Taking it out.

    def export(self, kind: str = "") -> None:
        """Pause, and ask what is to be taken out."""
        self.runner.pause()
        self.walks.pause()
        looks = self.remembered.looks()
        suggestion = self.document.suggestion
        dialog = ExportDialog(
            self.session, self.appearance, self.offscreen_view, self, kind, looks, suggestion
        )
        dialog.open()

    @staticmethod
    def offscreen_view(*choices: Any) -> OffscreenView:
        """One view of an experiment for a picture or film, taken out of a window of its own."""
        return OffscreenView(MainWindow, *choices)

    def record_film(self) -> None:
        """Ask for a film of the current run."""
        self.export("film")

    def ask_step(self) -> None:
        """Let the person type the step that is to be shown."""
        if not self.loss_panel.timeline.isVisible():
            self.show_network()
            self.loss_panel.show()
        self.loss_panel.timeline.ask_step()

    def run_counted(self) -> None:
        """Train as many steps as the field says."""
        # A click on the button leaves the field, and what was typed in it, as they are.
        self.controls.run_steps.interpretText()
        self.runner.run(self.controls.run_steps.value())

    def show_about(self) -> None:
        """Say what this program is."""
        box = QMessageBox(self)
        box.setObjectName("message_box")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("About")
        box.setText(
            f"<b>{TITLE}</b><p>See a neural network learn, number by number.<p>"
            "A scalar autograd engine, the network it trains, and every number of both on "
            "screen. Drag a panel by its title; the View menu brings hidden ones back.",
        )
        box.open()

    def show_guide(self) -> None:
        """Show the guide beside this window; there is only one."""
        guide = self.findChild(GuideDialog)
        if guide and guide.isVisible():
            guide.raise_()
            guide.activateWindow()
        else:
            GuideDialog(self.appearance, self).show()

    def show_shortcuts(self) -> None:
        """List the shortcuts of the whole window, and the keys of its panels."""
        ShortcutsDialog(self).open()

    def reset_layout(self) -> None:
        """Put every panel back to where it was at the first start."""
        self._layout.reset()
        self._shares_out.is_arranged = False

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._layout.size_once()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.runner.pause()
        self.walks.pause()
        if not self.document.may_close(self.close):
            event.ignore()
            return
        self.autosave.close()
        self.refilling.stop()
        self.sweep_page.sweeping.close()
        self.compiled_loop.close()
        self.remembered.keep()
        super().closeEvent(event)
