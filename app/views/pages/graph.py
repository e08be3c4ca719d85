"""Graph page: the computation graph, and the current operation explained below it."""

from PySide6.QtGui import QResizeEvent, QShowEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.kit.signals import connect_all
from app.kit.theme import Appearance
from app.kit.widgets.fields import describe
from app.kit.widgets.parts import ElidedLabel, fill, in_box
from app.kit.widgets.segmented_control import segment_button
from app.session.session import Session
from app.views.contract import View, ViewChoice
from app.views.graph.places import GraphPlaces
from app.views.sample_choice import SampleChoice
from app.views.walking.chain_view import ChainView
from app.views.walking.walk_view import KEYS, WalkView
from app.walking.graph_tree import Path
from app.walking.training_walk import SCOPES, TrainingWalk
from micrograd.recipe.parts import Widths, index_of_parameter, parameter_names, place_of_neuron

NEURON_TIP = (
    "The operations of the neuron of the chosen parameter, all others folded, and the chain rule "
    "written out for that parameter"
)
SCOPE_TIP = "One sample with its error, its prediction alone, or the whole loss of all samples"


class GraphPage(QWidget, View):
    """The graph of a training step."""

    keys = KEYS | {
        "In the chain": [
            ("Up, Down", "The sample above or below"),
            ("Ctrl+C", "Copy the chain as text"),
        ]
    }

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("graph_page")
        self.walk = TrainingWalk(session, self)
        self.chain = ChainView(self.walk, appearance)
        self.chain.hide()
        self.view = WalkView(self.walk, appearance, "graph", below=self.chain)
        self.player, self.first_focus = self.view.player, self.view.canvas
        self.idle_in_pictures, self.as_table = self.view.idle_in_pictures, self.view.as_table
        divider = self.view.divider
        self.choices = {
            "graph_divider": ViewChoice(divider.read, divider.choose),
            "graph_shows": ViewChoice(self._read_shown, self._choose_shown),
        }
        read_scope = ViewChoice(lambda: self.walk.scope, self._take_scope)
        self.sights = {"graph_scope": read_scope, **self.view.sights}
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
        self.neuron = segment_button(
            "graph_neuron_button", "this neuron", NEURON_TIP, "This neuron only"
        )
        self.neuron.setCheckable(True)
        self.neuron.toggled.connect(self._show_neuron)
        tools = self.scope, self.sample, 8, self.neuron
        self.tools = in_box(fill(QHBoxLayout(), None, *tools))
        self.notice = ElidedLabel("graph_notice")
        fill(QVBoxLayout(self), self.tools, self.notice, (self.view, 1))
        self.walk.rebuilt.connect(self._show_scope)
        selection = session.selection
        chosen = selection.parameters_changed, selection.sample_changed
        connect_all(self._follow_choice, *chosen, session.cursor.network_rebuilt)
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
                f"Sample {sample + 1:,} of {len(cursor.dataset):,} by itself: each ∇ is its share, "
                f"Parameters has the sum · {nodes:,} nodes"
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
        self._take_scope(self.scope.currentData())

    def _take_scope(self, scope: str) -> None:
        if scope in SCOPES and scope != self.walk.scope:
            self.walk.choose_scope(scope)
            self.view.canvas.keep_to(self._kept)

    # One neuron only.

    def _read_shown(self) -> str:
        return "neuron" if self.neuron.isChecked() else "whole"

    def _choose_shown(self, text: str) -> None:
        self.neuron.setChecked(text == "neuron")

    def _show_neuron(self) -> None:
        """Show the neuron of the parameter that was chosen last with its chain; or the graph."""
        is_alone = self.neuron.isChecked()
        self.view.card.be_brief(is_alone)
        self._follow_choice()
        self.chain.setVisible(is_alone)

    def _follow_choice(self) -> None:
        # A hidden page must not make the walk build its graph: it follows when it is shown.
        if not self.isVisible():
            return
        current, names = self.walk.session.selection.current, parameter_names(self._widths)
        parameter = self.chain.parameter if current is None else current
        name = names[min(parameter, len(names) - 1)].rpartition(".")[0]
        is_alone = self.neuron.isChecked()
        self.walk.show_neuron(place_of_neuron(name, self._widths) if is_alone else None)
        self.chain.show_parameter(parameter)
        if self._kept != self.view.canvas.kept:
            self.view.canvas.keep_to(self._kept)

    @property
    def _kept(self) -> Path:
        """The group that the graph stays in."""
        return self.walk.group_of(*self.walk.neuron) if self.walk.neuron else ()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow_choice()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.chain.fit_into(event.size().height())
