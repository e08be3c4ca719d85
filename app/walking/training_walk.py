"""The walk through the training step under way, in one sample or in the whole loss."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.session.session import Session
from app.walking.both_passes import BothPasses
from app.walking.graph_tree import Path
from app.walking.sample_alone import SampleAlone
from app.walking.step_groups import SampleGroups, StepGroups
from app.walking.walk import Walk
from micrograd.engine import Value
from micrograd.recipe.fault import Fault
from micrograd.training.loss_graph import LossGraph, NodeAddress
from micrograd.training.phases import Phase, PhasePass, Update

SCOPES = {"sample": "one sample", "prediction": "its prediction", "loss": "whole loss"}


class TrainingWalk(Walk):
    """The walk through the training step under way. scope: a key of SCOPES.

    Where the graph of the whole step is too large to be built, the walk goes through the
    operations of the chosen sample: see `SampleAlone`.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.scope = "sample"
        # The neuron that is shown by itself: its layer and its place there, counted from 0.
        self.neuron: tuple[int, int] | None = None
        # After a move by operations the last one is watched, even the one that ends a step.
        self._is_walking = self._is_moving = False
        self._alone: SampleAlone | None = None
        # Whether the whole graph is too large, None until somebody asks after a change.
        self._is_large: bool | None = None
        self._is_behind = False
        self._rows: Sequence[int] | None = None
        self._samples: SampleGroups | None = None
        # A node of that graph that is no parameter, while it is chosen.
        self._own_node: int | None = None
        session.cursor.step_taken.connect(self._follow_training)
        session.cursor.parameter_edited.connect(self._follow_edit)
        for rebuilding in (session.cursor.network_rebuilt, session.cursor.dataset_changed):
            rebuilding.connect(self._rebuild)
        session.cursor.diverged.connect(self.interrupted)
        session.selection.sample_changed.connect(self._show_sample)
        session.selection.parameters_changed.connect(self._follow_choice)
        session.selection.node_changed.connect(self.chosen_changed)

    @property
    def alone(self) -> SampleAlone | None:
        """The chosen sample, where the whole graph is too large or is not of it; else None."""
        if not (self._has_large_graph or self.is_outside):
            return None
        if self._alone is None:
            self._alone = SampleAlone(self.session.cursor, self.session.selection.sample)
        elif self._is_behind:
            self._alone.follow()
        self._is_behind = False
        return self._alone

    @property
    def _has_large_graph(self) -> bool:
        if self._is_large is None:
            self._is_large = self.session.cursor.has_large_graph
        return self._is_large

    @property
    def is_outside(self) -> bool:
        """True where the chosen sample is to be shown, and the step does not train on it."""
        cursor = self.session.cursor
        if self.shown_scope == "loss" or not cursor.trainer.samples.leaves_some_out:
            return False
        return not self._has_large_graph and self.session.selection.sample not in cursor.graph.rows

    def _rebuild(self) -> None:
        self._is_large = self._alone = self._own_node = None
        widths = self.session.cursor.model.nouts
        if self.neuron and self.neuron[1] >= dict(enumerate(widths)).get(self.neuron[0], 0):
            self.neuron = None
        self._rows = self._rows_shown
        self.rebuilt.emit()

    @property
    def _rows_shown(self) -> Sequence[int] | None:
        cursor = self.session.cursor
        if not cursor.trainer.samples.leaves_some_out or self._has_large_graph or self.is_outside:
            return None
        return cursor.graph.rows

    def choose_scope(self, scope: str) -> None:
        """Show one sample, its prediction alone, or the whole loss."""
        if scope != self.scope:
            self.scope = scope
            self.rebuilt.emit()

    def _show_sample(self) -> None:
        if self.shown_scope != "loss":
            self._rebuild()

    @property
    def shown_scope(self) -> str:
        """The part of the graph that is shown: `scope`, or one sample where that is too large."""
        return "sample" if self._has_large_graph and self.scope == "loss" else self.scope

    # The graph.

    @property
    def order(self) -> list[Value]:
        return self._graph.order

    @property
    def index(self) -> dict[Value, int]:
        return self._graph.index

    @property
    def _graph(self) -> LossGraph:
        return self.alone.graph if self.alone else self.session.cursor.graph

    @property
    def addresses(self) -> list[NodeAddress]:
        return self.alone.addresses if self.alone else self.session.cursor.graph.addresses

    def name(self, node: int) -> str:
        return self.addresses[node].name

    def names(self) -> list[str]:
        return [address.name for address in self.addresses]

    def operand_name(self, operand: int, node: int) -> str:
        places = self.addresses
        own, using = places[operand], places[node]
        # The next layer calls the outputs of a layer h1, h2, …
        is_handed_on = own.name == "out" and own.layer != using.layer
        return f"h{(own.neuron or 0) + 1}" if is_handed_on else own.name

    def label(self, node: int) -> str:
        return self.addresses[node].label

    def labels(self) -> list[str]:
        return [address.label for address in self.addresses]

    def paths(self) -> Sequence[Path | None]:
        groups = self._groups
        return [groups.path(address) for address in self.addresses]

    def opened_at_first(self) -> set[Path]:
        return self._groups.opened_at_first()

    @property
    def _groups(self) -> StepGroups:
        rows = self._graph.rows if self.shown_scope == "loss" else ()
        if self._samples is None or self._samples.rows is not rows:
            self._samples = SampleGroups(rows)
        session = self.session
        chosen = session.selection.sample
        widths = session.cursor.model.nouts
        return StepGroups(widths, self.shown_scope, chosen, self._samples, self.neuron)

    def show_neuron(self, neuron: tuple[int, int] | None) -> None:
        """Show one neuron by itself, by its layer and its place, counted from 0; or all of them."""
        if neuron != self.neuron:
            self.neuron = neuron
            self.rebuilt.emit()

    def node_of(self, parameter: int) -> int:
        """The node of a parameter, given its index in `parameters()`."""
        return self.index[self._graph.parameters[parameter]]

    def group_of(self, layer: int, neuron: int) -> Path:
        """The path of the group of a neuron, of the chosen sample where there are several."""
        return self._groups.of_neuron(layer, neuron)

    # The place in the pass.

    @property
    def fault(self) -> Fault:
        return self.session.sabotage.fault

    @property
    def shows_fault(self) -> bool:
        return self.session.sabotage.shown is not None

    @property
    def phase(self) -> Phase | None:
        return self.alone.passes.phase if self.alone else self.session.cursor.phase

    @property
    def last_pass(self) -> PhasePass | None:
        return self.alone.passes.last if self.alone else self.session.cursor.trainer.last_pass

    @property
    def own_passes(self) -> BothPasses | None:
        return self._walked_alone.passes if self._walked_alone else None

    @property
    def can_step_back(self) -> bool:
        if self._walked_alone:
            return self._walked_alone.passes.forward.position > 0
        return self.session.cursor.trainer.can_retreat

    @property
    def is_watched(self) -> bool:
        if self._is_walking or self.alone:
            return self._is_walking
        return not self.session.cursor.trainer.is_between_steps

    @property
    def place_in_step(self) -> tuple[int, int] | None:
        return self._walked_alone.place_in_step if self._walked_alone else None

    @property
    def _walked_alone(self) -> SampleAlone | None:
        """The chosen sample, where its operations are walked through instead of the step's."""
        return self.alone if self._has_large_graph else None

    def data_in_pass(self, value: Value) -> float:
        current = self.last_pass
        if not isinstance(current, Update) or not current.before:
            return value.data
        place = current.places.get(value)
        return value.data if place is None else current.before[place]

    def step(self) -> None:
        if self._walked_alone:
            self._begin_again()
            super().step()
        else:
            self._walk(self.session.training.step_operation)

    def step_back(self) -> None:
        if self._walked_alone:
            super().step_back()
        else:
            self._walk(self.session.training.take_back)

    def finish_pass(self) -> None:
        if self._walked_alone:
            self._begin_again()
            super().finish_pass()
        else:
            self._walk(self.session.training.step_phase)

    @property
    def next_pass(self) -> PhasePass:
        alone = self._walked_alone
        return alone.passes.next if alone else self.session.cursor.trainer.next_pass

    def seek(self, done: int, current: PhasePass | None = None) -> None:
        alone = self.alone
        if alone is None or (current is self.next_pass and not self._walked_alone):
            self._walk(self.session.training.seek, done, current)
        elif alone.passes.seek(done, current):
            self._is_walking = True
            self.moved.emit()
            self.stepped.emit()

    def _begin_again(self) -> None:
        """Begin with the first operation of the sample after its last one, and say what it is."""
        alone, session = self.alone, self.session
        if alone is None or not (alone.passes.is_done or alone.passes.forward.position == 0):
            return
        alone.passes.restart()
        session.announce(
            f"Single operations are those of sample {alone.sample + 1:,}; Step and Run train "
            f"with all {session.cursor.trainer.samples.batch_size:,}."
        )

    def _walk(self, move: Callable[..., None], *arguments: object) -> None:
        self._is_moving = True
        move(*arguments)
        self._is_moving, self._is_walking = False, True
        self.stepped.emit()

    def _follow_training(self) -> None:
        self._is_walking = self._is_moving
        self._follow_edit()

    def _follow_edit(self) -> None:
        self._is_behind = True
        is_other = self._rows_shown != self._rows
        if is_other or self.session.cursor.trainer.has_graph_of_each_step:
            self._rebuild()
        else:
            self.moved.emit()

    # The chosen node.

    @property
    def chosen(self) -> int | None:
        if self.alone:
            parameter = self.session.selection.current
            return self._own_node if parameter is None else self.node_of(parameter)
        value = self.session.cursor.chosen_value
        return None if value is None else self.index[value]

    def choose(self, node: int) -> None:
        alone = self.alone
        if alone is None:
            self.session.cursor.choose_value(self.order[node])
            return
        parameter = alone.parameter_of(self.order[node])
        self._own_node = node if parameter is None else None
        self.session.selection.choose([] if parameter is None else [parameter])
        self.chosen_changed.emit()

    def _follow_choice(self) -> None:
        if self.session.selection.parameters:
            self._own_node = None
        self.chosen_changed.emit()
