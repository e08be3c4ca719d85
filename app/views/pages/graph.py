"""Graph page: the computation graph, and the current operation explained below it."""

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import ElidedLabel, fill, in_box
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.graph.places import GraphPlaces
from app.views.sample_choice import SampleChoice
from app.views.walking.walk_view import KEYS, WalkView
from app.walking.graph_tree import Path
from app.walking.training_walk import SCOPES, TrainingWalk
from micrograd.recipe.parts import Widths, index_of_parameter, place_of_neuron

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
        places = GraphPlaces(self.walk, self.view.canvas)
        self.places = {
            "operation": places.of_operations,
            "parameter": places.of_nodes(self._node_of),
            "neuron": places.of_groups(self._group_of),
        }
        self.scope = QComboBox()
        for scope, text in SCOPES.items():
            self.scope.addItem(text, scope)
        describe(self.scope, "graph_scope", "Part of the graph", SCOPE_TIP)
        self.scope.activated.connect(self._choose_scope)
        self.sample = SampleChoice(session, "graph_sample")
        self.tools = in_box(fill(QHBoxLayout(), None, self.scope, self.sample))
        self.notice = ElidedLabel("graph_notice", "quiet")
        fill(QVBoxLayout(self), self.tools, self.notice, (self.view, 1))
        self.walk.rebuilt.connect(self._show_scope)
        self._show_scope()

    def _show_scope(self) -> None:
        """Say where the graph is that of a sample alone, and offer what can be shown."""
        cursor = self.walk.session.cursor
        sample, nodes = self.walk.session.selection.sample, cursor.node_count
        is_alone = cursor.has_large_graph
        is_outside = self.walk.is_outside
        self.notice.setVisible(is_alone or is_outside)
        if is_alone:
            self.notice.show_text(
                f"Sample {sample + 1:,} of {len(cursor.dataset):,} by itself, with its share of "
                f"every gradient · {nodes:,} nodes in all"
            )
        elif is_outside:
            others = ", ".join(f"{row + 1:,}" for row in cursor.graph.rows)
            is_held_out = sample in cursor.trainer.samples.held_out_set
            why = "held out for testing" if is_held_out else f"this step has the samples {others}"
            self.notice.show_text(f"Sample {sample + 1:,} by itself: {why}")
        scopes = self.scope.model()
        assert isinstance(scopes, QStandardItemModel)
        scopes.item(list(SCOPES).index("loss")).setEnabled(not is_alone)
        scope = self.walk.shown_scope
        self.scope.setCurrentIndex(self.scope.findData(scope))

    def _node_of(self, parameter: str) -> int | None:
        index = index_of_parameter(parameter, self._widths)
        return None if index is None else self.walk.node_of(index)

    def _group_of(self, neuron: str) -> Path:
        place = place_of_neuron(neuron, self._widths)
        return () if place is None else self.walk.group_of(*place)

    @property
    def _widths(self) -> Widths:
        return self.walk.session.cursor.recipe.widths

    def _choose_scope(self) -> None:
        self.walk.choose_scope(self.scope.currentData())
        self.view.canvas.fold_all()
