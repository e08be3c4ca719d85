"""The walk through the training step under way, in one sample or in the whole loss."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.session.session import Session
from app.walking.graph_tree import Path
from app.walking.walk import Walk
from micrograd.engine import Value
from micrograd.training.phases import Phase, PhasePass, Update

SCOPES = {"sample": "one sample", "prediction": "its prediction", "loss": "whole loss"}
# The most groups side by side: more can't be told apart.
MOST_SIDE_BY_SIDE = 20


class TrainingWalk(Walk):
    """The walk through the training step under way. scope: a key of SCOPES."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.scope = "sample"
        # After a move by operations the last one is watched, even the one that ends a step.
        self._is_walking = self._is_moving = False
        session.cursor.step_taken.connect(self._follow_training)
        session.cursor.parameter_edited.connect(self.moved)
        for rebuilding in (session.cursor.network_rebuilt, session.cursor.dataset_changed):
            rebuilding.connect(self.rebuilt)
        session.cursor.diverged.connect(self.interrupted)
        session.selection.sample_changed.connect(self._show_sample)
        session.selection.parameters_changed.connect(self.chosen_changed)
        session.selection.node_changed.connect(self.chosen_changed)

    def choose_scope(self, scope: str) -> None:
        """Show one sample, its prediction alone, or the whole loss."""
        if scope != self.scope:
            self.scope = scope
            self.rebuilt.emit()

    def _show_sample(self) -> None:
        if self.scope != "loss":
            self.rebuilt.emit()

    # The graph.

    @property
    def order(self) -> list[Value]:
        return self.session.cursor.graph.order

    @property
    def index(self) -> dict[Value, int]:
        return self.session.cursor.graph.index

    def name(self, node: int) -> str:
        return self.session.cursor.graph.addresses[node].name

    def operand_name(self, operand: int, node: int) -> str:
        places = self.session.cursor.graph.addresses
        own, using = places[operand], places[node]
        # The next layer calls the outputs of a layer h1, h2, …
        is_handed_on = own.name == "out" and own.layer != using.layer
        return f"h{(own.neuron or 0) + 1}" if is_handed_on else own.name

    def label(self, node: int) -> str:
        return self.session.cursor.graph.addresses[node].label

    def paths(self) -> Sequence[Path | None]:
        return [self._path(i) for i in range(len(self.order))]

    def _path(self, node: int) -> Path | None:
        address = self.session.cursor.graph.addresses[node]
        shown = self.session.selection.sample
        if self.scope != "loss" and address.sample not in (None, shown):
            return None
        neuron = self._neuron_path(address.layer, address.neuron)
        if self.scope == "prediction":
            return neuron or None
        if self.scope == "sample":
            return neuron or (("loss",) if address.sample is None else ("error",))
        if address.sample is None:
            return ("parameters", *neuron) if neuron else ("loss",)
        return (*self._sample_path(address.sample), *(neuron or ("error",)))

    def _neuron_path(self, layer: int | None, neuron: int | None) -> Path:
        """The group of a neuron, empty outside of layers; a layer of one neuron is one group."""
        if layer is None or neuron is None:
            return ()
        widths = self.session.cursor.model.nouts
        name = "output" if layer == len(widths) - 1 else f"layer {layer + 1}"
        return (name,) if widths[layer] == 1 else (name, f"neuron {neuron + 1}")

    def _sample_path(self, sample: int) -> Path:
        """The group of a sample, inside a group of samples where there are many."""
        count, own = len(self.session.cursor.dataset), f"sample {sample + 1}"
        if count <= MOST_SIDE_BY_SIDE:
            return (own,)
        size = -(-count // MOST_SIDE_BY_SIDE)
        first = sample // size * size
        return (f"samples {first + 1}–{min(count, first + size)}", own)

    def opened_at_first(self) -> set[Path]:
        widths = self.session.cursor.model.nouts
        if self.scope == "loss" or sum(widths) > MOST_SIDE_BY_SIDE:
            return set()
        paths = [self._neuron_path(i, 0) for i in range(len(widths))]
        return {path[:1] for path in paths if len(path) > 1}

    # The place in the pass.

    @property
    def phase(self) -> Phase | None:
        return self.session.cursor.phase

    @property
    def last_pass(self) -> PhasePass | None:
        return self.session.cursor.trainer.last_pass

    @property
    def can_step_back(self) -> bool:
        return self.session.cursor.trainer.can_retreat

    @property
    def is_watched(self) -> bool:
        return self._is_walking or not self.session.cursor.trainer.is_between_steps

    def data_in_pass(self, value: Value) -> float:
        current = self.last_pass
        if not isinstance(current, Update) or not current.before:
            return value.data
        place = current.places.get(value)
        return value.data if place is None else current.before[place]

    def step(self) -> None:
        self._walk(self.session.training.step_operation)

    def step_back(self) -> None:
        self._walk(self.session.training.take_back)

    def finish_pass(self) -> None:
        self._walk(self.session.training.step_phase)

    @property
    def next_pass(self) -> PhasePass:
        return self.session.cursor.trainer.next_pass

    def seek(self, done: int, current: PhasePass | None = None) -> None:
        self._walk(self.session.training.seek, done, current)

    def _walk(self, move: Callable[..., None], *arguments: object) -> None:
        cursor = self.session.cursor
        if cursor.has_large_graph:
            self.session.announce(
                f"A step of {cursor.node_count:,} nodes is too large for single operations: "
                "Step and Run train it as a whole."
            )
            return
        self._is_moving = True
        move(*arguments)
        self._is_moving, self._is_walking = False, True
        self.stepped.emit()

    def _follow_training(self) -> None:
        self._is_walking = self._is_moving
        is_new = self.session.cursor.trainer.has_graph_of_each_step
        (self.rebuilt if is_new else self.moved).emit()

    @property
    def can_step(self) -> bool:
        return not self.session.cursor.has_large_graph

    @property
    def chosen(self) -> int | None:
        value = self.session.cursor.chosen_value
        if value is None or self.session.cursor.has_large_graph:
            return None
        return self.index[value]

    def choose(self, node: int) -> None:
        self.session.cursor.choose_value(self.order[node])
