"""Freezing parameters and switching neurons off: edits like any other."""

from collections.abc import Callable

import pytest

from app.session.session import Session
from app.session.switches import LAYER, NEURON
from micrograd.files.reading import from_bytes
from micrograd.files.writing import to_bytes
from micrograd.runs.differences import difference_from_parent

# The parameters of the second neuron in layer 1 of 3-[4, 4, 1].
SECOND = [4, 5, 6, 7]


@pytest.fixture
def said(session: Session) -> list[str]:
    """What the session announces."""
    sentences: list[str] = []
    session.announced.connect(sentences.append)
    return sentences


def data(session: Session) -> list[float]:
    return [parameter.data for parameter in session.cursor.trainer.parameters]


def test_chosen_parameters_are_frozen_and_thawed_again(session: Session, said: list[str]) -> None:
    session.selection.choose([5, 40])
    session.switches.toggle_frozen()
    assert session.cursor.recipe.frozen == ("1.2.w2", "3.1.b")
    assert session.switches.frozen == {5, 40}
    assert said[-1] == "Layer 1 · neuron 2 · w2, layer 3 · neuron 1 · b are frozen."
    before = data(session)
    session.training.step()
    assert [i for i, (a, b) in enumerate(zip(before, data(session), strict=True)) if a == b] == [
        5,
        40,
    ]
    session.switches.toggle_frozen()
    assert session.cursor.recipe.frozen == ()


def test_a_neuron_and_a_layer_are_frozen_by_any_of_their_parameters(
    session: Session, said: list[str]
) -> None:
    session.selection.choose([5])
    session.switches.toggle_frozen(NEURON)
    assert (session.cursor.recipe.frozen, said[-1]) == (("1.2",), "Layer 1 · neuron 2 is frozen.")
    session.switches.toggle_frozen(LAYER)
    assert session.cursor.recipe.frozen == ("1",)
    # One of them is trained again, the others stay frozen.
    session.switches.toggle_frozen()
    assert session.switches.frozen == set(range(16)) - {5}
    session.switches.unfreeze_all()
    assert session.switches.frozen == set()


def test_a_neuron_is_switched_off_and_on(session: Session, said: list[str]) -> None:
    loss = session.cursor.evaluation.loss
    session.selection.choose([5, 6])
    session.switches.toggle_off()
    assert (session.cursor.recipe.off, said[-1]) == (("1.2",), "Layer 1 · neuron 2 is off.")
    assert session.cursor.evaluation.loss != loss
    assert session.cursor.model.plain()([1.0, 2.0, 3.0])[0][1] == 0.0
    assert session.switches.off == set(SECOND)
    assert session.switches.without_effect == {*SECOND, 17, 22, 27, 32}
    session.switches.toggle_off()
    assert session.cursor.evaluation.loss == loss


def test_where_nothing_is_chosen_it_says_what_to_do(session: Session, said: list[str]) -> None:
    session.switches.toggle_off()
    assert said == ["Choose a parameter first: click an edge or a neuron of the network."]
    assert session.undo_stack.count == 0


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda s: s.switches.toggle_frozen(NEURON), "freeze layer 1 · neuron 2"),
        (lambda s: s.switches.toggle_off(), "switch off layer 1 · neuron 2"),
    ],
)
def test_each_is_one_edit_that_undo_takes_back(
    session: Session, act: Callable[[Session], None], text: str
) -> None:
    session.training.step()
    session.selection.choose([4])
    before, loss = session.cursor.recipe, session.cursor.evaluation.loss
    act(session)
    after = session.cursor.recipe
    assert (session.undo_stack.count, session.undo_stack.undo_text) == (1, text)
    session.edits.undo()
    assert (session.cursor.recipe, session.cursor.evaluation.loss) == (before, loss)
    session.edits.redo()
    assert session.cursor.recipe == after
    assert [event.step for event in session.cursor.run.events] == [1]


def test_an_earlier_step_has_the_switches_that_it_had(session: Session) -> None:
    session.training.step()
    session.selection.choose([4])
    session.switches.toggle_off()
    session.switches.toggle_frozen()
    session.training.step()
    loss, graphs = session.cursor.evaluation.loss, []
    session.cursor.dataset_changed.connect(lambda: graphs.append(session.cursor.node_count))
    session.cursor.go_to(0)
    assert (session.switches.off, session.switches.frozen) == (set(), set())
    session.cursor.go_to(2)
    assert (session.switches.off, session.switches.frozen) == (set(SECOND), {4})
    assert session.cursor.evaluation.loss == loss
    # Each of four samples has a node more while the neuron is off: the views are told of it.
    assert graphs[1] - graphs[0] == 4


def test_an_edit_in_the_past_begins_a_branch_that_says_so(session: Session) -> None:
    for _ in range(3):
        session.training.step()
    session.cursor.go_to(1)
    session.selection.choose([4])
    session.switches.toggle_frozen(NEURON)
    session.training.step()
    first, branch = session.experiment.runs
    assert branch.start.step == 1
    assert difference_from_parent(branch, first.start) == "frozen: 1.2"


def test_a_file_has_both_and_an_older_one_has_neither(session: Session) -> None:
    session.selection.choose([4])
    session.switches.toggle_off()
    session.training.step()
    session.switches.toggle_frozen(LAYER)
    opened = from_bytes(to_bytes(session.experiment)).current
    assert opened.recipe.off == ("1.2",)
    assert opened.start.recipe.frozen == ()
    assert opened.recipe.frozen == ("1",)
    assert b'"off"' not in to_bytes(Session().experiment)


def test_switches_follow_the_layers_and_what_is_dropped_is_said(
    session: Session, said: list[str]
) -> None:
    session.selection.choose([4])
    session.switches.toggle_frozen(NEURON)
    session.switches.toggle_off()
    session.edits.resize_layer(0, 2)
    assert (session.cursor.recipe.frozen, session.cursor.recipe.off) == (("1.2",), ("1.2",))
    session.edits.resize_layer(0, 1)
    assert (session.cursor.recipe.frozen, session.cursor.recipe.off) == ((), ())
    assert "4 frozen parameters and 1 neuron that was off are gone" in said[-1]
