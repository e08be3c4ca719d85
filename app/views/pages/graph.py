"""Graph page: the computation graph, and the current operation explained below it."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import fill, in_box
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.sample_choice import SampleChoice
from app.views.walking.walk_view import KEYS, WalkView
from app.walking.training_walk import SCOPES, TrainingWalk

SCOPE_TIP = "One sample with its error, its prediction alone, or the whole loss of all samples"


class GraphPage(QWidget, View):
    """The graph of a training step."""

    keys = KEYS

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("graph_page")
        self.walk = TrainingWalk(session, self)
        self.view = WalkView(self.walk, appearance, "graph")
        self.player, self.first_focus = self.view.player, self.view.canvas
        self.idle_in_pictures = self.view.idle_in_pictures
        divider = self.view.divider
        self.choices = {"graph_divider": ViewChoice(divider.read, divider.choose)}
        self.scope = QComboBox()
        for scope, text in SCOPES.items():
            self.scope.addItem(text, scope)
        describe(self.scope, "graph_scope", "Part of the graph", SCOPE_TIP)
        self.scope.activated.connect(self._choose_scope)
        self.sample = SampleChoice(session, "graph_sample")
        self.tools = in_box(fill(QHBoxLayout(), None, self.scope, self.sample))
        fill(QVBoxLayout(self), self.tools, (self.view, 1))

    def _choose_scope(self) -> None:
        self.walk.choose_scope(self.scope.currentData())
        self.view.canvas.fold_all()
